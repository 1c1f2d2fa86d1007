"""The style sheets and scripts of the pages: one of each, put together from those of the theme and
its extensions."""

import hashlib
import posixpath
import re
from base64 import b64decode
from collections.abc import Iterable
from pathlib import Path

from edugov.files import write_bytes, write_text
from edugov.markup import html

SHEET = re.compile(r'[ \t]*<link(?=[^>]*rel="stylesheet")[^>]*href="([^"?]+)[^"]*"[^>]*>\n?')
# not those ending in .mjs, which belong to single pages
SCRIPT = re.compile(r'[ \t]*<script[^>]*\ssrc="([^"?]+\.js)(?:\?[^"]*)?"[^>]*></script>\n?')
# a page's own settings of scripts that are not kept, and what loads a file before its time
USELESS = re.compile(
    r'[ \t]*<script>DOCUMENTATION_OPTIONS\.[^<]*</script>\n?|[ \t]*<link rel="preload"[^>]*>\n?'
    r"|[ \t]*<!-- (?:So that|Pre-loaded|Loaded before|Scripts loaded)[^>]*-->\n?"
)
# the theme writes the first once more
VIEWPORT = re.compile(r'\s*<meta name="viewport"[^>]*>(?=.*<meta name="viewport")', re.S)
ROOT = re.compile(r'data-content_root="([^"]*)"')
# icons are in our own style sheet, search and formulas are ours, no page has tabs
DROPPED = {
    "fontawesome.js",
    "searchtools.js",
    "language_data.js",
    "searchindex.js",
    "design-tabs.js",
}
# of its font that no page uses; those of its icons; and where tools find the unbundled code
HELD = re.compile(r'<a download="([^"]+)" href="data:text/csv;base64,([^"]+)"')  # `csv_link`
UNUSED = re.compile(
    r"@font-face\{[^}]*Font Awesome[^}]*\}|(?:\.fa-[a-z0-9-]+,?)+\{--fa:[^}]*\}"
    r"|/[/*]# sourceMappingURL=[^\n*]*(?:\*/)?"
)
# of a file in one of the folders of which a page names what it uses
ADDRESS = re.compile(r"""_(?:images|downloads|static)/[^"'?#\s<>()]*""")
IMPORT = re.compile(r"""@import (?:url\()?["']([^"']+)["']\)?;""")
BUNDLES = "_static/book.css", "_static/book.js"
BETWEEN = {SHEET: "\n", SCRIPT: "\n;\n"}  # a script may leave its last statement open


def bundle(pages: dict[str, str], made: Path, new: Path) -> dict[str, str]:
    """Write the style sheet and the script of an edition, and return its pages naming these alone.

    Parameters
    ----------
    pages : dict
        The text of each page by its path below the edition's folder.
    made, new : Path
        The edition as Sphinx made it, and where it is published.
    """
    addresses = []
    for pattern, name in zip((SHEET, SCRIPT), BUNDLES, strict=True):
        parts = [_read(made / path) for path in _named(pattern, pages)]
        text = BETWEEN[pattern].join(parts)
        write_text(new / name, text)
        version = hashlib.sha256(text.encode()).hexdigest()[:8]
        addresses.append(f"{name}?v={version}")
    return {path: _slim(text, *addresses) for path, text in pages.items()}


def as_before(page: str, standing: str) -> str:
    """Return a page naming the style sheet and the script that the page which stands names."""
    return _slim(page, *(re.search(rf"{name}\?v=\w+", standing)[0] for name in BUNDLES))


def _named(pattern: re.Pattern, pages: dict[str, str]) -> Iterable[str]:
    """Give the files that pages name, each once, in the order in which they do."""
    found: dict[str, None] = {}
    for path, text in pages.items():
        folder = posixpath.dirname(path)
        for address in pattern.findall("".join(_ends(text)[::2])):
            file = posixpath.normpath(posixpath.join(folder, address))
            if posixpath.basename(file) not in DROPPED:
                found[file] = None
    return found


def _read(path: Path) -> str:
    """Return a file without what nobody uses, what it imports in its place."""
    text = UNUSED.sub("", path.read_text(encoding="utf-8"))
    return IMPORT.sub(lambda found: _read(path.parent / found[1]), text)


def _slim(page: str, sheet: str, script: str) -> str:
    head, body, foot = _ends(page)
    for pattern in (SHEET, SCRIPT, USELESS, VIEWPORT):
        head, foot = pattern.sub("", head), pattern.sub("", foot)
    root = ROOT.search(head)
    if not root:  # not a page of the theme
        return page
    links = html(
        '<link rel="stylesheet" href="{0}{1}">\n<script defer src="{0}{2}"></script>\n',
        root[1],
        sheet,
        script,
    )
    return f"{head}{links.source}{body}{foot}"


def put_beside(page: str, path: str, new: Path) -> str:
    """Write the tables that a page's links hold into files, and return it with links to these: so
    they load when asked for, and browsers that take no such link save them too."""

    def linked(found: re.Match) -> str:
        data = b64decode(found[2])
        key = hashlib.sha256(data).hexdigest()[:16]
        name = f"_downloads/{key}/{found[1]}"
        write_bytes(new / name, data)
        address = posixpath.relpath(name, posixpath.dirname(path))
        return html('<a download="{}" href="{}"', found[1], address).source

    return HELD.sub(linked, page)


def _ends(page: str) -> tuple[str, str, str]:
    """Return a page in three parts: its head, what it shows, and the scripts at its end."""
    head, closed, rest = page.partition("</head>")
    body, opened, foot = rest.rpartition("<!-- Scripts loaded")
    return head, closed + body, opened + foot


def forget_unused(new: Path, whole: str) -> None:
    """Remove the files of an edition that none of its pages names, given the text of them all."""
    named = {address.rpartition("/")[2] for address in ADDRESS.findall(whole)}
    for pattern in ("_images/*", "_downloads/*/*", "_static/**/*"):
        for path in sorted(new.glob(pattern), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.name not in named and path.suffix != ".txt":  # these are licences
                path.unlink()
