"""Rows of a region or a source are found as a search through the whole table finds them."""

from typing import ClassVar

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.pages import source_entries
from edugov.rendering import planning
from edugov.tables.rows_by_region import DIGEST, Whole, digests_of, with_digests

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
    before = {job.page: job.key for job in planning.plan(["guangdong", "yining", "china"])}
    read = tables.read

    def changed(name, *folder):
        table = read(name, *folder)
        if name == "figures":
            yining = regions.find("yining", read("regions"))["region_code"]
            first = table.index[table["region_code"] == yining][0]
            table.loc[first, column] += text
        return table

    monkeypatch.setattr(tables, "read", changed)
    after = {job.page: job.key for job in planning.plan(["guangdong", "yining", "china"])}
    differ = {page.name for page in before if before[page] != after[page]}
    assert differ and all(name.startswith("yining") for name in differ)


class Watched(pd.DataFrame):
    """A table that notes how many rows it has whenever it is looked at as a whole; what is cut out
    of it is a plain table."""

    looked_at: ClassVar[list[int]] = []

    def __getitem__(self, key):
        self.looked_at.append(len(self))
        return super().__getitem__(key)


def country(times: int) -> Whole:
    """Give the book's tables with the rows of so many other countries behind those of each region
    and source, and two yearly values that a user added of Yining."""
    every = tables.every()
    own = dict.fromkeys(every["own_panel"], "")
    own |= {"region_code": "654002", "year": 2021, "stage": "primary", "value": 1.0}
    rows = [own | {"indicator_id": name} for name in ("students_count", "schools_count")]
    every["own_panel"] = pd.DataFrame(rows)
    watched = {}
    for name, table in every.items():
        grows = "region_code" in table or name in {"sources", *tables.ON_DOCUMENTS}
        keys = [key for key in ("region_code", "parent_code", "source_id") if key in table]
        whole = [table]
        for place in range(times * grows):
            whole.append(table.assign(**{key: f"{place}-" + table[key] for key in keys}))
        watched[name] = Watched(pd.concat(whole, ignore_index=True))
    return Whole(watched)


def of_region(code: str, whole: Whole) -> tables.Tables:
    return regions.belonging(code, whole.tables, whole)


def of_source(key: str, whole: Whole) -> bytes:
    row = whole.rows("sources", "source_id", [key]).iloc[0].to_dict()
    return source_entries.source(row, whole, "zh")


@pytest.mark.parametrize(
    ("make", "keys"),
    [
        (of_region, ["530600", "654002"]),  # not below the same province
        (of_source, ["zhaotong-2023", "yining-2021"]),
    ],
)
def test_no_more_rows_are_looked_at_for_one_where_there_are_more_others(make, keys):
    counts = []
    for times in (0, 1, 3):
        whole = country(times)
        make(keys[0], whole)  # which cuts the tables, once
        Watched.looked_at.clear()
        assert make(keys[1], whole)
        counts.append(sum(Watched.looked_at))
    assert len(set(counts)) == 1
