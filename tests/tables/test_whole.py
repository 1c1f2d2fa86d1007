"""Rows of a region or a source are found as a search through the whole table finds them."""

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.rendering import jobs
from edugov.tables.whole import DIGEST, Whole, digests_of, with_digests

TABLES = {  # invented
    "figures": pd.DataFrame({"region_code": ["b", "a", "", "b"], "value": [1.0, 2.0, None, 4.0]}),
    "words": pd.DataFrame({"word": ["x"]}),
}


@pytest.mark.parametrize("keys", [["b"], ["b", "a", "b"], [""], ["nowhere"], []])
def test_rows_are_those_of_a_search_in_their_order(keys):
    table = TABLES["figures"]
    found = Whole(TABLES).rows("figures", "region_code", keys)
    pd.testing.assert_frame_equal(found, table[table["region_code"].isin(keys)])


def test_a_changed_cell_changes_the_digest_of_its_row_alone():
    before = with_digests(TABLES)["figures"]
    changed = TABLES["figures"].assign(value=[1.0, 2.5, None, 4.0])
    after = with_digests({"figures": changed})["figures"]
    assert (before[DIGEST] == after[DIGEST]).tolist() == [True, False, True, True]
    assert digests_of(before) != digests_of(after)
    assert digests_of(before[::-1]) != digests_of(before)


def test_a_changed_cell_changes_the_digest_of_its_key_and_of_the_table_alone():
    changed = TABLES["figures"].assign(value=[1.0, 2.5, None, 4.0])
    before, after = Whole(TABLES), Whole(TABLES | {"figures": changed})
    keys = ("a", "b", "", "nowhere")
    digests = []
    for whole in (before, after):
        digests.append([whole.digest("figures", "region_code", key) for key in keys])
    assert [old == new for old, new in zip(*digests, strict=True)] == [False, True, True, True]
    assert len(set(digests[0])) == len(keys)
    assert before.digest_of_all("figures") != after.digest_of_all("figures")
    assert before.digest_of_all("words") == after.digest_of_all("words")


def test_a_computed_table_is_told_by_what_it_says():
    one, other = (pd.DataFrame({"sum": [number]}) for number in (1, 2))
    assert digests_of(one) != digests_of(other)


@pytest.mark.parametrize(("column", "text"), [("value", 1.0), ("subject_zh", "另")])
def test_a_changed_figure_changes_the_keys_of_its_region_alone(monkeypatch, column, text):
    before = {job.page: job.key for job in jobs.plan(["guangdong", "yining", "china"])}
    read = tables.read

    def changed(name, *folder):
        table = read(name, *folder)
        if name == "figures":
            yining = regions.find("yining", read("regions"))["region_code"]
            first = table.index[table["region_code"] == yining][0]
            table.loc[first, column] += text
        return table

    monkeypatch.setattr(tables, "read", changed)
    after = {job.page: job.key for job in jobs.plan(["guangdong", "yining", "china"])}
    differ = {page.name for page in before if before[page] != after[page]}
    assert differ and all(name.startswith("yining") for name in differ)
