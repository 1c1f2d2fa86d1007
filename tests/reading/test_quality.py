"""How well the reader reads, by subject: the committed table is what the labels say today."""

import csv
import importlib.util

import pandas as pd
import pytest

from edugov import tables
from edugov.reading import report
from edugov.reading.extract import read_text

SETS = {"long reports": ("corpus", "gold"), "short notices": ("reports", "reports")}


def measure(shared) -> pd.DataFrame:
    """Count, by set of documents and subject, what the hand labels have, what was found, what was
    read and right."""
    spec = importlib.util.spec_from_file_location("score", shared / "tools" / "score_reading.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    indicators = tables.read("indicators").set_index("indicator_id")
    words, rows = report.lexicon(), []
    for name, (texts, labels) in SETS.items():
        gold = []
        for path in sorted((shared / labels).glob("*.csv")):
            if "audit" not in path.name:
                with open(path, encoding="utf-8-sig", newline="") as handle:
                    gold += list(csv.DictReader(handle))
        for doc in sorted({row["doc"] for row in gold}):
            text = (shared / texts / f"{doc}.txt").read_text(encoding="utf-8")
            read = read_text(text, lexicon=words)
            read = read[read["indicator_id"].map(indicators["core"])].drop_duplicates(
                ["indicator_id", "stage", "quantity", "value", "year", "status"]
            )
            mine = {
                tuple(
                    row[key] for key in ("indicator_id", "level", "quantity", "value_si", "year")
                ): row
                for row in gold
                if row["doc"] == doc
                and row["indicator_id"] in indicators.index
                and row["quantity"] != "placeholder"
            }.values()
            mine = [row for row in mine if indicators.loc[row["indicator_id"], "core"]]
            used = set()
            for row in mine:
                value = score.number(row["value_si"])
                flagged = score.truth(row, "must_flag", "damaged")
                same = read["indicator_id"] == row["indicator_id"]
                if flagged:
                    found = bool((same & (read["status"] != "ok")).any())
                else:
                    fits = (
                        read["value"]
                        .map(lambda got, wanted=value: score.same(got, wanted))
                        .astype(bool)
                    )
                    hits = [
                        i
                        for i in read.index[same & fits & (read["status"] == "ok")]
                        if i not in used
                    ]
                    found = bool(hits)
                    used.update(hits[:1])
                family = indicators.loc[row["indicator_id"], "family"]
                rows.append((name, family, "damaged" if flagged else "labelled", found))
            for i, got in read[read["status"] == "ok"].iterrows():
                right = i in used or any(
                    row["indicator_id"] == got["indicator_id"]
                    and score.same(score.number(row["value_si"]), got["value"])
                    for row in mine
                )
                rows.append((name, indicators.loc[got["indicator_id"], "family"], "read", right))
    counted = pd.DataFrame(rows, columns=["documents", "family", "what", "yes"])
    table = (
        counted.groupby(["documents", "family", "what"])["yes"]
        .agg(["size", "sum"])
        .unstack(fill_value=0)
    )
    keys = {"labelled": "found", "read": "right", "damaged": "flagged"}
    columns = {}
    for what, yes in keys.items():
        columns[f"{what}_count"], columns[f"{yes}_count"] = (
            table[("size", what)],
            table[("sum", what)],
        )
    return pd.DataFrame(columns).astype("Int64").reset_index()


def test_the_committed_table_is_what_the_labels_say(shared):
    pd.testing.assert_frame_equal(
        measure(shared), tables.read("reading_quality"), check_dtype=False
    )


@pytest.mark.parametrize("name", SETS)
def test_the_reader_meets_its_bars(name):
    table = tables.read("reading_quality")
    total = table[table["documents"] == name].sum(numeric_only=True)
    assert total["found_count"] / total["labelled_count"] >= 0.92
    assert total["right_count"] / total["read_count"] >= 0.96
    assert total["flagged_count"] / total["damaged_count"] >= 0.95
