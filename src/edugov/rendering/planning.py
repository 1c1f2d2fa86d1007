"""Which notebook makes which page, and which pages are due: one job a page, with a key of all that
the page is made from."""

import ast
import json
from collections.abc import Sequence
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import NamedTuple

import nbformat
import pandas as pd

from edugov import regions, tables
from edugov.files import kept
from edugov.files.kept import Known, digest
from edugov.funding import chosen_years
from edugov.funding.chosen_years import Years
from edugov.labels import LANGUAGES
from edugov.markup import file_name
from edugov.regions import county_codes, region_inputs
from edugov.rendering import own_pages
from edugov.tables import ROOT, Fault
from edugov.tables.rows_by_region import Whole, digests_of, with_digests

NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"
DECIDING = ("key", "reads")  # what of a page's own metadata says whether it has to be made again
ENGLISH = LANGUAGES[0]  # the language in which the notebooks are written


class NoPage(Fault):
    """A region has too few figures for a page; says how many it has and how many a page needs."""


class Job(NamedTuple):
    """One notebook to run: which template, with which parameters, to which page, and the key of
    what it is made from, beside what it reads of the tables where `notes_reads`."""

    template: Path
    parameters: dict[str, object]
    words: dict[str, str]  # put into the template's prose
    page: Path
    key: str
    what: str
    notes_reads: bool = False  # else its key has all that it may read of the tables
    keywords: str = ""  # by which search finds the page as well: names in the other language


def library_hash() -> str:
    """Return a digest of the code and the packages by which pages are made."""
    return kept.library_hash(ROOT)


def parameters_of(notebook: Path) -> dict[str, object]:
    """Return the names that the notebook's `parameters` cell sets, with their defaults; a Fault
    where it is damaged."""
    try:
        whole = json.loads(notebook.read_text(encoding="utf-8"))
        nbformat.validate(whole)
        return _assigned(whole["cells"])
    except OSError as error:
        raise Fault(f"notebooks/{notebook.name}: {error.strerror}") from error
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        SyntaxError,
        nbformat.ValidationError,
    ) as error:
        what = str(error).partition("\n")[0]
        raise Fault(
            f"notebooks/{notebook.name}: damaged, it cannot be read as a notebook: {what}"
        ) from error


def _assigned(cells: list[dict]) -> dict[str, object]:
    """Return what the first cell tagged `parameters` assigns."""
    for cell in cells:
        if "parameters" in cell["metadata"].get("tags", []):
            lines = ast.parse("".join(cell["source"])).body
            set_here = [line for line in lines if isinstance(line, ast.Assign)]
            return {line.targets[0].id: ast.literal_eval(line.value) for line in set_here}
    return {}


def _chosen(given: dict[str, str], defaults: dict[str, object]) -> dict[str, object]:
    """Return those of the given parameters that a template has, each in the type of its default."""
    chosen = {}
    for name in sorted(given.keys() & defaults.keys()):
        try:
            chosen[name] = type(defaults[name])(given[name])
        except ValueError as error:
            raise Fault(
                f"{name}={given[name]}: not of the kind of {defaults[name]!r}, its default"
            ) from error
    return chosen


def _refuse_unknown(given: dict[str, str], names: set[str]) -> None:
    """Raise a Fault where a parameter is given that no notebook has, or in an unknown language."""
    if "region" in given:
        raise Fault("the region is named as an argument, not as a parameter")
    known = sorted(names - {"region"})
    for name in given:
        if name not in known:
            near = get_close_matches(name, known, n=3, cutoff=0.4) or known
            raise Fault(f"no notebook here has a parameter {name!r}; near: {', '.join(near)}")
    if given.get("lang", "en") not in LANGUAGES:
        raise Fault(f"language {given['lang']!r} is unknown; there are {', '.join(LANGUAGES)}")


def plan(
    wanted: list[str], given: dict[str, str] | None = None, editions: Sequence[str] = ()
) -> list[Job]:
    """Say which notebooks have to be run for which pages: one job a page, in a fixed order.

    `wanted` names regions by code, slug or name, empty for every region that has pages, and the
    overviews; `given` are parameters for the notebooks, such as ``{"base_year": "2015"}``;
    `editions` are the languages of the pages, where none is named that of `given`, else English. A
    Fault names an unknown region or parameter with the near ones, a region without pages, or a
    notebook that is missing or damaged.
    """
    given = given or {}
    paths = sorted(NOTEBOOKS.glob("region_*.ipynb" if wanted else "*.ipynb"))
    defaults = {path: parameters_of(path) for path in paths}
    _refuse_unknown(given, {name for names in defaults.values() for name in names})
    every = tables.every()
    chosen = _with_pages(wanted, every)
    jobs, library, whole = [], library_hash(), Whole(every)
    known = Known(ROOT / "_build" / "rows.json", library)
    rows = {
        code: known.get(region_inputs.told(code, whole), partial(_rows_of, code, whole))
        for code in chosen["region_code"]
    }
    if not wanted:
        known.save()
    for lang in editions or [given.get("lang", ENGLISH)]:
        own = {name: text for name, text in given.items() if name != "lang"}
        if lang != ENGLISH:
            own["lang"] = lang
        for row in chosen.itertuples():
            for name in own_pages.kinds(row):
                path = NOTEBOOKS / f"region_{name}.ipynb"
                known = defaults.get(path) or parameters_of(path)
                parameters = _chosen({**own, "region": row.region_code}, known)
                if name == "funding":
                    _refuse_years(row, known | parameters, whole, bool(wanted))
                inputs = [library, rows[row.region_code]]
                jobs.append(_of_region(path, parameters, row, lang, inputs))
        if not wanted:
            for path in overviews():
                jobs.append(_overview(path, _chosen(own, defaults[path]), library, lang))
    return jobs


def _refuse_years(row, parameters: dict, whole: Whole, is_named: bool) -> None:
    """Raise a Fault where the data do not reach for the price base and the years of a funding
    page."""
    names = ("funding_provincial", "funding_national", "figures")
    own = {name: whole.rows(name, "region_code", [row.region_code]) for name in names}
    own["price_index"] = whole.tables["price_index"]
    years = Years(parameters["first_year"], parameters["last_year"])
    place = f"{row.region_code} {row.name_zh}"
    chosen_years.refuse(own, place, parameters["base_year"], years, is_named)


def _of_region(path: Path, parameters: dict[str, object], row, lang: str, inputs: list[str]) -> Job:
    """Return the job of a page of a region; `inputs` is what decides when it is made again, beside
    the notebook and its parameters."""
    name = path.stem.removeprefix("region_")
    shown = f"{row.name_en} {row.name_zh}" if lang == ENGLISH else row.title_zh
    words = {"REGION_NAME": shown, "REGION_SLUG": row.slug}
    stem = regions.page_stem(file_name(row.slug), name)
    page = sources(lang) / "regions" / f"{stem}.ipynb"
    key = digest(path.read_bytes(), json.dumps(parameters), *inputs)
    what = f"{row.region_code} {row.name_zh} {name}{_of_edition(lang)}"
    keywords = ",".join(row.name_en.split())
    return Job(path, parameters, words, page, key, what, keywords=keywords)


def sources(lang: str, book: Path | None = None) -> Path:
    """Return the folder of an edition's pages: book/ for the English one, book-zh/ for the Chinese
    one, which is put together when it is built."""
    book = book or BOOK
    return book if lang == ENGLISH else book.with_name(f"{book.name}-{lang}")


def _of_edition(lang: str) -> str:
    return "" if lang == ENGLISH else f" ({lang})"


def _with_pages(wanted: list[str], every: tables.Tables) -> pd.DataFrame:
    """Return the rows of the regions that are wanted, all that have pages where none is named; a
    Fault where one has none."""
    having = own_pages.with_pages(every).merge(every["regions"])
    having = having.set_index("region_code", drop=False)
    found = [county_codes.in_book(text, every["regions"])["region_code"] for text in wanted]
    codes = list(dict.fromkeys(found))
    without = having.loc[codes].query("not pages")
    if len(without):
        row = without.iloc[0]
        raise NoPage(
            f"{row['region_code']} {row['name_zh']} has no page: {row['figures_count']} of the "
            f"{regions.FIGURES_FOR_A_PAGE} figures it takes, and no table of coefficients, "
            "schools or yearly values"
        )
    return having.loc[codes or having["pages"]]


def _rows_of(code: str, whole: Whole) -> str:
    """Return a digest of all that the tables say of a region."""
    marked = whole.once("marked", lambda: Whole(with_digests(whole.tables)))
    parts = [region_inputs.headings(whole)]
    for name, table in sorted(regions.belonging(code, marked.tables, marked).items()):
        parts += [name, digests_of(table)]
    return digest(*parts)


def overview_page(notebook: Path) -> str:
    """Return the page that a notebook which is run once makes.

    >>> overview_page(Path("data_tables.ipynb")), overview_page(Path("book_index.ipynb"))
    ('data/tables', 'index')
    """
    folder, _, stem = notebook.stem.partition("_")
    if not stem:
        raise Fault(
            f"notebooks/{notebook.name}: no underscore in its name; folder_page.ipynb "
            "makes book/folder/page"
        )
    name = stem.replace("_", "-")
    return name if folder == "book" else f"{folder}/{name}"


def overviews(own: bool = True) -> list[Path]:
    """Return the notebooks that are run once, not for each region; with or without a user's own."""
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    once = [path for path in found if not path.name.startswith("region_")]
    return [path for path in once if own or not own_pages.is_own(path)]


def _overview(notebook: Path, parameters: dict[str, object], library: str, lang: str) -> Job:
    """Return the job of a notebook that is run once."""
    page = sources(lang) / f"{overview_page(notebook)}.ipynb"
    described = (tables.DATA / "datapackage.json").read_bytes()
    key = digest(notebook.read_bytes(), library, json.dumps(parameters), described)
    what = notebook.stem.replace("_", " ", 1) + _of_edition(lang)
    return Job(notebook, parameters, {}, page, key, what, notes_reads=True)


def source_of(name: str, lang: str) -> Path | None:
    """Return the notebook or text of a page of an edition; None where it has none of its own."""
    found = [sources(lang) / f"{name}{ending}" for ending in (".ipynb", ".md")]
    return next(filter(Path.is_file, found), None)


def of_page(name: str, lang: str) -> Job | None:
    """Return the job that makes a page of an edition, as the page says; None where no notebook
    makes it."""
    path = source_of(name, lang)
    if path is None or path.suffix != ".ipynb":
        return None
    made = json.loads(path.read_text(encoding="utf-8"))["metadata"]["edugov"]
    template = NOTEBOOKS / made["template"]
    if not made["template"].startswith(own_pages.TEMPLATE):
        given = {} if lang == ENGLISH else {"lang": lang}
        return _overview(template, _chosen(given, parameters_of(template)), library_hash(), lang)
    code = made["command"].removeprefix("edugov render ")
    return next((job for job in plan([code], {}, [lang]) if job.page == path), None)


class Standing:
    """What stands in the tables now, each part of them looked up once."""

    def __init__(self) -> None:
        self._found: dict[str, str] = {}

    def is_as_noted(self, noted: list) -> bool:
        """Tell whether a page would read again what it noted when it was made."""
        return all(
            self._digest(table, columns, where) == old for table, columns, where, old in noted
        )

    def _digest(self, table: str, columns: list[str] | None, where: dict | None) -> str:
        asked = json.dumps([table, columns, where])
        if asked not in self._found:
            self._found[asked] = tables.digest(table, columns, where)
        return self._found[asked]


def is_current(job: Job, standing: Standing | None = None) -> bool:
    """Tell whether the page of a job stands, whole and made from the same inputs."""
    try:
        made = json.loads(job.page.read_text(encoding="utf-8"))["metadata"]["edugov"]
        if made["key"] != job.key:
            return False
        return not job.notes_reads or (standing or Standing()).is_as_noted(made["reads"])
    except (OSError, ValueError, KeyError, TypeError, Fault):
        return False


def what_is_shown(page: dict) -> dict:
    """Return a page without what only says when it has to be made again."""
    made = page["metadata"].get("edugov", {})
    kept = {name: value for name, value in made.items() if name not in DECIDING}
    return {**page, "metadata": {**page["metadata"], "edugov": kept}}
