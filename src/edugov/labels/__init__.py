"""Saying words in either language: `say` for rows of labels.csv, `noted` for remarks of tables,
names, units and numbers."""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from edugov.markup import plain
from edugov.tables import Fault

LANGUAGES = ("en", "zh")
BETWEEN = {"en": "; ", "zh": "；"}  # what stands between reasons and remarks
ONE_TO = "ratio_one_to"  # the unit of what is printed as one to so many (1:325), a value below one

Reason = dict[str, str]  # what is said, by language
# Names with a digit, of tables and of the catalogue, by the first digits in each: these are no
# number of a sentence.
NUMBERED: defaultdict[str, set[str]] = defaultdict(set)


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
    if values:
        return said.format(**values)
    _note_numbered([said])
    return said


def _note_numbered(shown: Iterable[str]) -> None:
    """Note the names with a digit; one without a letter is no name, and would hide any number."""
    for name in shown:
        digits = re.search(r"\d+", name)
        if digits and re.search(r"[^\W\d_]", name):
            NUMBERED[digits[0]].add(name)


@cache
def stage_places() -> dict[str, int]:
    """Return the place of each stage in a list: all together first, then as pupils pass through
    them.

    Examples
    --------
    >>> sorted(["tertiary", "all", "primary"], key=stage_places().get)
    ['all', 'primary', 'tertiary']
    """
    labelled = [key for key in _catalogue()["en"] if key.startswith("stage.")]
    stages = [key.removeprefix("stage.") for key in labelled]
    ordered = sorted(stages, key="all".__ne__)
    return {stage: place for place, stage in enumerate(ordered)}


def words_of(group: str, keys: Iterable[str], lang: str) -> list[str]:
    """Return the labels of several keys of one group.

    Examples
    --------
    >>> words_of("stage", ["primary", "lower_secondary"], "zh")
    ['小学', '初中']
    """
    return [say(f"{group}.{key}", lang) for key in keys]


def said(key: str, **values: Any) -> Reason:
    """Return a sentence of the catalogue in each language; a value may be a dict by language."""
    sentence = {}
    for lang in LANGUAGES:
        own = {}
        for name, value in values.items():
            own[name] = value[lang] if isinstance(value, dict) else value
        sentence[lang] = say(key, lang, **own)
    return sentence


def said_or(key: str, other: str, lang: str, **values) -> str:
    """Return a sentence of the catalogue, or another where the catalogue lacks it."""
    known = key in _catalogue()[lang]
    return say(key if known else other, lang, **values)


def label_of(key: str, code: str, lang: str) -> str:
    """Return what a code of a table is called, or the code itself where nothing is."""
    if key in _catalogue()[lang]:
        return say(key, lang)
    return code


@cache
def _prose() -> dict[str, str]:
    table = _table("template_prose.csv").set_index("en")
    return table["zh"].to_dict()


def prose_of_regions() -> list[tuple[str, str]]:
    """Return the paragraphs of region pages in English and in Chinese."""
    return list(_prose().items())


def prose(text: str, lang: str) -> str:
    """Return a notebook's prose in a language, paragraph by paragraph; one that is not translated
    stays English."""
    if lang == "en":
        return text
    translated = []
    for part in text.split("\n\n"):
        one_line = " ".join(part.split())
        translated.append(_prose().get(one_line, part))
    return "\n\n".join(translated)


@cache
def _notes() -> dict[str, str]:
    """Return the Chinese of what the tables hold in English: their remarks (notes.csv), and what
    the dictionary and the data package say (notes_*.csv)."""
    paths = sorted(Path(__file__).parent.glob("notes*.csv"))
    tables = [_table(path.name) for path in paths]
    table = pd.concat(tables).set_index("en")
    return table["zh"].to_dict()


@cache
def _patterns() -> list[tuple[re.Pattern, str]]:
    """Return the notes that have named holes, such as {number}, as patterns of whole remarks."""
    found = []
    for english, chinese in _notes().items():
        if "{" in english:
            parts = re.split(r"\{(\w+)\}", english)
            parts[::2] = map(re.escape, parts[::2])
            parts[1::2] = [f"(?P<{name}>[^;]+)" for name in parts[1::2]]
            pattern = re.compile("".join(parts))
            found.append((pattern, chinese))
    return found


@cache
def _chinese(note: str) -> str | None:
    """Return the Chinese of a whole remark, or None; what fills a hole is kept, or left out where
    the Chinese has no place for it."""
    if note in _notes():
        return _notes()[note]
    for pattern, chinese in _patterns():
        if found := pattern.fullmatch(note):
            return chinese.format(**found.groupdict())
    return None


def noted(note: str, lang: str) -> str:
    """Return what a table holds or a notebook writes in English (a remark, a heading, a caption) in
    a language, remark by remark; what is not translated stays English.

    Examples
    --------
    >>> noted("part-time; approximate (约)", "zh")
    '兼职；约数（约）'
    >>> noted("Persons, as the report prints them; principals.", "zh")
    '人数，以报告公布的为准。'
    """
    if lang == "en" or not note:
        return note
    if (whole := _chinese(note)) is not None:
        return whole
    parts = note.split(BETWEEN["en"])
    return joined([_chinese(part) or part for part in parts], lang)


def joined(reasons: Iterable[str], lang: str) -> str:
    """Return the reasons of a verdict as one text."""
    return BETWEEN[lang].join(reasons)


def bracketed(text: str, lang: str) -> str:
    """Return a text in brackets, as they follow a word in a language.

    Examples
    --------
    >>> bracketed("provisional", "en"), bracketed("暂定", "zh")
    (' (provisional)', '（暂定）')
    """
    return say("bracketed", lang, text=text)


def heading(column: str, lang: str) -> str:
    """Return the heading of a column: its label, or the column's own name where the catalogue has
    none."""
    return _catalogue()[lang].get(f"column.{column}", noted(column, lang))


def names(table: pd.DataFrame, key: str, lang: str) -> dict[str, str]:
    """Return the names that a table of the data package gives its rows, by their key."""
    shown = [plain(name) for name in table[f"name_{lang}"]]
    _note_numbered(shown)
    return dict(zip(table[key], shown, strict=True))


def at_stage(indicator_id: str, name: str, stage: str, lang: str) -> str:
    """Return an indicator's name at a stage: kindergartens have words of their own.

    Examples
    --------
    >>> at_stage("schools_count", "学校数", "preschool", "zh")
    '幼儿园数'
    >>> at_stage("schools_count", "学校数", "primary", "zh")
    '学校数'
    """
    return _catalogue()[lang].get(f"indicator.{stage}.{indicator_id}", name)


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


def number(value: float, unit: str, lang: str, sign: str = "") -> str:
    """Return a value with its unit as a reader expects it, a sign before its digits; a missing
    value is a dash.

    An English unit has a singular and a plural, "school|schools" in the catalogue. Sums of money of
    a hundred million yuan or more are shown in millions or billions (English) or 亿 (Chinese), and
    from ten thousand on in 万 (Chinese).

    Examples
    --------
    >>> number(91.56, "percent", "en"), number(float("nan"), "yuan", "en")
    ('91.56%', '–')
    >>> number(1978300000, "yuan", "zh")
    '19.783亿元'
    >>> number(21400000, "yuan", "zh"), number(23.04, "per_100_students", "zh")
    ('2140万元', '每百名学生23.04')
    >>> number(0.003077, "ratio_one_to", "en")
    '1:325'
    """
    if pd.isna(value):
        return "–"
    least_sum = 1e4 if lang == "zh" else 1e8
    if unit == "yuan" and abs(value) >= least_sum:
        return sign + _large_sum(value, lang)
    around = f"with_unit.{unit}"
    if unit == ONE_TO and value:
        return sign + say(around, lang, value=_short(1 / value, 1))
    shown = sign + _short(value)
    if around in _catalogue()[lang]:
        return say(around, lang, value=shown)
    one, many = _forms(unit, lang)
    word = many if many and abs(value) != 1 else one
    is_apart = lang != "zh" and word not in ("", "%")
    if is_apart:
        return f"{shown} {word}"
    return f"{shown}{word}"


def _forms(key: str, lang: str) -> tuple[str, str]:
    """Return the singular and the plural of a unit, the plural empty where there is but one."""
    own_words = key.replace("_", " ")
    named = _catalogue()[lang].get(f"unit.{key}", own_words)
    one, _, many = named.partition("|")
    return one, many


def unit(key: str, lang: str) -> str:
    """Return a unit alone, as a column of units shows it; a count and a ratio have none.

    Examples
    --------
    >>> unit("yuan_per_student", "zh"), unit("school", "en")
    ('元/生', 'schools')
    """
    one, many = _forms(key, lang)
    return many or one


def _large_sum(yuan: float, lang: str) -> str:
    if lang == "zh":
        size, word = (1e8, "亿元") if abs(yuan) >= 1e8 else (1e4, "万元")
        shown = _short(yuan / size, 6)
        return shown.replace(",", "") + word
    if abs(yuan) >= 1e9:
        return f"{_short(yuan / 1e9, 6)} billion yuan"
    return f"{_short(yuan / 1e6, 6)} million yuan"


def _short(value: float, digits: int = 4) -> str:
    digits_shown = f"{value:,.{digits}f}"
    return minus(digits_shown.rstrip("0").rstrip("."))


def share_of(size: int, whole: int) -> str:
    """Return a share in whole percent; with more decimals where it would else say that all are
    meant, or none, and they are not.

    Examples
    --------
    >>> share_of(332, 334), share_of(332, 333), share_of(333, 333), share_of(1, 4000)
    ('99%', '99.7%', '100%', '0.03%')
    """
    for decimals in range(8):
        shown = f"{size / whole:.{decimals}%}"
        if size in (0, whole) or float(shown[:-1]) not in (0, 100):
            break
    return shown


def minus(text: str) -> str:
    """Return a number's text with a true minus sign; what rounds to zero has none.

    Examples
    --------
    >>> minus("-0.10 to -0.000")
    '−0.10 to 0.000'
    """
    return re.sub(r"-(?=0(\.0+)?(?![.\d]))", "", text).replace("-", "−")
