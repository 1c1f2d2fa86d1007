"""Adding a report or a school table to the data package: read, checked as a whole, and only then
written."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from edugov import regions, tables
from edugov.changes import changing, replace_together
from edugov.files import OURS, to_csv, write_text
from edugov.reading import report
from edugov.reading.documents import Document, open_document
from edugov.reading.text import normalise
from edugov.reading.tokens import title_year
from edugov.schools import files
from edugov.schools.parts import COLUMNS
from edugov.tables import DATA, Fault


@dataclass(frozen=True)
class Added:
    """What came of adding: the region's code, the source, how many rows of what, and whether
    anything changed."""

    region_code: str
    source_id: str
    rows_count: int
    row_name: str
    changed: bool
    said: tuple[str, ...] = ()  # what was left out of the file, and what is doubtful in it


def add_report(
    path: Path,
    region: str,
    year: int,
    *,
    title: str = "",
    publisher: str = "",
    link: str = "",
    data: Path = DATA,
) -> Added:
    """Read a report (报告) and add its source and figures to the data package.

    Parameters
    ----------
    path : Path
        The document: txt, html, docx or pdf.
    region : str
        Code, slug or name of the region it is about; it must stand in regions.csv.
    year : int
        The year it is about.
    title, publisher, link : str
        For its entry among the sources; the title is the document's first line where not given.
    data : Path
        The data package; unchanged unless all of it is sound afterwards.

    Returns
    -------
    Added
        Adding the same document twice changes nothing the second time.

    Raises
    ------
    Fault
        The document cannot be read or holds no figure, the region is unknown, the year is not
        plausible, another document stands under the same name, or the result does not fit the data
        package.
    """
    place = regions.find_in(year, region, tables.read("regions", data))
    document = _document(path, year)
    source_id = f"{place['slug']}-{year}"
    names = {"region_code": place["region_code"], "region_name": place["name_zh"], "year": year}
    read = report.figures_of(document, report.lexicon(data), source_id=source_id, **names)
    rows = core_only(read, tables.read("indicators", data))
    if rows.empty:
        raise Fault(f"{path.name}: no figure was found; a report with figures in Chinese is wanted")
    first = document.text.strip().splitlines()[0].strip()
    entry = _entry(place, source_id, "report", year, title or first[:60], publisher, link) | {
        "text_sha256": document.sha256,
        "text_characters": len(document.text),
        "licence": "figures are facts; text not reproduced",
        "note": "",
    }
    with changing(data):
        return _add_rows(path, entry, rows, data)


def _document(path: Path, year: int) -> Document:
    """Open a report; a Fault where its title says that it is of another year."""
    if not 1990 <= year <= 2100:
        raise Fault(f"--year {year}: a year from 1990 to 2100 is wanted")
    document = open_document(path)
    # not that of a document it quotes
    own_words = re.sub("《[^》]*》", "", normalise(document.text).plain)
    titled = title_year(own_words)
    if titled and not titled[:4] <= str(year) <= titled[-4:]:
        raise Fault(
            f"{path.name}: --year {year}, but the title of the document says {titled}; "
            "give its year"
        )
    return document


def _add_rows(path: Path, entry: dict, rows: pd.DataFrame, data: Path) -> Added:
    """Add a report's entry and figures to the tables as they stand now, or say that they are
    there."""
    sources, figures = tables.read("sources", data), tables.read("figures", data)
    source_id, code = entry["source_id"], rows["region_code"].iloc[0]
    for same in sources.loc[sources["text_sha256"] == entry["text_sha256"], "source_id"]:
        there = figures[figures["source_id"] == same]
        if len(there) and (same != source_id or set(there["region_code"]) != {code}):
            raise Fault(
                f"{path.name}: this very document stands in sources.csv already, as {same!r}"
            )
        if len(there):
            return Added(code, same, len(there), "figure", False)
        sources = sources[sources["source_id"] != same]  # its figures were deleted
    if source_id in set(sources["source_id"]):
        other = f"sources.csv has another document {source_id!r}"
        raise Fault(f"{path.name}: {other}; rename that one, or correct it by hand")
    figures = _joined(figures, rows, "figure_id")
    write_checked({"sources": _joined(sources, [entry], "source_id"), "figures": figures}, data)
    return Added(code, source_id, len(rows), "figure", True)


def add_schools(
    path: Path,
    region: str,
    year: int,
    *,
    title: str = "",
    publisher: str = "",
    link: str = "",
    data: Path = DATA,
) -> Added:
    """Read a school table (学校数据) and add its source and its schools to the data package.

    Parameters
    ----------
    path : Path
        The filled template: csv or xlsx (`edugov.schools.files.read_schools`).
    region, year, title, publisher, link, data
        As in :func:`add_report`; every row has to carry the region's code and the year.

    Returns
    -------
    Added
        Adding the same schools twice changes nothing the second time.

    Raises
    ------
    Fault
        The table has faults (all are listed), the region is unknown, other schools stand there for
        the same region and year, or the result does not fit the data package.
    """
    place = regions.find_in(year, region, tables.read("regions", data))
    code, source_id = place["region_code"], f"{place['slug']}-schools-{year}"
    rows = files.read_schools(path, region_code=code, year=str(year), data=data)
    title = title or f"{place['name_zh']}学校数据，{year}年"
    entry = _entry(place, source_id, "school table", year, title, publisher, link) | {
        "kind": "dataset",
        "licence": "figures are facts",
        "note": f"added from {path.suffix.lower().removeprefix('.')}",
    }
    with changing(data):
        return _add_schools(path, place, entry, rows, data)


def _add_schools(
    path: Path, place: pd.Series, entry: dict, rows: pd.DataFrame, data: Path
) -> Added:
    """Add a school table's entry and schools to the tables as they stand now, or say that they are
    there."""
    sources, schools = tables.read("sources", data), tables.read("schools", data)
    code, source_id, year = place["region_code"], entry["source_id"], rows["year"].iloc[0]
    said = tuple(rows.attrs["said"])
    same = schools[(schools["region_code"] == code) & (schools["year"] == year)]
    columns = COLUMNS["column_id"].tolist()
    if len(same):
        if to_csv(same[columns]) == to_csv(rows[columns]):
            there = same.iloc[0]["source_id"]
            return Added(code, there, len(rows), "school", False, said)
        raise Fault(
            f"{path.name}: schools.csv has other rows of {code} {place['name_zh']}, {year}; "
            "delete those first, or correct them by hand"
        )
    sources = sources[sources["source_id"] != source_id]  # left there when its schools were deleted
    schools = _joined(schools, rows.assign(source_id=source_id), ["region_code", "year"])
    write_checked({"sources": _joined(sources, [entry], "source_id"), "schools": schools}, data)
    return Added(code, source_id, len(rows), "school", True, said)


def core_only(figures: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the figures of core indicators: the reader is measured on these, and trusted for these
    alone."""
    core = indicators.loc[indicators["core"], "indicator_id"]
    return figures[figures["indicator_id"].isin(core)].reset_index(drop=True)


def write_checked(changed: dict[str, pd.DataFrame], data: Path) -> None:
    """Write tables into the data package if all of it is sound with them; else change nothing.

    The caller holds the data package with `changing`, from reading the tables to writing them.
    """
    texts = {f"{name}.csv": to_csv(table) for name, table in changed.items()}
    trial = data / f"{OURS}trial"
    try:
        shutil.copytree(data, trial, ignore=shutil.ignore_patterns("raw", f"{OURS}*"))
        for name, text in texts.items():
            write_text(trial / name, text)
        faults = tables.check(trial)
    finally:
        tables.package.cache_clear()
        shutil.rmtree(trial, ignore_errors=True)
    if faults:
        raise Fault("\n".join([*faults[:20], f"{len(faults)} faults; nothing was changed"]))
    replace_together(data, texts)


def _entry(
    place: pd.Series, source_id: str, kind: str, year: int, title: str, publisher: str, link: str
) -> dict:
    return {
        "source_id": source_id,
        "kind": kind,
        "title_zh": title,
        "title_en": f"{place['name_en']}: {kind}, {year}",
        "publisher": publisher or "not stated",
        "link": link,
        "link_kind": "official" if link else "no_address",
    }


def _joined(
    table: pd.DataFrame, rows: pd.DataFrame | list[dict], key: str | list[str]
) -> pd.DataFrame:
    return pd.concat([table, pd.DataFrame(rows)]).sort_values(key, kind="stable", ignore_index=True)
