"""Running heads of a pdf (页眉, 页脚) and page numbers: what stands at one place of several pages,
near the upper or lower edge, is left out."""

import re
from collections import Counter

from edugov.reading.pdf_page import CAPTION
from edugov.reading.pdf_pieces import Leaf, Piece

EDGE = 0.12  # share of a page's height in which running heads and page numbers stand
PAGE_NUMBER = re.compile(
    r"^(?!\d+$)[\s—–·.-]*(第\s*)?\d{1,3}(\s*页)?([\s/,，、共]+\d{1,3}\s*页?)?[\s—–·.-]*$"
)


def drop_running_heads(leaves: list[Leaf]) -> None:
    """Leave out page numbers, and words that stand at one place of several pages."""
    heads = Counter(
        head for leaf in leaves for head in {_head_of(piece, leaf) for piece in leaf.pieces}
    )
    least = 2 if len(leaves) < 5 else 3
    for leaf in leaves:
        kept = []
        for piece in leaf.pieces:
            head = _head_of(piece, leaf)
            if not head[0] or not (heads[head] >= least or PAGE_NUMBER.match(piece.words)):
                kept.append(piece)
        leaf.pieces = kept


def _head_of(piece: Piece, leaf: Leaf) -> tuple[str, int]:
    """Say what a piece shares with the running heads of other pages, if it stands where they do:
    words but for the number of the page, and place."""
    edge = leaf.height * EDGE
    inside = edge < piece.row < leaf.height - edge + piece.size
    if inside or CAPTION.match(piece.words):
        return "", 0
    counted = r"\d+" if "页" in piece.words else r"^\d+|\d+$"
    return re.sub(counted, "0", piece.words), round(piece.row)
