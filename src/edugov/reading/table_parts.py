"""Rows and columns of a table that are of a part of the whole (部分): a place, a school, a kind."""

import re
from collections import defaultdict
from collections.abc import Iterable
from math import isclose, nan

from edugov.reading.figures import Figure
from edugov.reading.grammar.cutting import cut, has
from edugov.reading.grammar.words import classes
from edugov.reading.lexicon import Lexicon
from edugov.reading.table_cells import SCHOOL, UNIT, Cell

_NO_NAME = re.compile(f"{UNIT.pattern}|指标|[一二三四五六七八九十]{{1,3}}")
GROUPS = ("group", "other")
COUNTED = ("person", "school", "class", "count")


def is_part(names: list[Cell], lexicon: Lexicon) -> bool:
    """Say whether a row is about a part of the whole: a place, a school, a kind."""
    return any(_is_unknown(name, lexicon) or narrows(name, lexicon) for name in names)


def _is_unknown(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a name counts nothing, and has a word that nobody knows or that is a place."""
    if name.phrase.features - SCHOOL:
        return False
    found = cut(name.text, 0, len(name.text), lexicon.words)
    return has([token for token in found if not _NO_NAME.fullmatch(token.text)], "UP")


def narrows(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a row's name is only of a group: 成人高等教育, 农村小学."""
    found = cut(name.text, 0, len(name.text), lexicon.words)
    features = {feature for token in found for feature in token.features}
    groups = any(classes()[feature] in GROUPS for feature in features)
    return groups and not has(found, "HM")


def kinds_of_stages(figures: Iterable[Figure], plain: str) -> list[Figure]:
    """Let figures that one table has of one stage be of its kinds, but for the one that all others
    add to, or that is printed first and above them: 中职12所, 普通中专5所, 技工学校4所.

    What is not counted may be of other places: only a row of cells says that it is not.
    """
    found = list(figures)
    alike = defaultdict(list)
    for figure in found:
        if figure.vouched:
            line = 0
            if figure.unit not in COUNTED:
                row = plain.rfind("\n", 0, figure.start)
                line = row if "|" in plain[row + 1 : figure.start] else figure.start
            said = (figure.indicator_id, figure.quantity, figure.stage, figure.year, line)
            alike[said].append(figure)
    for same in alike.values():
        values = [figure.value for figure in same]
        whole = _whole_of(values) if same[0].unit in COUNTED else nan
        if len(set(values)) > 1:
            for figure in same:
                figure.scope = "region" if figure.value == whole else "part"
    return found


def _whole_of(values: list[float]) -> float:
    """Give the value that the others add up to, or the first where it is the largest."""
    most = max(values)
    return most if isclose(2 * most, sum(values)) or values[0] == most else nan
