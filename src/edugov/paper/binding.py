"""Printed pages put together to one PDF: an outline, and links that lead to its own pages."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urldefrag

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem

from edugov.paper.printing import ORIGIN


class Leaf(NamedTuple):
    """A page of the book: its name in the site, its PDF, and what the outline calls it and those
    below it."""

    name: str
    path: Path
    title: str = ""
    below: tuple["Leaf", ...] = ()


class Part(NamedTuple):
    """A part of the book: its caption, empty for the pages before the first, and its pages."""

    caption: str
    leaves: tuple[Leaf, ...]


class PageStart(NamedTuple):
    """Where a page of the book begins in the PDF, and where the places in it stand."""

    first: int  # sheet, from 0
    inner: Mapping[str, tuple[int, list]]  # by its name: sheet of the page, and how it is shown


def bind(parts: Sequence[Part], path: Path, title: str, lang: str, address: str) -> int:
    """Write the parts as one PDF and return how many sheets it has.

    A link to a page of the book leads to its sheet; to any other file of the site it leads to the
    site's address, and where that is empty it is no link.
    """
    with pikepdf.new() as book:
        places: dict[str, PageStart] = {}
        with book.open_outline() as outline:
            for part in parts:
                entries = [_entry(book, leaf, places) for leaf in part.leaves]
                if part.caption:
                    heading = OutlineItem(part.caption, places[part.leaves[0].name].first)
                    heading.children.extend(entries)
                    entries = [heading]
                outline.root.extend(entries)
        for sheet in book.pages:
            _lead(sheet, book, places, address)
        _share_drawings(book)
        book.docinfo.Title = title
        book.Root.Lang = lang
        packed = pikepdf.ObjectStreamMode.generate
        book.save(path, deterministic_id=True, object_stream_mode=packed)
        return len(book.pages)


def _entry(book: pikepdf.Pdf, leaf: Leaf, places: dict[str, PageStart]) -> OutlineItem:
    """Append a page and those below it, note its places, and return its entry in the outline."""
    first = len(book.pages)
    with pikepdf.open(leaf.path) as printed:
        places[leaf.name] = PageStart(first, _inner(printed))
        book.add_pages_from(printed, outlines="ignore")
    entry = OutlineItem(leaf.title, first)
    entry.children.extend(_entry(book, below, places) for below in leaf.below)
    return entry


def _inner(printed: pikepdf.Pdf) -> dict[str, tuple[int, list]]:
    """Return the named places of a printed page: their sheets, and how each is shown there."""
    numbers = {sheet.objgen: number for number, sheet in enumerate(printed.pages)}
    inner = {}
    for name, place in printed.Root.get("/Dests", Dictionary()).items():
        sheet, kind, *numbered = place
        shown = [None if one is None else float(one) for one in numbered]
        inner[name.removeprefix("/")] = (numbers[sheet.objgen], [Name(str(kind)), *shown])
    return inner


def _lead(
    sheet: pikepdf.Page, book: pikepdf.Pdf, places: Mapping[str, PageStart], address: str
) -> None:
    """Lead each link of a sheet to where it leads in this PDF; take away what leads nowhere."""
    kept = Array()
    for link in sheet.get("/Annots", Array()):
        action = link.get("/A", Dictionary())
        uri = str(action.get("/URI", ""))
        name, anchor = urldefrag(uri.removeprefix(ORIGIN))
        is_ours = uri.startswith(ORIGIN)
        if is_ours and name in places:
            del link.A
            link.Dest = _destination(book, places[name], anchor)
        elif is_ours:
            link.A.URI = pikepdf.String(f"{address}{name}")
        if not is_ours or name in places or address:
            kept.append(link)
    sheet.Annots = kept


def _destination(book: pikepdf.Pdf, place: PageStart, anchor: str) -> Array:
    """Return the place in the PDF of a place in a page; of the page, where it has no name."""
    sheet, shown = place.inner.get(anchor, (0, [Name.XYZ, None, None, None]))
    return Array([book.pages[place.first + sheet].obj, *shown])


def _share_drawings(book: pikepdf.Pdf) -> None:
    """Keep one of the same drawings of a letter: each page brings those of its letters along, and
    they are most of a Chinese book."""
    first: dict[bytes, pikepdf.Object] = {}
    for thing in book.objects:
        if isinstance(thing, Dictionary) and "/CharProcs" in thing:
            letters = thing.CharProcs
            for name, drawing in letters.items():
                letters[name] = first.setdefault(drawing.read_raw_bytes(), drawing)
