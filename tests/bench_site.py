"""What Sphinx takes for a book of many pages without notebooks: python -m tests.bench_site."""

import sys
import tempfile
from pathlib import Path

from tests.bench_bounds import Bounds
from tests.big_book import measured

PAGES = 540, 1080  # whole provinces; more sources than a list shows, and twice as many


def main() -> int:
    """Print each figure beside its limit; 1 when one is missed."""
    bounds = Bounds("site")
    with tempfile.TemporaryDirectory() as folder:
        once, twice = (measured(Path(folder) / str(pages), pages) for pages in PAGES)
    for each in (once, twice):
        print(f"{each['pages']} pages {each['seconds']:.1f} s, {each['megabytes']:.0f} MB")
    bounds.at_most("twice the pages, times the time", twice["seconds"] / once["seconds"], 2.2)
    a_page = twice["seconds"] / twice["pages"]
    bounds.at_most("a page without a notebook, seconds", a_page, 0.1)
    bounds.at_most("MB of the larger one", twice["megabytes"], 2048)
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
