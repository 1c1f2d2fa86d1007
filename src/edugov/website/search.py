"""How Chinese is cut into words for the search, and the book's Sphinx extension: titles as text, no
index of Sphinx's."""

import re
from itertools import pairwise

from sphinx.application import Sphinx

from edugov.han import HAN, IS_HAN
from edugov.markup import html

RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")


def words(text: str) -> list[str]:
    """Cut text for the index: Chinese into single characters and overlapping pairs, the rest into
    words.

    >>> words("2021 差异系数 of Yining")
    ['2021', '差', '异', '系', '数', '差异', '异系', '系数', 'of', 'Yining']
    """
    runs = [
        [*run, *map("".join, pairwise(run))] if IS_HAN.match(run) else [run]
        for run in RUN.findall(text)
    ]
    return [word for run in runs for word in run]


def _titles_are_text(
    app: Sphinx, page: str, template: str, context: dict[str, object], document: object
) -> None:
    """Escape the titles that the theme takes as text and writes as HTML: on paper its heading."""
    for name in ("pagetitle", "root_title", "page_description"):
        if name in context:
            context[name] = html("{}", context[name]).source


def _without_index(app: Sphinx) -> None:
    """Let Sphinx make no index: `edugov.website.search_index` makes one of the finished pages."""
    app.builder.search = False


def setup(app: Sphinx) -> dict[str, bool]:
    """Register what is to be done before pages are read, and after the theme has named one."""
    app.connect("builder-inited", _without_index)
    app.connect("html-page-context", _titles_are_text, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
