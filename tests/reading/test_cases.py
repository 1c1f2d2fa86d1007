"""The documents of ../shared/cases as a set: the figures that a right reader gives, and those that
it must not give, as the table beside them says; skipped where they are not at hand."""

import csv
from math import isclose
from pathlib import Path

import pandas as pd
import pytest

from edugov.fault import Fault
from edugov.reading.documents import open_document
from edugov.reading.extract import read_text

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"
# what the table's own notes allow instead of its row
INSTEAD = {
    ("teaching_points_count", "7"): "level empty, primary or all",
    ("students_count", "4200"): "level primary, empty or all",
    ("gross_enrolment_rate", "89"): "2022 or empty",
    ("full_time_teachers_count", "800"): "all is arguable",
}
# left unread, and listed as such by `edugov read`
UNREAD = {
    ("09-docx-nested-table/report.docx", "250"): "a label and its number in a cell of remarks"
}
EITHER = ("or: nothing", "ok or flagged", "or flagged")


def expected() -> dict[str, list[dict[str, str]]]:
    if not CASES.is_dir():
        return {}
    found: dict[str, list[dict[str, str]]] = {}
    with (CASES / "expected.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["case"], []).append(row)
    return found


EXPECTED = expected()


def worth(text: str) -> float:
    """A ratio counts either way round."""
    first, _, second = text.partition(":")
    return max(float(first), float(second)) if second else float(text)


def like(read: pd.DataFrame, row: dict[str, str]) -> pd.DataFrame:
    """Give the figures that a row of the table speaks of."""
    note, value = row["note"], row["value_si"]
    instead = INSTEAD.get((row["indicator_id"], value), "no")
    same = pd.Series(True, read.index)
    if row["indicator_id"]:
        same &= read["indicator_id"] == row["indicator_id"]
    if row["level"] or "without" in note:
        levels = (row["level"], "", "all") if instead in note else (row["level"],)
        same &= read["stage"].isin(levels)
    if row["year"]:
        years = (row["year"], "") if instead in note else (row["year"],)
        same &= read["year"].isin(years)
    if value:
        same &= read["value"].map(lambda one: isclose(one, worth(value), rel_tol=1e-6))
    return read[same]


@pytest.mark.parametrize("case", EXPECTED or [None])
def test_each_case_is_read_as_its_table_says(case, lexicon):
    if case is None:
        pytest.skip("the cases are not at hand")
    try:
        read = read_text(open_document(CASES / case).text, lexicon=lexicon)
    except Fault:
        read = read_text("", lexicon=lexicon)  # refused: what must not be read is not
    wrong = []
    for row in EXPECTED[case]:
        found = like(read, row)
        sound = found["status"] == "ok"
        if row["must"] == "no":
            fails = bool((sound & (found["scope"] == "region")).any())
        elif row["status"] == "ok":
            fails = not sound.any() and not any(words in row["note"] for words in EITHER)
        else:
            fails = found.empty or bool(sound.all())
        assert fails or (case, row["value_si"]) not in UNREAD or row["must"] == "no"
        if fails and (case, row["value_si"]) not in UNREAD:
            wrong.append(row)
    assert wrong == []
