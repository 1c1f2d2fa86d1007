"""`edugov add` of a school table: read, checked as a whole, and only then written to the tables."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.files import to_csv
from edugov.files.changes import changing
from edugov.reading import titles
from edugov.regions.county_codes import Located, locate
from edugov.schools import changed_codes, files
from edugov.schools.listing import listed
from edugov.schools.parts import COLUMNS
from edugov.tables import DATA, Fault, own_rows
from edugov.tables.added_sources import NOTHING_SAID, Added, Entry, of_a_table, source_row


def add_schools(
    path: Path,
    region: str,
    year: int,
    entry: Entry = NOTHING_SAID,
    *,
    sheets: Collection[str] = (),
    anyway: bool = False,
    data: Path = DATA,
) -> Added:
    """Read a school table (学校数据) and add its source and its schools to the data package.

    Parameters
    ----------
    path : Path
        The filled template: csv or xlsx (`edugov.schools.files.read_schools`).
    region, year, entry, data
        As in `edugov.reading.adding.add_report`; every row has to carry the region's code and the
        year, or the file has no column for them.
    sheets, anyway
        As in `edugov.schools.files.read_schools`; `anyway` also adds schools that stand under
        another code in another year.

    Returns
    -------
    Added
        Adding the same schools twice changes nothing the second time.

    Raises
    ------
    Fault
        The table has faults (ten of them are listed, the others counted), the region is unknown,
        other schools stand there for the same region and year, a school stands under another code
        in another year, or the result does not fit the data package.
    """
    located = locate(region, year, data)
    place = located.place
    code, source_id = place["region_code"], f"{place['slug']}-schools-{year}"
    asked = {"sheets": sheets, "anyway": anyway}
    rows = files.read_schools(path, region_code=code, year=str(year), **asked, data=data)
    title = "\n".join(rows.attrs["titles"])
    named = titles.place_in_title(title, located.known)[-1:]
    is_known = tables.read("county_codes", data)["name_zh"].isin(named).any()
    if is_known and not anyway:  # a name that no list has may be another one of the same place
        titles.refuse_another_place(path.name, title, place, located.known)
    if not entry.title:
        entry = replace(entry, title=f"{place['name_zh']}学校数据，{year}年")
    english = f"{place['name_en']}: school table, {year}"
    row = source_row(source_id, english, entry) | of_a_table(path)
    rows.attrs["said"] = [*located.said, *rows.attrs["said"]]
    with changing(data):
        others = tables.read("schools", data)
        renamed = changed_codes.under_another_code(rows, others[others["region_code"] == code])
        if renamed and not anyway:
            raise Fault("\n".join(listed(path.name, renamed)))
        return _add_schools(path, located, row, rows, data)


def _add_schools(
    path: Path, located: Located, entry: dict, rows: pd.DataFrame, data: Path
) -> Added:
    """Add a school table's entry and schools to the tables as they stand now, or say that they are
    there."""
    place = located.place
    schools = tables.read("schools", data)
    code, source_id, year = place["region_code"], entry["source_id"], rows["year"].iloc[0]
    said = tuple(rows.attrs["said"])
    same = schools[(schools["region_code"] == code) & (schools["year"] == year)]
    columns = COLUMNS["column_id"].tolist()
    if len(same):
        if to_csv(same[columns]) == to_csv(rows[columns]):
            there = same.iloc[0]["source_id"]
            return Added(code, there, len(rows), "school", False, said)
        raise Fault(
            f"{path.name}: schools.csv has other rows of {code} {place['name_zh']}, {year}; your "
            f"own are in data/own/schools.csv: delete those with region_code {code} and year "
            f"{year} there, save it as UTF-8, and run the same command again"
        )
    new = {"sources": pd.DataFrame([entry]), "schools": rows.assign(source_id=source_id)}
    if len(located.new):
        new["regions"] = located.new
    # without schools a source is left there from those that were deleted: it is made anew
    changed = {name: own_rows.with_rows(name, own, data=data) for name, own in new.items()}
    own_rows.write(changed, data)
    return Added(code, source_id, len(rows), "school", True, said)
