"""The pages that have to be made: one job a page, with a key of all that the page is made from."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from edugov import regions, tables
from edugov.labels import LANGUAGES
from edugov.tables import ROOT, Fault

NOTEBOOKS = ROOT / "notebooks"
BOOK = ROOT / "book"


@dataclass(frozen=True)
class Job:
    """One notebook to run: which template, with which parameters, to which page, and the key of its inputs."""

    template: Path
    parameters: tuple[tuple[str, object], ...]
    words: tuple[tuple[str, str], ...]
    page: Path
    key: str
    what: str


def _hash(*parts: bytes | str) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode() if isinstance(part, str) else part)
        digest.update(b"\0")
    return digest.hexdigest()


def _library_hash() -> str:
    folder = Path(__file__).parent
    files = [*sorted(folder.rglob("*.py")), *sorted(folder.rglob("*.csv")), ROOT / "constraints.txt"]
    return _hash(*(path.read_bytes() for path in files if path.is_file()))


def parameters_of(template: Path) -> dict[str, object]:
    """Return the names that the template's `parameters` cell sets, with their defaults."""
    return _parameters_in(template.read_text(encoding="utf-8"))


@cache
def _parameters_in(notebook: str) -> dict[str, object]:
    cells = [cell for cell in json.loads(notebook)["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    lines = ast.parse("".join(cells[0]["source"])).body if cells else []
    return {line.targets[0].id: ast.literal_eval(line.value) for line in lines if isinstance(line, ast.Assign)}


def _refuse_unknown(given: dict[str, str], templates: list[Path]) -> None:
    names = sorted({name for template in templates for name in parameters_of(template)} - {"region"})
    if "region" in given:
        raise Fault("the region is named as an argument, not as a parameter")
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, n=3, cutoff=0.4) or names
            raise Fault(f"no notebook here has a parameter {name!r}; near: {', '.join(near)}")
    if given.get("lang", "en") not in LANGUAGES:
        raise Fault(f"language {given['lang']!r} is unknown; there are {', '.join(LANGUAGES)}")


def _chosen(template: Path, given: dict[str, str]) -> tuple[tuple[str, object], ...]:
    """Return those of the given parameters that a template has, each in the type of its default."""
    chosen, defaults = {}, parameters_of(template)
    for name in sorted(given.keys() & defaults.keys()):
        try:
            chosen[name] = type(defaults[name])(given[name])
        except ValueError as error:
            raise Fault(f"{name}={given[name]}: not of the kind of {defaults[name]!r}, its default") from error
    return tuple(chosen.items())


def plan(wanted: list[str], given: dict[str, str] | None = None) -> list[Job]:
    """Say which notebooks have to be run for which pages.

    Parameters
    ----------
    wanted : list of str
        Regions by code, slug or name; empty for every region that has pages, and the overviews.
    given : dict of str to str, optional
        Parameters for the notebooks, such as ``{"lang": "zh"}``.

    Returns
    -------
    list of Job
        One job a page, in a fixed order.

    Raises
    ------
    Fault
        An unknown region or parameter (the message lists the near ones), or a region without pages.
    """
    given = given or {}
    _refuse_unknown(given, sorted(NOTEBOOKS.glob("region_*.ipynb" if wanted else "*.ipynb")))
    every = {name: tables.read(name) for name in tables.names()}
    library = _library_hash()
    named = every["regions"].set_index("region_code")
    having = regions.with_pages(every).set_index("region_code")
    codes = list(dict.fromkeys(regions.find(text, every["regions"])["region_code"] for text in wanted))
    for code in codes:
        if not having.loc[code, "pages"]:
            raise Fault(
                f"{code} {named.loc[code, 'name_zh']} has no page: {having.loc[code, 'figures_count']} of the "
                f"{regions.FIGURES_FOR_A_PAGE} figures it takes, and no table of coefficients or schools"
            )
    jobs = []
    for code in codes or [code for code in having.index if having.loc[code, "pages"]]:
        row = named.loc[code]
        rows = [table.to_csv(index=False) for name, table in sorted(regions.belonging(code, every).items())]
        for template in regions.PAGES:
            if not having.loc[code, template]:
                continue
            path = NOTEBOOKS / f"region_{template}.ipynb"
            parameters = _chosen(path, {**given, "region": code})
            words = (("REGION_NAME", f"{row['name_en']} {row['name_zh']}"), ("REGION_SLUG", row["slug"]))
            stem = regions.page_stem(row["slug"], template)
            key = _hash(path.read_bytes(), library, json.dumps(parameters), *rows)
            what = f"{code} {row['name_zh']} {template}"
            jobs.append(Job(path, parameters, words, BOOK / "regions" / f"{stem}.ipynb", key, what))
    if not codes:
        jobs.extend(_page(path, given, library) for path in sorted(NOTEBOOKS.glob("*.ipynb")) if _stands_alone(path))
    return jobs


def _stands_alone(notebook: Path) -> bool:
    return not notebook.name.startswith("region_")


def _page(notebook: Path, given: dict[str, str], library: str) -> Job:
    """Return the job of a notebook that is run once: data_tables.ipynb makes book/data/tables.ipynb."""
    source = notebook.read_text(encoding="utf-8")
    parameters = _chosen(notebook, given)
    read = sorted(set(re.findall(r"""tables\.read\((?:\\"|')(\w+)""", source)) or tables.names())
    contents = [(tables.DATA / f"{name}.csv").read_bytes() for name in read]
    key = _hash(source, library, json.dumps(parameters), (tables.DATA / "datapackage.json").read_bytes(), *contents)
    folder, stem = notebook.stem.split("_", 1)
    page = BOOK / ("" if folder == "book" else folder) / f"{stem.replace('_', '-')}.ipynb"
    return Job(notebook, parameters, (), page, key, f"{folder} {stem}")


def is_current(job: Job) -> bool:
    """Tell whether the page of a job stands, whole and made from the same inputs."""
    try:
        return json.loads(job.page.read_text(encoding="utf-8"))["metadata"]["edugov"]["key"] == job.key
    except (OSError, ValueError, KeyError, TypeError):
        return False
