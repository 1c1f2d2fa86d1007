"""What is read of the tables while a page is made: whatever cell changes, a page that reads
otherwise is known to."""

import random
import shutil
from functools import partial
from pathlib import Path

import pandas as pd
import pytest

from edugov import tables
from edugov.rendering import planning
from edugov.tables import reads
from edugov.tables.rows_by_region import remembered
from tests.conftest import ROOT

# ways of reading, each as a page does it, with what it shows
WAYS = {
    "whole": lambda: tables.read("figures").to_csv(),
    "size": lambda: len(tables.read("figures", columns=[])),
    "column": lambda: tables.read("figures", columns=["indicator_id"])["indicator_id"].nunique(),
    "rows": lambda: tables.read("figures", where={"region_code": ["654002"]}).to_csv(),
    "cells": lambda: tables.read(
        "figures",
        columns=["note", "value"],
        where={"source_id": tables.read("schemes")["source_id"], "stage": ["primary"]},
    ).to_csv(),
    "file": lambda: tables.checksum("figures"),
    "nothing": lambda: "shown",
}


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """Let tables be read from a copy of two of them."""
    folder = tmp_path / "data"
    folder.mkdir()
    for name in ("datapackage.json", "figures.csv", "schemes.csv"):
        shutil.copy(ROOT / "data" / name, folder)
    monkeypatch.setattr(tables, "read", partial(tables.read, folder=folder))
    monkeypatch.setattr(tables, "DATA", folder)
    return folder


def made(way: str) -> tuple[object, list[reads.Read]]:
    """Return what a page shows, and what it read."""
    with reads.noting() as noted:
        shown = WAYS[way]()
    return shown, list(noted)


def change(path: Path, row: int, column: str) -> None:
    """Change one cell of a table."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    before = table.loc[row, column]
    table.loc[row, column] = f"{before}1" if before.replace(".", "").isdigit() else f"{before}x"
    path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")


TEXTS = ["note", "source_id", "region_code", "indicator_id", "stage", "section", "figure_id"]


@pytest.mark.parametrize("seed", range(12))
def test_a_page_that_shows_something_else_after_a_change_of_any_cell_is_not_current(data, seed):
    before = {way: made(way) for way in WAYS}
    chance = random.Random(seed)
    table = chance.choice(["figures", "figures", "figures", "schemes"])
    size = len(tables.read(table, columns=[]))
    column = chance.choice([*TEXTS, "value"]) if table == "figures" else "source_id"
    change(data / f"{table}.csv", chance.randrange(size), column)
    standing = planning.Standing()
    for way, (shown, noted) in before.items():
        if made(way)[0] != shown:
            assert not standing.is_as_noted(noted), way
    assert standing.is_as_noted(before["nothing"][1])


def test_a_page_that_reads_a_part_does_not_hang_on_the_rest(data):
    before = {way: made(way)[1] for way in WAYS}
    figures = tables.read("figures")
    other = int(figures.index[figures["region_code"].ne("654002")][0])
    assert figures.loc[other, "source_id"] not in set(tables.read("schemes")["source_id"])
    change(data / "figures.csv", other, "value")
    standing = planning.Standing()
    current = {way for way, noted in before.items() if standing.is_as_noted(noted)}
    assert current == {"size", "column", "rows", "cells", "nothing"}


def test_a_users_own_rows_are_read_too(data):
    before = {way: made(way)[1] for way in WAYS}
    (data / "own").mkdir()
    own = tables.read_file("figures", data / "figures.csv", data).head(1)
    own = own.assign(figure_id="own-2021-000001", region_code="654002")
    own.to_csv(data / "own" / "figures.csv", index=False)
    standing = planning.Standing()
    current = {way for way, noted in before.items() if standing.is_as_noted(noted)}
    assert current == {"cells", "nothing"}  # the new row is of none of those reports


def test_rows_in_another_order_are_other_rows():
    table = pd.DataFrame({"a": ["x", "y"], "b": [1, 2]})
    turned = table.iloc[::-1].reset_index(drop=True)
    renamed = table.rename(columns={"a": "c"})
    digests = {reads.digest(each) for each in (table, turned, renamed, table.head(1), table[[]])}
    assert len(digests) == 5 and reads.digest(table.copy()) in digests


def test_what_is_remembered_of_tables_is_that_of_the_same_tables_and_no_others_are_given():
    calls = []

    @remembered("a", "b")
    def count(given: dict, other: pd.DataFrame | None = None) -> pd.DataFrame:
        calls.append(sorted(given))
        size = sum(map(len, given.values())) + (0 if other is None else 10)
        return pd.DataFrame({"size": [size]})

    one, two = pd.DataFrame({"x": [1]}), pd.DataFrame({"x": [1, 2]})
    first = count({"a": one, "b": two, "c": two})
    first.loc[0, "size"] = 99  # what is done to it is not remembered
    assert count({"a": one.copy(), "b": two, "c": one})["size"].tolist() == [3]
    assert calls == [["a", "b"]]
    assert count({"a": two, "b": two})["size"].tolist() == [4]
    assert count({"a": one, "b": two}, one)["size"].tolist() == [13]
    assert count({"b": two})["size"].tolist() == [2] and len(calls) == 4
