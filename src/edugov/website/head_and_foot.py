"""What every page of the site has beside its content: description, icon, canonical address,
citation, receipt, downloads, where to report an error; settings of the site."""

import re
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from edugov.labels import say
from edugov.markup import Html, html, words
from edugov.pages.below_chart import MADE
from edugov.rendering.downloads import PACKAGE
from edugov.website import dataset_markup, link_card
from edugov.website.assets import ROOT
from edugov.website.feed import FEED

FINDING = re.compile(r'<div class="finding[^>]*>.*?<li>(.*?)</li>', re.S)
PARAGRAPH = re.compile(r"<article.*?<p>(.*?)</p>", re.S)
HEADING = re.compile(r"<h1>(.*?)</h1>", re.S)
FOOT = re.compile(r'<aside class="page-foot".*?</aside>', re.S)
FOOT_HERE = "<!-- page-foot -->"
TOGGLE = '<summary><span class="toctree-toggle"'
COMPARED = re.compile(r'<form class="compare"[^>]* data-regions="([^"]*)"')
COMPARE = "comparisons/compare.html"
ENTRY, ITEM = 'role="doc-biblioentry"', 'role="listitem"'  # the first is withdrawn (ARIA 1.3)
SIDEBAR = '<div id="pst-primary-sidebar" class='
OFFERING_ALL = ("index.html", "data/tables.html", "regions/index.html")
LICENCE = "CC BY 4.0"
# who came to a figure, a row or an entry by its id reports on that
REPORT = (
    '<p><a href="{0}" data-page="{0}" onclick="this.href = this.dataset.page + '
    'encodeURIComponent(location.hash)">{1}</a></p>'
)
LOCALES = {"en": "en_GB", "zh": "zh_CN"}
DESCRIPTION = 160  # letters that a list of results shows
MARK = re.compile(r'<a class="headerlink".*?</a>', re.S)


class Settings(NamedTuple):
    """What the site is told of itself: its address, where errors are reported, its version, the
    names that a search may ask for, and by edition what each page is made from."""

    address: str = ""  # with a slash at its end; none: no canonical address and no sitemap
    report: str = ""  # of a form or mailto:, the page is added to it
    version: str = ""
    root: Path | None = None  # of the project, where the inputs of pages stand
    places: tuple[str, ...] = ()
    downloads: Path | None = None  # folder of the files that pages offer
    receipts: dict[str, dict[str, dict]] = {}
    package: dict = {}  # the description of the data package
    date: str = ""  # of the data
    cache: Path | None = None  # folder where what is slow to make of a page is kept
    library: str = ""  # digest of the code by which pages are made
    compared: frozenset[str] = frozenset()  # slugs of the regions that can be compared


def furnished(page: str, path: str, lang: str, folder: str, settings: Settings) -> str:
    """Return a page with all that stands beside its content; one without an article as it is."""
    root = ROOT.search(page)
    title = HEADING.search(page)
    if not root or not title:
        return page
    heading = MARK.sub("", title[1])
    name = words(Html(heading))
    head = _head(page, name, (folder, path), root[1], lang, settings)
    page = page.replace("</head>", f"{head.source}</head>", 1)
    below = say("site.below", lang)
    toggle = html('<summary aria-label="{}"><span class="toctree-toggle"', below)
    page = page.replace(TOGGLE, toggle.source)
    page = page.replace(ENTRY, ITEM)
    sidebar_name = say("site.sidebar", lang)
    sidebar = html('<div role="region" aria-label="{}" id=', sidebar_name).source
    page = page.replace(SIDEBAR, f'{sidebar}"pst-primary-sidebar" class=', 1)
    if path == "404.html":  # shown at any depth
        base = urlsplit(settings.address).path or "/"
        return page.replace("<head>", f'<head>\n<base href="{base}{folder}">', 1)
    taken = _taken(path, root[1], lang, folder, settings)
    # the theme writes another heading before, for paper alone
    before, opened, rest = page.partition("<article")
    rest = rest.replace("</h1>", f"</h1>{taken.source}", 1)
    page = before + opened + rest
    foot = _foot(name, path, f"{folder}{path}", lang, settings)
    before, closed, rest = page.rpartition("</article>")
    return f"{before}{closed}{foot.source}{rest}"


def _head(
    page: str, name: str, place: tuple[str, str], root: str, lang: str, settings: Settings
) -> Html:
    found = FINDING.search(page) or PARAGRAPH.search(page)
    text = words(Html(found[1])) if found else name
    if len(text) > DESCRIPTION:
        text = text[: DESCRIPTION - 1].rstrip() + "…"
    tags = [
        html('<link rel="icon" type="image/svg+xml" href="{}_static/favicon.svg">\n', root),
        html('<meta name="description" content="{}">\n', text),
        html('<meta property="og:title" content="{}">\n', name),
        html('<meta property="og:description" content="{}">\n', text),
        html('<meta property="og:type" content="article">\n'),
        html('<meta property="og:site_name" content="{}">\n', say("site.title", lang)),
        html('<meta property="og:locale" content="{}">\n', LOCALES[lang]),
    ]
    if settings.address:
        tags += _addressed(settings.address, *place, lang)
    is_of_tables = place[1] == dataset_markup.TABLES
    if settings.address and settings.package and is_of_tables:
        told = dataset_markup.dataset(settings.package, settings.address, lang, settings.date)
        tags.append(told)
    return Html.joined(tags)


def _addressed(address: str, folder: str, path: str, lang: str) -> list[Html]:
    """Return what the head of a page holds of a site that has an address."""
    place = folder + path
    link = '<link rel="alternate" type="application/atom+xml" title="{}" href="{}{}{}">\n'
    return [
        html('<meta property="og:url" content="{}{}">\n', address, place),
        html('<link rel="canonical" href="{}{}">\n', address, place),
        html('<meta property="og:image" content="{}{}">\n', address, link_card.CARD),
        html('<meta property="og:image:width" content="{}">\n', link_card.WIDTH),
        html('<meta property="og:image:height" content="{}">\n', link_card.HEIGHT),
        html('<meta property="og:image:alt" content="{}">\n', say("site.title", lang)),
        html('<meta name="twitter:card" content="summary_large_image">\n'),
        html(link, say("site.changes", lang), address, folder, FEED),
    ]


def _taken(path: str, root: str, lang: str, folder: str, settings: Settings) -> Html:
    """Return the links to what a reader may take from a page: a region's figures, all data."""
    section, _, name = path.removesuffix(".html").rpartition("/")
    slug = _slug_of(name, settings.downloads)
    links = []
    if section == "regions" and slug in settings.compared:
        shown = say("site.compare", lang)
        link = html('<a href="{}{}?regions={}">{}</a>', root, COMPARE, slug, shown)
        links.append(link)
    offered = []
    if section == "regions" and slug:
        offered = [(f"{slug}{ending}", f"site.{ending[1:]}") for ending in (".csv", ".xlsx")]
    elif path not in OFFERING_ALL:
        return Html("")
    back = "../" if folder else ""
    above = f"{root}{back}downloads/"
    if (settings.downloads or Path()).joinpath(PACKAGE).is_file():
        offered.append((PACKAGE, "site.zip"))
    for file, key in offered:
        links.append(html('<a href="{}{}" download>{}</a>', above, file, say(key, lang)))
    if links:
        return html('<p class="taken">{}</p>', Html.joined(links, " · "))
    return Html("")


def compared(pages: dict[str, str]) -> frozenset[str]:
    """Return the slugs of the regions that the page which compares them offers."""
    found = COMPARED.search(pages.get(COMPARE, ""))
    return frozenset(found[1].split() if found else [])


def _slug_of(name: str, downloads: Path | None) -> str:
    """Return the longest beginning of a page's name that has a file; nothing where none has."""
    while downloads and name and not (downloads / f"{name}.csv").is_file():
        name = name.rpartition("-")[0]
    return name if downloads else ""


def _foot(name: str, path: str, place: str, lang: str, settings: Settings) -> Html:
    """Return what stands below the content of a page: a citation, its receipt, where to report."""
    made = settings.receipts.get(lang, {}).get(path)
    told = {"title": name, "version": settings.version, "licence": LICENCE}
    cited = say("site.citation", lang, **told)
    if settings.address:
        cited += f" {settings.address}{place}"
    parts = [
        html(
            '<details><summary>{}</summary><div class="highlight"><pre>{}</pre></div></details>',
            say("site.cite", lang),
            cited,
        )
    ]
    if made:
        rows = [html("<li>{} <code>{}</code></li>", file, key[:16]) for file, key in made["keys"]]
        shown = (
            '<details><summary>{}</summary><p id="{}">{} <code>{}</code></p><ul>{}</ul></details>'
        )
        again = say("site.again", lang)
        parts.append(
            html(shown, say("site.made", lang), MADE, again, made["command"], Html.joined(rows))
        )
    if settings.report:
        address = settings.report + quote(place)
        parts.append(html(REPORT, address, say("site.report", lang)))
    return html(
        '<aside class="page-foot" aria-label="{}">{}</aside>',
        say("site.foot", lang),
        Html.joined(parts),
    )


def parted(page: str) -> tuple[str, str]:
    """Return a page with a mark where its foot stands, and the foot: it says what the page was made
    from, so that it changes where the page does not."""
    found = FOOT.search(page)
    return (page.replace(found[0], FOOT_HERE, 1), found[0]) if found else (page, "")
