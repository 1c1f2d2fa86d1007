"""What the style sheets of a web page hide, strike out or raise."""

import re
from collections.abc import Iterator

import lxml.etree

# comments, and rules that hold only sometimes: on paper, on a small screen
PASSED_OVER = re.compile(
    r"/\*.*?(?:\*/|\Z)|<!--|-->|@[^{};@]*+(?:;|\{(?:[^{}]*+\{[^{}]*+\})*+[^{}]*+\})", re.DOTALL
)
RULE = re.compile(r"(?<![^{}])([^{}]*+)\{([^{}]*+)\}")
KEPT = re.compile(r"text-decoration[^;]*line-through|vertical-align\s*:\s*super", re.IGNORECASE)
HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
SHOWS = re.compile(r"display\s*:\s*(?!none)\w|visibility\s*:\s*visible", re.IGNORECASE)
STEP = re.compile(r"([\w-]*)((?:[.#][\w-]+)*)")  # of a selector: td, .old, tr.old#last
NAME = re.compile(r"[.#][\w-]+")
WITH = {"#": "[@id='{}']", ".": "[contains(concat(' ', normalize-space(@class), ' '), ' {} ')]"}


def write_into(page: lxml.etree._Element) -> None:
    """Write into the style of elements what sheets say of them.

    What a sheet hides may be shown by a program, most surely where another rule shows it.
    """
    sheets = PASSED_OVER.sub(" ", "".join(sheet.text or "" for sheet in page.iter("style")))
    rules = RULE.findall(sheets)
    chosen = (last for selectors, said in rules if SHOWS.search(said) for last in lasts(selectors))
    shown = {name for last in chosen for name in NAME.findall(last)}
    for selectors, said in rules:
        looks = [found[0] for found in KEPT.finditer(said)]
        if HIDES.search(said) and shown.isdisjoint(NAME.findall(" ".join(lasts(selectors)))):
            looks.append("visibility:hidden")
        for selector in selectors.split(",") if looks else ():
            for element in page.xpath(path_of(selector)):
                element.set("style", ";".join([*looks, element.get("style", "")]))


def lasts(selectors: str) -> Iterator[str]:
    """What each selector says of the element itself."""
    return (selector.split()[-1] for selector in selectors.split(",") if selector.strip())


def path_of(selector: str) -> str:
    """XPath of a selector of tags, classes and ids; of any other nothing."""
    path = ""
    for step in selector.split():
        if not (parts := STEP.fullmatch(step)):
            return "/.."
        path += f"//{parts[1] or '*'}"
        path += "".join(WITH[name[0]].format(name[1:]) for name in NAME.findall(parts[2]))
    return path or "/.."
