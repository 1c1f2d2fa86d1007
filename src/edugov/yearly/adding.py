"""`edugov add` of a table of yearly values: read, checked as a whole, and only then written to the
tables."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.checking import CellFault
from edugov.files.changes import changing
from edugov.schools.listing import listed
from edugov.tables import DATA, Fault, own_rows
from edugov.tables.added_sources import NOTHING_SAID, Entry, of_a_table, source_row

from . import checks
from .checks import HELD_IN
from .files import Cells, cells_of
from .resolved import GIVEN_BY, Resolved, resolve

MOST_NAMED = 3  # regions in the title of a source
DIGITS = 8  # of the digest in its id


@dataclass(frozen=True)
class Added:
    """What came of adding: the codes of the regions, the source, how many rows are new and how many
    were there, and what has to be said."""

    region_codes: tuple[str, ...]
    source_id: str
    new_count: int
    there_count: int
    said: tuple[str, ...] = ()


def add_panel(
    path: Path, entry: Entry = NOTHING_SAID, *, sheets: Collection[str] = (), data: Path = DATA
) -> Added:
    """Read a panel (自填年度数据) and add its values and its source to the data package.

    Parameters
    ----------
    path : Path
        The filled template: csv or xlsx, one row a region, year, stage and indicator.
    entry : Entry
        For its entry among the sources; the title names regions and years where none is given.
    sheets : collection of str
        The sheets to read; none for all visible ones with the headings of a panel.
    data : Path
        The data package; unchanged unless all of it is sound afterwards.

    Returns
    -------
    Added
        Values that were added before, with the same number, change nothing.

    Raises
    ------
    Fault
        The file has faults (ten of them are listed, the others counted), or the result does not fit
        the data package.
    """
    cells = cells_of(path, sheets)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source_id = f"panel-{digest[:DIGITS]}"
    with changing(data):
        resolved = resolve(cells.texts, data)
        held = checks.held_before(data)
        found = checks.faults(resolved, held, data)
        if found:
            told = [_shown(fault, cells) for fault in found]
            raise Fault("\n".join(listed(path.name, told)))
        is_there = checks.same_as(resolved.rows, held)
        new = resolved.rows[~is_there]
        if len(new):
            source = _source(path, source_id, entry, resolved)
            _write(new.assign(source_id=source_id), source, resolved, data)
    codes = tuple(dict.fromkeys(resolved.rows["region_code"]))
    said = listed(path.name, cells.said) + resolved.said
    return Added(codes, source_id, len(new), int(is_there.sum()), tuple(said))


def _write(new: pd.DataFrame, source: dict, resolved: Resolved, data: Path) -> None:
    """Write a user's own rows of a panel, its source and its regions."""
    fields = tables.fields("own_panel", data)
    added = {"own_panel": tables.typed(new, fields), "sources": pd.DataFrame([source])}
    if len(resolved.new):
        added["regions"] = resolved.new
    changed = {name: own_rows.with_rows(name, rows, data=data) for name, rows in added.items()}
    own_rows.write(changed, data)


def _source(path: Path, source_id: str, entry: Entry, resolved: Resolved) -> dict:
    """Return the entry of a panel among the sources."""
    places = resolved.known.set_index("region_code")
    codes = resolved.rows["region_code"].drop_duplicates()
    years = resolved.rows["year"]
    span = [years.min(), years.max()] if years.nunique() > 1 else [years.min()]
    named = places.loc[codes.head(MOST_NAMED)]
    chinese = named["name_zh"]
    english = named["name_en"]
    more_zh, more_en = "", ""
    if len(codes) > MOST_NAMED:
        more_zh = f"等{len(codes)}个地区"
        more_en = f" and {len(codes) - MOST_NAMED} more"
    title = f"{'、'.join(chinese)}{more_zh}自填年度数据，{'—'.join(span)}年"
    english = f"{', '.join(english)}{more_en}: own yearly values, {' to '.join(span)}"
    titled = replace(entry, title=entry.title or title)
    return source_row(source_id, english, titled) | of_a_table(path)


def _shown(fault: CellFault, cells: Cells) -> str:
    """Say a fault with the headings and the cell that stand in the user's file."""
    if fault.row.sheet_number in HELD_IN:
        place = checks.place_of(fault.row)
        return f"beside {place}, column {fault.column}, value {fault.value!r}: {fault.what}"
    columns = [GIVEN_BY.get(column, column) for column in fault.column.split(", ")]
    values = [cells.texts.at[fault.row, column] for column in columns]
    headings = [cells.headings.get(column, column) for column in columns]
    own = fault._replace(column=", ".join(headings), value=", ".join(values))
    return str(own)
