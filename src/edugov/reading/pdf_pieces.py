"""The types for what stands on a page of a pdf: words, tables, page."""

from dataclasses import dataclass

from edugov.reading.grids import Grid


@dataclass
class Piece:
    """Words that stand together in a line."""

    words: str
    x0: float
    x1: float
    row: float  # height of the line's lower edge
    size: float  # of its letters


@dataclass
class Sheet:
    """A table, or what stands of it on one page."""

    grid: Grid
    x0: float
    x1: float
    row: float  # height of its upper edge
    end: float  # and of its lower edge
    words: str = ""  # none of its own

    def holds(self, piece: Piece) -> bool:
        return self.x0 <= piece.x0 <= self.x1 and self.row <= piece.row - piece.size / 2 <= self.end


@dataclass
class Leaf:
    """What stands on one page."""

    height: float
    pieces: list[Piece]
    sheets: list[Sheet]
    known: set[str]  # numbers in the second text
    is_drawn: bool  # there are pictures or other drawings
    is_covered: bool = False  # a picture covers most of it, and there is hardly a word
