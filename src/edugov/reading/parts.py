"""Which rows and columns of a table are of a part of the whole (部分)."""

from edugov.reading.cells import UNIT, Cell
from edugov.reading.grammar.cutting import cut, has
from edugov.reading.grammar.words import classes
from edugov.reading.lexicon import Lexicon

GROUPS = ("group", "other")


def is_part(names: list[Cell], lexicon: Lexicon) -> bool:
    """Say whether a row is about a part of the whole: a place, a school, a kind."""
    return any(_is_unknown(name, lexicon) or narrows(name, lexicon) for name in names)


def _is_unknown(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a name counts nothing, and has a word that nobody knows or that is a place."""
    if name.phrase.features or UNIT.fullmatch(name.text):
        return False
    return has(cut(name.text, 0, len(name.text), lexicon.words), "UP")


def narrows(name: Cell, lexicon: Lexicon) -> bool:
    """Say whether a row's name is only of a group: 成人高等教育, 农村小学."""
    found = cut(name.text, 0, len(name.text), lexicon.words)
    features = {feature for token in found for feature in token.features}
    groups = any(classes()[feature] in GROUPS for feature in features)
    return groups and not has(found, "HM")
