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
    every = {name: tables.read(name) for name in tables.names()}
    files = dict(_entries(every)) | dict(_downloads(every))
    for name, text in files.items():
        path = book / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            write_text(path, text)
    for pattern in ("sources/*.md", "regions/*.md", "regions/*.csv"):
        for path in book.glob(pattern):
            if path.relative_to(book).as_posix() not in files:
                path.unlink()


def _entries(every: Tables) -> Iterator[tuple[str, str]]:
    """Give the name below book/ and the text of each source's entry."""
    for row in every["sources"].to_dict("records"):
        yield f"sources/{file_name(row['source_id'])}.md", _source(row, every)


def _downloads(every: Tables) -> Iterator[tuple[str, str]]:
    """Give the name below book/ and the text of each CSV that a page offers."""
    for row in _paged(every):
        own = regions.belonging(row.region_code, every)
        slug = file_name(row.slug)
        if row.profile:
            columns = list(own["figures"])
            figures = pd.concat([own["figures"], _as_figures(own["equity_published"])])
            yield f"regions/{slug}.csv", _download(figures[columns])
        if row.schools:
            yield f"regions/{slug}-schools.csv", _download(own["schools"])
    judged = views.download(compliance.table(every), every)
    yield "duties/compliance.csv", _download(judged)


def _download(table: pd.DataFrame) -> str:
    return to_csv(for_spreadsheet(table))


def _paged(every: Tables) -> Iterator:
    """Give each region that has pages, and which; a province before what belongs to it."""
    having = regions.with_pages(every).query("pages")
    return having.merge(every["regions"]).itertuples()


def contents() -> dict[str, list[dict]]:
    """Return the generated part of the table of contents: regions below their province, invented
    examples, sources."""
    every = {name: tables.read(name) for name in tables.names()}
    sources = [{"file": f"sources/{file_name(key)}"} for key in every["sources"]["source_id"]]
    listed = {"regions": [], "examples": [], "sources": sources}
    entries: dict[str, dict] = {}
    for row in _paged(every):
        entry = _chapter(row)
        entries[row.region_code] = entry
        above = entries.get(regions.province(row.region_code, every["regions"]), entry)
        if above is not entry:
            above.setdefault("sections", []).append(entry)
        elif row.kind == regions.EXAMPLE:
            listed["examples"].append(entry)
        else:
            listed["regions"].append(entry)
    return listed


def _chapter(row) -> dict:
    """Return the entry of one region, its other pages below the first."""
    kinds = [kind for kind in regions.PAGES if getattr(row, kind)]
    stems = [regions.page_stem(file_name(row.slug), kind) for kind in kinds]
    first, *others = [{"file": f"regions/{stem}"} for stem in stems]
    entry = first | {"title": plain(f"{row.name_en} {row.name_zh}")}
    return entry | {"sections": others} if others else entry


def _as_figures(equity: pd.DataFrame) -> pd.DataFrame:
    """Turn published coefficients that are not rows of the figures into such rows."""
    rows = equity[(equity["figure_id"] == "") & equity["coefficient_of_variation"].notna()]
    single = ~rows["composite"].astype(bool)
    own = rows.rename(columns={"coefficient_of_variation": "value"}).assign(
        year=rows["year"].astype("string").fillna(""),
        indicator_id=rows["indicator_id"].mask(single, "cv_" + rows["indicator_id"]),
        **{"quantity": "value", "unit": "ratio", "scope": "region", "status": "ok"},
    )
    return own.reindex(columns=[column["name"] for column in tables.fields("figures")])


def _source(row: dict, every: Tables) -> str:
    """Return the entry of a source: what it is, and every figure from it with the place where it
    stands."""
    title = Markdown.of(row["title_en"]).source
    blocks = [f"# {title}", _facts(row).source]
    for name, table in every.items():
        if "source_id" not in table or name in ("sources", *tables.ON_DOCUMENTS):
            continue
        mine = table[table["source_id"] == row["source_id"]]
        if not len(mine):
            continue
        cells = _figures(mine, every) if name == "figures" else _rows(name, mine, every)
        caption = f"{count(len(mine), 'row')} from {row['title_zh']}"
        shown = html_table(cells, caption, "en", LONG_SHOWN if name in LONG else None)
        blocks += [f"## {Markdown.of(tables.title(name)).source}", shown.data]
    return "\n\n".join(blocks) + "\n"


def _facts(row: dict) -> Html:
    """Return what is known of a source as a list; its link is one only where it is of the web."""
    shown = dict(row)
    shown["date"] = row["date"] or "not known"
    shown["link_kind"] = row["link_kind"].replace("_", " ")
    shown["text"] = ""
    if row["text_sha256"]:
        shown["text"] = f"{row['text_characters']:,} characters, SHA-256 {row['text_sha256']}"
    facts = [(say(f"fact.{name}", "en"), shown[name]) for name in FACTS if shown[name]]
    if row["link"]:
        facts.append(("Link", web_link(row["link"])))
    listed = [html("<dt>{}</dt><dd>{}</dd>", name, fact) for name, fact in facts]
    return html('<dl class="facts">{}</dl>', Html.joined(listed))


def _rows(name: str, rows: pd.DataFrame, every: Tables) -> pd.DataFrame:
    """Return the rows of a table as cells, under the titles that its description gives."""
    rule_sets = every["equity_published"]["rule_set"].unique()
    words = {
        "region_code": names(every["regions"], "region_code", "zh"),
        "indicator_id": names(every["indicators"], "indicator_id", "en"),
        "rule_set": {key: say(f"rule_set.{key}", "en") for key in rule_sets},
    }
    shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
    for column in words.keys() & set(shown):
        shown[column] = shown[column].map(words[column])
    cells = shown.astype("string").fillna("").astype("object")
    if name not in LONG:  # no link leads to a row of those
        first = cells.columns[0]
        places = [_place(row) for row in rows.to_dict("records")]
        pairs = zip(places, cells[first], strict=True)
        cells[first] = [Html.joined(pair) for pair in pairs]
    titles = {field["name"]: field["title"] for field in tables.fields(name)}
    return cells.rename(columns=titles)


def _place(row: dict) -> Html:
    """Return the place that links to a row lead to; one of a figure is among the figures."""
    if row.get("figure_id"):
        return Html("")
    return html('<span id="{}"></span>', anchor(row))


def _figures(figures: pd.DataFrame, every: Tables) -> pd.DataFrame:
    """Return figures as cells: each with an anchor of its own, the number as printed, and its
    place."""
    name = names(every["indicators"], "indicator_id", "en")
    region = names(every["regions"], "region_code", "zh") | {"": "–"}
    return pd.DataFrame([_figure(row, name, region) for row in figures.itertuples()])


def _figure(row, name: dict[str, str], region: dict[str, str]) -> dict[str, str | Html]:
    value = html('<span id="{}"></span>{}', row.figure_id, number(row.value, row.unit, "en"))
    if row.status != "ok":
        value += html(' <span class="status-{0}">{0}</span>', row.status)
    part = " (part)" if row.scope == "part" else ""
    place = f"characters {row.start}–{row.end}" if pd.notna(row.start) else ""
    indicator = name[row.indicator_id]
    return {
        "value": value,
        "printed": row.value_printed + row.unit_printed,
        "indicator": html("{}<br><small>{}</small>", indicator, row.subject_zh),
        "stage": say(f"stage.{row.stage}", "en"),
        "year": row.year,
        "quantity": say(f"quantity.{row.quantity}", "en"),
        "Region": region[row.region_code] + part,
        "place": ", ".join(filter(None, [row.section, place])),
        "Note": "; ".join(filter(None, [row.proposed_reading, row.note])),
    }
