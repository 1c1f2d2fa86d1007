"""Corrections by hand (人工更正): the file that a review page saves, checked and applied to a
reading, and the rows of corrections.csv that it becomes."""

import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from edugov.checking import CellFault, row_faults
from edugov.checking.related_rows import cell_text
from edugov.files import to_csv
from edugov.reading.documents import Document
from edugov.reading.marked_numbers import places_of
from edugov.tables import DATA, Fault

# what a person states of a number: all of it, also where the reading was right
STATED = ("indicator_id", "stage", "quantity", "year", "value", "unit", "scope")
PLACED = ("figure_id", "start", "end", "value_printed", "decision")
COLUMNS = (*PLACED, *STATED, "why", "decided_by")
KEPT = ("figure_id", "column", "reading", "corrected", "why", "decided_by")  # in corrections.csv
FIGURE, NO_FIGURE = "figure", "no figure"
BY_HAND = "read on the review page as"  # how the note of a number begins that nobody had read
FALL = "a fall, printed in words"
_CHECKED = [*STATED, "value_printed", "unit_printed", "note", "status", "origin", "subject_zh"]


@dataclass(frozen=True)
class Corrected:
    """A reading with its corrections: the figures, the rows of corrections.csv, those of the
    file."""

    figures: pd.DataFrame
    corrections: pd.DataFrame
    decided: pd.DataFrame

    @property
    def ids(self) -> set[str]:
        """Return the figures that a person changed or read."""
        by_hand = self.figures.loc[self.figures["origin"] == "hand", "figure_id"]
        return {*self.corrections["figure_id"], *by_hand}


def apply(
    path: Path | None,
    document: Document,
    figures: pd.DataFrame,
    *,
    source_id: str = "",
    region_code: str = "",
    data: Path = DATA,
) -> Corrected:
    """Apply a file of corrections (更正文件) to the figures of a document.

    Parameters
    ----------
    path : Path, optional
        The file, as a review page saves it: one row a number, with what it is (`COLUMNS`). A row
        with a figure_id corrects that figure, or takes it away where its decision is "no figure"; a
        row without one says what an unread number is.
    document, figures
        What was read, one row a figure; nothing of it is changed.
    source_id, region_code : str
        Written into the figures that a person read.
    data : Path
        The data package, by whose rules the corrected figures are checked.

    Returns
    -------
    Corrected
        Without a file, or a row in it, the figures are as they were.

    Raises
    ------
    Fault
        All that is wrong with the file, one sentence a cell; then nothing is applied.
    """
    if path is None:
        nothing = pd.DataFrame(columns=KEPT), pd.DataFrame(columns=COLUMNS)
        return Corrected(figures, *nothing)
    decided = _rows(path)
    known = figures.set_index(figures["figure_id"].map(place))
    _refuse(path, _misplaced(decided, known.index, document.text))
    is_read = decided["figure_id"] != ""
    changes: list[dict] = []
    for row in decided[is_read].to_dict("records"):
        changes += _changes(row, known.loc[place(row["figure_id"])])
    corrections = pd.DataFrame(changes, columns=KEPT)
    corrected = correct(figures, corrections)
    unread = decided[~is_read & (decided["decision"] == FIGURE)]
    if len(unread):
        names = {"source_id": source_id, "region_code": region_code}
        by_hand = _by_hand(unread, document, figures, names)
        corrected = pd.concat([corrected, by_hand]).sort_values("start", ignore_index=True)
    _refuse(path, _broken_rules(decided, corrected, data))
    return Corrected(corrected, corrections, decided)


def place(figure_id: str) -> str:
    """Return that part of a figure's id which says where it stands."""
    return figure_id.rpartition("-")[2]


def _keys(decided: pd.DataFrame) -> pd.Series:
    """Return for each row of the file which figure it is of, read or to be made."""
    places = decided["figure_id"].map(place)
    return places.where(places != "", decided["start"].str.zfill(6))


def _rows(path: Path) -> pd.DataFrame:
    """Read the file; its index counts the rows as an editor does."""
    if not path.is_file():
        raise Fault(f"{path}: no such file; a review page saves its corrections as one")
    try:
        rows = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Fault(f"{path.name}: not UTF-8; save it as 'CSV UTF-8'") from error
    except ValueError as error:
        raise Fault(f"{path.name}: not a table: {str(error).strip()}") from error
    if missing := [column for column in COLUMNS if column not in rows]:
        raise Fault(f"{path.name}: column {missing[0]} is missing; right are {', '.join(COLUMNS)}")
    return rows[list(COLUMNS)].rename(index=lambda row: row + 2)


def _refuse(path: Path, faults: list[CellFault]) -> None:
    if faults:
        raise Fault("\n".join(f"{path.name}, {fault}" for fault in faults))


def _misplaced(decided: pd.DataFrame, known: pd.Index, text: str) -> list[CellFault]:
    """Find the rows that are not of this reading, or not complete."""
    start, end = (
        pd.to_numeric(decided[name], errors="coerce").fillna(-1).astype(int).clip(lower=-1)
        for name in ("start", "end")
    )
    there = [text[max(first, 0) : last] for first, last in zip(start, end, strict=True)]
    is_there = (decided["value_printed"] == there) & (start >= 0) & (start < end)
    keys = _keys(decided)
    is_read = decided["figure_id"] != ""
    is_number = pd.to_numeric(decided["value"], errors="coerce").notna() | (decided["value"] == "")
    empty = "empty; a correction says why, and who decided"
    tests = {
        "value_printed": (
            ~is_there,
            "the document has no such number there; correct on a page of this document",
        ),
        "figure_id": (
            is_read & ~keys.isin(known),
            "no figure of this reading; correct on a new page",
        ),
        "start": (
            keys.duplicated() | ~is_read & keys.isin(known),
            "an earlier row, or a figure that was read, is of the same number; correct that one",
        ),
        "decision": (
            ~decided["decision"].isin([FIGURE, NO_FIGURE]),
            f"right are {FIGURE!r} and {NO_FIGURE!r}",
        ),
        "value": (~is_number, "not a number; digits alone are right, with a point: 1234.5"),
        "why": (decided["why"] == "", empty),
        "decided_by": (decided["decided_by"] == "", empty),
    }
    return [
        CellFault(number, column, decided.at[number, column], what)
        for column, (is_wrong, what) in tests.items()
        for number in decided.index[is_wrong]
    ]


def _changes(row: dict[str, str], figure: pd.Series) -> list[dict]:
    """Return what a row of the file changes of a figure, one row a column."""
    wanted = {"figure_id": ""} if row["decision"] == NO_FIGURE else _wanted(row, figure)
    said = {"figure_id": figure["figure_id"], "why": _why(row), "decided_by": row["decided_by"]}
    changes = []
    for column, corrected in wanted.items():
        reading = cell_text(figure[column])
        if reading != corrected:
            changes.append(said | {"column": column, "reading": reading, "corrected": corrected})
    return changes


def _wanted(row: dict[str, str], figure: pd.Series) -> dict[str, str]:
    """Return the cells of a figure as a person states them, and what follows from these."""
    wanted = {column: row[column] for column in STATED}
    if row["value"]:
        wanted |= {"value": cell_text(float(row["value"])), "status": "ok"}
    elif figure["status"] not in ("damaged", "placeholder"):
        wanted["status"] = "damaged"
    if row["year"] != figure["year"] and figure["inferred"] == "year":
        wanted["inferred"] = ""
    if any(wanted[name] != cell_text(figure[name]) for name in ("indicator_id", "value")):
        wanted["previous_value"] = ""
    return wanted


def _why(row: dict[str, str]) -> str:
    is_fall = row["value"].startswith("-") and row["value_printed"][0] not in "-−－"
    return f"{row['why']}; {FALL}" if is_fall else row["why"]


def _by_hand(
    unread: pd.DataFrame, document: Document, figures: pd.DataFrame, names: dict[str, str]
) -> pd.DataFrame:
    """Return the figures that a person read where the reader gave nothing."""
    start = unread["start"].astype(int)
    units = {
        number.number["start"]: number.number["unit_printed"]
        for number in places_of(document, figures.head(0))
    }
    notes = []
    for row in unread.to_dict("records"):
        part = ", part of the region" if row["scope"] == "part" else ""
        notes.append(f"{BY_HAND} {row['quantity']}{part}: {_why(row)} ({row['decided_by']})")
    value = pd.to_numeric(unread["value"])
    stem = names["source_id"] or "figure"
    made = unread.assign(
        **names,
        figure_id=[f"{stem}-{first:06d}" for first in start],
        value=value,
        unit_printed=start.map(units).fillna(""),
        previous_value=float("nan"),
        status=value.notna().map({True: "ok", False: "damaged"}),
        note=notes,
        origin="hand",
    )
    return made.reindex(columns=figures.columns, fill_value="").astype(figures.dtypes.to_dict())


def _broken_rules(decided: pd.DataFrame, corrected: pd.DataFrame, data: Path) -> list[CellFault]:
    """Find what is wrong with the figures as corrected, told of the rows of the file."""
    rows = dict(zip(_keys(decided), decided.index, strict=True))
    corrected = corrected.set_index(corrected["figure_id"].map(place).map(rows))
    told = corrected[corrected.index.notna()]
    texts = pd.read_csv(io.StringIO(to_csv(told[_CHECKED])), dtype=str, keep_default_na=False)
    faults = row_faults("figures", texts.set_index(told.index.astype(int)), data)
    return [fault for fault in faults if fault.column in COLUMNS]


def correct(figures: pd.DataFrame, corrections: pd.DataFrame) -> pd.DataFrame:
    """Apply corrections by hand (人工更正) to figures as read; each holds only for the reading it
    names.

    Parameters
    ----------
    figures : pandas.DataFrame
        One row a figure, as read.
    corrections : pandas.DataFrame
        One row a correction: figure_id, column, reading (what the reader gave), corrected (what
        stands in the document), why, decided_by. An empty ``corrected`` in the column figure_id
        removes the row.

    Returns
    -------
    pandas.DataFrame
        The figures, corrected; the ``note`` of each says so and why, ``corrections`` what.

    Raises
    ------
    Fault
        The figure is not there any more, or the reader now gives something else.
    """
    result = figures.set_index("figure_id", drop=False)
    for row in corrections.itertuples():
        where = f"corrections.csv, figure {row.figure_id}, column {row.column}"
        if row.figure_id not in result.index:
            raise Fault(
                f"{where}: the reader no longer gives this figure; look at the correction again"
            )
        now = cell_text(result.loc[row.figure_id, row.column])
        if now != row.reading:
            raise Fault(
                f"{where}: the reader gave {row.reading!r} and now gives {now!r}; look at it again"
            )
        if row.column == "figure_id":
            result = result.drop(row.figure_id)
            continue
        is_number = pd.api.types.is_numeric_dtype(result[row.column])
        result.loc[row.figure_id, row.column] = (
            _number(row.corrected) if is_number else row.corrected
        )
        note = f"corrected by hand: {row.why}"
        earlier = result.loc[row.figure_id, "note"]
        if note not in earlier:
            result.loc[row.figure_id, "note"] = f"{earlier}; {note}" if earlier else note
    return result.reset_index(drop=True)


def _number(text: str) -> float:
    return float(text) if text else float("nan")
