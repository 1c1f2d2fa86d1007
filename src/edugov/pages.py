"""What a notebook shows: findings in words, tables with links to their sources, figures with
captions."""

from html import escape

import pandas as pd
from IPython.display import HTML, Markdown, display

from edugov import tables
from edugov.labels import heading, names, number, say
from edugov.standards import limit

SIGNS = {"met": "✓", "not met": "✗", "watch": "!", "cannot judge": "?"} | {
    "claimed without a figure": "…",
    "not mentioned": "–",
}


def show(figure, name: str, caption: str, alt: str) -> None:
    """Show a chart, then close it; in the book it becomes a numbered figure with a description.

    `name` is its label, unique in the whole book (the region's slug is part of it); `caption` says
    what, unit, years, weighting and source; `alt` is the same chart in words, for those who cannot
    see it.
    """
    import matplotlib.pyplot as plt

    display(figure, metadata={"edugov": {"name": name, "caption": caption, "alt": alt}})
    plt.close(figure)


def finding(sentences: list[str]) -> Markdown | None:
    """Return what was found as the first lines of a page or section, one sentence an item; nothing
    shows nothing."""
    items = "\n".join(f"- {sentence}" for sentence in sentences if sentence)
    return Markdown(f":::{{div}} finding\n{items}\n:::") if items else None


def badge(verdict: str, lang: str, words: str = "") -> str:
    """Return a verdict as a sign, a word (its own unless given) and a class, so that colour is not
    needed."""
    words = escape(words or say(f"verdict.{verdict}", lang))
    return f'<span class="verdict {verdict.replace(" ", "-")}">{SIGNS[verdict]} {words}</span>'


def html_table(
    table: pd.DataFrame, caption: str, lang: str, rows: int | None = None, empty: str = ""
) -> HTML:
    """Return a table of finished cells as HTML: headings from the catalogue, and a caption.

    Each column's name is a key of the catalogue after ``column.``, or the heading itself. `rows` is
    how many rows are shown at most (the caption then says of how many), `empty` what to say where
    there is no row.
    """
    if not len(table):
        return HTML(f"<p>{escape(empty)}</p>" if empty else "")
    shown = table if rows is None else table.head(rows)
    if len(shown) < len(table):
        caption += f" ({len(shown)} / {len(table)})"
    heads = "".join(f'<th scope="col">{escape(heading(column, lang))}</th>' for column in shown)
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if pd.isna(cell) else cell}</td>" for cell in row) + "</tr>"
        for row in shown.itertuples(index=False)
    )
    return HTML(
        f'<figure class="data"><figcaption>{escape(caption)}</figcaption><div '
        'class="table-scroll" tabindex="0">'
        f"<table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div></figure>"
    )


def dictionary(name: str, lang: str) -> HTML:
    """Return the description of a table of the data package: its columns, how it came to be, and
    the rules that its rows keep."""
    from edugov import makers  # only the page of tables needs it

    columns = {
        "name": "Column",
        "title": "Meaning",
        "title_zh": "含义",
        "type": "Type",
        "unit": "Unit",
    }
    columns["description"] = "Description"
    cells = (
        pd.DataFrame(tables.fields(name))
        .reindex(columns=list(columns))
        .astype("string")
        .fillna("")
        .map(escape)
    )
    cells["name"] = "<code>" + cells["name"] + "</code>"
    caption = f"{tables.description(name)} {len(tables.read(name)):,} rows."
    made = f" <code>edugov make {name}</code>" if name in makers.names() else ""
    origin = f"<p>{escape(makers.origin(name, lang))}{made}</p>"
    rules = [
        f"<li><code>{rule['column']}</code>: {escape(rule['right'])}</li>"
        for rule in tables.rules(name)
    ]
    kept = f"<p>{say('caption.rules', lang)}</p><ul>{''.join(rules)}</ul>" if rules else ""
    return HTML(html_table(cells.rename(columns=columns), caption, lang).data + origin + kept)


def folded(table: HTML, words: str) -> HTML:
    """Return a long table behind a line that opens it."""
    return HTML(f"<details><summary>{escape(words)}</summary>{table.data}</details>")


def stacked(tables: list[HTML]) -> HTML:
    """Return several tables as one."""
    return HTML("\n".join(table.data for table in tables))


def link(text: str, source_id: str, figure_id: str = "") -> str:
    """Return a link from a page to the entry of a source, at a figure's own place where it has
    one."""
    anchor = f"#{figure_id}" if figure_id else ""
    return f'<a href="../sources/{source_id}.html{anchor}">{escape(text)}</a>'


def anchor(row: dict) -> str:
    """Return the place of a row in its source's entry: its figure, or what tells it from the
    others."""
    keys = ("region_code", "year", "stage", "indicator_id", "coverage")
    return row.get("figure_id") or "-".join(
        str(row[key]) for key in keys if key in row and not pd.isna(row[key])
    )


def figure_cells(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show figures: indicator, stage, year, the number as a link to its
    place, quantity.

    Each number links to the entry that says in which section and characters of the source it
    stands. A figure that cannot be taken as printed shows what is printed, and its status.
    """
    cells = _named_cells(figures, indicators, lang)
    cells["year"] = [
        year or f"<i>{say('year.none', lang)}</i>" for year in figures["year"].astype(str)
    ]
    cells["value"] = [printed(row, lang) for row in figures.itertuples()]
    cells["quantity"] = [say(f"quantity.{key}", lang) for key in figures["quantity"]]
    return cells.astype("str")  # where there is no figure too


def _named_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    name = names(indicators, "indicator_id", lang)
    stages = [say(f"stage.{key}", lang) for key in table["stage"]]
    return pd.DataFrame(
        {"indicator": [escape(name[key]) for key in table["indicator_id"]], "stage": stages},
        table.index,
    )


def printed(row, lang: str) -> str:
    """Return a figure as a link to its place: its value, or what is printed and its status."""
    if row.status == "ok":
        return link(number(row.value, row.unit, lang), row.source_id, row.figure_id)
    status = say(f"status.{row.status}", lang)
    text = link(row.value_printed + row.unit_printed, row.source_id, row.figure_id)
    return f'{text} <span class="status-{row.status}">{status}</span>'


def own(dossier: dict[str, pd.DataFrame]) -> pd.Series:
    """Return the row of the region itself, not of those above it."""
    table = dossier["regions"]
    return table[~table["region_code"].isin(table["parent_code"])].iloc[0]


def decimals(values: pd.Series, digits: int, sign: str = "") -> list[str]:
    """Return numbers with so many decimals and a true minus sign, a dash where one is missing."""
    return [
        "–" if pd.isna(x) else format(x, f"{sign},.{digits}f").replace("-", "−") for x in values
    ]


def sources_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML:
    """Return the documents and tables that the region's figures stand in, with how many each
    gives."""
    coefficients = dossier["equity_published"].query(
        "figure_id == ''"
    )  # the others are figures as well
    held = [
        coefficients,
        *(dossier[name] for name in ("figures", "funding_national", "funding_provincial")),
    ]
    counts = pd.concat([table["source_id"] for table in held]).value_counts()
    sources = dossier["sources"][dossier["sources"]["source_id"].isin(counts.index)]
    cells = pd.DataFrame({"source": map(link, sources[f"title_{lang}"], sources["source_id"])})
    cells["publisher"] = [escape(publisher) for publisher in sources["publisher"]]
    cells["figures"] = [f"{counts[key]:,}" for key in sources["source_id"]]
    return html_table(cells, say("caption.sources", lang, name=own(dossier)[f"name_{lang}"]), lang)


def rule(standard: pd.Series, lang: str) -> str:
    """Return the limit of a rule as a link to its entry, under its name, with a mark where it is
    not settled."""
    name = escape(standard[f"name_{lang}"])
    mark = (
        ""
        if standard["confidence"] == "page"
        else " (" + say("confidence." + standard["confidence"], lang) + ")"
    )
    return (
        f'<a href="../data/standards.html#{standard.name}" '
        f'title="{name}">{limit(standard, lang)}</a>{mark}'
    )


def remark(row, lang: str) -> str:
    """Return the reason of a verdict; where it begins with figure and limit, which stand beside it,
    without them.

    The figure does not stand beside it where growth was judged and two levels are shown.
    """
    reason, mark = (row.reason_en, "; ") if lang == "en" else (row.reason_zh, "；")
    beside = (
        row.figure_id
        and pd.notna(row.margin)
        and row.margin_unit == getattr(row, "unit", row.margin_unit)
    )
    return escape(reason.partition(mark)[2] if beside else reason)


def growth_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show growth as printed and recomputed, and whether the printed digits
    allow it."""
    judged = zip(table["within_printed_digits"], table["across_sources"], strict=True)
    agree = [
        "unknown" if pd.isna(yes) else "holds" if yes else "across" if across else "fails"
        for yes, across in judged
    ]
    return _named_cells(table, indicators, lang).assign(
        year=table["year"],
        growth_printed=decimals(table["growth_printed_pct"], 2, "+"),
        growth_recomputed=decimals(table["growth_recomputed_pct"], 2, "+"),
        agree=[say(f"growth.{key}", lang) for key in agree],
        source=[link(say("column.source", lang), key) for key in table["source_id"]],
    )
