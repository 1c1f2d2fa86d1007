"""How offices word what stands in a school table (wordings.csv): other headings, units, words in
cells, and what rows of totals and remarks begin or end with."""

import unicodedata
from pathlib import Path

import pandas as pd

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


SAME = list(of_kind("same")[["wording", "of"]].itertuples(index=False, name=None))


def key(words: str) -> str:
    """Return what headings are compared by: words for one thing made one, without 数 at the
    end."""
    for wording, same in SAME:
        words = words.replace(wording, same)
    return words.removesuffix(_COUNT)


_COUNT = WORDINGS.loc[WORDINGS["kind"] == "count", "wording"].item()
HEADING_ZH = dict(zip(COLUMNS["column_id"], COLUMNS["heading_zh"], strict=True))
HEADINGS = {key(bare(chinese)): column for column, chinese in HEADING_ZH.items()}
for _row in of_kind("heading").itertuples():
    HEADINGS[key(_row.wording)] = _row.of
UNITS: dict[str, dict[str, int]] = {}  # unit of a column -> its wordings and how many units each is
for _row in of_kind("unit").itertuples():
    UNITS.setdefault(_row.of, {})[_row.wording] = int(_row.value)
PLAIN = {key(word) for word in of_kind("plain")["wording"]} - {""}
REMARKS = tuple(of_kind("remark")["wording"])
EXAMPLES = set(of_kind("example")["wording"])
NUMBERING = set(of_kind("numbering")["wording"])
TOTALS = of_kind("total")["wording"].tolist()
TOTAL_BEGINNINGS = tuple(of_kind("total_beginning")["wording"])
CHOICES: dict[str, dict[str, str]] = {}  # column -> its words in cells and those they stand for
CHOICES_ZH: dict[str, dict[str, str]] = {}  # column -> its ids and the Chinese word of each
for _field in FIELDS:
    if "words_zh" in _field:
        CHOICES_ZH[_field["name"]] = _field["words_zh"]
        CHOICES[_field["name"]] = {zh: word for word, zh in _field["words_zh"].items()}
for _row in of_kind("choice").itertuples():
    CHOICES[_row.of][_row.wording] = _row.value


def unit_zh(column: str) -> str:
    """Return the Chinese word of a column's unit, as headings of the template have it; empty for
    texts."""
    unit = COLUMNS.loc[COLUMNS["column_id"] == column, "unit"].item()
    if not unit:
        return ""
    own = WORDINGS[(WORDINGS["kind"] == "unit_of") & (WORDINGS["of"] == column)]
    return own["wording"].item() if len(own) else next(iter(UNITS[unit]))
