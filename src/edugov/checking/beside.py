"""What stands beside a row: the section of its report, the stages of its indicator, the level of
the year before, the figure that was corrected."""

import re

import pandas as pd


def with_section_at(table: pd.DataFrame, sections: pd.DataFrame) -> pd.DataFrame:
    """Add ``section_at``, the section of the report in which a figure starts, and ``section_fits``.

    It does not fit where the report's sections are listed and the row's own is neither that in
    which its first character lies, nor a part of its name: 一(二) may stand for 范文(1)一(二) or,
    where the number of the heading is not printed, for [二](二); 五 for 五(一).
    """
    placed = table[table["start"].notna()]
    rows = placed[["source_id", "start"]].astype({"start": "int64"}).assign(row=placed.index)
    listed = sections.dropna(subset="start").astype({"start": "int64"}).sort_values("start")
    found = pd.merge_asof(rows.sort_values("start"), listed, on="start", by="source_id")
    there = found.set_index("row")["section"].reindex(table.index)
    fits = [
        pd.isna(place) or _fits(own, place)
        for own, place in zip(table["section"], there, strict=True)
    ]
    return table.assign(section_at=there.fillna(""), section_fits=fits)


def _fits(own: str, there: str) -> bool:
    unnumbered = re.sub(r"^\[.*?\]", "", there)
    return there.startswith(own) or there.endswith(own) or own.endswith(unnumbered)


def with_stage_noted(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``stage_noted``: whether the dictionary's note on the stages of the row's indicator has
    the row's stage, or says that any will do."""
    notes = table["indicator_id_dimension_notes"].fillna("")
    noted = [
        not note or "any level" in note or stage in _stages(note)
        for stage, note in zip(table["stage"], notes, strict=True)
    ]
    return table.assign(stage_noted=noted)


def _stages(note: str) -> set[str]:
    words = set(re.findall(r"[a-z_]+", note))
    return words | {""} if "no level" in note or "empty" in note else words


def with_year_before(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``value_year_before``: the level of the year before in a row of the same indicator,
    stage and coverage."""
    same = ["indicator_id", "stage", "coverage", "year"]
    levels = table.groupby(same)["value"].max()
    before = pd.MultiIndex.from_frame(table[same].assign(year=table["year"] - 1))
    return table.assign(value_year_before=levels.reindex(before).to_numpy())


def with_corrected_cell(table: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Add to corrections ``cell_now``, what the corrected figure has in the corrected column, and
    ``is_corrected``: whether that is the correction, or for a note begins with it."""
    there = figures.drop_duplicates("figure_id").set_index("figure_id")
    now = [
        _text(there.at[figure_id, column]) if figure_id in there.index and column in there else ""
        for figure_id, column in zip(table["figure_id"], table["column"], strict=True)
    ]
    agrees = [
        cell == corrected or column == "note" and cell.startswith(corrected)
        for cell, column, corrected in zip(now, table["column"], table["corrected"], strict=True)
    ]
    return table.assign(cell_now=now, is_corrected=agrees)


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)
