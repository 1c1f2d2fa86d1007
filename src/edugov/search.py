"""What the site needs beside its theme (a Sphinx extension): search with Chinese cut into pairs of
characters and Latin words as in English, and titles that are text."""

import re
from itertools import pairwise
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

from edugov.markup import html

# Chinese characters, written as a class that Python's and JavaScript's regular expressions both
# read
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
RUN = re.compile(rf"[{HAN}]+|[^\W{HAN}]+")
IS_HAN = re.compile(rf"[{HAN}]")

# Part of the search page: how it cuts a query, and what text of a page a result's summary is taken
# from
BROWSER_CODE = (
    Path(__file__).with_suffix(".js").read_text(encoding="utf-8").replace("[HAN]", f"[{HAN}]")
)


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


class SearchChineseAndEnglish(SearchEnglish):
    """Index and query of a book in Chinese and English.

    A page is found when it has every pair of the query; a query of one character is found anywhere.
    """

    lang = "zh"
    language_name = "Chinese and English"
    js_splitter_code = BROWSER_CODE

    def split(self, input: str) -> list[str]:  # noqa: A002  (Sphinx calls it by this name)
        """Return the words of a piece of text, as `words` does."""
        return words(input)


def _titles_are_text(
    app: Sphinx, page: str, template: str, context: dict[str, object], document: object
) -> None:
    """Escape the titles that the theme takes as text and writes as HTML: on paper its heading."""
    for name in ("pagetitle", "root_title", "page_description"):
        if name in context:
            context[name] = html("{}", context[name]).source


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the language, which `html_search_language: zh` in the configuration chooses, and
    what is to be done after the theme has named a page."""
    app.add_search_language(SearchChineseAndEnglish)
    app.connect("html-page-context", _titles_are_text, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
