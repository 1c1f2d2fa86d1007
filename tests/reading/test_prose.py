"""Kinds of wording met in public reports: prose.csv has an invented sentence for each, with what
one of its numbers says, by hand; where no indicator is named, that number is left unread."""

import csv
import random
import re
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


@pytest.mark.parametrize(
    "text",
    [
        "普惠性幼儿园覆盖率86%，毛入园率94%，普惠性幼儿园覆盖率96%，均达到85%、80%。",
        "小学、初中、普通高中、中等职业、幼儿园、特殊教育生均公用经费支出分别为15000元。",
        "小学、初中、特殊教育学校生均公用经费分别为3、0万元。",
        "2020年、2021年小学在校生分别为□人、200人。",
    ],
)
def test_more_things_than_numbers_are_no_traceback(lexicon, text):
    figures = read_text(text, lexicon=lexicon)
    assert not set(figures.loc[figures["status"] == "ok", "value_printed"]) & {"85", "80", "15000"}


def test_examples_with_clauses_left_out_are_no_traceback(lexicon):
    draw = random.Random(1)
    text = "".join(row["text"] for row in ROWS)
    clauses = re.findall("[^,，。;；、:：]+[,，。;；、:：]?", text)
    for _ in range(900):
        begin = draw.randrange(len(clauses))
        kept = [one for one in clauses[begin : begin + 30] if draw.random() > 0.3]
        read_text("".join(kept), lexicon=lexicon)
