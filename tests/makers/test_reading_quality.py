"""How well the reader reads, by subject: the committed table is what the labels say today."""

import re
import subprocess
import sys

import pandas as pd
import pytest

from edugov import files, makers, tables
from edugov.makers.reading_quality import compare, read_core, read_labels
from edugov.reading.documents import open_document

TUNED_ON = ["long reports", "short notices"]


def test_the_committed_table_is_what_the_labels_say(shared):
    again = makers.make("reading_quality", makers.Material(folder=shared))
    assert files.to_csv(again) == files.to_csv(tables.read("reading_quality"))


@pytest.mark.parametrize("name", TUNED_ON)
def test_the_reader_meets_its_bars(name):
    table = tables.read("reading_quality")
    total = table[table["documents"] == name].sum(numeric_only=True)
    assert total["found_count"] / total["labelled_count"] >= 0.92
    assert total["right_count"] / total["read_count"] >= 0.96
    assert total["flagged_count"] / total["damaged_count"] >= 0.95


def test_documents_of_other_formats_are_counted_as_an_independent_scorer_counts(
    shared, lexicon, tmp_path
):
    indicators = tables.read("indicators")
    core = indicators.loc[indicators["core"], "indicator_id"]
    for path in sorted((shared / "reports2" / "docs").iterdir()):
        if path.suffix != ".json":
            read = read_core(open_document(path).text, lexicon, core)
            read.to_csv(tmp_path / f"{path.stem}.csv", index=False)
    command = [sys.executable, str(shared / "tools" / "score_reading.py"), "--read", str(tmp_path)]
    command += ["--gold", str(shared / "reports2" / "gold.csv")]
    command += ["--indicators", str(tables.DATA / "indicators.csv")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    scored = dict(re.findall(r"^(recall|precision|flagged) +(\d+/\d+) ", printed, re.MULTILINE))
    table = tables.read("reading_quality")
    total = table[table["documents"] == "tuned on since"].sum(numeric_only=True)
    assert scored == {
        "recall": f"{total['found_count']}/{total['labelled_count']}",
        "precision": f"{total['right_count']}/{total['read_count']}",
        "flagged": f"{total['flagged_count']}/{total['damaged_count']}",
    }


# Invented labels and readings, counted by hand.

LABELS = """doc,indicator_id,level,quantity,value_si,year,must_flag,trap
a,schools,primary,level,12,2031,false,
a,schools,primary,level,12,2031,false,
a,ratio,primary,level,2:5,2031,false,
a,students,all,level,8640,2031,false,
a,teachers,all,level,1204,2031,true,
a,schools,primary,placeholder,,2031,false,
a,other,all,level,3,2031,false,
"""
FIELDS = ["indicator_id", "value", "status", "stage", "year", "quantity", "scope", "inferred"]
AS_LABELLED = ("primary", "2031", "value", "region", "")


@pytest.fixture
def labels(tmp_path):
    (tmp_path / "a.csv").write_text(LABELS, encoding="utf-8")
    (tmp_path / "audit-a.csv").write_text("not,labels\n", encoding="utf-8")
    return read_labels(tmp_path, pd.Series(["schools", "ratio", "students", "teachers"]))


def reading(*rows) -> pd.DataFrame:
    return pd.DataFrame([(*row, *AS_LABELLED[len(row) - 3 :]) for row in rows], columns=FIELDS)


def counts(found: pd.DataFrame, measure: str = "found") -> dict:
    return {what: (len(rows), int(rows[measure].sum())) for what, rows in found.groupby("what")}


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


@pytest.mark.parametrize(
    ("read", "reached"),
    [
        (("primary", "2031", "value", "region", ""), ["found", "stage", "year", "all"]),
        (("primary", "2031", "target", "region", ""), ["found", "stage", "year"]),
        (("primary", "2031", "value", "part", ""), ["found", "stage", "year"]),
        (("primary", "2030", "value", "region", ""), ["found", "stage"]),
        (("all", "2031", "value", "region", ""), ["found"]),  # a year after a wrong stage
    ],
)
def test_each_field_counts_only_with_those_before_it(labels, read, reached):
    found = compare(reading(("schools", 12.0, "ok", *read)), labels.head(1))
    for what in ("labelled", "read"):
        row = found[found["what"] == what].iloc[0]
        assert [name for name in ("found", "stage", "year", "all") if row[name]] == reached


@pytest.mark.parametrize(("inferred", "agrees"), [("year", True), ("", False)])
def test_a_year_that_no_text_prints_agrees_where_the_reader_says_that_it_inferred_one(
    labels, inferred, agrees
):
    undated = labels.head(1).assign(year="")
    read = reading(("schools", 12.0, "ok", "primary", "2031", "value", "region", inferred))
    assert counts(compare(read, undated), "year")["labelled"] == (1, int(agrees))


def test_a_label_takes_the_figure_that_agrees_most(labels):
    two = pd.concat([labels.head(1), labels.head(1).assign(level="all")])
    read = reading(("schools", 12.0, "ok", "all"), ("schools", 12.0, "ok", "primary"))
    assert counts(compare(read, two), "all") == {"labelled": (2, 2), "read": (2, 2)}
