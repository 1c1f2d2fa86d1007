"""Every word that a page or chart shows: one catalogue in two languages, and the tables' own
names."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from edugov.markup import plain
from edugov.tables import Fault

LANGUAGES = ("en", "zh")


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    table = _table("labels.csv").set_index("key")
    return {lang: table[lang].to_dict() for lang in LANGUAGES}


def _table(name: str) -> pd.DataFrame:
    path = Path(__file__).with_name(name)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def say(key: str, lang: str, **values) -> str:
    """Return a label or sentence of the catalogue in a language ("en" or "zh"), its values filled
    in.

    An unknown language or key is a Fault.

    Examples
    --------
    >>> say("stage.primary", "zh")
    '小学'
    """
    if lang not in LANGUAGES:
        raise Fault(f"language {lang!r} is unknown; there are {', '.join(LANGUAGES)}")
    said = _catalogue()[lang].get(key)
    if said is None:
        raise Fault(f"labels.csv has no label {key!r}")
    return said.format(**values) if values else said


@cache
def _prose() -> dict[str, str]:
    table = _table("prose.csv").set_index("en")
    return table["zh"].to_dict()


def prose(text: str, lang: str) -> str:
    """Return a notebook's prose in a language, paragraph by paragraph; one that is not translated
    stays English."""
    if lang == "en":
        return text
    parts = text.split("\n\n")
    return "\n\n".join(_prose().get(" ".join(part.split()), part) for part in parts)


def joined(reasons: Iterable[str], lang: str) -> str:
    """Return the reasons of a verdict as one text."""
    return {"en": "; ", "zh": "；"}[lang].join(reasons)


def heading(column: str, lang: str) -> str:
    """Return the heading of a column: its label, or the column's own name where the catalogue has
    none."""
    return _catalogue()[lang].get(f"column.{column}", column)


def names(table: pd.DataFrame, key: str, lang: str) -> dict[str, str]:
    """Return the names that a table of the data package gives its rows, by their key."""
    shown = [plain(name) for name in table[f"name_{lang}"]]
    return dict(zip(table[key], shown, strict=True))


def join(words: list[str], lang: str) -> str:
    """Return several words as one list, in the manner of the language."""
    return say("joiner", lang).join(words)


def count(size: int, word: str, lang: str = "en", many: str = "") -> str:
    """Return a count with its noun in the right number; in Chinese the count alone.

    Examples
    --------
    >>> count(1, "figure"), count(2, "county", many="counties"), count(2, "figure", "zh")
    ('1 figure', '2 counties', '2')
    """
    if lang == "zh":
        return f"{size:,}"
    if size != 1:
        word = many or f"{word}s"
    return f"{size:,} {word}"


def number(value: float, unit: str, lang: str) -> str:
    """Return a value with its unit as a reader expects it; a missing value is a dash.

    An English unit has a singular and a plural, "school|schools" in the catalogue. Sums of money of
    a hundred million yuan or more are shown in millions or billions (English) or 亿 (Chinese).

    Examples
    --------
    >>> number(91.56, "percent", "en"), number(float("nan"), "yuan", "en")
    ('91.56%', '–')
    >>> number(1978300000, "yuan", "zh")
    '19.783亿元'
    """
    if pd.isna(value):
        return "–"
    if unit == "yuan" and abs(value) >= 1e8:
        return _large_sum(value, lang)
    named = _catalogue()[lang].get(f"unit.{unit}", unit.replace("_", " "))
    one, _, many = named.partition("|")
    word = many if many and abs(value) != 1 else one
    is_apart = lang != "zh" and word not in ("", "%")
    return f"{_short(value)} {word}" if is_apart else f"{_short(value)}{word}"


def _large_sum(yuan: float, lang: str) -> str:
    if lang == "zh":
        return f"{_short(yuan / 1e8, 6)}亿元"
    if abs(yuan) >= 1e9:
        return f"{_short(yuan / 1e9, 6)} billion yuan"
    return f"{_short(yuan / 1e6, 6)} million yuan"


def _short(value: float, digits: int = 4) -> str:
    return minus(f"{value:,.{digits}f}".rstrip("0").rstrip("."))


def minus(text: str) -> str:
    """Return a number's text with a true minus sign."""
    return text.replace("-", "−")
