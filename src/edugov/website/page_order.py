"""The order of regions, sources and own analyses in the navigation."""

from collections.abc import Collection, Iterator

from edugov import regions, tables
from edugov.markup import file_name, plain
from edugov.rendering import own_pages, planning
from edugov.tables import Tables


def contents(lang: str = "en", left_out: Collection[str] = ()) -> dict[str, list[dict]]:
    """Return the generated part of the table of contents: regions below their province, invented
    examples, sources, own analyses; without the pages that are left out."""
    every = tables.every()
    listed = {"regions": [], "examples": [], "sources": [], "own": []}
    for page in map(planning.overview_page, own_pages.notebooks()):
        if page not in left_out:
            listed["own"].append({"file": page})
    for key in every["sources"]["source_id"]:
        listed["sources"].append({"file": f"sources/{file_name(key)}"})
    entries: dict[str, dict] = {}
    parent = regions.parents(every["regions"])
    for row in paged(every):
        entry = _chapter(row, lang, left_out)
        if not entry:
            continue
        province = regions.province_of(row.region_code, parent)
        above = entries.get(province)
        entries[row.region_code] = entry
        if above:
            above.setdefault("sections", []).append(entry)
        elif row.kind == regions.EXAMPLE:
            listed["examples"].append(entry)
        else:
            listed["regions"].append(entry)
    return listed


def _chapter(row, lang: str, left_out: Collection[str]) -> dict:
    """Return the entry of one region, its other pages below the first; none where all its pages are
    left out."""
    slug = file_name(row.slug)
    files = []
    for kind in own_pages.kinds(row):
        stem = regions.page_stem(slug, kind)
        if f"regions/{stem}" not in left_out:
            files.append({"file": f"regions/{stem}"})
    if not files:
        return {}
    first, *others = files
    first["title"] = plain(f"{row.name_en} {row.name_zh}" if lang == "en" else row.title_zh)
    if others:
        first["sections"] = others
    return first


def paged(every: Tables) -> Iterator:
    """Give each region that has pages, and which; a province before what belongs to it."""
    having = own_pages.with_pages(every)
    paged = having[having["pages"]]
    return paged.merge(every["regions"]).itertuples()
