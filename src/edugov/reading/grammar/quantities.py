"""Whether a number is a value, a goal, a limit or a standard (性质): rows of quantities.csv, of
which the first that fits decides; where none does it is a value."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.tables.rows import rows_of

WITHIN = ("以内", "之内", "以下")
UPPER = ("不超过", "不高于", "不大于", "控制在")
ACCORDING = 60  # last characters of a sentence in which 按 makes a rule of what is done
AIMED = re.compile(r"[^,，;；。()（）、]{0,2}目标")  # what calls the number before it a goal


@dataclass(frozen=True)
class Case:
    """One row of quantities.csv."""

    when: tuple[frozenset[str], ...]  # of each one must be so
    unless: frozenset[str]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    text: re.Pattern[str]
    quantity: str


@cache
def load_cases() -> tuple[Case, ...]:
    """Load quantities.csv, in its order."""
    return tuple(
        Case(
            tuple(frozenset(words.split("|")) for words in row["when"].split()),
            frozenset(row["unless"].split()),
            re.compile(row["before"]),
            re.compile(row["behind"]),
            re.compile(row["text"]),
            row["quantity"],
        )
        for row in rows_of(Path(__file__).with_name("quantities.csv"))
    )


def quantity_of(walk: Walk, reading: Reading) -> str:
    """Tell a value from a goal, a limit, a standard, a growth, a change."""
    number, one = reading.number, reading.one
    if reading.says == "change" and not _is_supplement(reading):
        grew = number.kind in ("percent", "times", "fraction") and one.unit != "percent"
        return "growth" if grew else "change"
    if reading.says == "earlier":
        return "value"
    facts = _facts(walk, reading)
    plain, sentence = walk.plain, walk.context.sentence
    for case in load_cases():
        if case.unless & facts or not all(words & facts for words in case.when):
            continue
        placed = case.before.search(plain, sentence.start, number.start)
        if placed and case.behind.match(plain, number.end) and case.text.search(sentence.text):
            return case.quantity
    return "value"


def _is_supplement(reading: Reading) -> bool:
    """Say whether what is added is the rate itself: 公用经费650元,寄宿生增加200元."""
    supplement = "boarder" in reading.one.features and "added" in reading.one.may
    return supplement and any(token.text.startswith("增") for token in reading.link)


def _facts(walk: Walk, reading: Reading) -> set[str]:
    """Name what is so of a number, in the words of quantities.csv."""
    number, one, context = reading.number, reading.one, walk.context
    words = [*reading.link, *walk.left]
    bounds = [token.text for token in words if token.letter in "lT"]
    due = context.year_printed()[:4]
    so = {
        "bound": number.bound,
        "within": number.bound in WITHIN,
        "upper": any(text.endswith(UPPER) for text in bounds),
        "per": number.per,
        "outer": walk.outer,
        "ruled": context.section.ruled,
        "future": context.section.future,
        "goal": context.sentence.goal,
        "past": due.isdigit() and due < context.begins,
        "today": context.sentence.goal is None,
        "according": "按" in context.sentence.text[-ACCORDING:],
        "aimed": AIMED.match(walk.plain, number.stop),
        "undated": not context.latest,
        "to_come": due.isdigit() and bool(context.latest) and due > context.latest,
        "year_ahead": "政府工作报告" in walk.reader.head and due > context.year > "",
        "far_year": due.isdigit() and context.latest and int(due) > int(context.latest) + 1,
    }
    facts = {name for name, true in so.items() if true}
    facts |= {f"kind={number.kind}", f"unit={one.unit}", f"bound={number.bound}"}
    facts |= {f"definition={one.quantity}", *(token.letter for token in words)}
    return facts | {f"word={token.text}" for token in words if token.letter == "r"}
