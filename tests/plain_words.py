"""What no reader should meet on a page: ids of the tables, names of columns, numbers left out."""

import re
from functools import cache

from lxml import html

from edugov import tables

IDS = {"sources": "source_id", "figures": "figure_id", "standards": "rule_id"}
WORD = re.compile(r"[A-Za-z0-9](?:[\w.-]*\w)?", re.ASCII)
FILE = re.compile(r"\w+\.(?:csv|json|md|ipynb)")
# after "printed" or a colon, in brackets, before a percent sign; what pandas writes for none
LEFT_OUT = re.compile(
    r"printed :|(?:printed:|为：) ?(?:cannot|无法)|[:：]\s*[;；。]|[（(]\s*[）)]"
    r"|\b(?:nan|NaN|NaT)\b|(?:\b(?:is|was|of|took|to|by|than)|[为占至]) ?%"
)
LITERAL = "self::code or self::pre or self::script or self::style"
ADDRESS = "self::a[starts-with(normalize-space(.), 'http')]"
FORMULA = "contains(concat(@class, ' '), 'math ')"


@cache
def ids() -> set[str]:
    """Give the ids of sources, figures and rules that are no words of a language."""
    every = {key for name, column in IDS.items() for key in tables.read(name)[column]}
    return {key for key in every if re.search(r"[_\dA-Z-]", key)}


def shown(page: html.HtmlElement) -> str:
    """Give the text that a page shows, code, addresses and formulas as a dot."""
    texts = []
    for text in page.xpath("descendant::text()"):
        literal = (
            text.getparent().xpath(f"ancestor-or-self::*[{LITERAL} or {FORMULA} or {ADDRESS}]")
            and text.is_text
        )
        texts.append("·" if literal else text)
    return "\n".join(texts)


def unsaid(text: str) -> list[str]:
    """Give the ids, the names of columns and the places of numbers left out in a text."""
    words = set(WORD.findall(text))
    raw = {word for word in words if re.search("_[A-Za-z]", word) or word in ids()} - set(
        tables.names()
    )
    return sorted(word for word in raw if not FILE.fullmatch(word)) + LEFT_OUT.findall(text)
