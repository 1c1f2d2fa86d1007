"""From the text of a report to its figures: indicator, stage, quantity, value, year, place, status."""

from __future__ import annotations

import re

import pandas as pd

from edugov.reading import damage, fusion, tabular
from edugov.reading.figures import Figure, table
from edugov.reading.lexicon import Lexicon
from edugov.reading.lists import Lists
from edugov.reading.meaning import stages_of, unknown
from edugov.reading.text import normalise
from edugov.reading.tokens import SENTENCE, YEAR, Token, document_year, tokens, year_of

_SAYS = re.compile(r"[\d○×*]|[xX]|无|没有|消除|清零|分之|成|半|[一二三四五六七八九十两百千余][所个名人万亿间班]")


_EACH = frozenset(("生均", "每生", "每生每年", "年生均"))


class Reader(Lists):
    """Reads one document from its first sentence to its last, carrying subject, stage and year along."""

    def read(self) -> list[Figure]:
        """Read tables and sentences in turn."""
        taken = tabular.regions(self.plain, self.lexicon)
        for start, end in taken:
            self.figures += tabular.read(self.plain, start, end, self.lexicon, self.year)
        at = 0
        for match in SENTENCE.finditer(self.plain):
            start, end = match.span()
            while at < len(taken) and taken[at][1] <= start:
                at += 1
            if at < len(taken) and taken[at][0] <= start:
                start = min(taken[at][1], end)
            if at < len(taken) and start < taken[at][0] < end:
                end = taken[at][0]
            if end - start > 1:
                self.sentence(start, end)
        return self.figures

    def sentence(self, start: int, end: int) -> None:
        """Read one sentence; what was carried into it is the last topic, the section's stage and its year."""
        self.text = self.plain[start:end]
        first = start == 0 or self.plain[start - 1] == "\n"
        start = self.heading(start, end)
        if end - start > 40 and not _SAYS.search(self.plain, start, end):
            return  # long and without a number: nothing in it is carried on
        found = tokens(self.plain, start, end, self.lexicon)
        self.gap, self.outer, self.spread = [], [], None
        self.stage, self.goal, self.clause_year = None, False, ""
        self.sentence_year = self.compared = ""
        self.topics = [topic for topic in self.topics if topic.figure or not topic.row.alone]
        self.begin, self.lists, self.broken, self.lost, self.origin = start, None, False, False, ""
        if first:
            self.paragraph_stage = None
        if first and end - start <= 30 and self.plain[end : end + 1] == "\n":
            opening = YEAR.match(self.plain, start, end)
            if opening and not opening["masked"]:
                self.section_year = year_of(opening)  # a line of its own: 2022年重点工作
        self.found = found
        self.cv = any(token.kind == "cv" or any(row.meaning.startswith("cv_") for row in token.rows) for token in found)
        for place, token in enumerate(found):
            if token.kind == "mark":
                self.mark(token.text)
            elif token.kind == "number":
                self.number(token, found, place)
            else:
                self.word(token, found, place)
        self.mark(",")

    def mark(self, text: str) -> None:
        """Close a clause, or step into or out of brackets."""
        if text == "(":
            self.outer.append((self.gap, self.last))
            self.gap = [token for token in self.gap[-1:] if token.kind in ("indicator", "than", "previous")]
        elif text == ")":
            if self.outer:
                self.gap, last = self.outer.pop()
                self.last = last or self.last
        elif text in ",，;:":
            self.listed, self.share = False, None
            self.broken = self.broken or unknown(self.gap) > 2
            if self.clause_year:
                self.sentence_year, self.clause_year = self.clause_year, ""
            for token in self.gap:
                self.note_topic(token)
            if text == ";":
                self.goal = False
                self.begin = self.figures[-1].start + 1 if self.figures else 0
            if text != ":" or not self.gap:
                self.spread = self.spread if self.spread and self.spread.turn < self.spread.wanted else None
            self.gap = []

    def word(self, token: Token, found: list[Token], place: int) -> None:
        """Take in a word that is no number."""
        if token.kind == "year":
            before = found[place - 1] if place else None
            if before is not None and before.kind == "than":
                token.kind = "than"
                self.compared = token.text
            elif before is not None and before.kind == "from":
                token.kind = "origin"
            elif self.plain[token.end : token.end + 2] != "以来":
                self.clause_year = token.text
        elif token.kind == "now":
            self.clause_year = self.published or self.year
        elif token.kind == "each":
            self.spread = self.hand_out(found, place)
        elif token.kind == "goal":
            self.goal = True
        elif token.kind == "none":
            self.nothing(found, place)
        elif token.kind == "indicator" and self.meaning(token, None) is None:
            token.kind = "filler" if token.end - token.start < 4 else "unknown"  # none of its conditions holds
        if (
            token.kind == "stage"
            and self.stage is None
            and not self.outer
            and all(t.kind in ("filler", "year") for t in found[:place])
        ):
            self.stage = stages_of([token])[0]  # a sentence that opens with a stage is about it
            if self.plain[token.end : token.end + 1] in ":。" and self.plain[found[0].start - 1 : found[0].start] in (
                "",
                "\n",
                ")",
                ".",
                "、",
            ):
                self.paragraph_stage = self.stage
        self.gap.append(token)

    def number(self, token: Token, found: list[Token], place: int) -> None:
        """Find what a number is about; where nothing certain is near, leave it out."""
        number, gap = token.number, self.gap
        after = found[place + 1 : place + 4]
        if number.kind == "money" and not number.per:
            number.per = next((per for t in gap if (per := self.plain[t.start : t.end]) in _EACH), "")
        if number.sign and number.kind == "percent" and gap and gap[-1].kind == "than":
            gap.append(Token("growth", number.start, number.start))  # 同比-2.18%
        count = len(self.figures)
        if self.spread is None:
            self.spread = self.unsaid(found, place)
        if number.kind == "age":  # 3-6岁: belongs to the noun
            return
        if self.plain[number.start - 1 : number.start] == "第":  # a rank
            self.gap = []
            return
        if self.range and self.range[0] == number.stop:  # the high end of a range is read as its low end was
            if self.range[1]:
                self.classify(self.last.row, number, [], self.last.stage, self.last.label)
        elif not self.spread_number(number, gap) and not self.named(number, gap, after):
            if not self.named_after(number, gap, after):
                self.carried(number, gap, after)
        read = len(self.figures) > count
        self.range = (number.stop, read and self.last is not None)
        self.broken, self.lost = self.broken and not read, self.lost and not read
        self.listed = self.last.row if read and self.last else None
        self.share = None if not read else self.share
        if not read:
            if (
                unknown(gap)
                and not self.outer
                and number.kind in ("money", "area", "person", "school", "class", "place")
            ):
                self.last, self.topics = None, [topic for topic in self.topics if topic.figure is None]
                self.lost = True
            for earlier in gap:
                self.note_topic(earlier)
        self.gap = []


def read_text(text: str, *, lexicon: Lexicon, year: int | None = None, region_name: str = "") -> pd.DataFrame:
    """Read the figures (数据) of a report's text.

    Parameters
    ----------
    text : str
        One document's text as received; every place in the result refers to it.
    lexicon : Lexicon
        The wordings, see `edugov.reading.lexicon.load_lexicon`.
    year : int, optional
        The year that the report is about; inferred from title and text when missing.
    region_name : str, optional
        Chinese name of the report's own region; figures of other places get scope `part`.

    Returns
    -------
    pandas.DataFrame
        One row a figure in order of printing: indicator, stage, quantity, value in the canonical unit
        (empty where unreadable), year, what was printed and where, status, proposed reading.

    Notes
    -----
    What no wording of the lexicon explains is left out; what cannot be taken as it stands is flagged.
    """
    even = normalise(text)
    about = str(year) if year is not None else document_year(even.plain)
    figures = Reader(even, lexicon, about, region_name).read()
    figures += fusion.fused(even.plain, figures)
    damage.document(figures)
    return table(figures, even)
