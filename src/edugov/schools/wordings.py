"""How offices word what stands in a school table (wordings.csv): other headings, units, words in
cells, and what rows of totals and remarks begin or end with."""

import re
import unicodedata
from pathlib import Path

import pandas as pd

from edugov.tables import lookup

from .parts import COLUMNS, FIELDS

WORDINGS = pd.read_csv(Path(__file__).with_name("wordings.csv"), dtype=str, keep_default_na=False)


def bare(cell: str) -> str:
    """Return a heading or a word as it is compared: narrow, and without any white space."""
    narrow = unicodedata.normalize("NFKC", cell)
    return "".join(narrow.split())


def of_kind(kind: str) -> pd.DataFrame:
    """Return the wordings of a kind, as they are compared."""
    chosen = WORDINGS[WORDINGS["kind"] == kind]
    return chosen.assign(wording=chosen["wording"].map(bare))


def _words(kind: str) -> list[str]:
    """Return what offices write for a kind of thing."""
    return of_kind(kind)["wording"].tolist()


SAME = list(of_kind("same")[["wording", "of"]].itertuples(index=False, name=None))
(_COUNT,) = _words("count")


def key(words: str) -> str:
    """Return what headings are compared by: words for one thing made one, without 数 at the
    end."""
    for wording, same in SAME:
        words = words.replace(wording, same)
    return words.removesuffix(_COUNT)


HEADING_ZH = lookup(COLUMNS, "column_id", "heading_zh")
HEADINGS = {key(bare(chinese)): column for column, chinese in HEADING_ZH.items()}
for _row in of_kind("heading").itertuples():
    HEADINGS[key(_row.wording)] = _row.of
UNITS: dict[str, dict[str, int]] = {}  # unit of a column -> its wordings and how many units each is
for _row in of_kind("unit").itertuples():
    UNITS.setdefault(_row.of, {})[_row.wording] = int(_row.value)
PLAIN = set(map(key, _words("plain"))) - {""}
REMARKS = tuple(_words("remark"))
(PART,) = _words("part")  # what stands above is a whole, and adds nothing
CAMPUSES = _words("campus")
EXAMPLES = set(_words("example"))
NUMBERING = set(_words("numbering"))
TOTALS = _words("total")
TOTALS_ALONE = _words("total_alone")  # as a part of a name they are a school's
PLACE_ENDINGS = tuple(_words("place_ending"))
NOTHING = _words("nothing")
STAGE_HEADINGS = _words("stage_heading")
PER = tuple(_words("per"))  # what a value per student or a share is called by
TOTAL_BEGINNINGS = tuple(_words("total_beginning"))
_STAGES = of_kind("stage").set_index("wording")["of"].to_dict()
STAGE_WORDS = tuple(word for word, stage in _STAGES.items() if stage)
_ANY_STAGE = re.compile("|".join(sorted(_STAGES, key=len, reverse=True)))
# column -> its ids and the Chinese word of each, and the other way round with other words in cells
CHOICES_ZH = {field["name"]: field["words_zh"] for field in FIELDS if "words_zh" in field}
CHOICES = {}
for _column, _chinese in CHOICES_ZH.items():
    CHOICES[_column] = {zh: word for word, zh in _chinese.items()}
for _row in of_kind("choice").itertuples():
    CHOICES[_row.of][_row.wording] = _row.value


def stage_of(*texts: str) -> str:
    """Return the one stage, in Chinese, that the name of a sheet or a title is about; empty where
    it names none or several.

    >>> stage_of("2023年小学情况"), stage_of("中小学"), stage_of("小学、初中")
    ('小学', '', '')
    """
    found = set()
    for text in texts:
        found |= {_STAGES[word] for word in _ANY_STAGE.findall(bare(text))}
    return found.pop() if len(found) == 1 else ""


def unit_zh(column: str) -> str:
    """Return the Chinese word of a column's unit, as headings of the template have it; empty for
    texts."""
    is_own = COLUMNS["column_id"] == column
    unit = COLUMNS.loc[is_own, "unit"].item()
    if not unit:
        return ""
    for row in WORDINGS.query("kind == 'unit_of'").itertuples():
        if row.of == column:
            return row.wording
    return next(iter(UNITS[unit]))
