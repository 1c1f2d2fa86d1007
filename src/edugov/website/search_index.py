"""The index of the search (搜索): the words of each page with what they count (search_weights.csv),
names that lead to a page, and the places of the country that have none.

Pagefind 1.5 was tried on questions of tests/searches.csv: of 69, 15 had the page wanted first (this
one 64), it forgives no wrong letter, and for both editions takes 29 s and 6.9 MB.
"""

import csv
import json
import math
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path

from lxml import html

from edugov.evidence import NUMBER
from edugov.files.kept import Known
from edugov.han import HAN, IS_HAN
from edugov.markup import plain
from edugov.tables import with_own
from edugov.website.head_and_foot import parted
from edugov.website.search import words

TOKEN = re.compile(rf"{NUMBER.pattern}|[{HAN}]+|[^\W\d{HAN}]+")
DICTIONARIES = ("data/indicators", "data/standards", "data/duties")
# a page of these says nothing that is looked for
LEFT_OUT = ("search.html", "404.html", "genindex.html")
USELESS = (
    "//script | //style | //select | //*[contains(@class, 'cell_input') or @class='headerlink']"
)
SPACE_AFTER = "td th li p br h1 h2 h3 h4 dt dd caption option summary text".split()


def stem(word: str) -> str:
    """Return a word without the ending of its plural, as search.mjs does.

    >>> stem("Counties"), stem("ratios"), stem("class")
    ('county', 'ratio', 'class')
    """
    word = word.lower()
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def tokens(text: str) -> list[str]:
    """Return the words of a text as the index has them: a number whole, Chinese in pairs.

    >>> tokens("差异系数 of 1,913 books")
    ['差', '异', '系', '数', '差异', '异系', '系数', 'of', '1913', 'book']
    """
    found = []
    for run in TOKEN.findall(text):
        if NUMBER.fullmatch(run):
            found.append(run.replace(",", ""))
        elif IS_HAN.match(run):
            found += words(run)
        else:
            found.append(stem(run))
    return found


@cache
def _weights(of: str) -> dict[str, int]:
    """Return how much a word counts by the part of the page where it stands, or a page by the
    beginning of its address; the empty one fits all."""
    with Path(__file__).with_name("search_weights.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["of"] == of]
    return {row["where"]: int(row["weight"]) for row in rows}


@cache
def _asked() -> dict[str, list[str]]:
    """Return by page what readers call what it shows, where the page itself does not."""
    with Path(__file__).with_name("search_words.csv").open(encoding="utf-8", newline="") as file:
        return {row["page"]: row["words"].split("|") for row in csv.DictReader(file)}


def write(
    pages: dict[str, str], path: Path, places: Sequence[str], before: Known | None = None
) -> None:
    """Write the index of an edition: its pages, the words on each, names that lead to a page, and
    the places that have none. A page that was read before, as `before` knows, is not read again;
    what stands at its foot is not looked for."""
    before = before or Known()
    listed = [name for name in pages if posixpath.basename(name) not in LEFT_OUT]
    keys = _keys(pages.get("index.html", ""))
    titles, names, held = [], [], defaultdict(list)
    for number, name in enumerate(listed):
        address = name.removesuffix(".html")
        page, _ = parted(pages[name])
        own = keys.get(address, [])
        region = _of_region(address, keys)
        read = partial(_read, page, address, own, region)
        title, weights, named = before.get([address, page, *own, *region], read)
        titles.append([address, title])
        names += [[phrase, number, place] for phrase, place in named]
        for word, weight in weights.items():
            held[word] += [number, min(weight, 99)]
    known = {key for own in keys.values() for key in own}
    without = [place for place in places if place not in known]
    index = {
        "pages": titles,
        "names": names,
        "words": dict(sorted(held.items())),
        "places": without,
    }
    text = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f"window.bookIndex = {text};\n", encoding="utf-8", newline="\n")
    before.save()


def _parsed(page: str) -> html.HtmlElement:
    return html.fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8"))


def _keys(front: str) -> dict[str, list[str]]:
    """Return by page what the finder of the front page knows a region by: names, slug, code."""
    if "found-regions" not in front:
        return {}
    found = {}
    for item in _parsed(front).xpath("//ul[contains(@class, 'found-regions')]/li"):
        english, slug, chinese, code = item.get("data-keys").rsplit(" ", 3)
        address = item.find("a").get("href").removesuffix(".html")
        found[address] = [english, slug, chinese, code]
    return found


def _of_region(address: str, keys: dict[str, list[str]]) -> list[str]:
    """Return what the region is known by of which a page tells one subject: its funding, say.

    Examples
    --------
    >>> _of_region("regions/yunyang-funding", {"regions/yunyang": ["yunyang", "500235"]})
    ['yunyang', '500235']
    >>> _of_region("regions/yunyang", {"regions/yunyang": ["yunyang", "500235"]})
    []
    """
    longer = address
    while "-" in longer:
        longer = longer.rpartition("-")[0]
        if longer in keys:
            return [] if address in keys else keys[longer]
    return []


def _read(
    page: str, address: str, keys: list[str], region: Sequence[str] = ()
) -> tuple[str, dict[str, int], list[tuple[str, str]]]:
    """Return the title of a page, how much each word counts on it, and the names that lead to it
    and to places on it."""
    document = _parsed(page)
    for useless in document.xpath(USELESS):
        useless.drop_tree()
    article = document.find(".//article")
    if article is None:
        return "", {}, []
    for tag in article.iter(*SPACE_AFTER):
        tag.tail = f" {tag.tail or ''}"
    heading = article.find(".//h1")
    title = address if heading is None else _text(heading)
    leading = [*_asked().get(address, []), *keys]
    asked = " ".join([*leading, *region])
    parts = [(title, "title"), (asked, "asked"), (_text(article), "text")]
    of_parts = {
        "heading": article.iter("h2", "h3"),
        "found": article.find_class("finding"),
        "caption": article.iter("caption", "figcaption"),
    }
    for part, elements in of_parts.items():
        parts += [(_text(element), part) for element in elements]
    named = [(phrase, "") for phrase in [title, *leading]]
    if address in DICTIONARIES:
        named += _entries(article)
    return title, _counted(parts, address), named


def _counted(parts: list[tuple[str, str]], address: str) -> dict[str, int]:
    """Return how much each word of a page counts, by where it stands, how often, and the kind of
    the page."""
    weights: Counter[str] = Counter()
    for text, part in parts:
        for word, times in Counter(tokens(text)).items():
            weights[word] += _weights("word")[part] * (1 + math.log(times))
    kinds = _weights("page")
    size = next(kinds[start] for start in kinds if address.startswith(start))
    return {word: max(1, round(weight * size / kinds[""])) for word, weight in weights.items()}


def _entries(article: html.HtmlElement) -> list[tuple[str, str]]:
    """Return the names of the entries of a dictionary, with their places."""
    found = []
    for mark in article.xpath(".//td/span[@id] | .//th/span[@id]"):
        texts = [mark.tail or ""]
        texts += [_text(small) for small in mark.getparent().iter("small")]
        names = [text.strip() for text in texts]
        found += [(name, mark.get("id")) for name in names if name]
    return found


def _text(element: html.HtmlElement) -> str:
    return " ".join(plain(element.text_content()).split()).removesuffix("#").strip()


def places(root: Path) -> list[str]:
    """Return the Chinese and English names of the counties, cities and provinces in force, and of
    all regions of the book and of a user's own, such as zones."""
    found = set()
    for name in ("county_codes", "regions"):
        for path in with_own(root / "data" / f"{name}.csv"):
            found |= _names_in_force(path)
    return sorted(found - {""})


def _names_in_force(path: Path) -> set[str]:
    """Return the names that a table of regions has, but for codes that are in force no more."""
    found: set[str] = set()
    if not path.is_file():
        return found
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row.get("in_force", "true") == "true":
                found |= {row["name_zh"], row["name_en"]}
    return found
