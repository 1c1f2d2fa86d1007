"""An entry for each source, the download of each region, and what the table of contents lists."""

from __future__ import annotations

from html import escape
from pathlib import Path

import pandas as pd

from edugov import duties, duty_views, regions, tables
from edugov.findings import count
from edugov.labels import names, number, say
from edugov.pages import anchor, html_table

BOOK = tables.ROOT / "book"


def write(book: Path = BOOK) -> None:
    """Write the entry of each source and the CSV of each region that has pages; remove those that are gone."""
    every = {name: tables.read(name) for name in tables.names()}
    files = {f"sources/{row['source_id']}.md": _source(row, every) for _, row in every["sources"].iterrows()}
    slug = names(every["regions"].rename(columns={"slug": "name_slug"}), "region_code", "slug")
    for row in regions.with_pages(every).query("pages").itertuples():
        own = regions.belonging(row.region_code, every)
        if row.profile:
            rows = pd.concat([own["figures"], _as_figures(own["equity_published"])])[list(own["figures"])]
            files[f"regions/{slug[row.region_code]}.csv"] = tables.to_csv(rows)
        if row.schools:
            files[f"regions/{slug[row.region_code]}-schools.csv"] = tables.to_csv(own["schools"])
    files["duties/compliance.csv"] = tables.to_csv(duty_views.download(duties.table(every), every))
    for name, text in files.items():
        path = book / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            tables.write_text(path, text)
    for path in [*book.glob("sources/*.md"), *book.glob("regions/*.md"), *book.glob("regions/*.csv")]:
        if str(path.relative_to(book)) not in files:
            path.unlink()


def region_entries() -> list[dict]:
    """Return the regions that have pages as the table of contents needs them, in the order of their codes."""
    every = {name: tables.read(name) for name in tables.names()}
    slug = names(every["regions"].rename(columns={"slug": "name_slug"}), "region_code", "slug")
    entries = []
    for row in regions.with_pages(every).query("pages").merge(every["regions"]).itertuples():
        top = regions.province(row.region_code, every["regions"])
        stems = [regions.page_stem(row.slug, page) for page in regions.PAGES if getattr(row, page)]
        entry = {"slug": row.slug, "name_zh": row.name_zh, "name_en": row.name_en, "pages": stems}
        entry["branch"] = "examples" if row.kind == regions.EXAMPLE else "regions"
        entries.append(entry | {"parent_slug": "" if top == row.region_code else slug[top]})
    return entries


def source_stems() -> list[str]:
    """Return the stems of the sources' entries, in order."""
    return tables.read("sources")["source_id"].tolist()


def _as_figures(equity: pd.DataFrame) -> pd.DataFrame:
    """Turn published coefficients that are not rows of the figures into such rows."""
    rows = equity[(equity["figure_id"] == "") & equity["coefficient_of_variation"].notna()]
    fixed = {"quantity": "value", "unit": "ratio", "scope": "region", "status": "ok"}
    columns = dict.fromkeys(column["name"] for column in tables.fields("figures"))
    own = rows.assign(
        value=rows["coefficient_of_variation"],
        year=rows["year"].astype("string").fillna(""),
        indicator_id=rows["indicator_id"].mask(~rows["composite"].astype(bool), "cv_" + rows["indicator_id"]),
        **fixed,
    )
    return own.reindex(columns=list(columns))


def _source(row: pd.Series, every: dict[str, pd.DataFrame]) -> str:
    """Return the entry of a source: what it is, and every figure from it with the place where it stands."""
    text = f"{row['text_characters']:,} characters, SHA-256 {row['text_sha256']}" if row["text_sha256"] else ""
    facts = {
        "Chinese title": row["title_zh"],
        "Publisher": row["publisher"],
        "Date": row["date"] or "not known",
        "Document number": row["document_number"],
        "Kind": row["kind"],
        "Read as": row["link_kind"].replace("_", " "),
        "Text": text,
        "Terms": row["licence"],
        "Note": row["note"],
    }
    listed = "".join(f"<dt>{key}</dt><dd>{escape(value)}</dd>" for key, value in facts.items() if value)
    if row["link"]:
        listed += f'<dt>Link</dt><dd><a href="{escape(row["link"])}">{escape(row["link"])}</a></dd>'
    blocks = [f"# {row['title_en']}", f'<dl class="facts">{listed}</dl>']
    for name, table in every.items():
        figured = "source_id" in table and name not in ("sources", *tables.ON_DOCUMENTS)
        mine = table[table["source_id"] == row["source_id"]] if figured else ()
        if len(mine):
            cells = _entries(mine, every) if name == "figures" else _plain(name, mine, every)
            caption = f"{count(len(mine), 'row')} from {row['title_zh']}"
            blocks += [f"## {tables.title(name)}", html_table(cells, caption, "en").data]
    return "\n\n".join(blocks) + "\n"


def _plain(name: str, rows: pd.DataFrame, every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the rows of a table as cells, under the titles that its description gives."""
    shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
    if "region_code" in shown:
        shown["region_code"] = shown["region_code"].map(names(every["regions"], "region_code", "zh"))
    titles = {field["name"]: field["title"] for field in tables.fields(name)}
    cells = shown.astype("string").fillna("").map(escape)
    first = cells.columns[0]
    places = ["" if row.get("figure_id") else f'<span id="{anchor(row)}"></span>' for row in rows.to_dict("records")]
    cells[first] = places + cells[first]  # those that are figures as well have their place among the figures
    return cells.rename(columns=titles)


def _entries(figures: pd.DataFrame, every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return figures as cells: each with an anchor of its own, the number as printed, and its place."""
    name = names(every["indicators"], "indicator_id", "en")
    region = names(every["regions"], "region_code", "zh") | {"": "–"}
    cells = []
    for row in figures.itertuples():
        place = f"characters {row.start}–{row.end}" if pd.notna(row.start) else ""
        status = "" if row.status == "ok" else f' <span class="status-{row.status}">{row.status}</span>'
        cells.append(
            {
                "value": f'<span id="{row.figure_id}"></span>{number(row.value, row.unit, "en")}{status}',
                "printed": escape(row.value_printed + row.unit_printed),
                "indicator": f"{escape(name[row.indicator_id])}<br><small>{escape(row.subject_zh)}</small>",
                "stage": say(f"stage.{row.stage}", "en"),
                "year": row.year,
                "quantity": say(f"quantity.{row.quantity}", "en"),
                "Region": region[row.region_code] + (" (part)" if row.scope == "part" else ""),
                "place": escape(", ".join(x for x in (row.section, place) if x)),
                "Note": escape("; ".join(x for x in (row.proposed_reading, row.note) if x)),
            }
        )
    return pd.DataFrame(cells)
