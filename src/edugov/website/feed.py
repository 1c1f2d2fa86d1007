"""The feed of the site (Atom, 订阅): what changed in the book, an entry a sentence."""

import hashlib
import re

from lxml import etree

from edugov.labels import say
from edugov.markup import Html, words

CHANGED = "data/changed.html"  # the page of what changed, whose findings are the feed's entries
FEED = "changes.xml"
FINDINGS = re.compile(r'<div class="finding[^>]*>(.*?)</div>', re.S)
ITEM = re.compile(r"<li>(.*?)</li>", re.S)
ATOM = "http://www.w3.org/2005/Atom"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# the zone of the book's subject: a date is a day there
MIDNIGHT = "T00:00:00+08:00"


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
