"""An entry for each source, the download of each region, and what the table of contents lists."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from edugov import regions, tables
from edugov.duties import compliance, views
from edugov.files import to_csv, write_text
from edugov.labels import count, names, number, say
from edugov.markup import Html, Markdown, file_name, for_spreadsheet, html, plain, web_link
from edugov.pages import anchor, html_table

BOOK = tables.ROOT / "book"
# what is told of a source, in order
FACTS = [
    "title_zh",
    "publisher",
    "date",
    "document_number",
    "kind",
    "link_kind",
    "text",
    "licence",
    "note",
]
LONG = ("schools", "michigan_districts", "california_districts")  # elsewhere to download
LONG_SHOWN = 10

Tables = dict[str, pd.DataFrame]


def write(book: Path = BOOK) -> None:
    """Write the entry of each source and the CSV of each region that has pages; remove those that
    are gone."""
    every = _every()
    files = dict(_entries(every))
    files |= _downloads(every)
    for name, text in files.items():
        path = book / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
    for pattern in ("sources/*.md", "regions/*.md", "regions/*.csv"):
        for path in book.glob(pattern):
            name = path.relative_to(book).as_posix()
            if name not in files:
                path.unlink()


def _every() -> Tables:
    return {name: tables.read(name) for name in tables.names()}


def _entries(every: Tables) -> Iterator[tuple[str, str]]:
    """Give the name below book/ and the text of each source's entry."""
    for row in every["sources"].to_dict("records"):
        name = file_name(row["source_id"])
        yield f"sources/{name}.md", _source(row, every)


def _downloads(every: Tables) -> Iterator[tuple[str, str]]:
    """Give the name below book/ and the text of each CSV that a page offers."""
    for row in _paged(every):
        own = regions.belonging(row.region_code, every)
        slug = file_name(row.slug)
        if row.profile:
            printed = own["figures"]
            coefficients = _as_figures(own["equity_published"])
            figures = pd.concat([printed, coefficients])
            yield f"regions/{slug}.csv", _download(figures[printed.columns])
        if row.schools:
            yield f"regions/{slug}-schools.csv", _download(own["schools"])
    judged = compliance.table(every)
    shown = views.download(judged, every)
    yield "duties/compliance.csv", _download(shown)


def _download(table: pd.DataFrame) -> str:
    safe = for_spreadsheet(table)
    return to_csv(safe)


def _paged(every: Tables) -> Iterator:
    """Give each region that has pages, and which; a province before what belongs to it."""
    having = regions.with_pages(every)
    paged = having[having["pages"]]
    return paged.merge(every["regions"]).itertuples()


def contents() -> dict[str, list[dict]]:
    """Return the generated part of the table of contents: regions below their province, invented
    examples, sources."""
    every = _every()
    listed = {"regions": [], "examples": [], "sources": []}
    for key in every["sources"]["source_id"]:
        listed["sources"].append({"file": f"sources/{file_name(key)}"})
    entries: dict[str, dict] = {}
    for row in _paged(every):
        entry = _chapter(row)
        province = regions.province(row.region_code, every["regions"])
        above = entries.get(province)
        entries[row.region_code] = entry
        if above:
            above.setdefault("sections", []).append(entry)
        elif row.kind == regions.EXAMPLE:
            listed["examples"].append(entry)
        else:
            listed["regions"].append(entry)
    return listed


def _chapter(row) -> dict:
    """Return the entry of one region, its other pages below the first."""
    slug = file_name(row.slug)
    files = []
    for kind in regions.PAGES:
        if getattr(row, kind):
            stem = regions.page_stem(slug, kind)
            files.append({"file": f"regions/{stem}"})
    first, *others = files
    first["title"] = plain(f"{row.name_en} {row.name_zh}")
    if others:
        first["sections"] = others
    return first


def _as_figures(equity: pd.DataFrame) -> pd.DataFrame:
    """Turn published coefficients that are not rows of the figures into such rows."""
    is_own = equity["figure_id"] == ""
    is_known = equity["coefficient_of_variation"].notna()
    rows = equity[is_own & is_known]
    is_single = ~rows["composite"].astype(bool)
    single = "cv_" + rows["indicator_id"]
    own = rows.rename(columns={"coefficient_of_variation": "value"})
    own["year"] = rows["year"].astype("string").fillna("")
    own["indicator_id"] = rows["indicator_id"].mask(is_single, single)
    own["quantity"] = "value"
    own["unit"] = "ratio"
    own["scope"] = "region"
    own["status"] = "ok"
    columns = [field["name"] for field in tables.fields("figures")]
    return own.reindex(columns=columns)


def _source(row: dict, every: Tables) -> str:
    """Return the entry of a source: what it is, and every figure from it with the place where it
    stands."""
    blocks = [_heading("#", row["title_en"]), _facts(row).source]
    for name, table in every.items():
        if "source_id" not in table or name in ("sources", *tables.ON_DOCUMENTS):
            continue
        mine = table[table["source_id"] == row["source_id"]]
        if not len(mine):
            continue
        if name == "figures":
            cells = _figures(mine, every)
        else:
            cells = _rows(name, mine, every)
        rows = count(len(mine), "row")
        caption = f"{rows} from {row['title_zh']}"
        most = LONG_SHOWN if name in LONG else None
        shown = html_table(cells, caption, "en", most)
        blocks.append(_heading("##", tables.title(name)))
        blocks.append(shown.data)
    return "\n\n".join(blocks) + "\n"


def _heading(level: str, text: str) -> str:
    escaped = Markdown.of(text)
    return f"{level} {escaped.source}"


def _facts(row: dict) -> Html:
    """Return what is known of a source as a list; its link is one only where it is of the web."""
    shown = dict(row)
    shown["date"] = row["date"] or "not known"
    shown["link_kind"] = row["link_kind"].replace("_", " ")
    shown["text"] = ""
    if row["text_sha256"]:
        size = row["text_characters"]
        shown["text"] = f"{size:,} characters, SHA-256 {row['text_sha256']}"
    items = []
    for name in FACTS:
        if shown[name]:
            items.append(_fact(say(f"fact.{name}", "en"), shown[name]))
    if row["link"]:
        items.append(_fact("Link", web_link(row["link"])))
    return html('<dl class="facts">{}</dl>', Html.joined(items))


def _fact(name: str, text: str | Html) -> Html:
    return html("<dt>{}</dt><dd>{}</dd>", name, text)


def _rows(name: str, rows: pd.DataFrame, every: Tables) -> pd.DataFrame:
    """Return the rows of a table as cells, under the titles that its description gives."""
    shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
    for column, words in _words(every).items():
        if column in shown:
            shown[column] = shown[column].map(words)
    cells = shown.astype("string").fillna("").astype("object")
    if name not in LONG:  # no link leads to a row of those
        first = cells.columns[0]
        placed = []
        for row, cell in zip(rows.to_dict("records"), cells[first], strict=True):
            placed.append(_place(row) + cell)
        cells[first] = placed
    titles = {field["name"]: field["title"] for field in tables.fields(name)}
    return cells.rename(columns=titles)


def _words(every: Tables) -> dict[str, dict[str, str]]:
    """Return the names of what the columns of tables hold by its key."""
    rule_sets = every["equity_published"]["rule_set"].unique()
    return {
        "region_code": names(every["regions"], "region_code", "zh"),
        "indicator_id": names(every["indicators"], "indicator_id", "en"),
        "rule_set": {key: say(f"rule_set.{key}", "en") for key in rule_sets},
    }


def _place(row: dict) -> Html:
    """Return the place that links to a row lead to; one of a figure is among the figures."""
    if row.get("figure_id"):
        return Html("")
    return html('<span id="{}"></span>', anchor(row))


def _figures(figures: pd.DataFrame, every: Tables) -> pd.DataFrame:
    """Return figures as cells: each with an anchor of its own, the number as printed, and its
    place."""
    words = _words(every)
    cells = [_figure(row, words) for row in figures.itertuples()]
    return pd.DataFrame(cells)


def _figure(row, words: dict[str, dict[str, str]]) -> dict[str, str | Html]:
    shown = number(row.value, row.unit, "en")
    value = html('<span id="{}"></span>{}', row.figure_id, shown)
    if row.status != "ok":
        value += html(' <span class="status-{0}">{0}</span>', row.status)
    indicator = words["indicator_id"][row.indicator_id]
    region = "–"
    if row.region_code:
        region = words["region_code"][row.region_code]
    if row.scope == "part":
        region += " (part)"
    places = [row.section]
    if pd.notna(row.start):
        places.append(f"characters {row.start}–{row.end}")
    notes = [row.proposed_reading, row.note]
    return {
        "value": value,
        "printed": row.value_printed + row.unit_printed,
        "indicator": html("{}<br><small>{}</small>", indicator, row.subject_zh),
        "stage": say(f"stage.{row.stage}", "en"),
        "year": row.year,
        "quantity": say(f"quantity.{row.quantity}", "en"),
        "Region": region,
        "place": ", ".join(filter(None, places)),
        "Note": "; ".join(filter(None, notes)),
    }
