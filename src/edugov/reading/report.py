"""From a document to rows of the table of figures: reading, places as keys, corrections by hand."""

from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.reading.documents import Document
from edugov.reading.extract import read_text
from edugov.reading.lexicon import Lexicon, load_lexicon
from edugov.tables import Fault


def lexicon(data: Path = tables.DATA) -> Lexicon:
    """Load the wordings of the data package (词表)."""
    return load_lexicon(data)


def figures_of(
    document: Document,
    words: Lexicon,
    *,
    source_id: str = "",
    region_code: str = "",
    region_name: str = "",
    year: int | None = None,
) -> pd.DataFrame:
    """Read the figures (数据) of a document as rows of the table of figures.

    Parameters
    ----------
    document, words
        From `edugov.reading.documents.open_document` and `lexicon`.
    source_id, region_code, region_name : str
        Written into each row; the name tells the region's own figures from those of other places.
    year : int, optional
        The year that the report is about; inferred where not given.

    Returns
    -------
    pandas.DataFrame
        One row a figure. Its key is its place: source, first character, and a letter where one
        number stands for several things; so a better reader changes no key of what it read before.
    """
    read = read_text(document.text, lexicon=words, year=year, region_name=region_name)
    twin = read.groupby("start").cumcount()
    stem = source_id or "figure"
    keys = [
        f"{stem}-{start:06d}{'' if copy == 0 else 'abcdefghijklmnopqrstuvwxyz'[min(copy, 25)]}"
        for start, copy in zip(read["start"], twin, strict=True)
    ]
    read["value"] = read["value"].mask(read["status"].isin(["damaged", "placeholder"]))
    named = read.assign(
        figure_id=keys, source_id=source_id, region_code=region_code, origin="reader"
    )
    return named[[field["name"] for field in tables.fields("figures")]]


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
        numeric = pd.api.types.is_numeric_dtype(result[row.column])
        value = (
            (float(row.corrected) if row.corrected else float("nan")) if numeric else row.corrected
        )
        result.loc[row.figure_id, row.column] = value
        note = (
            f"corrected by hand ({row.column}: {row.reading or 'empty'} → "
            f"{row.corrected or 'empty'}): {row.why}"
        )
        result.loc[row.figure_id, "note"] = "; ".join(
            filter(None, (result.loc[row.figure_id, "note"], note))
        )
    return result.reset_index(drop=True)


def _text(value: object) -> str:
    if pd.isna(value):
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def summary(
    document: Document, figures: pd.DataFrame, found: pd.DataFrame, indicators: pd.DataFrame
) -> str:
    """Say in a few lines what was read: figures by subject, what is damaged, what the audit
    found."""
    family = (
        figures["indicator_id"].map(indicators.set_index("indicator_id")["family"]).value_counts()
    )
    lines = [
        (
            f"{document.name}: {len(figures)} figures "
            f"({', '.join(f'{n} {key}' for key, n in family.items())})"
        )
    ]
    for row in figures[figures["status"] != "ok"].itertuples():
        proposed = f", perhaps {row.proposed_reading}" if row.proposed_reading else ""
        lines.append(
            f"  {row.status}: {row.value_printed}{row.unit_printed} at {row.start}{proposed}"
        )
    verdicts = found["verdict"].value_counts()
    lines.append(
        f"  audit: {', '.join(f'{n} {key}' for key, n in verdicts.items()) or 'nothing to check'}"
    )
    wrong = found[found["verdict"] == "does not hold"]
    lines += [f"  does not hold: {sentence}" for sentence in wrong["sentence_en"]]
    return "\n".join(lines)
