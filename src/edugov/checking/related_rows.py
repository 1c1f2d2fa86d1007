"""What `edugov check` needs from beside a row: the section of its report, the stages of its
indicator, the level of the year before, the figure that was corrected."""

import re

import pandas as pd


def with_section_at(table: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Add ``section_at``, the section of the report in which a figure starts, and ``section_fits``.

    It does not fit where the report's sections are listed and the row's own is neither that in
    which its first character lies, nor a part of its name: 一(二) may stand for 范文(1)一(二) or,
    where the number of the heading is not printed, for [二](二); 五 for 五(一).
    """
    placed = table[table["start"].notna()]
    places = placed[["source_id", "start"]].astype({"start": "int64"})
    places["row"] = placed.index
    listed = sections.dropna(subset="start").astype({"start": "int64"})
    found = pd.merge_asof(
        places.sort_values("start"), listed.sort_values("start"), on="start", by="source_id"
    )
    there = found.set_index("row")["section"].reindex(table.index)
    fits = []
    for own, place in zip(table["section"], there, strict=True):
        fits.append(pd.isna(place) or _fits(own, place))
    return table.assign(section_at=there.fillna(""), section_fits=fits)


def _fits(own: str, there: str) -> bool:
    unnumbered = re.sub(r"^\[.*?\]", "", there)
    is_part = there.startswith(own) or there.endswith(own)
    return is_part or own.endswith(unnumbered)


def with_stage_noted(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``stage_noted``: whether the dictionary's note on the stages of the row's indicator has
    the row's stage, or says that any will do."""
    noted = []
    notes = table["indicator_id_dimension_notes"].fillna("")
    for stage, note in zip(table["stage"], notes, strict=True):
        noted.append(_is_noted(stage, note))
    return table.assign(stage_noted=noted)


def _is_noted(stage: str, note: str) -> bool:
    if note == "" or "any level" in note:
        return True
    if stage == "":
        return "no level" in note or "empty" in note
    return stage in re.findall(r"[a-z_]+", note)


def with_year_before(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``value_year_before``: the level of the year before in a row of the same indicator,
    stage and coverage."""
    same = ["indicator_id", "stage", "coverage", "year"]
    levels = table.groupby(same)["value"].max()
    wanted = table[same].copy()
    wanted["year"] -= 1
    found = levels.reindex(pd.MultiIndex.from_frame(wanted))
    return table.assign(value_year_before=found.to_numpy())


def with_corrected_cell(table: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Add to corrections ``is_known``: whether the figure is there, or was taken away by this very
    row; ``cell_now``, what it has in the corrected column; and ``is_corrected``: whether that is
    the correction, or for a note begins with it."""
    there = figures.drop_duplicates("figure_id").set_index("figure_id", drop=False)
    now, agrees = [], []
    for row in table.itertuples():
        cell = ""
        if row.figure_id in there.index and row.column in there:
            cell = cell_text(there.at[row.figure_id, row.column])
        is_begun = row.column == "note" and cell.startswith(row.corrected)
        now.append(cell)
        agrees.append(cell == row.corrected or is_begun)
    has_no_value = table["corrected"] == ""
    is_removed = (table["column"] == "figure_id") & has_no_value
    is_known = table["figure_id"].isin(there.index) | is_removed
    return table.assign(is_known=is_known, cell_now=now, is_corrected=agrees)


def cell_text(value: object) -> str:
    """Return a cell of a typed table as it is written: nothing for a missing one, 2021 for
    2021.0."""
    if pd.isna(value):
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    return str(value)
