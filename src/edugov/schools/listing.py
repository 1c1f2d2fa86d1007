"""A list of sentences on a file, never more than ten: then how many more there are of the same
kind."""

import re

MOST_SHOWN = 10
_PLACE = re.compile(r"""^.*?(value ('[^']*'|"[^"]*")|column [A-Z]{1,3}): """, re.DOTALL)
_PARTICULAR = re.compile(r"""'[^']*'|"[^"]*"|[0-9]+(\.[0-9]+)?""")


def kind(sentence: str) -> str:
    """Return what a sentence says, without where and of which value.

    >>> kind("row 7, column 图书册数, value '12册': not a number; row 3")
    'not a number; row #'
    """
    return _PARTICULAR.sub("#", _PLACE.sub("", sentence))


def at_most_ten(sentences: list[str]) -> list[str]:
    """Return sentences in their order where they are ten or fewer; else some of each kind, and how
    many more there are of it.

    >>> at_most_ten([f"row {row}: blank" for row in range(12)])[-2:]
    ['row 8: blank', 'row 9: blank; and 2 more of the same kind']
    """
    if len(sentences) <= MOST_SHOWN:
        return sentences
    of_kind: dict[str, list[str]] = {}
    for sentence in sentences:
        of_kind.setdefault(kind(sentence), []).append(sentence)
    groups = list(of_kind.values())[:MOST_SHOWN]
    room = MOST_SHOWN - len(groups)  # beyond the first of each
    shown = []
    for group in groups:
        more = min(len(group) - 1, room)
        room -= more
        shown += group[: more + 1]
        if len(group) > more + 1:
            not_shown = len(group) - more - 1
            shown[-1] += f"; and {not_shown} more of the same kind"
    other_kinds = list(of_kind.values())[MOST_SHOWN:]
    others = sum(map(len, other_kinds))
    if others:
        shown[-1] += f"; and {others} more of other kinds"
    return shown


def listed(name: str, sentences: list[str]) -> list[str]:
    """Return sentences on a file with its name, at most ten."""
    return [f"{name}, {sentence}" for sentence in at_most_ten(sentences)]
