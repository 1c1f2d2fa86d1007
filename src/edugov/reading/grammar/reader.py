"""The way through a document, sentence by sentence (通读)."""

import re
from bisect import bisect_left, bisect_right

from edugov.reading.figures import Figure
from edugov.reading.grammar.context import KEPT, Paragraph, Sentence, only_stage
from edugov.reading.grammar.cutting import Token, cut
from edugov.reading.grammar.headings import context_of, head_of, read_heading, read_opening
from edugov.reading.grammar.other_places import levels_named
from edugov.reading.grammar.state import Known
from edugov.reading.grammar.walk import Walker
from edugov.reading.grammar.whose import WIDER, own_level, single_school
from edugov.reading.lexicon import Lexicon
from edugov.reading.text import Text

SHORT = 40  # characters; a longer sentence without a number is passed over
_ITEM = re.compile("[一二三四五六七八九]是")  # opens an item of a list within a paragraph
_WHOLE = re.compile(r"[全我本各][市县区州旗省国级]|其中|共|总")
_SUPPOSED = re.compile("举例|假设|假如")  # what is said is said of no place
_SAYS = re.compile(
    r"[\d○×*]|[xX]|无|没有|消除|清零|分之|成|半|[一二三四五六七八九十两百千余][所个名人万亿间班]"
)


class Reader(Known):
    """Reads one document."""

    def __init__(self, text: Text, lexicon: Lexicon, year: str, region: str) -> None:
        self.text, self.plain, self.breaks = text, text.plain, text.breaks
        self.words, self.meanings, self.names = lexicon.words, lexicon.meanings, lexicon.names
        self.year, self.region = year, region
        self.head = head_of(self.plain)
        titled = levels_named(self.head, lexicon.places, WIDER)
        self.level = own_level(self.plain, region, min(titled, default=0))
        known = region or self.level in titled
        self.places = lexicon.places if known else frozenset()  # else none is known for another
        self.school = single_school(self.head)
        self.figures = []
        self.phrases = {}
        self.context = context_of(self)
        self._ordered = sorted(text.breaks)

    def read(self, start: int, end: int) -> None:
        """Read one sentence; a line of it that ends without a mark is one by itself."""
        first = start == 0 or self.plain[start - 1] == "\n"
        if first:
            self.context.item = ""
        start = read_heading(self, start, end)
        inner = slice(bisect_right(self._ordered, start), bisect_left(self._ordered, end))
        for stop in (*self._ordered[inner], end):
            self._sentence(start, stop, first)
            start, first = stop, False

    def _sentence(self, start: int, end: int, first: bool) -> None:
        item = _ITEM.match(self.plain, start, end)
        if item:
            self.context.paragraph.item_stage = ""
        if end - start > SHORT and not _SAYS.search(self.plain, start, end):
            return
        if _SUPPOSED.search(self.plain, start, end):
            return
        found = cut(self.plain, start, end, self.words)
        self._open(found, start, end, first)
        if (item or self._is_motto(start, end, first)) and not any(t.number for t in found):
            self.context.paragraph.item_stage = only_stage(found)
        count = len(self.figures)
        Walker(self, found).run()
        self._end(self.figures[count:])

    def _is_motto(self, start: int, end: int, first: bool) -> bool:
        """Say whether a sentence is a short one that says what its paragraph is about."""
        return first and end - start <= SHORT and self.plain[end : end + 1] == "。"

    def _open(self, found: list[Token], start: int, end: int, first: bool) -> None:
        """Begin a sentence, and with the first of a line a paragraph."""
        context = self.context
        about_cv = any("cv" in token.features for token in found)
        context.sentence = Sentence(start, self.plain[start:end], cv=about_cv)
        if first:
            above = context.paragraph
            context.paragraph = Paragraph(line_stage=above.line_stage, as_of=above.as_of)
        context.last = context.last and context.whole
        read_opening(self, found, end, first)
        if first or _WHOLE.match(self.plain, start) or _ITEM.match(self.plain, start):
            context.said = ""

    def _end(self, figures: list[Figure]) -> None:
        """Keep what a sentence named without a number, and its stage if it has only one."""
        context = self.context
        if context.sentence.text.endswith(":"):
            context.listed = context.sentence.near_year, context.item
        elif not context.item:
            context.listed = "", ""
        stages = {figure.stage for figure in figures}
        context.said = stages.pop() if len(stages) == 1 else ""
        named = [
            topic
            for topic in context.sentence.topics
            if not topic.figure and not topic.definition.general
        ]
        context.topics = (*context.topics, *named)[-KEPT:]
