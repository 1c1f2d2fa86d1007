"""How Chromium, Chrome or Edge prints pages of the site: paper, margins, the book's own Chinese
font."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from playwright.sync_api import Error, Page, Route, sync_playwright

from edugov.fault import Fault

ORIGIN = "http://book.invalid/"  # a name no network has, under which Chromium is given the site
FONT = Path(__file__).parents[1] / "charts" / "fonts" / "NotoSansSC-subset.otf"
FONT_PAGE = "font-of-the-book.otf"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# Latin letters as the system has them, Chinese ones of the book: the same words on any machine.
# Quotation marks are as wide as a Chinese letter in that font, so English takes only its letters.
STYLE = f"""
@font-face {{ font-family: "Book"; src: url("/{FONT_PAGE}"); }}
@font-face {{
  font-family: "Book letters"; src: url("/{FONT_PAGE}"); unicode-range: U+2E80-9FFF, U+F900-FFEF;
}}
html {{
  --latin: "Helvetica Neue", Arial, "Liberation Sans";
  --pst-font-family-base: var(--latin), "Book letters", sans-serif;
  --pst-font-family-heading: var(--pst-font-family-base);
  --pst-font-family-monospace: Menlo, Consolas, "Liberation Mono", "Book letters", monospace;
}}
html:lang(zh) {{ --pst-font-family-base: var(--latin), "Book", sans-serif; }}
svg text, math {{ font-family: var(--pst-font-family-base) !important; }}
@page {{ @bottom-right {{ content: none; }} }}
"""
UNFOLD = """for (const folded of document.querySelectorAll("main details, .page-foot details"))
  folded.open = true;"""
# Chromium keeps a place of a page in its PDF where a link of the same page leads to it
KEEP = """places => document.body.append(...places.map(place =>
  Object.assign(document.createElement("a"), {href: "#" + place, hidden: true})));"""
# the name of the page and the number of the sheet; both are read without Chinese letters
FOOT = """<div style="font-size: 7pt; width: 100%; padding: 0 14mm; display: flex">
<span style="flex: 1">{}</span><span class="pageNumber"></span>&thinsp;/&thinsp;<span
class="totalPages"></span></div>"""
SCALE = 0.8  # of letters, so that a table has the room of a small screen
MARGINS = {"top": "14mm", "bottom": "16mm", "left": "14mm", "right": "14mm"}


class Press:
    """A running Chromium that prints pages of one site."""

    def __init__(self, page: Page, site: Path) -> None:
        self.page = page
        page.route("**/*", partial(_answer, site))
        page.emulate_media(media="print", color_scheme="light", reduced_motion="reduce")

    def open(self, name: str) -> None:
        """Open a page of the site, such as ``zh/regions/zhaotong.html``, as it is printed."""
        self.page.goto(ORIGIN + name, wait_until="load")
        self.page.add_style_tag(content=STYLE)
        self.page.evaluate(UNFOLD)
        self.page.evaluate("document.fonts.ready.then(() => true)")

    def keep(self, places: Sequence[str]) -> None:
        """Keep places of the page that is open, by their ids, for links from elsewhere in a PDF."""
        self.page.evaluate(KEEP, places)

    def print(self, name: str, **options) -> bytes:
        """Return the page that is open as the bytes of a PDF; its name stands at the foot."""
        return self.page.pdf(
            format="A4",
            margin=MARGINS,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=FOOT.format(name),
            print_background=True,
            **options,
        )


@contextmanager
def press(site: Path) -> Iterator[Press]:
    """Start Chromium for the pages of a site; a Fault where there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        raise Fault(
            "no Chromium was found, which prints the pages; install Chromium, Chrome or Edge so "
            f"that {', '.join(PROGRAMS)} can be run (on Debian: apt-get install chromium)"
        )
    # its socket lies in TMPDIR, and the path of a socket has at most 107 bytes
    short = os.environ | ({"TMPDIR": "/tmp"} if os.name == "posix" else {})
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(
                executable_path=found, args=QUIET, env=short, chromium_sandbox=not _is_root()
            )
        except Error as error:
            reason = error.message.partition("\n")[0]
            raise Fault(f"{found} could not be started: {reason}") from error
        yield Press(browser.new_page(), site)
        browser.close()


def _is_root() -> bool:
    """Tell whether this is root, for whom Chromium runs without its sandbox only."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _answer(site: Path, route: Route) -> None:
    """Give Chromium a file of the site, or the font; nothing else is fetched from anywhere."""
    address = route.request.url
    name = unquote(urlsplit(address).path).lstrip("/")
    path = FONT if name == FONT_PAGE else (site / name).resolve()
    is_ours = address.startswith(ORIGIN) and (path == FONT or path.is_relative_to(site))
    if is_ours and path.is_file():
        route.fulfill(path=path)
    else:
        route.abort()
