"""The sitemap (网站地图): sitemap.xml, the list of all pages for search engines."""

from collections.abc import Iterable
from pathlib import Path
from xml.sax.saxutils import escape

from edugov.files import write_text


def write_sitemap(pages: Iterable[str], address: str, path: Path) -> None:
    """Write the list of all pages for search engines; none, where the site has no address."""
    if not address:
        return
    places = [f"<url><loc>{escape(address + page)}</loc></url>" for page in sorted(pages)]
    schema = "http://www.sitemaps.org/schemas/sitemap/0.9"
    start = f'<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="{schema}">\n'
    write_text(path, start + "\n".join(places) + "\n</urlset>\n")
