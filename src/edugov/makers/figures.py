"""figures.csv: what the reader reads out of the reports, corrected by hand (人工更正)."""

import pandas as pd

from edugov.makers import Material, progress
from edugov.reading import report
from edugov.reading.adding import core_only
from edugov.tables import Fault


def make(material: Material) -> pd.DataFrame:
    """Read the reports of schemes.csv again, correct them by corrections.csv, and keep all other
    rows."""
    held = material.table("figures")
    schemes = material.table("schemes")
    by_reader = (held["origin"] == "reader") & held["source_id"].isin(schemes["source_id"])
    read = [
        read_report(source_id, material) for source_id in progress(schemes["source_id"], "report")
    ]
    whole = pd.concat([held[~by_reader], *read])
    return whole.sort_values("figure_id", kind="stable", ignore_index=True)


def read_report(source_id: str, material: Material) -> pd.DataFrame:
    """Read one report of schemes.csv, as its region's and of the year given there, and correct it.

    Only core indicators are kept, as in `adding.add_report`: the reader is measured on these.
    """
    scheme = material.table("schemes").set_index("source_id").loc[source_id]
    regions = material.table("regions").set_index("region_code")
    code = scheme["region_code"]
    year = scheme["year_given"]
    document = material.document(source_id)
    figures = report.figures_of(
        document,
        material.lexicon,
        source_id=source_id,
        region_code=code,
        region_name=regions.loc[code, "name_zh"] if code else "",
        year=None if pd.isna(year) else int(year),
    )
    corrections = material.table("corrections")
    belongs = corrections["figure_id"].str.rpartition("-")[0] == source_id
    core = core_only(figures, material.table("indicators"))
    corrected = correct(core, corrections[belongs])
    return corrected.astype({"start": "Int64", "end": "Int64"})


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
        The figures, corrected; the ``note`` of each says so.

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
        now = _text(result.loc[row.figure_id, row.column])
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
        note = (
            f"corrected by hand ({row.column}: {row.reading or 'empty'} → "
            f"{row.corrected or 'empty'}): {row.why}"
        )
        earlier = result.loc[row.figure_id, "note"]
        result.loc[row.figure_id, "note"] = f"{earlier}; {note}" if earlier else note
    return result.reset_index(drop=True)


def _number(text: str) -> float:
    return float(text) if text else float("nan")


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
