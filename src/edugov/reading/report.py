"""From a document to rows of figures.csv: reading it, and the key of each place."""

import re
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.fault import Fault
from edugov.labels import say
from edugov.reading.documents import Document
from edugov.reading.extract import read_text
from edugov.reading.lexicon import Lexicon, load_lexicon
from edugov.reading.marked_numbers import UNREAD, nearby, places_of

FALL = "a fall, printed in words"  # 下降, 减少: where the number as printed has no sign
MOST_UNREAD = 12  # listed; the others are counted
LIKE_FOR_LIKE = "同口径 (like for like), as the text says"
_LIKE = re.compile("同口径|可比")
_COMPARED = re.compile(
    r"[比较](\d{4})年|与(\d{4})年相?比|[比较](?:上年|去年|上一年|同期)|与(?:上年|去年)相?比|同比"
)
_SENTENCE_END = re.compile("[。；;！!？?]")
_CLAUSE_END = re.compile("[，,、。；;\n]")


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
        Behind the columns of that table, ``rule`` names the rule that read the figure.
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
    read["note"] = [_note(figure, document.text) for figure in read.itertuples()]
    whose = {"source_id": source_id, "region_code": region_code}
    named = read.assign(figure_id=keys, **whose, origin="reader", selected="", operand_ids="")
    return named[[*(field["name"] for field in tables.fields("figures")), "rule"]]


def _note(figure, text: str) -> str:
    """Return the note of a figure as read; of a growth or change it says where a fall is in words
    and not in the sign, and what it is measured against where that is not the year before."""
    if figure.quantity not in ("growth", "change"):
        return figure.note
    notes = [*_basis(figure, text), figure.note]
    if figure.value < 0 and not figure.value_printed.startswith(("-", "−")):
        notes.insert(0, FALL)
    return "; ".join(filter(None, notes))


def _basis(figure, text: str) -> list[str]:
    """Say that a growth or change is like for like (同口径、可比), or from which earlier year."""
    before = _SENTENCE_END.split(text[: figure.start])[-1]
    behind = _CLAUSE_END.split(text[figure.end :], maxsplit=1)[0]
    notes = [LIKE_FOR_LIKE] if _LIKE.search(before + behind) else []
    compared = [first or second for first, second in _COMPARED.findall(before)]
    year_before = str(int(figure.year) - 1) if figure.year.isdigit() else ""
    if compared and compared[-1] not in ("", year_before):
        notes.append(f"compared with {compared[-1]}")
    return notes


def year_told(figures: pd.DataFrame, given: int | None) -> str:
    """Say which year the figures of a document were taken to be of where none is printed."""
    if given:
        return f"{given}（给定 given）"
    inferred = figures.loc[figures["inferred"] == "year", "year"]
    if not len(inferred):
        return ""
    return f"{inferred.mode()[0]}（推定 inferred）"


def summary(
    document: Document,
    figures: pd.DataFrame,
    found: pd.DataFrame,
    indicators: pd.DataFrame,
    about: dict[str, str],
) -> str:
    """Say in a few lines what was read: of which region and year (`about`, in words), how many
    numbers of the document, which of them are flagged and which were not read, what the audit
    found."""
    places = places_of(document, figures)
    families = figures["indicator_id"].map(indicators.set_index("indicator_id")["family"])
    lines = [
        f"{document.name}: {len(figures)} figures ({_counts(families)})",
        "  " + "; ".join(f"{name} {words or '未知 unknown'}" for name, words in about.items()),
        f"  {len(places)} numbers: {_counts(pd.Series([place.told for place in places]))}",
    ]
    for row in figures[figures["status"] != "ok"].itertuples():
        proposed = f", perhaps {row.proposed_reading}" if row.proposed_reading else ""
        lines.append(
            f"  {row.status}: {row.value_printed}{row.unit_printed} at {row.start}{proposed}"
        )
    unread = [place for place in places if place.told == UNREAD]
    lines += [f"  unread: {nearby(place, document.text)}" for place in unread[:MOST_UNREAD]]
    if len(unread) > MOST_UNREAD:
        lines.append(f"  and {len(unread) - MOST_UNREAD} more unread: --review marks them all")
    lines += [f"  note: {note}" for note in document.notes]
    answers = [say(f"audit.{answer}", "en").lstrip("✓✗?＝→= ") for answer in found["answer"]]
    lines.append(f"  audit: {_counts(pd.Series(answers, dtype=str)) or 'nothing to check'}")
    wrong = found[found["verdict"] == "does not hold"]
    return "\n".join([*lines, *("  does not hold: " + wrong["sentence_en"])])


def _counts(words: pd.Series) -> str:
    """Say how often each word stands there, the most frequent first."""
    return ", ".join(f"{size} {word}" for word, size in words.value_counts().items())
