"""An entry for each source, the download of each region, and what the table of contents lists."""

from html import escape
from pathlib import Path

import pandas as pd

from edugov import regions, tables
from edugov.duties import compliance, views
from edugov.files import to_csv, write_text
from edugov.labels import count, names, number, say
from edugov.pages import anchor, html_table

BOOK = tables.ROOT / "book"
LONG = ("schools", "michigan_districts", "california_districts")  # elsewhere to download
FACTS = (
    "title_zh publisher date document_number kind link_kind text licence note".split()
)  # of a source, in order


def write(book: Path = BOOK) -> None:
    """Write the entry of each source and the CSV of each region that has pages; remove those that
    are gone."""
    every = {name: tables.read(name) for name in tables.names()}
    files = {
        f"sources/{row['source_id']}.md": _source(row, every)
        for row in every["sources"].to_dict("records")
    }
    for row in regions.with_pages(every).query("pages").merge(every["regions"]).itertuples():
        own = regions.belonging(row.region_code, every)
        if row.profile:
            rows = pd.concat([own["figures"], _as_figures(own["equity_published"])])[
                list(own["figures"])
            ]
            files[f"regions/{row.slug}.csv"] = to_csv(rows)
        if row.schools:
            files[f"regions/{row.slug}-schools.csv"] = to_csv(own["schools"])
    files["duties/compliance.csv"] = to_csv(views.download(compliance.table(every), every))
    for name, text in files.items():
        if not (book / name).is_file() or (book / name).read_text(encoding="utf-8") != text:
            write_text(book / name, text)
    for path in [
        *book.glob("sources/*.md"),
        *book.glob("regions/*.md"),
        *book.glob("regions/*.csv"),
    ]:
        if str(path.relative_to(book)) not in files:
            path.unlink()


def contents() -> dict[str, list[dict]]:
    """Return the generated part of the table of contents: regions below their province, invented
    examples, sources."""
    every = {name: tables.read(name) for name in tables.names()}
    listed = {
        "regions": [],
        "examples": [],
        "sources": [{"file": f"sources/{key}"} for key in every["sources"]["source_id"]],
    }
    entries: dict[str, dict] = {}
    for row in (
        regions.with_pages(every).query("pages").merge(every["regions"]).itertuples()
    ):  # a province comes first
        files = [
            {"file": f"regions/{regions.page_stem(row.slug, page)}"}
            for page in regions.PAGES
            if getattr(row, page)
        ]
        entry = (
            files[0]
            | {"title": f"{row.name_en} {row.name_zh}"}
            | ({"sections": files[1:]} if files[1:] else {})
        )
        entries[row.region_code] = entry
        above = entries.get(regions.province(row.region_code, every["regions"]), entry)
        branch = listed["examples" if row.kind == regions.EXAMPLE else "regions"]
        (branch if above is entry else above.setdefault("sections", [])).append(entry)
    return listed


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


def _source(row: dict | pd.Series, every: dict[str, pd.DataFrame]) -> str:
    """Return the entry of a source: what it is, and every figure from it with the place where it
    stands."""
    text = (
        f"{row['text_characters']:,} characters, SHA-256 {row['text_sha256']}"
        if row["text_sha256"]
        else ""
    )
    shown = {
        **row,
        "date": row["date"] or "not known",
        "link_kind": row["link_kind"].replace("_", " "),
        "text": text,
    }
    facts = {say(f"fact.{name}", "en"): escape(shown[name]) for name in FACTS if shown[name]}
    listed = "".join(f"<dt>{head}</dt><dd>{fact}</dd>" for head, fact in facts.items())
    if row["link"]:
        listed += f'<dt>Link</dt><dd><a href="{escape(row["link"])}">{escape(row["link"])}</a></dd>'
    blocks = [f"# {row['title_en']}", f'<dl class="facts">{listed}</dl>']
    for name, table in every.items():
        figured = "source_id" in table and name not in ("sources", *tables.ON_DOCUMENTS)
        mine = table[table["source_id"] == row["source_id"]] if figured else ()
        if len(mine):
            cells = _entries(mine, every) if name == "figures" else _plain(name, mine, every)
            caption = f"{count(len(mine), 'row')} from {row['title_zh']}"
            some = 10 if name in LONG else None
            blocks += [f"## {tables.title(name)}", html_table(cells, caption, "en", some).data]
    return "\n\n".join(blocks) + "\n"


def _plain(name: str, rows: pd.DataFrame, every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of a table as cells, under the titles that its description gives."""
    shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
    words = {"region_code": names(every["regions"], "region_code", "zh")}
    words["indicator_id"] = names(every["indicators"], "indicator_id", "en")
    words["rule_set"] = {
        key: say(f"rule_set.{key}", "en") for key in every["equity_published"]["rule_set"]
    }
    for column in [column for column in words if column in shown]:
        shown[column] = shown[column].map(words[column])
    cells = shown.astype("string").fillna("").map(escape)
    places = [
        "" if row.get("figure_id") else f'<span id="{anchor(row)}"></span>'
        for row in rows.to_dict("records")
    ]
    cells[cells.columns[0]] = (
        places + cells[cells.columns[0]]
    )  # figures have their place among the figures
    return cells.rename(columns={field["name"]: field["title"] for field in tables.fields(name)})


def _entries(figures: pd.DataFrame, every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return figures as cells: each with an anchor of its own, the number as printed, and its
    place."""
    name = names(every["indicators"], "indicator_id", "en")
    region = names(every["regions"], "region_code", "zh") | {"": "–"}
    cells = []
    for row in figures.itertuples():
        place = f"characters {row.start}–{row.end}" if pd.notna(row.start) else ""
        status = (
            "" if row.status == "ok" else f' <span class="status-{row.status}">{row.status}</span>'
        )
        cells.append(
            {
                "value": f'<span id="{row.figure_id}"></span>{number(row.value, row.unit, "en")}{status}',
                "printed": escape(row.value_printed + row.unit_printed),
                "indicator": f"{escape(name[row.indicator_id])}<br><small>{escape(row.subject_zh)}</small>",
                "stage": say(f"stage.{row.stage}", "en"),
                "year": row.year,
                "quantity": say(f"quantity.{row.quantity}", "en"),
                "Region": region[row.region_code] + (" (part)" if row.scope == "part" else ""),
                "place": escape(", ".join(filter(None, [row.section, place]))),
                "Note": escape("; ".join(filter(None, [row.proposed_reading, row.note]))),
            }
        )
    return pd.DataFrame(cells)
