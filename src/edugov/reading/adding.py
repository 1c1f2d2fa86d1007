"""`edugov add` of a report: read, checked as a whole, and only then written to the tables."""

import re
from collections.abc import Set
from dataclasses import replace
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.files.changes import changing
from edugov.reading import report, titles
from edugov.reading.corrections import BY_HAND, apply
from edugov.reading.documents import Document, open_document
from edugov.reading.printed_years import title_year
from edugov.reading.text import normalise
from edugov.regions.county_codes import locate
from edugov.tables import DATA, Fault, own_rows
from edugov.tables.added_sources import NOTHING_SAID, Added, Entry, source_row

MOST_NAMED = 12  # figures that a sentence lists; the others are counted
LATEST_AFTER = 5  # years after the year it is about in which a report is still published


def add_report(
    path: Path,
    region: str,
    year: int,
    entry: Entry = NOTHING_SAID,
    *,
    corrections: Path | None = None,
    anyway: bool = False,
    data: Path = DATA,
) -> Added:
    """Read a report (报告) and add its source and figures to the data package.

    Parameters
    ----------
    path : Path
        The document: txt, html, docx or pdf.
    region : str
        Code or name of the region it is about, see `edugov.regions.county_codes.locate`; it gets
        its row in regions.csv where it has none.
    year : int
        The year it is about.
    entry : Entry
        For its entry among the sources; the title is the document's first line where not given.
    corrections : Path, optional
        What a person corrected on the review page of this document, see
        `edugov.reading.corrections.apply`. It replaces what was corrected of it earlier.
    anyway : bool
        Whether the title may name another place than the region.
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
        plausible, the title names another place, another document stands under the same name, a
        correction is wrong, or the result does not fit the data package.
    """
    located = locate(region, year, data)
    place = located.place
    document = _document(path, year)
    if not anyway:
        titles.refuse_another_place(path.name, document.text, place, located.known)
    names = {"source_id": f"{place['slug']}-{year}", "region_code": place["region_code"]}
    read = report.figures_of(
        document, report.lexicon(data), **names, region_name=place["name_zh"], year=year
    )
    corrected = apply(corrections, document, read, **names, data=data)
    rows = kept(corrected.figures, tables.read("indicators", data), corrected.ids)
    if rows.empty:
        raise Fault(f"{path.name}: no figure was found; a report with figures in Chinese is wanted")
    entry, said = _completed(entry, document, year)
    english = f"{place['name_en']}: report, {year}"
    source = source_row(names["source_id"], english, entry) | _of_report(document)
    new = {"regions": located.new, "sources": pd.DataFrame([source]), "figures": rows}
    if corrections:
        new["corrections"] = corrected.corrections
    with changing(data):
        added = _add_rows(path, new, data)
    if added.changed:
        said = [*located.said, *said, *_left_out(corrected.figures, rows)]
        added = replace(added, said=tuple(said))
    return added


def _of_report(document: Document) -> dict[str, object]:
    """Return what the entry of a report has beside title, publisher and date."""
    return {
        "kind": "report",
        "text_sha256": document.sha256,
        "text_characters": len(document.text),
        "licence": "figures are facts; text not reproduced",
        "note": "",
    }


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


def _completed(entry: Entry, document: Document, year: int) -> tuple[Entry, list[str]]:
    """Fill an entry from the document, and say what was taken from there."""
    first = document.text.strip().splitlines()[0].strip()
    found = {"title": first[:60]} | titles.publisher_and_date(document.text)
    said = []
    for name, words in found.items():
        if getattr(entry, name):
            continue
        if name == "date" and not year <= int(words[:4]) <= year + LATEST_AFTER:
            said.append(
                f"left out: the date {words} in the document, not one of a report on {year}"
            )
            continue
        entry = replace(entry, **{name: words})
        said.append(f"{name}, as the document has it: {words}")
    return entry, said


def _left_out(figures: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    """Say which figures were not added, and which stand there with a flag."""
    groups = {
        "left out, of indicators that are not core": figures[
            ~figures["figure_id"].isin(rows["figure_id"])
        ],
        "added with a flag, judged nowhere": rows[rows["status"] != "ok"],
    }
    said = []
    for words, some in groups.items():
        printed = some["value_printed"] + some["unit_printed"] + " " + some["indicator_id"]
        more = [f"and {len(some) - MOST_NAMED} more"] if len(some) > MOST_NAMED else []
        if len(some):
            said.append(f"{words} ({len(some)}): {'; '.join([*printed.head(MOST_NAMED), *more])}")
    return said


def _add_rows(path: Path, new: dict[str, pd.DataFrame], data: Path) -> Added:
    """Add the rows of a report to the tables as they stand now, or say that they are there; its
    corrections go into the place of earlier ones."""
    sources, figures = tables.read("sources", data), tables.read("figures", data)
    (entry,), rows = new["sources"].to_dict("records"), new["figures"]
    source_id, code = entry["source_id"], rows["region_code"].iloc[0]
    of_text = sources["text_sha256"] == entry["text_sha256"]
    there = figures[figures["source_id"].isin(sources.loc[of_text, "source_id"])]
    for same in set(there["source_id"] + " " + there["region_code"]) - {f"{source_id} {code}"}:
        raise Fault(
            f"{path.name}: this very document stands in sources.csv already, as {same.split()[0]!r}"
        )
    if source_id in set(sources.loc[~of_text, "source_id"]):
        other = f"sources.csv has another document {source_id!r}"
        raise Fault(f"{path.name}: {other}; rename that one, or correct it by hand")
    if len(there) and "corrections" not in new:
        return Added(code, source_id, len(there), "figure", False)
    if len(there):
        new = {name: new[name] for name in ("figures", "corrections")}
        _refuse_of_the_book(source_id, there, data)
    replaced = there[(there["origin"] == "reader") | there["note"].str.startswith(BY_HAND)]
    corrected = tables.read("corrections", data)["figure_id"]
    gone = {
        "regions": (),
        # without figures a source is left there from those that were deleted
        "sources": set(sources.loc[of_text, "source_id"]),
        "figures": set(replaced["figure_id"]),
        "corrections": set(corrected[corrected.str.rsplit("-", n=1).str[0] == source_id]),
    }
    changed = {name: own_rows.with_rows(name, own, gone[name], data) for name, own in new.items()}
    return Added(code, source_id, len(rows), "figure", own_rows.write(changed, data))


def _refuse_of_the_book(source_id: str, figures: pd.DataFrame, data: Path) -> None:
    """Refuse to correct figures that are no own rows: no command changes those."""
    if source_id in set(tables.read("schemes", data)["source_id"]):
        raise Fault(f"{source_id}: correct it in corrections.csv, for `edugov make figures`")
    if not figures["figure_id"].isin(own_rows.held("figures", data)["figure_id"]).all():
        raise Fault(
            f"{source_id}: its figures stand in data/figures.csv; move them to "
            "data/own/figures.csv, with its row of sources.csv, or correct them by hand"
        )


def kept(figures: pd.DataFrame, indicators: pd.DataFrame, by_hand: Set[str]) -> pd.DataFrame:
    """Return the figures of core indicators, since the reader is measured on these and trusted for
    these alone; and those that a person changed or read."""
    core = indicators.loc[indicators["core"], "indicator_id"]
    is_kept = figures["indicator_id"].isin(core) | figures["figure_id"].isin(by_hand)
    return figures[is_kept].drop(columns="rule", errors="ignore").reset_index(drop=True)
