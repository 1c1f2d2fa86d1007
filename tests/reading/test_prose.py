"""Kinds of wording met in public reports: prose.csv has an invented sentence for each, with what
one of its numbers says, by hand; where no indicator is named, that number is left unread."""

import csv
from pathlib import Path

import pytest

from edugov.reading.extract import read_text
from edugov.reading.numbers import numbers

with Path(__file__).with_name("prose.csv").open(encoding="utf-8", newline="") as handle:
    ROWS = list(csv.DictReader(handle))


def figures_at(text: str, place: int, lexicon) -> list[dict[str, str]]:
    """Read a text; return what was read of one of its numbers, counted from 1."""
    counted = [number for number in numbers(text, 0, len(text)) if number.kind != "date"]
    start = counted[place - 1].start
    frame = read_text(text, lexicon=lexicon)
    return frame[frame["start"] == start].to_dict("records")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['kind']}, {row['number']}")
def test_a_wording_is_read_as_what_it_says(lexicon, row):
    figures = figures_at(row["text"], int(row["number"]), lexicon)
    names = ("indicator_id", "stage", "quantity", "year", "scope")
    found = [(*(figure[name] for name in names), figure["value"]) for figure in figures]
    wanted = [(*(row[name] for name in names), float(row["value"]))] if row["value"] else []
    assert found == wanted
    assert {figure["status"] for figure in figures} <= {"ok"}
