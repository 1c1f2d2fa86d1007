"""Every word that a page or chart shows: one catalogue in two languages, and the tables' own
names."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pandas as pd

from edugov.tables import Fault

LANGUAGES = ("en", "zh")


@cache
def _catalogue() -> dict[str, dict[str, str]]:
    table = pd.read_csv(Path(__file__).with_name("labels.csv"), dtype=str, keep_default_na=False)
    return {
        language: dict(zip(table["key"], table[language], strict=True)) for language in LANGUAGES
    }


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
    if key not in _catalogue()[lang]:
        raise Fault(f"labels.csv has no label {key!r}")
    return _catalogue()[lang][key].format(**values) if values else _catalogue()[lang][key]


@cache
def _prose() -> dict[str, str]:
    table = pd.read_csv(Path(__file__).with_name("prose.csv"), dtype=str, keep_default_na=False)
    return dict(zip(table["en"], table["zh"], strict=True))


def prose(text: str, lang: str) -> str:
    """Return a notebook's prose in a language, paragraph by paragraph; one that is not translated
    stays English."""
    if lang == "en":
        return text
    return "\n\n".join(_prose().get(" ".join(part.split()), part) for part in text.split("\n\n"))


def joined(reasons: Iterable[str], lang: str) -> str:
    """Return the reasons of a verdict as one text."""
    return {"en": "; ", "zh": "；"}[lang].join(reasons)


def heading(column: str, lang: str) -> str:
    """Return the heading of a column: its label, or the column's own name where the catalogue has
    none."""
    return _catalogue()[lang].get(f"column.{column}", column)


def names(table: pd.DataFrame, key: str, lang: str) -> dict[str, str]:
    """Return the names that a table of the data package gives its rows, by their key."""
    return dict(zip(table[key], table[f"name_{lang}"], strict=True))


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
    >>> number(91.56, "percent", "en"), number(1978300000, "yuan", "zh"), number(float("nan"), "yuan", "en")
    ('91.56%', '19.783亿元', '–')
    """
    if pd.isna(value):
        return "–"
    if unit == "yuan" and abs(value) >= 1e8:
        size, word = (1e9, "billion") if abs(value) >= 1e9 else (1e6, "million")
        return (
            f"{_short(value / 1e8, 6)}亿元"
            if lang == "zh"
            else f"{_short(value / size, 6)} {word} yuan"
        )
    one, _, many = _catalogue()[lang].get(f"unit.{unit}", unit.replace("_", " ")).partition("|")
    word = many if many and abs(value) != 1 else one
    space = "" if lang == "zh" or word == "%" or not word else " "
    return f"{_short(value)}{space}{word}"


def _short(value: float, digits: int = 4) -> str:
    return minus(f"{value:,.{digits}f}".rstrip("0").rstrip("."))


def minus(text: str) -> str:
    """Return a number's text with a true minus sign."""
    return text.replace("-", "−")
