"""The rows of the grammar: each has an example, and none depends on the order of the others."""

import random
import shutil
from pathlib import Path

import pytest

from edugov import tables
from edugov.reading.extract import read_text
from edugov.reading.grammar import quantities, rules
from edugov.reading.lexicon import load_lexicon
from edugov.tables.rows import rows_of

RULES = rows_of(Path(rules.__file__).with_name("rules.csv"))
CASES = rows_of(Path(quantities.__file__).with_name("quantities.csv"))


@pytest.mark.parametrize("row", RULES, ids=lambda row: row["name"])
def test_the_example_of_each_rule_is_read_by_it(lexicon, row):
    read = read_text(f"{row['example']}。", lexicon=lexicon)
    if row["subject"] == "unread":
        assert list(read["value"]) == []
    else:
        assert read["rule"].iloc[-1] == row["name"]


@pytest.mark.parametrize("place", range(len(CASES)), ids=[row["name"] for row in CASES])
def test_the_example_of_each_case_is_what_it_says_and_without_it_is_not(read, monkeypatch, place):
    text, quantity = f"{CASES[place]['example']}。", CASES[place]["quantity"]
    assert read(text, "quantity")[-1] == (quantity,)
    others = quantities.load_cases()[:place] + quantities.load_cases()[place + 1 :]
    monkeypatch.setattr(quantities, "load_cases", lambda: others)
    assert read(text, "quantity")[-1] != (quantity,)


@pytest.mark.parametrize("seed", range(3))
def test_rows_in_any_order_read_the_same(lexicon, tmp_path, seed):
    shuffle = random.Random(seed).shuffle
    for name in ("indicators", "lexicon", "features", "definitions", "county_codes"):
        head, *rows = (tables.DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        shuffle(rows)
        (tmp_path / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    shuffled = load_lexicon(tmp_path)
    examples = [row["example"] for row in rows_of(tables.DATA / "definitions.csv")]
    for text in [*examples, *(row["example"] for row in RULES)]:
        assert read_text(f"全县{text}。", lexicon=shuffled).equals(
            read_text(f"全县{text}。", lexicon=lexicon)
        ), text


def test_a_new_word_changes_no_other_reading(lexicon, tmp_path):
    for name in ("indicators", "lexicon", "features", "definitions", "county_codes"):
        shutil.copy(tables.DATA / f"{name}.csv", tmp_path)
    with (tmp_path / "lexicon.csv").open("a", encoding="utf-8") as file:
        file.write("noun,在籍学子,student,\n")
    longer = load_lexicon(tmp_path)
    assert read_text("全县小学在籍学子1200人。", lexicon=longer)["value"].tolist() == [1200]
    for row in RULES:
        assert read_text(row["example"], lexicon=longer).equals(
            read_text(row["example"], lexicon=lexicon)
        )


def test_what_fits_no_rule_is_left_unread(read):
    assert read("全县小学开展活动320次,惠及家长1200人。") == []
