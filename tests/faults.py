"""Faults put into the tables one at a time, to measure how many of them `edugov check` finds.

They are systematic: every column of every table, every kind of slip that fits it, in rows drawn
with a seed. ``python -m tests.faults`` tries all of them, prints the share found by table and by
kind, and ends with exit code 1 where it is too small; ``-v`` prints those that are not found.
"""

import csv
import io
import random
import re
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import pandas as pd
from tqdm import tqdm

from edugov import checking, tables
from tests.bounds import Bounds

SEED = 20261128
WANTED, WANTED_IN_FIGURES = 0.9, 0.97  # shares of the faults that have to be found
SCALES = {"times 10": 1, "times 100": 2, "times 10000": 4}
SCALES |= {"divided by 10": -1, "divided by 100": -2, "divided by 10000": -4}
STRUCTURE = ("column missing", "column undescribed", "columns out of order")
ROWS_A_KIND = {"figures": 3, "funding_national": 2, "equity_published": 2}  # in others one
NUMBERS = ("number", "integer")
# columns of text that hold a unit, a printed number or a year
UNITS = ("unit", "unit_printed")
YEARS = ("year", "date", "applies_from", "announced")
WRONG_TYPE = {"number": "about 12", "integer": "12,5", "year": "2021年", "boolean": "yes"}
LISTS = ("_ids", "_stages", "_kinds", "_codes", "sections", "stages", "parts", "whole", "result")
POINTERS = ("superseded_by", "section", "checked_in", "meaning", "part_or_duty")
SAME_FACTOR = ("人 名 位", "所 家", "次 场次 场", "项 件 条")


class Injected(NamedTuple):
    """One fault: table, kind, where it was put, and the file's content with it."""

    table: str
    kind: str
    place: str
    content: bytes


def rows_as_text(name: str, count: int = 3) -> pd.DataFrame:
    """Give the first rows of a table of the data package, each cell as it stands in the file."""
    texts = pd.read_csv(tables.DATA / f"{name}.csv", dtype=str, keep_default_na=False)
    return texts.head(count).rename(lambda place: place + 2)


def content(rows: list[list[str]]) -> bytes:
    """Return rows as the content of a table's file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def scaled(cell: str, power: int) -> str:
    """Move the decimal point of a number."""
    worth = float(cell) * 10**power
    return f"{worth:.12g}" if abs(worth) < 1e15 else repr(worth)


def swapped(cell: str) -> list[str]:
    """Exchange two neighbouring digits of a number that differ, at each place."""
    return [
        cell[:place] + cell[place + 1] + cell[place] + cell[place + 2 :]
        for place in range(len(cell) - 1)
        if cell[place : place + 2].isdigit() and cell[place] != cell[place + 1]
    ]


def number_slips(cell: str) -> Iterator[tuple[str, str]]:
    """Give the slips of a number: its scale, its sign, its digits."""
    if not re.fullmatch(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?", cell) or float(cell) == 0:
        return
    for kind, power in SCALES.items():
        yield kind, scaled(cell, power)
    yield "sign", cell[1:] if cell.startswith("-") else f"-{cell}"
    for slip in swapped(cell)[:1]:
        yield "digits swapped", slip


def year_slips(cell: str) -> Iterator[tuple[str, str]]:
    """Give the slips of a year as people type them."""
    if not re.match(r"[12][0-9]{3}", cell):
        return
    year, rest = cell[:4], cell[4:]
    for slip in swapped(year):
        yield "year", slip + rest
    yield "year", year + year[-1] + rest
    yield "year", f"1{year[1:]}{rest}" if year[0] == "2" else f"2{year[1:]}{rest}"
    yield "year", cell + " "


def word_slips(field: dict, cell: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Give another word that the column allows."""
    allowed = field.get("constraints", {}).get("enum", [])
    if field["type"] == "boolean":
        allowed = ["true", "false"]
    others = [word for word in allowed if word not in (cell, "")]
    if others and cell:
        yield "another allowed word", chance.choice(others)


class Table(NamedTuple):
    """A table to put faults into: its name, heading, rows, description, what it names in others."""

    name: str
    heading: list[str]
    rows: list[list[str]]
    fields: dict[str, dict]
    named: dict[str, tuple[str, str]]


def table_of(name: str) -> Table:
    """Read a table of the data package for `faults_of`."""
    path = tables.DATA / f"{name}.csv"
    with open(path, encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    fields = {field["name"]: field for field in tables.fields(name)}
    named = {own: (other, column) for own, other, column in tables.references(name)}
    return Table(name, heading, rows, fields, named)


def slips_of(table: Table, column: str, cell: str, chance: random.Random):
    """Give every slip that fits a cell, as kind and changed cell."""
    field = table.fields[column]
    kind, limits = field["type"], field.get("constraints", {})
    if kind in NUMBERS:
        yield from number_slips(cell)
    if kind == "year" or column in YEARS:
        yield from year_slips(cell)
    yield from word_slips(field, cell, chance)
    if kind in WRONG_TYPE:
        yield "wrong type", WRONG_TYPE[kind]
    if "enum" in limits:
        yield "word not allowed", "bogus"
    if limits.get("required"):
        yield "required cell emptied", ""
    there = sorted({row[table.heading.index(column)] for row in table.rows} - {cell, ""})
    if column in table.named and cell:
        yield "key of no row", "bogus-value"
        yield "key of another row", chance.choice(there) if there else "bogus-value"
    is_list = column.endswith(LISTS) or column in POINTERS
    if is_list and cell and column not in table.named:
        yield "member of a list", " ".join([*cell.split(" ")[:-1], "bogus_value"])
    if column == "value_printed":
        yield "printed number replaced", "99999"
        yield "printed number replaced", chance.choice([word for word in there if word])
    if column in UNITS and "enum" not in limits:
        same = next((words.split() for words in SAME_FACTOR if cell in words.split()), [])
        others = [unit for unit in there if unit not in same]
        if cell and others:
            yield "unit", chance.choice(others)


def faults_of(name: str, seed: int = SEED) -> Iterator[Injected]:
    """Give the faults of one table: of its structure, then of each column in rows drawn by
    chance."""
    table, chance = table_of(name), random.Random(f"{seed} {name}")
    heading, rows = table.heading, table.rows
    cut = chance.randrange(len(heading))
    missing = [row[:cut] + row[cut + 1 :] for row in [heading, *rows]]
    yield Injected(name, STRUCTURE[0], heading[cut], content(missing))
    extra = [[*heading, "colour"], *([*row, ""] for row in rows)]
    yield Injected(name, STRUCTURE[1], "colour", content(extra))
    turned = [[*row[1:], row[0]] for row in [heading, *rows]]
    yield Injected(name, STRUCTURE[2], heading[0], content(turned))
    for place, column in enumerate(heading):
        for number, kind, slip in drawn_slips(table, column, chance):
            row, cell = rows[number], rows[number][place]
            changed = [*rows]
            changed[number] = [*row[:place], slip, *row[place + 1 :]]
            where = f"row {number + 2}, column {column}: {cell!r} -> {slip!r}"
            yield Injected(name, kind, where, content([heading, *changed]))


def drawn_slips(table: Table, column: str, chance: random.Random):
    """Give slips of a column as row, kind and changed cell: a few rows for each kind that fits, and
    two kinds a row at most."""
    place, wanted = table.heading.index(column), ROWS_A_KIND.get(table.name, 1)
    filled = [number for number, row in enumerate(table.rows) if row[place]]
    count = Counter()
    for number in chance.sample(filled, min(len(filled), 40)):
        slips = list(slips_of(table, column, table.rows[number][place], chance))
        chance.shuffle(slips)
        due = [(kind, slip) for kind, slip in dict(slips).items() if count[kind] < wanted]
        for kind, slip in due[:2]:
            count[kind] += 1
            yield number, kind, slip


def outcome(injected: list[Injected]) -> pd.DataFrame:
    """Check each fault; return one row a fault: table, kind, place, what was said of it."""
    sound = checking.Sound()
    said = [sound.faults_with(fault.table, fault.content) for fault in injected]
    facts = pd.DataFrame(injected, columns=Injected._fields).drop(columns="content")
    return facts.assign(said=said, found=[bool(sentences) for sentences in said])


def outcome_of_table(name: str) -> pd.DataFrame:
    """Check every fault of one table."""
    return outcome(list(faults_of(name)))


def shares(facts: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return how many faults there are, how many are found and the share, by table or by kind."""
    grouped = facts.groupby(column, sort=False)["found"].agg(["size", "sum", "mean"])
    return grouped.rename(columns={"size": "faults", "sum": "found", "mean": "share"})


def main(names: list[str], verbose: bool) -> int:
    """Try all faults of the tables, print what was found, and return the exit code."""
    with ProcessPoolExecutor() as pool:
        tried = pool.map(outcome_of_table, names)
        facts = pd.concat(tqdm(tried, total=len(names), unit="table", disable=None))
    silent = facts[~facts["found"]]
    if verbose:
        for row in silent.itertuples():
            print(f"not found: {row.table}, {row.place} ({row.kind})")
    for column in ("table", "kind"):
        print(shares(facts, column).to_string(float_format="{:.1%}".format))
    bounds = Bounds()
    bounds.at_least("share of all faults found", facts["found"].mean(), WANTED)
    if "figures" in names:
        share = shares(facts, "table").at["figures", "share"]
        bounds.at_least("share of the faults in figures found", share, WANTED_IN_FIGURES)
    return bounds.exit_code()


if __name__ == "__main__":
    arguments = [word for word in sys.argv[1:] if word != "-v"]
    sys.exit(main(arguments or tables.names(), "-v" in sys.argv))
