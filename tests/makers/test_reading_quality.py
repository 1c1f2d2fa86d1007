"""How well the reader reads, by subject: the committed table is what the labels say today."""

import pandas as pd
import pytest

from edugov import files, makers, tables
from edugov.makers.reading_quality import SETS, compare, read_labels


def test_the_committed_table_is_what_the_labels_say(shared):
    again = makers.make("reading_quality", makers.Material(folder=shared))
    assert files.to_csv(again) == files.to_csv(tables.read("reading_quality"))


@pytest.mark.parametrize("name", SETS)
def test_the_reader_meets_its_bars(name):
    table = tables.read("reading_quality")
    total = table[table["documents"] == name].sum(numeric_only=True)
    assert total["found_count"] / total["labelled_count"] >= 0.92
    assert total["right_count"] / total["read_count"] >= 0.96
    assert total["flagged_count"] / total["damaged_count"] >= 0.95


# Invented labels and readings, counted by hand.

LABELS = """doc,indicator_id,level,quantity,value_si,year,must_flag
a,schools,primary,level,12,2031,false
a,schools,primary,level,12,2031,false
a,ratio,primary,level,2:5,2031,false
a,students,all,level,8640,2031,false
a,teachers,all,level,1204,2031,true
a,schools,primary,placeholder,,2031,false
a,other,all,level,3,2031,false
"""


@pytest.fixture
def labels(tmp_path):
    (tmp_path / "a.csv").write_text(LABELS, encoding="utf-8")
    (tmp_path / "audit-a.csv").write_text("not,labels\n", encoding="utf-8")
    return read_labels(tmp_path, pd.Series(["schools", "ratio", "students", "teachers"]))


def reading(*rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["indicator_id", "value", "status"])


def counts(found: pd.DataFrame) -> dict:
    return {what: (len(rows), int(rows["well"].sum())) for what, rows in found.groupby("what")}


def test_labels_printed_twice_placeholders_and_other_indicators_do_not_count(labels):
    assert labels["indicator_id"].tolist() == ["schools", "ratio", "students", "teachers"]
    assert labels["value"].tolist() == [12, 2.5, 8640, 1204]
    assert labels["damaged"].tolist() == [False, False, False, True]


def test_found_right_and_flagged_are_counted(labels):
    read = reading(
        ("schools", 12.0, "ok"),
        ("schools", 13.0, "ok"),  # stands nowhere
        ("ratio", 0.4, "ok"),  # the other way round
        ("teachers", None, "damaged"),
    )
    found = counts(compare(read, labels))
    assert found == {"labelled": (3, 2), "damaged": (1, 1), "read": (3, 2)}


def test_one_figure_read_serves_one_label_and_a_damaged_one_read_as_sound_is_not_flagged(labels):
    twice = pd.concat([labels.head(1), labels.head(1)])
    assert counts(compare(reading(("schools", 12.0, "ok")), twice)) == {
        "labelled": (2, 1),
        "read": (1, 1),
    }
    sound = compare(reading(("teachers", 1204.0, "ok")), labels.tail(1))
    assert counts(sound) == {"damaged": (1, 0), "read": (1, 1)}
