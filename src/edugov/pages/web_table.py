"""HTML of a table on a page, and its download as CSV; where it is wider than a phone, a phone shows
each row as a card."""

import unicodedata
from base64 import b64encode
from collections.abc import Iterator

import pandas as pd

from edugov.files import to_csv
from edugov.labels import heading, noted
from edugov.markup import Html, for_spreadsheet, html, words

PHONE_EM = 21.0  # width of a phone's page, in the type of a table
LATIN_EM = 0.56  # width of a letter or digit; a Chinese character is one
PADDING_EM = 0.8  # of a cell, both sides
LINES = 3  # that a cell may take in a column


def _width(text: str) -> float:
    """Return the width of a text on one line, in em."""
    is_wide = [unicodedata.east_asian_width(character) in "WF" for character in text]
    return sum(1.0 if wide else LATIN_EM for wide in is_wide)


def _least_width(text: str) -> float:
    """Return the width in which a text is read without breaking words, in a few lines."""
    parts = [_width(part) for part in text.split()]
    return max([*parts, _width(text) / LINES])


def fits_a_phone(columns: list[list[str]]) -> bool:
    """Say whether a table can be read across on a phone; a column is its heading and its cells.

    Examples
    --------
    >>> fits_a_phone([["Year", "2023"], ["Share, %", "21.6"]])
    True
    >>> fits_a_phone([["Indicator", "Children in public kindergartens"], ["Rule", "x" * 30]])
    False
    """
    needed = [max(map(_least_width, texts)) + PADDING_EM for texts in columns]
    return sum(needed) <= PHONE_EM


def _columns(table: pd.DataFrame, lang: str) -> Iterator[tuple[str, list[Html]]]:
    """Yield the heading and the cells of each column; not of one in which nothing stands."""
    for column, cells in table.items():
        shown = []
        for cell in cells:
            said = "" if pd.isna(cell) else _said(cell, lang)
            shown.append(Html.of(said))
        if any(cell.source for cell in shown):
            yield heading(str(column), lang), shown


def _said(cell: object, lang: str) -> object:
    """Return a cell; its text, where it is a remark in English, in the language of the page."""
    if type(cell) is str:
        return noted(cell, lang)
    return cell


def _row(cells: list[Html], labels: list[Html]) -> Html:
    """Return a row: its first cell names it, the others say in a card which column they are of."""
    first = html('<th scope="row" role="rowheader">{}</th>', cells[0])
    template = '<td role="cell"{}>{}</td>'
    rest = [html(template, *pair) for pair in zip(labels[1:], cells[1:], strict=True)]
    return html('<tr role="row">{}</tr>', Html.joined([first, *rest]))


def whole(table: pd.DataFrame, caption: str, lang: str) -> Html:
    """Return a table with its caption as HTML.

    A cell is text, unless it is :class:`edugov.markup.Html`; the first of a row is its heading. The
    roles say again what the elements are, because as cards they are no table to every browser.
    """
    columns = list(_columns(table, lang))
    texts = [[name, *map(words, cells)] for name, cells in columns]
    heads = [html('<th scope="col" role="columnheader">{}</th>', name) for name, _ in columns]
    kind = "cards"
    labels = [html(' data-label="{}"', name) for name, _ in columns]
    if fits_a_phone(texts):
        kind = "narrow"
        labels = [Html("")] * len(columns)
    cells = [shown for _, shown in columns]
    rows = [_row(list(row), labels) for row in zip(*cells, strict=True)]
    return html(
        '<figure class="data"><div class="table-scroll" role="group" tabindex="0" '
        'aria-label="{caption}"><table class="{kind}" role="table"><caption>{caption}</caption>'
        '<thead role="rowgroup"><tr role="row">{heads}</tr></thead>'
        '<tbody role="rowgroup">{rows}</tbody></table></div></figure>',
        caption=caption,
        kind=kind,
        heads=Html.joined(heads),
        rows=Html.joined(rows),
    )


def csv_link(table: pd.DataFrame, name: str, words: str) -> Html:
    """Return a link to a table's CSV, which it holds itself until the site is put together."""
    text = to_csv(for_spreadsheet(table))
    encoded = b64encode(text.encode("utf-8-sig")).decode()
    address = f"data:text/csv;base64,{encoded}"
    return html('<a download="{}.csv" href="{}">{}</a>', name, address, words)
