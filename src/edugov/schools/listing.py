"""Shortening the list of faults and remarks on a file: ten of a kind at most, then how many more
there are."""

import re

MOST_SHOWN = 10
MOST_NAMED = 500  # rows and columns in one sentence: more than a school table has of such
NEVER_HIDDEN = ("left out", "not read", "hidden, read all the same")  # how such a sentence ends
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


def gathered(sentences: list[str]) -> list[str]:
    """Return one sentence for all that was left out or is hidden in the same way, with each place,
    where the one that is first of them stands.

    >>> gathered(["row 3: hidden, read all the same", "row 7: hidden, read all the same"])
    ['row 3; row 7: hidden, read all the same']
    """
    places: dict[str, list[str]] = {}
    for sentence in sentences:
        place, _, what = sentence.rpartition(": ")
        places.setdefault(what, []).append(place)
    whole = []
    for what, own in places.items():
        more = f"; and {len(own) - MOST_NAMED} more" if len(own) > MOST_NAMED else ""
        whole.append(f"{'; '.join(own[:MOST_NAMED])}{more}: {what}")
    return whole


def listed(name: str, sentences: list[str]) -> list[str]:
    """Return sentences on a file with its name: ten at most, but what was left out or is hidden is
    all named."""
    if len(sentences) > MOST_SHOWN:
        named = [sentence for sentence in sentences if sentence.endswith(NEVER_HIDDEN)]
        others = [sentence for sentence in sentences if sentence not in set(named)]
        sentences = [*gathered(named), *at_most_ten(others)]
    return [f"{name}, {sentence}" for sentence in sentences]
