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
from edugov.checking.files import file_faults, table_faults
from edugov.checking.references import Loaded
from tests.bench_bounds import Bounds

SEED = 20261128
WANTED, WANTED_IN_FIGURES = 0.9, 0.97  # shares of the faults that have to be found
SCALES = {"times 10": 1, "times 100": 2, "times 10000": 4}
SCALES |= {"divided by 10": -1, "divided by 100": -2, "divided by 10000": -4}
ROWS_A_KIND = {"figures": 3, "funding_national": 2, "equity_published": 2}  # in others one
NUMBERS = ("number", "integer")
# columns of text that hold a unit, a printed number or a year
UNITS = ("unit", "unit_printed")
YEARS = ("year", "date", "applies_from", "announced")
WRONG_TYPE = {"number": "about 12", "integer": "12,5", "year": "2021年", "boolean": "yes"}
LISTS = ("_ids", "_stages", "_kinds", "_codes", "sections", "stages", "parts", "whole", "result")
POINTERS = ("superseded_by", "section", "checked_in", "meaning", "part_or_duty")
SAME_FACTOR = ("人 名 位", "所 家", "次 场次 场", "项 件 条")

Slips = Iterator[tuple[str, str]]  # kind of slip, and the cell with it


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
    found = []
    for place in range(len(cell) - 1):
        first, second = cell[place], cell[place + 1]
        if first.isdigit() and second.isdigit() and first != second:
            found.append(cell[:place] + second + first + cell[place + 2 :])
    return found


def number_slips(cell: str) -> Slips:
    """Give the slips of a number: its scale, its sign, its digits."""
    if not re.fullmatch(r"[-+]?[0-9.]+([eE][-+]?[0-9]+)?", cell) or float(cell) == 0:
        return
    for kind, power in SCALES.items():
        yield kind, scaled(cell, power)
    if cell.startswith("-"):
        yield "sign", cell[1:]
    else:
        yield "sign", f"-{cell}"
    for slip in swapped(cell)[:1]:
        yield "digits swapped", slip


def year_slips(cell: str) -> Slips:
    """Give the slips of a year as people type them."""
    if not re.match(r"[12][0-9]{3}", cell):
        return
    year = cell[:4]
    rest = cell[4:]
    slips = swapped(year)
    slips.append(year + year[-1])
    slips.append({"1": "2", "2": "1"}[year[0]] + year[1:])
    for slip in slips:
        yield "year", slip + rest
    yield "year", cell + " "


class Table(NamedTuple):
    """A table to put faults into: its name, heading, rows, description, and the columns that name
    rows of others."""

    name: str
    heading: list[str]
    rows: list[list[str]]
    fields: dict[str, dict]
    keys: list[str]


def table_of(name: str) -> Table:
    """Read a table of the data package for `faults_of`."""
    with open(tables.DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    fields = {}
    for field in tables.fields(name):
        fields[field["name"]] = field
    keys = [own for own, _, _ in tables.references(name)]
    return Table(name, heading, rows, fields, keys)


def described_slips(field: dict, cell: str, chance: random.Random) -> Slips:
    """Give the slips that follow from the description of a column: its type, words, need."""
    kind = field["type"]
    limits = field.get("constraints", {})
    if kind in WRONG_TYPE:
        yield "wrong type", WRONG_TYPE[kind]
    if limits.get("required"):
        yield "required cell emptied", ""
    allowed = limits.get("enum", [])
    if allowed:
        yield "word not allowed", "bogus"
    if kind == "boolean":
        allowed = ["true", "false"]
    others = [word for word in allowed if word not in (cell, "")]
    if others:
        yield "another allowed word", chance.choice(others)


def borrowed_slips(table: Table, column: str, cell: str, chance: random.Random) -> Slips:
    """Give slips that take the cell of another row: keys, members, printed numbers, units."""
    place = table.heading.index(column)
    others = sorted({row[place] for row in table.rows} - {cell, ""})
    if column in table.keys:
        yield "key of no row", "bogus-value"
        if others:
            yield "key of another row", chance.choice(others)
    elif column.endswith(LISTS) or column in POINTERS:
        members = cell.split(" ")
        members[-1] = "bogus_value"
        yield "member of a list", " ".join(members)
    elif column == "value_printed":
        yield "printed number replaced", chance.choice(["99999", *others])
    elif column in UNITS and "enum" not in table.fields[column].get("constraints", {}):
        worth_the_same = set()
        for words in SAME_FACTOR:
            if cell in words.split():
                worth_the_same.update(words.split())
        different = [unit for unit in others if unit not in worth_the_same]
        if different:
            yield "unit", chance.choice(different)


def slips_of(table: Table, column: str, cell: str, chance: random.Random) -> Slips:
    """Give every slip that fits a cell, as kind and changed cell."""
    field = table.fields[column]
    if field["type"] in NUMBERS:
        yield from number_slips(cell)
    if field["type"] == "year" or column in YEARS:
        yield from year_slips(cell)
    yield from described_slips(field, cell, chance)
    yield from borrowed_slips(table, column, cell, chance)


def drawn_slips(table: Table, column: str, chance: random.Random) -> Iterator[tuple[int, str, str]]:
    """Give slips of a column as row, kind and changed cell: a few rows for each kind that fits, and
    two kinds a row at most."""
    place = table.heading.index(column)
    wanted = ROWS_A_KIND.get(table.name, 1)
    filled = [number for number, row in enumerate(table.rows) if row[place]]
    count = Counter()
    for number in chance.sample(filled, min(len(filled), 40)):
        slips = list(slips_of(table, column, table.rows[number][place], chance))
        chance.shuffle(slips)
        given = set()
        for kind, slip in slips:
            if count[kind] < wanted and kind not in given and len(given) < 2:
                given.add(kind)
                count[kind] += 1
                yield number, kind, slip


def structure_faults(table: Table, chance: random.Random) -> Iterator[Injected]:
    """Give the faults of a table's structure: a column missing, one too many, their order."""
    every = [table.heading, *table.rows]
    cut = chance.randrange(len(table.heading))
    missing = [row[:cut] + row[cut + 1 :] for row in every]
    yield Injected(table.name, "column missing", table.heading[cut], content(missing))
    extra = [[*row, ""] for row in every]
    extra[0][-1] = "colour"
    yield Injected(table.name, "column undescribed", "colour", content(extra))
    turned = [[*row[1:], row[0]] for row in every]
    yield Injected(table.name, "columns out of order", table.heading[0], content(turned))


def faults_of(name: str, seed: int = SEED) -> Iterator[Injected]:
    """Give the faults of one table: of its structure, then of each column in rows drawn by
    chance."""
    table = table_of(name)
    chance = random.Random(f"{seed} {name}")
    yield from structure_faults(table, chance)
    for place, column in enumerate(table.heading):
        for number, kind, slip in drawn_slips(table, column, chance):
            row = [*table.rows[number]]
            where = f"row {number + 2}, column {column}: {row[place]!r} -> {slip!r}"
            row[place] = slip
            changed = [table.heading, *table.rows]
            changed[number + 1] = row
            yield Injected(name, kind, where, content(changed))


class Sound:
    """The data package without faults, of which one table is changed at a time and checked again;
    it says what `checking.check` says, without checking the other tables again."""

    def __init__(self) -> None:
        faults, self.texts = file_faults(tables.DATA)
        assert not faults, faults
        self.loaded = Loaded(tables.DATA)
        for name, table in self.texts.items():
            self.loaded[name] = checking._readable(name, table, [], tables.DATA)

    def faults_with(self, name: str, content: bytes) -> list[str]:
        """Return the faults of the package were this the content of a table's file: its own, and
        those that it makes in tables whose rows name its rows."""
        faults, texts = table_faults(name, content, tables.DATA)
        if faults:
            return faults
        own = checking._own_faults(name, texts, tables.DATA)
        loaded = Loaded(tables.DATA)
        loaded.update(self.loaded)
        loaded[name] = checking._readable(name, texts, own, tables.DATA)
        faults = checking._with_others(name, texts, own, loaded)
        found = checking._sentences(name, faults, tables.DATA)
        for other in naming(name):
            others = checking._with_others(other, self.texts[other], [], loaded)
            found += checking._sentences(other, others, tables.DATA)
        return found


def naming(name: str) -> list[str]:
    """Return the other tables whose rows name rows of a table."""
    found = []
    for other in tables.names():
        lists = [field["list"] for field in tables.fields(other) if "list" in field]
        named = {resource for _, resource, _ in tables.references(other, tables.DATA)}
        named |= {described.get("resource") for described in lists}
        if name in named and other != name:
            found.append(other)
    return found


def outcome(injected: list[Injected]) -> pd.DataFrame:
    """Check each fault; return one row a fault: table, kind, place, what was said of it."""
    sound = Sound()
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
