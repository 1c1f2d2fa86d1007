"""Words of the other language on a finished page, marked with `lang`, and English sentences that a
Chinese page still shows."""

import csv
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from edugov import tables
from edugov.han import HAN, IS_HAN
from edugov.labels import prose_of_regions, say
from edugov.markup import Html, html

TAG = re.compile(r"(<!--.*?-->|<[^>]*>)", re.S)
FULL_WIDTH = r"\u3001-\u3003\u3008-\u301f\uff01-\uff5e"
WORD = r"[A-Za-z][A-Za-z’'-]*"
# of each edition: a run of the other language, and that language; of English a run has a word that
# is no abbreviation
RUNS = {
    "en": (re.compile(rf"[{HAN}](?:[{HAN}{FULL_WIDTH}0-9]*[{HAN}])?"), "zh-Hans"),
    "zh": (
        re.compile(rf"(?=[^{HAN}]*?[a-z]{{3}}){WORD}(?:[ ,;:]+[(]?[A-Za-z0-9][\w’')-]*)*"),
        "en",
    ),
}
# a work in the bibliography, and a mention of one in the text
WORK = re.compile(r'(<div class="citation"[^>]*>\s*<span.*?</span>\s*)<p>(.*?)</p>', re.S)
MENTION = re.compile(
    r'\[(<a class="reference internal" href="[^"]*bibliography\.html#[^>]*>)'
    r"((?:[^<]|</?em>)*)</a>\]"  # of three and more authors "et al." stands in italics
)
MENTION_WORDS = {" and ": "和", ", and ": "、", " et al.": "等", ", ": "，"}
# a heading without a Latin letter, to which Sphinx gives a number for a place
NUMBERED = re.compile(r'<section id="(id\d+)">\s*<h2>(.*?)<a class="headerlink" href="#\1"', re.S)
COLON = html('<span class="colon">:</span>').source  # of a list of parameters
SENTENCE_WORDS = 3  # so many words of English in a row are a sentence
# what holds no text that is read, or is code, a formula or a title that takes no tag
SKIPPED = ("script", "style", "textarea", "svg", "pre", "code", "title", "option")
ELEMENT = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>]*)>", re.I)
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


def _texts(page: str) -> Iterator[tuple[str, bool]]:
    """Give the tags and texts of a page in order, and of each whether it is a text that is read and
    not said to be of a language already."""
    inside: list[str] = []  # the elements that are open, from the first whose text is left alone
    for part in TAG.split(page):
        found = ELEMENT.match(part)
        if not found:
            yield part, not (inside or part.startswith("<!"))
            continue
        closes, name, attributes = found[1], found[2].lower(), found[3]
        says_language = name != "html" and re.search(r"\blang=", attributes)
        is_formula = re.search(r'class="[^"]*\bmath\b', attributes)
        is_alone = name in SKIPPED or says_language or is_formula
        if inside and closes and name in inside:
            while inside.pop() != name:
                pass
        elif not closes and name not in VOID and (inside or is_alone):
            inside.append(name)
        yield part, False


def mark(page: str, edition: str) -> str:
    """Return a page with its runs of the other language marked.

    >>> mark("<p>The 差异系数 is</p>", "en")
    '<p>The <span lang="zh-Hans">差异系数</span> is</p>'
    >>> mark("<p>见 <code>make all the books</code>，the whole book is read</p>", "zh")
    '<p>见 <code>make all the books</code>，<span lang="en">the whole book is read</span></p>'
    """
    runs, lang = RUNS[edition]

    def marked(run: re.Match) -> str:
        return html('<span lang="{}">{}</span>', lang, Html(run[0])).source

    parts = []
    for part, is_read in _texts(page):
        parts.append(runs.sub(marked, part) if is_read else part)
    return "".join(parts)


@cache
def _said_by_theme() -> dict[str, str]:
    """Return the attributes that the theme writes in English, or in another Chinese, whatever the
    language of the book."""
    with Path(__file__).with_name("theme_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["shown"]: row["zh"] for row in csv.DictReader(file)}


def english(page: str) -> list[str]:
    """Return the English sentences that a Chinese page shows in its own part, not in what stands
    around it. What is English on purpose says so with `lang`, and is none.

    >>> english("<article><p>This is English</p><p lang='en'>A title in English</p></article>")
    ['This is English']
    """
    runs, _ = RUNS["zh"]
    _, _, rest = page.partition("<article")
    body = rest.partition("</article>")[0]
    found = []
    for part, is_read in _texts(body):
        if is_read:
            found += [run[0] for run in runs.finditer(part)]
    return [run for run in found if len(run.split()) >= SENTENCE_WORDS]


def cited(page: str) -> str:
    """Return a Chinese page with the works that it cites set as Chinese print sets them: one in
    another language keeps its own words, and says so.

    >>> cited('[<a class="reference internal" href="bibliography.html#a">Gini and Li, 1986</a>]')
    '［<a class="reference internal" href="bibliography.html#a">Gini和Li，1986</a>］'
    >>> link = '<a class="reference internal" href="bibliography.html#b">'
    >>> cited(f"[{link}Li <em>et al.</em>, 1986</a>]")[-13:]
    'Li等，1986</a>］'
    """

    def work(found: re.Match) -> str:
        is_chinese = IS_HAN.search(found[2])
        template = "{}<p>{}</p>" if is_chinese else '{}<p lang="en" translate="no">{}</p>'
        opening = Html(found[1])
        return html(template, opening, Html(found[2])).source

    def mention(found: re.Match) -> str:
        said = re.sub("</?em>", "", found[2])
        for english, chinese in MENTION_WORDS.items():
            said = said.replace(english, chinese)
        return html("［{}{}</a>］", Html(found[1]), Html(said)).source

    return MENTION.sub(mention, WORK.sub(work, page))


@cache
def _places() -> dict[str, str]:
    """Return the place that a heading has on an English page, by the heading in Chinese: those of
    region pages, and those of source entries, which are titles of tables."""
    from docutils.nodes import make_id

    places = {}
    for said, chinese in prose_of_regions():
        if said.startswith("## "):
            places[chinese.removeprefix("## ")] = make_id(said)
    for name in tables.names():
        places[tables.title(name, "zh")] = make_id(tables.title(name))
    return places


def placed(page: str) -> str:
    """Return a Chinese page whose headings are at the places that they have in English, so that the
    switch of languages keeps the place; the number is kept for what leads there."""
    for number, heading in NUMBERED.findall(page):
        place = _places().get(heading)
        if place and f'id="{place}"' not in page:
            was = html('<section id="{}">', number)
            opened = html('<section id="{}">', place)
            kept = html('<span id="{}"></span>', number)
            page = page.replace(was.source, (opened + kept).source, 1)
            page = page.replace(f'href="#{number}"', f'href="#{place}"')
    return page


def finished(page: str, edition: str) -> str:
    """Return a page as it is published: runs of the other language marked, and a line below the
    heading of a Chinese page that still shows English."""
    if edition == "en":
        return mark(page, edition)
    for shown, chinese in _said_by_theme().items():
        page = page.replace(f'"{shown}"', f'"{chinese}"')
    page = placed(cited(page)).replace(COLON, "：")
    marked = mark(page, edition)
    if not english(page):
        return marked
    note = html('<p class="untranslated">{}</p>', say("edition.untranslated", edition))
    before, article, rest = marked.partition("<article")
    heading, closed, below = rest.partition("</h1>")
    note_below = closed + note.source
    return before + article + heading + note_below + below
