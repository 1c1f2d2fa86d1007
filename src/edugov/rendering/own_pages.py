"""Pages of a user's own (自建页面) beside those of the book: templates
``notebooks/region_NAME.ipynb``, which say what a region needs for one, and notebooks
``notebooks/my_NAME.ipynb`` that are run once.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from edugov import regions, tables
from edugov.files import write_text
from edugov.labels import bracketed
from edugov.regions import county_codes
from edugov.tables import Fault, Tables

if TYPE_CHECKING:
    from edugov.rendering.planning import Job

NOTEBOOKS = tables.ROOT / "notebooks"
TEMPLATE, ONCE = "region_", "my_"  # how the names of notebooks begin
NEEDS = ("needs_tables", "needs_indicators")  # what a template's cell of parameters may name


class Template(NamedTuple):
    """An own template: what its pages are called, and the tables and indicators that a region needs
    rows of for such a page."""

    name: str
    path: Path
    tables: list[str]
    indicators: list[str]


def is_own(notebook: Path) -> bool:
    """Tell whether a notebook is none of the book's own."""
    name = notebook.stem.removeprefix(TEMPLATE)
    if notebook.name.startswith(ONCE):
        return True
    return name != notebook.stem and name not in regions.PAGES


def notebooks() -> list[Path]:
    """Return the own notebooks that are run once."""
    return sorted(NOTEBOOKS.glob(f"{ONCE}*.ipynb"))


def templates() -> list[Template]:
    """Return the own templates; a Fault where one needs a table or indicator that is not there."""
    found = []
    for path in sorted(NOTEBOOKS.glob(f"{TEMPLATE}*.ipynb")):
        if is_own(path):
            found.append(_template(path))
    return found


def _template(path: Path) -> Template:
    from edugov.rendering.planning import parameters_of

    literals = parameters_of(path)
    if not literals.keys() & set(NEEDS):
        raise Fault(
            f"notebooks/{path.name}: its cell of parameters names neither {' nor '.join(NEEDS)}, "
            'the lists of what a region needs for such a page, as in needs_indicators = ["..."]'
        )
    wanted = [list(literals.get(name, ())) for name in NEEDS]
    indicators = tables.read("indicators")["indicator_id"]
    known = [tables.names(), indicators.tolist()]
    for name, words, there in zip(NEEDS, wanted, known, strict=True):
        if lost := [word for word in words if word not in there]:
            raise Fault(f"notebooks/{path.name}: {name}: there is no {', '.join(lost)}")
    return Template(path.stem.removeprefix(TEMPLATE), path, *wanted)


def of_regions(every: Tables) -> dict[str, list[str]]:
    """Say which own pages each region has, by its code: it has those of the templates of which it
    has a row in each table, and of each indicator."""
    having: dict[str, list[str]] = {}
    for template in templates():
        lacking = _lacking(template, every)
        for code in every["regions"]["region_code"]:
            if not lacking[code]:
                having.setdefault(code, []).append(template.name)
    return having


def with_pages(every: Tables) -> pd.DataFrame:
    """Say which regions have pages, and which, as `edugov.regions.with_pages`; the own ones are
    listed in the column `own`, and `title_zh` is what pages are called in Chinese."""
    having = regions.with_pages(every)
    having["title_zh"] = _titles(every)
    own = of_regions(every)
    having["own"] = [own.get(code, []) for code in having["region_code"]]
    having["pages"] |= having["own"].map(bool)
    return having


def _titles(every: Tables) -> list[str]:
    """Return what each region is called in Chinese: behind a name that another place in force has
    as well stands the place above (同名的加上级)."""
    table = every["regions"]
    places = every["county_codes"]
    places = places[places["in_force"]]
    called = places.groupby("name_zh")["region_code"].agg(set)
    name = tables.lookup(table, "region_code", "name_zh")
    titles = []
    for row in table.itertuples():
        others = called.get(row.name_zh, set()) - {row.region_code}
        above = bracketed(name[row.parent_code], "zh") if others else ""
        titles.append(row.name_zh + above)
    return titles


def failed(jobs: Iterable["Job"], failures: list[str]) -> dict[str, str]:
    """Return those of the failures of a rendering that are of own pages, each with the name of its
    page, which both editions share."""
    names = {
        job.what: f"{job.page.parent.name}/{job.page.stem}" for job in jobs if is_own(job.template)
    }
    said = {failure: failure.partition(": ")[0] for failure in failures}
    return {failure: names[what] for failure, what in said.items() if what in names}


def kinds(row) -> list[str]:
    """Return the kinds of page of a region, a row of `with_pages`: the book's, then the own."""
    of_book = [kind for kind in regions.PAGES if getattr(row, kind)]
    return [*of_book, *row.own]


def _lacking(template: Template, every: Tables) -> dict[str, list[str]]:
    """Say for each region what it lacks of what a template needs."""
    lacking: dict[str, list[str]] = {code: [] for code in every["regions"]["region_code"]}
    measured = [
        table[["region_code", "indicator_id"]]
        for table in every.values()
        if {"region_code", "indicator_id"} <= set(table)
    ]
    rows = pd.concat(measured)
    for need, table in [
        *((name, every[name]) for name in template.tables),
        *((name, rows[rows["indicator_id"] == name]) for name in template.indicators),
    ]:
        held = set(table["region_code"])
        for code, lost in lacking.items():
            if code not in held:
                lost.append(need)
    return lacking


def told(wanted: list[str]) -> list[str]:
    """Say what own pages there are, for which regions there is none and for want of what, and which
    notebooks are on no page; of the regions that are named, of all where none is."""
    from edugov.rendering import planning
    from edugov.website import contents

    overviews = [] if wanted else planning.overviews(own=False)
    pages = {path.name: planning.overview_page(path) for path in overviews}
    listed = list(pages.values())
    if (planning.BOOK / "_toc.yml").exists():  # pages can be made without a book
        listed = contents.pages_of(contents.read(planning.BOOK))
    said = [
        f"notebooks/{name}: on no page, as book/_toc.yml does not list {page}; list it there, or "
        f"let its name begin with {ONCE}"
        for name, page in pages.items()
        if page not in listed
    ]
    if not (found := templates()):
        return said
    every = tables.every()
    places = [county_codes.in_book(text, every["regions"]) for text in wanted]
    for template in found:
        lacking = _lacking(template, every)
        begin = f"notebooks/{template.path.name}: "
        if not wanted:
            count = sum(not lost for lost in lacking.values())
            said.append(f"{begin}a page for {count} regions")
        for place in places:
            if lost := lacking[place["region_code"]]:
                name = f"{place['region_code']} {place['name_zh']}"
                said.append(f"{begin}no page for {name}, which has no row of {', '.join(lost)}")
    return said


def create(name: str, once: bool = False) -> Path:
    """Write a notebook to start from: a template for the pages of regions, or one that is run
    once; a Fault where the name will not do or is taken."""
    begin = ONCE if once else TEMPLATE
    is_word = name.isidentifier() and name.isascii()
    if not is_word or name != name.lower():
        raise Fault(f"{name!r}: small letters, digits and underscores make the name of a page")
    if not once and name in regions.PAGES:
        raise Fault(f"{name!r} is a page of the book; choose another name")
    path = NOTEBOOKS / f"{begin}{name}.ipynb"
    if path.exists():
        raise Fault(f"notebooks/{path.name}: exists already and is left alone")
    start = Path(__file__).with_name("own_question.ipynb" if once else "own_page.ipynb")
    text = start.read_text(encoding="utf-8").replace("NOTEBOOK_NAME", path.name)
    write_text(path, text)
    return path
