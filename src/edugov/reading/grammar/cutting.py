"""A sentence cut into words, numbers and years (分词)."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from edugov.reading.grammar.words import Word, Words, out_of_place
from edugov.reading.numbers import Number, numbers, value_of
from edugov.reading.printed_years import YEAR, year_of
from edugov.reading.text import LOST

MARKS = frozenset(",，;:()、|")
SKIPPED = frozenset("“”‘’\"'《》<>[]{} -~·…—/。!?\n")
FREE = MARKS | SKIPPED
UNEXPLAINED = 10  # what a character costs that no word explains; a word costs 1
HAVING = "将"  # where it announces no plan, it only opens the object
AREAS = frozenset("省市州盟县区旗")
PASSED = frozenset(("date", "time", "age"))  # numbers that are words of the clause
SHARED = frozenset(("percent", "point", "money", "person", "area"))  # units of a whole list


@dataclass(slots=True)
class Token:
    """One piece of a sentence."""

    letter: str
    start: int
    end: int
    text: str
    word: Word | None = None
    number: Number | None = None
    year: str = ""
    second: Number | None = None  # the other end of a range
    features: frozenset[str] = field(init=False)
    stage: str = field(init=False)

    def __post_init__(self) -> None:
        """Have the features and the stage of the word."""
        self.features = self.word.features if self.word else frozenset()
        self.stage = self.word.stage if self.word else ""

    @property
    def says(self) -> str:
        """What else its word says."""
        return self.word.says if self.word else ""


def has(tokens: Iterable[Token], letters: Container[str]) -> bool:
    """Say whether one of some words has one of some letters."""
    return any(token.letter in letters for token in tokens)


def only(tokens: Iterable[Token], letters: Container[str]) -> bool:
    """Say whether all of some words have one of some letters."""
    return all(token.letter in letters for token in tokens)


def letters_of(tokens: Iterable[Token]) -> str:
    """Write words as their letters."""
    return "".join(token.letter for token in tokens)


def cut(plain: str, start: int, end: int, words: Words) -> list[Token]:
    """Cut a sentence into words: the fewest characters unexplained, then the fewest words."""
    given = _given(plain, start, end)
    best = _cheapest(plain, start, end, words, given)
    found = list(_path(plain, start, best))
    for token, follow in zip(found, found[1:], strict=False):
        if token.word and token.word.before_number and follow.letter in "#=":
            token.letter = token.word.before_number
    return _joined(found)


def _given(plain: str, start: int, end: int) -> dict[int, list[Token]]:
    """Find the years and numbers of a sentence, by where they begin."""
    found: dict[int, list[Token]] = {}
    for match in YEAR.finditer(plain, start, end):
        token = Token("Y", *match.span(), match[0], year=year_of(match))
        found.setdefault(match.start(), []).append(token)
    listed: list[Token] = []
    for number in numbers(plain, start, end):
        if number.range_end == "high":
            listed[-1].second = number
            continue
        text = plain[number.start : number.stop]
        listed.append(Token("#", number.start, number.stop, text, number=number))
        found.setdefault(number.start, []).append(listed[-1])
    _share_units(plain, listed)
    _share_in_brackets(plain, listed)
    return found


def _share_units(plain: str, found: list[Token]) -> None:
    """Give the bare numbers of a list the unit that only its last prints: 1.5和2.3个百分点."""
    for token, follow in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        number, other = token.number, follow.number
        some = number.unit == "个" and other.kind == "point"  # 0.5个、1.2个百分点
        bare = (some or not (number.kind or number.unit)) and number.value and other.value
        listed = plain[token.end : follow.start] in ("、", "和")
        if bare and listed and other.kind in SHARED:
            worth = value_of(plain[other.start : other.end].lstrip("+-"))
            if worth:
                number.kind, number.unit, number.per = other.kind, other.unit, other.per
                number.value = float(f"{number.value * abs(other.value) / worth:.12g}")


def _share_in_brackets(plain: str, found: list[Token]) -> None:
    """Give what prints only 万 in a bracket the kind of the number before: 43万平方米(小学21万)."""
    whole: Number | None = None
    for token in found:
        number = token.number
        if number.kind:
            whole = number if plain.startswith("(", number.stop) else None
        elif whole and number.unit == "万" and ")" not in plain[whole.stop : number.start]:
            number.kind, number.per = whole.kind, whole.per


def _cheapest(
    plain: str, start: int, end: int, words: Words, given: dict[int, list[Token]]
) -> list[tuple[int, Word | Token | None]]:
    """Choose from behind what is best read at each place: where it ends, and what it is.

    What costs the same is settled for the longest, then for a word before a number.
    """
    costs = [0] * (end - start + 1)
    best: list[tuple[int, Word | Token | None]] = [(end, None)] * (end - start)
    for place in range(end - 1, start - 1, -1):
        at = place - start
        skipped = 0 if plain[place] in FREE else UNEXPLAINED
        least, stop, chosen = costs[at + 1] + skipped, place, None
        node, word_end = words.tree.get(plain[place]), place
        while node is not None:
            word_end += 1
            cost = costs[word_end - start] + 1
            if "" in node and cost <= least and not out_of_place(plain, place, word_end):
                least, stop, chosen = cost, word_end, node[""]
            node = node.get(plain[word_end]) if word_end < end else None
        for token in given.get(place, ()):
            cost = costs[token.end - start] + (token.letter != "Y")
            if cost < least or (cost == least and token.end > stop):
                least, stop, chosen = cost, token.end, token
        costs[at] = least
        best[at] = (stop if chosen else place + 1, chosen)
    return best


def _path(plain: str, start: int, best: list) -> Iterator[Token]:
    """Follow what was chosen through the sentence; what is between is unknown."""
    end = start + len(best)
    place = begun = start
    while place < end:
        stop, chosen = best[place - start]
        char = plain[place]
        if chosen or char in FREE:
            if begun < place:
                yield Token("U", begun, place, plain[begun:place])
            begun = stop
        if isinstance(chosen, Word):
            yield Token(chosen.letter, place, stop, plain[place:stop], chosen)
        elif chosen:
            yield chosen
            if chosen.second:
                first = chosen.second.start
                yield Token("#", first, stop, plain[first:stop], number=chosen.second)
        elif char in MARKS:
            yield Token("," if char == "，" else char, place, place + 1, char)
        place = stop
    if begun < end:
        yield Token("U", begun, end, plain[begun:end])


def _joined(found: list[Token]) -> list[Token]:
    """Join to an unknown word what belongs to it: the little words beside it, 公|共|安|全, which
    then are as unknown, and the word for an area, 青禾|县, which makes a place of it."""
    done: list[Token] = []
    for token in found:
        last = done[-1] if done else None
        beside = last and last.letter == "U" and last.end == token.start
        loose = token.letter == "U" or token.says == "loose"
        if beside and (loose or token.text in AREAS):
            text = last.text + token.text
            word = None if loose else token.word
            done[-1] = Token("U" if loose else "P", last.start, token.end, text, word)
            continue
        if token.text == LOST:
            token.letter = ","  # a character is lost, as a rule a mark
        if token.letter == "U" and token.text == HAVING:
            token.letter = "="
        done.append(token)
    return done
