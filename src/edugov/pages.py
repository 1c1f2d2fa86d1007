"""What a notebook shows: findings in words, tables with links to their sources, figures with
captions."""

import re

import pandas as pd
from IPython.display import HTML, Markdown, display

from edugov import markup, tables
from edugov.labels import heading, minus, names, number, say
from edugov.markup import Html, html, plain
from edugov.standards import limit

SIGNS = {
    "met": "✓",
    "not met": "✗",
    "watch": "!",
    "cannot judge": "?",
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

    text = {"caption": markup.Markdown.of(caption).source, "alt": plain(alt)}
    display(figure, metadata={"edugov": {"name": name, **text}})
    plt.close(figure)


def finding(sentences: list[str | markup.Markdown]) -> Markdown | None:
    """Return what was found as the first lines of a page or section, one sentence an item; nothing
    shows nothing.

    A sentence is text; one with a link is put together with :func:`see`.
    """
    lines = []
    for sentence in sentences:
        if sentence:
            said = markup.Markdown.of(sentence).source
            lines.append("- " + said.lstrip())
    if not lines:
        return None
    return Markdown("\n".join([":::{div} finding", *lines, ":::"]))


def see(text: str, page: str) -> markup.Markdown:
    """Return a link to another page of the book, named by its file, as part of a sentence."""
    return markup.markdown("[{}]({})", text, markup.Markdown(page))


def badge(verdict: str, lang: str, words: str = "") -> Html:
    """Return a verdict as a sign, a word (its own unless given) and a class, so that colour is not
    needed."""
    word = words or say(f"verdict.{verdict}", lang)
    kind = verdict.replace(" ", "-")
    return html('<span class="verdict {}">{} {}</span>', kind, SIGNS[verdict], word)


def html_table(
    table: pd.DataFrame, caption: str, lang: str, rows: int | None = None, empty: str = ""
) -> HTML:
    """Return a table as HTML: headings from the catalogue, and a caption.

    A cell is text, unless it is :class:`edugov.markup.Html`. Each column's name is a key of the
    catalogue after ``column.``, or the heading itself. `rows` is how many rows are shown at most
    (the caption then says of how many), `empty` what to say where there is no row.
    """
    if not len(table):
        return HTML(html("<p>{}</p>", empty).source if empty else "")
    shown = table if rows is None else table.head(rows)
    if len(shown) < len(table):
        caption += f" ({len(shown)} / {len(table)})"
    heads = [html('<th scope="col">{}</th>', heading(column, lang)) for column in shown]
    body = Html.joined(_row(cells) for cells in shown.itertuples(index=False, name=None))
    whole = html(
        '<figure class="data"><figcaption>{}</figcaption><div class="table-scroll" tabindex="0">'
        "<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div></figure>",
        caption,
        Html.joined(heads),
        body,
    )
    return HTML(whole.source)


def _row(cells: tuple) -> Html:
    shown = []
    for cell in cells:
        known = "" if pd.isna(cell) else cell
        shown.append(html("<td>{}</td>", known))
    return html("<tr>{}</tr>", Html.joined(shown))


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
        "description": "Description",
    }
    described = pd.DataFrame(tables.fields(name)).reindex(columns=list(columns))
    cells = described.astype("string").fillna("").astype("object")
    cells["name"] = [html("<code>{}</code>", column) for column in cells["name"]]
    caption = f"{tables.description(name)} {len(tables.read(name)):,} rows."
    whole = html_table(cells.rename(columns=columns), caption, lang)
    made = html(" <code>edugov make {}</code>", name) if name in makers.names() else ""
    origin = html("<p>{}{}</p>", makers.origin(name, lang), made)
    rules = [html("<li><code>{}</code>: {}</li>", *rule) for rule in _rules_in_words(name)]
    if not rules:
        return HTML(whole.data + origin.source)
    kept = html("<p>{}</p><ul>{}</ul>", say("caption.rules", lang), Html.joined(rules))
    return HTML(whole.data + origin.source + kept.source)


def _rules_in_words(name: str) -> list[tuple[str, str]]:
    """Return the rules of a table, column and what is right; what a row gives to it is left out."""
    told = []
    for rule in tables.rules(name):
        words = re.sub(r"(\{[^}]*\})+", "…", rule["right"])
        told.append((rule["column"], words))
    return list(dict.fromkeys(told))


def folded(table: HTML, words: str) -> HTML:
    """Return a long table behind a line that opens it."""
    inside = Html(table.data)
    return HTML(html("<details><summary>{}</summary>{}</details>", words, inside).source)


def stacked(tables: list[HTML]) -> HTML:
    """Return several tables as one."""
    return HTML("\n".join(table.data for table in tables))


def link(text: str, source_id: str, figure_id: str = "") -> Html:
    """Return a link from a page to the entry of a source, at a figure's own place where it has
    one."""
    place = f"#{figure_id}" if figure_id else ""
    return html('<a href="../sources/{}.html{}">{}</a>', source_id, place, text)


def anchor(row: dict) -> str:
    """Return the place of a row in its source's entry: its figure, or what tells it from the
    others."""
    if row.get("figure_id"):
        return row["figure_id"]
    keys = ("region_code", "year", "stage", "indicator_id", "coverage")
    known = [key for key in keys if key in row and not pd.isna(row[key])]
    return "-".join(str(row[key]) for key in known)


def figure_cells(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show figures: indicator, stage, year, the number as a link to its
    place, quantity.

    Each number links to the entry that says in which section and characters of the source it
    stands. A figure that cannot be taken as printed shows what is printed, and its status.
    """
    cells = _named_cells(figures, indicators, lang)
    undated = html("<i>{}</i>", say("year.none", lang))
    years = figures["year"].astype(str)
    cells["year"] = [year or undated for year in years]
    cells["value"] = [printed(row, lang) for row in figures.itertuples()]
    cells["quantity"] = [say(f"quantity.{key}", lang) for key in figures["quantity"]]
    return cells.astype("object")  # where there is no figure too


def _named_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    name = names(indicators, "indicator_id", lang)
    stages = [say(f"stage.{key}", lang) for key in table["stage"]]
    named = [name[key] for key in table["indicator_id"]]
    cells = {"indicator": named, "stage": stages}
    return pd.DataFrame(cells, table.index)


def printed(row, lang: str) -> Html:
    """Return a figure as a link to its place: its value, or what is printed and its status."""
    if row.status == "ok":
        value = number(row.value, row.unit, lang)
        return link(value, row.source_id, row.figure_id)
    damaged = row.value_printed + row.unit_printed
    text = link(damaged, row.source_id, row.figure_id)
    status = say(f"status.{row.status}", lang)
    return html('{} <span class="status-{}">{}</span>', text, row.status, status)


def own(dossier: dict[str, pd.DataFrame]) -> pd.Series:
    """Return the row of the region itself, not of those above it."""
    table = dossier["regions"]
    return table[~table["region_code"].isin(table["parent_code"])].iloc[0]


def decimals(values: pd.Series, digits: int, sign: str = "") -> list[str]:
    """Return numbers with so many decimals and a true minus sign, a dash where one is missing."""
    form = f"{sign},.{digits}f"
    shown = []
    for value in values:
        if pd.isna(value):
            shown.append("–")
        else:
            shown.append(minus(format(value, form)))
    return shown


def sources_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML:
    """Return the documents and tables that the region's figures stand in, with how many each
    gives."""
    coefficients = dossier["equity_published"]
    held = [
        coefficients[coefficients["figure_id"] == ""],  # the others are figures as well
        dossier["figures"],
        dossier["funding_national"],
        dossier["funding_provincial"],
    ]
    counts = pd.concat([table["source_id"] for table in held]).value_counts()
    sources = dossier["sources"]
    shown = sources[sources["source_id"].isin(counts.index)]
    links = list(map(link, shown[f"title_{lang}"], shown["source_id"]))
    sizes = [f"{counts[key]:,}" for key in shown["source_id"]]
    cells = pd.DataFrame({"source": links, "publisher": shown["publisher"], "figures": sizes})
    name = own(dossier)[f"name_{lang}"]
    caption = say("caption.sources", lang, name=name)
    return html_table(cells, caption, lang)


def rule(standard: pd.Series, lang: str) -> Html:
    """Return the limit of a rule as a link to its entry, under its name, with a mark where it is
    not settled."""
    confidence = standard["confidence"]
    mark = "" if confidence == "page" else f" ({say(f'confidence.{confidence}', lang)})"
    return html(
        '<a href="../data/standards.html#{}" title="{}">{}</a>{}',
        standard.name,
        standard[f"name_{lang}"],
        limit(standard, lang),
        mark,
    )


def remark(row, lang: str) -> str:
    """Return the reason of a verdict; where it begins with figure and limit, which stand beside it,
    without them.

    The figure does not stand beside it where growth was judged and two levels are shown.
    """
    reason, mark = row.reason_en, "; "
    if lang == "zh":
        reason, mark = row.reason_zh, "；"
    shown_unit = getattr(row, "unit", row.margin_unit)
    is_judged = row.figure_id and pd.notna(row.margin)
    if not is_judged or row.margin_unit != shown_unit:
        return reason
    figure_and_limit, mark, rest = reason.partition(mark)
    return rest


def growth_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show growth as printed and recomputed, and whether the printed digits
    allow it."""
    judged = zip(table["within_printed_digits"], table["across_sources"], strict=True)
    cells = _named_cells(table, indicators, lang)
    cells["year"] = table["year"]
    cells["growth_printed"] = decimals(table["growth_printed_pct"], 2, "+")
    cells["growth_recomputed"] = decimals(table["growth_recomputed_pct"], 2, "+")
    found = [_agreement(*both) for both in judged]
    cells["agree"] = [say(f"growth.{key}", lang) for key in found]
    word = say("column.source", lang)
    cells["source"] = [link(word, key) for key in table["source_id"]]
    return cells


def _agreement(is_within, is_across) -> str:
    if pd.isna(is_within):
        return "unknown"
    if is_within:
        return "holds"
    return "across" if is_across else "fails"
