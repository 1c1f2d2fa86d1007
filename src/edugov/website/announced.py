"""What a site with an address says of itself to others: a feed of what changed, its data as a
dataset of schema.org, and a card for those who share a link."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

from lxml import etree

from edugov.files import write_bytes
from edugov.labels import say
from edugov.markup import Html, html, words
from edugov.rendering.downloads import PACKAGE
from edugov.tables import with_own

CHANGED = "data/changed.html"  # the page of what changed, whose findings are the feed's entries
TABLES = "data/tables.html"  # the page that describes the data package
FEED = "changes.xml"
CARD = "card.png"
WIDTH, HEIGHT, DPI = 1200, 630, 100  # of a card, in pixels, as those who show one ask for
FINDINGS = re.compile(r'<div class="finding[^>]*>(.*?)</div>', re.S)
ITEM = re.compile(r"<li>(.*?)</li>", re.S)
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# the zone of the book's subject: a date is a day there
MIDNIGHT = "T00:00:00+08:00"


def date_of(root: Path | None) -> str:
    """Return the date of the data: the newest day on which one of its sources was published; none
    without sources."""
    path = root / "data" / "sources.csv" if root else Path()
    if not path.is_file():
        return ""
    dates = []
    for part in with_own(path):
        with part.open(encoding="utf-8", newline="") as file:
            dates += [row["date"] for row in csv.DictReader(file)]
    is_date = re.compile(r"\d{4}-\d\d-\d\d").fullmatch
    return max(filter(is_date, dates), default="")


def feed(page: str, address: str, lang: str, date: str) -> bytes:
    """Return the feed (Atom, RFC 4287) of what the page of changes found: one entry a sentence.

    An entry is known by its words, so that a reader is told of a sentence that is new; its date is
    that of the data, for a build has no clock.
    """
    found = FINDINGS.search(page)
    sentences = []
    if found:
        sentences = [words(Html(item)) for item in ITEM.findall(found[1])]
    top = etree.Element("feed", {XML_LANG: lang}, nsmap={None: ATOM})
    told = {"title": say("site.changes", lang), "id": address + CHANGED, "updated": date + MIDNIGHT}
    for name, text in told.items():
        etree.SubElement(top, name).text = text
    author = etree.SubElement(top, "author")
    etree.SubElement(author, "name").text = say("site.authors", lang)
    etree.SubElement(top, "link", href=address + CHANGED)
    etree.SubElement(top, "link", rel="self", href=address + FEED)
    for sentence in sentences:
        entry = etree.SubElement(top, "entry")
        key = hashlib.sha256(sentence.encode()).hexdigest()[:16]
        place = f"{address}{CHANGED}#{key}"
        etree.SubElement(entry, "id").text = place
        etree.SubElement(entry, "title").text = sentence
        etree.SubElement(entry, "updated").text = date + MIDNIGHT
        etree.SubElement(entry, "link", href=address + CHANGED)
    return etree.tostring(top, encoding="utf-8", xml_declaration=True, pretty_print=True)


def dataset(package: dict, address: str, lang: str, date: str) -> Html:
    """Return the data package as a Dataset of schema.org, as a page holds it for search engines;
    `package` is its description, datapackage.json."""
    count = len(package["resources"])
    licence = package["licenses"][0]
    told = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": package["title_zh" if lang == "zh" else "title"],
        "alternateName": package["title" if lang == "zh" else "title_zh"],
        "description": say("site.dataset", lang, count=count),
        "url": address + ("zh/" if lang == "zh" else "") + TABLES,
        "version": package["version"],
        "dateModified": date,
        "license": licence["path"],
        "creator": {"@type": "Organization", "name": say("site.authors", lang)},
        "isAccessibleForFree": True,
        "inLanguage": ["zh", "en"],
        "spatialCoverage": {"@type": "Place", "name": say("site.country", lang)},
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "application/zip",
            "contentUrl": f"{address}downloads/{PACKAGE}",
        },
    }
    # within a script nothing is escaped but what could end it
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    text = text.replace("<", "\\u003c")
    return html('<script type="application/ld+json">{}</script>\n', Html(text))


def card(path: Path) -> None:
    """Write the picture that stands beside a shared link: the name of the book in both
    languages."""
    import matplotlib.pyplot as plt

    from edugov.charts import ACCENT, register_font

    register_font()
    inches = (WIDTH / DPI, HEIGHT / DPI)
    figure = plt.figure(figsize=inches, dpi=DPI, facecolor=ACCENT)
    for lang, height, size in (("zh", 0.6, 60), ("en", 0.38, 30)):
        text = say("site.title", lang)
        figure.text(0.5, height, text, ha="center", va="center", fontsize=size, color="white")
    drawn = io.BytesIO()
    # the name of the program and its version would change the bytes
    figure.savefig(drawn, dpi=DPI, facecolor=ACCENT, metadata={"Software": None})
    plt.close(figure)
    write_bytes(path, drawn.getvalue())
