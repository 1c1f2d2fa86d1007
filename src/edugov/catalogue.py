"""Pages made straight from the tables: an entry for each source, the dictionary, the rules, the downloads."""

from __future__ import annotations

import hashlib
from html import escape
from importlib import metadata
from pathlib import Path

import pandas as pd

from edugov import __version__, equity, funding, regions, standards, tables
from edugov.labels import names, number, say
from edugov.pages import html_table, plural

BOOK = tables.ROOT / "book"
LANG = "en"


def write(book: Path = BOOK) -> list[Path]:
    """Write every generated page that is not a notebook, and remove those of sources that are gone.

    Returns
    -------
    list of Path
        The pages, as the table of contents needs them.
    """
    every = {name: tables.read(name) for name in tables.names()}
    pages = {f"sources/{row['source_id']}.md": _source(row, every) for _, row in every["sources"].iterrows()}
    pages["sources/index.md"] = _sources(every["sources"])
    pages["data/indicators.md"] = _indicators(every["indicators"], every["figures"])
    pages["data/standards.md"] = _standards(every["standards"], every["indicators"])
    pages["data/tables.md"] = _tables()
    pages["data/findings.md"] = _findings(every)
    pages["data/colophon.md"] = _colophon()
    pages["regions/index.md"] = _regions(every)
    for code, cut in _paged(every):
        slug = cut["regions"].set_index("region_code").loc[code, "slug"]
        own = pd.concat([_as_figures(cut["equity_published"]), cut["figures"]], ignore_index=True)
        pages[f"regions/{slug}.csv"] = tables.to_csv(own[cut["figures"].columns])
    for name, text in pages.items():
        path = book / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            tables.write_text(path, text)
    for stale in [*book.glob("sources/*.md"), *book.glob("data/*.md"), *book.glob("regions/*.csv")]:
        if str(stale.relative_to(book)) not in pages:
            stale.unlink()
    return sorted(book / name for name in pages if name.endswith(".md"))


def region_entries() -> list[dict]:
    """Return the regions that have pages as the table of contents needs them, provinces first."""
    table = tables.read("regions")
    slug = dict(zip(table["region_code"], table["slug"], strict=True))
    every = {name: tables.read(name) for name in tables.names()}
    having = regions.with_pages(every).merge(table, on="region_code")
    entries = []
    for row in having[having["profile"]].itertuples():
        top = regions.province(row.region_code, table)
        below = "" if top == row.region_code else slug[top]
        stems = [row.slug, *(f"{row.slug}-{part}" for part in ("funding", "equity") if getattr(row, part))]
        names_ = {"name_zh": row.name_zh, "name_en": row.name_en}
        entries.append({"slug": row.slug, "parent_slug": below, "pages": stems, **names_})
    return entries


def source_stems() -> list[str]:
    """Return the stems of the sources' pages, in order."""
    return tables.read("sources")["source_id"].tolist()


def _paged(every: dict[str, pd.DataFrame]):
    having = regions.with_pages(every)
    for code in having.loc[having["profile"], "region_code"]:
        yield code, regions.belonging(code, every)


def _as_figures(equity: pd.DataFrame) -> pd.DataFrame:
    """Turn published coefficients that are not rows of the figures into such rows, for the download."""
    rows = equity[(equity["figure_id"] == "") & equity["coefficient_of_variation"].notna()]
    prefix = ["" if composite else "cv_" for composite in rows["composite"]]
    return pd.DataFrame(
        {
            "figure_id": "",
            "source_id": rows["source_id"],
            "region_code": rows["region_code"],
            "year": rows["year"].astype("string").fillna(""),
            "stage": rows["stage"],
            "indicator_id": [a + b for a, b in zip(prefix, rows["indicator_id"], strict=True)],
            "quantity": "value",
            "value": rows["coefficient_of_variation"],
            "unit": "ratio",
            "scope": "region",
            "status": "ok",
            "note": rows["note"],
        }
    )


def _page(title: str, *blocks: str) -> str:
    return "\n\n".join([f"# {title}", *(block for block in blocks if block)]) + "\n"


def _table(table: pd.DataFrame, caption: str) -> str:
    return html_table(table, caption, LANG, rows=None).data


def _source(row: pd.Series, every: dict[str, pd.DataFrame]) -> str:
    facts = {
        "Chinese title": escape(row["title_zh"]),
        "Publisher": row["publisher"],
        "Date": row["date"] or "not known",
        "Document number": row["document_number"],
        "Kind": row["kind"],
        "Read as": row["link_kind"].replace("_", " "),
        "Link": f'<a href="{escape(row["link"])}">{escape(row["link"])}</a>' if row["link"] else "",
        "Text": f"{row['text_characters']:,} characters, SHA-256 <code>{row['text_sha256']}</code>"
        if row["text_sha256"]
        else "",
        "Terms": row["licence"],
        "Note": row["note"],
    }
    listed = "".join(f"<dt>{key}</dt><dd>{value}</dd>" for key, value in facts.items() if value)
    figures = every["figures"][every["figures"]["source_id"] == row["source_id"]]
    blocks = [f'<dl class="facts">{listed}</dl>']
    if len(figures):
        blocks += ["## Figures", _table(_entries(figures, every), _caption(row, len(figures)))]
    for name in ("equity_published", "funding_national", "funding_provincial", "price_index"):
        rows = every[name][every[name]["source_id"] == row["source_id"]]
        if len(rows):
            shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
            if "region_code" in shown:
                shown["region_code"] = shown["region_code"].map(names(every["regions"], "region_code", "zh"))
            titles = {field["name"]: field["title"] for field in tables.fields(name)}
            shown = shown.astype("string").fillna("").rename(columns=titles)
            blocks += [f"## {tables.title(name)}", _table(shown.map(escape), _caption(row, len(rows)))]
    return _page(row["title_en"], *blocks)


def _caption(row: pd.Series, count: int) -> str:
    return f"{plural(count, 'row')} from {row['title_zh']}"


def _entries(figures: pd.DataFrame, every: dict[str, pd.DataFrame]) -> pd.DataFrame:
    name = names(every["indicators"], "indicator_id", LANG)
    region = names(every["regions"], "region_code", "zh") | {"": "–"}
    cells = []
    for row in figures.itertuples():
        place = f"characters {row.start}–{row.end}" if pd.notna(row.start) else ""
        value = number(row.value, row.unit, LANG)
        status = "" if row.status == "ok" else f' <span class="status-{row.status}">{row.status}</span>'
        cells.append(
            {
                "value": f'<span id="{row.figure_id}"></span>{value}{status}',
                "printed": escape(row.value_printed + row.unit_printed),
                "indicator": f"{escape(name[row.indicator_id])}<br><small>{escape(row.subject_zh)}</small>",
                "stage": say(f"stage.{row.stage}", LANG),
                "year": row.year,
                "quantity": say(f"quantity.{row.quantity}", LANG),
                "Region": region[row.region_code] + (" (part)" if row.scope == "part" else ""),
                "place": escape(", ".join(x for x in (row.section, place) if x)),
                "Note": escape("; ".join(x for x in (row.proposed_reading, row.note) if x)),
            }
        )
    return pd.DataFrame(cells)


def _sources(sources: pd.DataFrame) -> str:
    cells = pd.DataFrame(
        {
            "source": [
                f'<a href="{row.source_id}.html">{escape(row.title_en)}</a><br><small>{escape(row.title_zh)}</small>'
                for row in sources.itertuples()
            ],
            "Publisher": sources["publisher"].map(escape),
            "Date": sources["date"],
            "Kind": sources["kind"],
        }
    )
    reason = (
        "Every figure of this book stands in one of these documents or tables. A link is given only where an "
        "official, press or dataset page was read; a notice read in a copy on an unrelated site is cited by name."
    )
    return _page("Sources", reason, _table(cells, plural(len(sources), "source")))


def _indicators(indicators: pd.DataFrame, figures: pd.DataFrame) -> str:
    counts = figures["indicator_id"].value_counts()
    blocks = ["One id for each thing measured. A core indicator is one that most reports give or that a rule is about."]
    for family, rows in indicators.groupby("family"):
        cells = pd.DataFrame(
            {
                "indicator": [
                    f'<span id="{row.indicator_id}"></span>{escape(row.name_en)}<br><small>{escape(row.name_zh)}</small>'
                    for row in rows.itertuples()
                ],
                "Unit": rows["unit"].str.replace("_", " "),
                "Core": ["yes" if core else "" for core in rows["core"]],
                "figures": [f"{counts.get(key, 0):,}" for key in rows["indicator_id"]],
                "Definition": rows["definition"].map(escape),
                "Id": [f"<code>{key}</code>" for key in rows["indicator_id"]],
            }
        )
        title = say(f"family.{family}", LANG)
        blocks += [f"## {title[0].upper()}{title[1:]}", _table(cells, f"{plural(len(rows), 'indicator')}: {title}")]
    return _page("Dictionary of indicators", *blocks)


def _standards(standards: pd.DataFrame, indicators: pd.DataFrame) -> str:
    sure = {"page": "settled", "page_partial": "partly supported", "seed": "quoted by a report only"}
    cells = pd.DataFrame(
        {
            "rule": [
                f'<span id="{row.rule_id}"></span>{escape(row.name_en)}<br><small>{escape(row.name_zh)}</small>'
                for row in standards.itertuples()
            ],
            "stage": [say(f"stage.{key}", LANG) for key in standards["stage"]],
            "limit": [
                f"{escape(row.comparator)} {row.threshold:g} {escape(row.unit)}" for row in standards.itertuples()
            ],
            "Applies": [f"{escape(row.applies_to)}, from {row.applies_from}" for row in standards.itertuples()],
            "Document": [
                escape(" ".join(x for x in (row.document, row.document_number) if x)) for row in standards.itertuples()
            ],
            "How sure": [sure.get(key, "from memory: not settled") for key in standards["confidence"]],
            "Note": standards["note"].map(escape),
        }
    )
    settled = standards["confidence"] != "memory"
    blocks = [
        "Official rules with a threshold. A rule known only from memory stands apart: it gives no verdict in this "
        "book, and its number is not to be quoted before it has been checked.",
        "## Rules read on a page or in a report",
        _table(cells[settled], plural(int(settled.sum()), "rule")),
        "## Rules from memory: not settled",
        _table(cells[~settled], plural(int((~settled).sum()), "rule")),
    ]
    return _page("Rules and their thresholds", *blocks)


def _tables() -> str:
    blocks = [
        "Every table of the book, as CSV, with the description of each column. The whole is a Frictionless data "
        "package: {download}`datapackage.json <../../data/datapackage.json>`. Text and tables are under CC BY 4.0."
    ]
    for name in tables.names():
        cells = pd.DataFrame(
            {
                "Column": [f"<code>{field['name']}</code>" for field in tables.fields(name)],
                "Meaning": [
                    f"{escape(field['title'])} <small>{escape(field.get('title_zh', ''))}</small>"
                    for field in tables.fields(name)
                ],
                "Type": [field["type"] for field in tables.fields(name)],
                "Unit": [escape(field.get("unit", "")) for field in tables.fields(name)],
                "Description": [escape(field.get("description", "")) for field in tables.fields(name)],
            }
        )
        rows = plural(len(tables.read(name)), "row")
        blocks += [
            f"## {tables.title(name)}",
            f"{tables.description(name)} {{download}}`{name}.csv <../../data/{name}.csv>`, {rows}.",
            _table(cells, f"Columns of {name}.csv"),
        ]
    return _page("Tables to download", *blocks)


def _regions(every: dict[str, pd.DataFrame]) -> str:
    having = regions.with_pages(every).merge(every["regions"], on="region_code")
    province = names(every["regions"], "region_code", LANG)
    cells = []
    for row in having.itertuples():
        links = [f'<a href="{row.slug}.html">profile</a>'] if row.profile else []
        links += [
            f'<a href="{row.slug}-{part}.html">{part}</a>' for part in ("funding", "equity") if getattr(row, part)
        ]
        cells.append(
            {
                "Code": row.region_code,
                "Region": f"{escape(row.name_en)} {row.name_zh}",
                "Province": escape(province[regions.province(row.region_code, every["regions"])]),
                "Kind": say(f"kind.{row.kind}", LANG),
                "figures": f"{row.figures_count:,}",
                "Pages": ", ".join(links) or "too few figures",
            }
        )
    count = int(having["profile"].sum())
    text = (
        f"{plural(count, 'region')} of {len(having)} have pages: those with at least {regions.FIGURES_FOR_A_PAGE} "
        "figures or a table of coefficients. The others are named by a figure or lie above a region that is."
    )
    return _page("Regions", text, _table(pd.DataFrame(cells), "Regions, their figures and pages"))


def _findings(every: dict[str, pd.DataFrame]) -> str:
    """Return what the whole book found, in numbers computed from the tables, as a list for the front page."""
    having = regions.with_pages(every)
    real = every["figures"][every["figures"]["region_code"] != ""]
    judged = standards.judge(real, every["standards"], every["regions"])
    counts = judged["verdict"].value_counts()
    tables_ = equity.judge_table(every["equity_published"], every["standards"])
    drivers = equity.drivers(every["equity_published"], every["standards"])
    basic = tables_[tables_["rule_set"] == "basic_2012"]
    single = drivers[drivers["rule_set"] == "basic_2012"]
    hidden = basic[basic["verdict"] == "met"].merge(single, on=["region_code", "stage", "source_id"])
    hidden = hidden[hidden["coefficient_of_variation"] > hidden["limit"]]
    duty = funding.only_rise(real[real["indicator_id"].isin(funding.DUTY_INDICATORS)])
    falls = duty[duty["direction"] == "fall"]
    grown = funding.growth(real)["within_printed_digits"].dropna()
    panel = every["funding_provincial"].pivot(index="region_code", columns="year", values="education_share_pct")
    first, last = panel.columns[0], panel.columns[-1]
    unsound = real[~real["status"].isin(["ok", "placeholder"])]
    items = [
        f"{len(real):,} figures from {plural(real['source_id'].nunique(), 'document')} stand in one table, for "
        f"{plural(real['region_code'].nunique(), 'region')}; {int(having['profile'].sum())} regions have "
        f"[pages of their own](regions/index.md).",
        f"{len(judged)} comparisons with an official rule: {counts.get('met', 0)} met, {counts.get('not met', 0)} not met, "
        f"{counts.get('watch', 0)} to watch, {counts.get('cannot judge', 0)} that cannot be judged "
        f"([what the words mean](how-to-read.md)).",
        f"{int((basic['verdict'] == 'met').sum())} of {len(basic)} published tables meet the balance rule of 2012; behind "
        f"{plural(hidden.drop_duplicates(['region_code', 'stage']).shape[0], 'passing mean', 'passing means')} "
        f"stands a single coefficient above the limit on the mean ([equity across districts](comparisons/equity.ipynb)).",
        f"Of {len(duty)} printed or computed changes in education funding under the duty that it may only rise, "
        f"{len(falls)} {'is a fall' if len(falls) == 1 else 'are falls'}.",
        f"{len(grown)} printed growth rates could be recomputed; {int((~grown.astype(bool)).sum())} do not follow from their "
        f"levels ([data quality](comparisons/data-quality.ipynb)).",
        f"Education's share of the budget rose in {int((panel[last] > panel[first]).sum())} of {len(panel)} provinces between "
        f"{first} and {last} ([provinces compared](comparisons/provinces.ipynb)).",
        f"{plural(len(unsound), 'figure')} cannot be taken as printed and {'is' if len(unsound) == 1 else 'are'} shown as such.",
    ]
    return "\n".join(f"- {item}" for item in items) + "\n"


def _colophon() -> str:
    """Return versions and checksums: what this edition was made with, and from which tables."""
    packages = ["jupyter-book", "sphinx", "pandas", "matplotlib", "statsmodels", "papermill", "frictionless"]
    versions = pd.DataFrame({"Package": packages, "Version": [metadata.version(name) for name in packages]})
    files = [tables.DATA / "datapackage.json", *(tables.DATA / f"{name}.csv" for name in tables.names())]
    sums = pd.DataFrame(
        {
            "File": [f"<code>data/{path.name}</code>" for path in files],
            "SHA-256": [f"<code>{hashlib.sha256(path.read_bytes()).hexdigest()}</code>" for path in files],
        }
    )
    text = (
        f"Version {__version__} of the library. The same tables, templates and versions give the same site to the "
        "byte: no clock, path or chance enters a page."
    )
    return _page("Colophon", text, _table(versions, "Main packages"), _table(sums, "Checksums of the data package"))
