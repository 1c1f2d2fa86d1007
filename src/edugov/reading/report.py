"""From a document to rows of the table of figures: reading, and places as keys."""

from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.fault import Fault
from edugov.reading.documents import Document
from edugov.reading.extract import read_text
from edugov.reading.lexicon import Lexicon, load_lexicon

FALL = "a fall, printed in words"  # 下降, 减少: where the number as printed has no sign


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
    try:
        read = read_text(document.text, lexicon=words, year=year, region_name=region_name)
    except Fault as fault:
        raise Fault(f"{document.name}: {fault}") from fault
    twin = read.groupby("start").cumcount()
    stem = source_id or "figure"
    keys = [
        f"{stem}-{start:06d}{'' if copy == 0 else 'abcdefghijklmnopqrstuvwxyz'[min(copy, 25)]}"
        for start, copy in zip(read["start"], twin, strict=True)
    ]
    read["value"] = read["value"].mask(read["status"].isin(["damaged", "placeholder"]))
    read["note"] = [_note(figure) for figure in read.itertuples()]
    named = read.assign(
        figure_id=keys, source_id=source_id, region_code=region_code, origin="reader"
    )
    return named[[field["name"] for field in tables.fields("figures")]]


def _note(figure) -> str:
    """Return the note of a figure as read; it says where a fall is in words and not in the sign."""
    is_change = figure.quantity in ("growth", "change")
    if not is_change or not figure.value < 0 or figure.value_printed.startswith(("-", "−")):
        return figure.note
    return f"{FALL}; {figure.note}" if figure.note else FALL


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
