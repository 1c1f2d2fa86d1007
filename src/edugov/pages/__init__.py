"""What notebooks show with: `pages.Page`, findings, tables with links to their sources and
decimals, badges of verdicts, the table of a region's sources."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
from IPython.display import HTML, Markdown, display

from edugov import evidence, markup, tables
from edugov.charts import vector
from edugov.evidence import Finding
from edugov.judging import limit
from edugov.labels import (
    BETWEEN,
    at_stage,
    bracketed,
    count,
    join,
    joined,
    minus,
    names,
    noted,
    number,
    say,
    typesetting,
    words_of,
)
from edugov.markup import Html, html
from edugov.pages import below_chart, web_table
from edugov.tables import Tables

YEAR = r"\d{4}"  # in the title of a source
FIRST = 3  # rows of a long table that stand open
SIGNS = {
    "met": "✓",
    "not met": "✗",
    "short": "!",
    "right side": "○",
    "cannot judge": "?",
    "claimed without a figure": "…",
    "not mentioned": "–",
}


@dataclass(frozen=True)
class Page:
    """A page in its language, of a region where it has a `place`: what it says, and what it shows.

    A notebook says its language here, and nowhere else.
    """

    lang: str
    place: pd.Series | None = None

    @property
    def name(self) -> str:
        """What the region is called."""
        return self.place[f"name_{self.lang}"]

    def say(self, key: str, **values) -> str:
        """Say a label of the catalogue."""
        return say(key, self.lang, **values)

    def words_of(self, group: str, keys: Iterable[str]) -> list[str]:
        """Say the labels of several keys of one group."""
        return words_of(group, keys, self.lang)

    def found(self, key: str, *rests_on, **values) -> Finding:
        """Say a sentence that rests on rows and numbers."""
        return evidence.finding(key, self.lang, *rests_on, **values)

    def about(self, key: str, *rests_on, **values) -> Finding:
        """Say a sentence that names the page's region."""
        return self.found(key, *rests_on, self.place, name=self.name, **values)

    def noted(self, text: str) -> str:
        """Say what a table holds or the notebook writes in English."""
        return noted(text, self.lang)

    def names(self, table: pd.DataFrame, key: str) -> dict[str, str]:
        """Return the names that a table gives its rows, by their key."""
        return names(table, key, self.lang)

    def bracketed(self, text: object) -> str:
        """Return a text or number in brackets, as they follow a word."""
        return bracketed(str(text), self.lang)

    def join(self, words: list[str]) -> str:
        """Return words as one list."""
        return join(words, self.lang)

    def joined(self, parts: Iterable[str]) -> str:
        """Return remarks as one text."""
        return joined(parts, self.lang)

    def count(self, size: int, word: str, many: str = "") -> str:
        """Return a count with its noun."""
        return count(size, word, self.lang, many)

    def table(self, cells: pd.DataFrame | Mapping, caption: str, **options) -> HTML:
        """Return a table, or its columns, as :func:`html_table` shows it."""
        return html_table(pd.DataFrame(cells), caption, self.lang, **options)

    def opening(
        self, cells: pd.DataFrame | Mapping, caption: str, what: str, first=FIRST, **options
    ):
        """Return the first rows of a table, and the others behind a line that opens them and says
        what they are (`what`, a label after ``folded.``)."""
        rows = pd.DataFrame(cells)
        rest = rows.iloc[first:]
        if len(rest) < FIRST:
            return self.table(rows, caption, **options)
        opened = self.table(rows.head(first), caption, **options)
        words = self.say(f"folded.{what}", count=len(rest))
        return stacked([opened, folded(self.table(rest, caption, **options), words)])

    def show(self, figure, name: str, caption: str, alt: str | Iterable[str], *drawn) -> None:
        """Show a chart as :func:`show` does; `alt` may be in parts, and of a region `name` is its
        place on the region's page."""
        if self.place is not None:
            name = f"fig-{self.place['slug']}-{name}"
        told = alt if isinstance(alt, str) else self.joined(alt)
        show(figure, name, caption, told, *drawn)


def of_region(dossier: Tables, lang: str) -> Page:
    """Return the page of the region that a dossier is of."""
    return Page(lang, own(dossier))


def show(figure, name: str, caption: str, alt: str, *drawn) -> None:
    """Show a chart with its caption, then close it.

    `name` is its place in the book, unique in it (the region's slug is part of it); `caption` says
    what, unit, years, weighting and source; `alt` is the same chart in words, for those who cannot
    see it. Each number in them is one of `drawn`, the tables or rows behind the chart; the tables
    are offered below it as CSV.
    """
    import matplotlib.pyplot as plt

    for said in (caption, alt):
        if evidence.needs_evidence(said):
            evidence.checked(said, *drawn)
    if typesetting.is_chinese(caption):
        typesetting.typeset_chart(figure)
        alt = typesetting.typeset(alt)
    shown = vector.drawn(figure, name, alt)
    plt.close(figure)
    lang = "zh" if typesetting.is_chinese(caption) else "en"
    marks = below_chart.links(name, drawn, lang)
    whole = '<figure class="chart" id="{}">{}<figcaption>{}{}</figcaption></figure>'
    display(HTML(html(whole, name, shown, caption, marks).source))


def finding(sentences: list) -> Markdown | None:
    """Return what was found as the first lines of a page or section, one sentence an item; nothing
    shows nothing.

    A sentence is text, one with numbers an :class:`edugov.evidence.Finding`; with a link it is a
    pair of the sentence and :func:`see`, or of the sentence and the pages of the names in it.
    """
    lines = []
    for item in sentences:
        sentence, link = item if isinstance(item, tuple) else (item, None)
        if evidence.needs_evidence(sentence):
            evidence.checked(sentence)  # raises: a plain sentence rests on nothing
        if sentence:
            said = markup.Markdown.of(sentence).source.lstrip()
            if isinstance(link, dict):
                said = _named(said, link)
            elif link:
                opened, closed = typesetting.brackets(sentence)
                said = f"{said}{opened}{link.source}{closed}"
            lines.append(f"- {said}")
    if not lines:
        return None
    return Markdown("\n".join([":::{div} finding", *lines, ":::"]))


def _named(said: str, pages: dict[str, str]) -> str:
    """Return a sentence with each name that has a page as a link to it, where it first stands."""
    for name, page in pages.items():
        shown = markup.Markdown.of(name).source
        linked = see(name, page)
        said = said.replace(shown, linked.source, 1)
    return said


def see(text: str, page: str) -> markup.Markdown:
    """Return a link to another page of the book, named by its file, as part of a sentence."""
    return markup.markdown("[{}]({})", text, markup.Markdown(page))


def badge(verdict: str, lang: str, words: str = "", about: str = "") -> Html:
    """Return a verdict as a sign, a word (its own unless given) and a class, so that colour is not
    needed. `about` is its `verdict_id`: one thing has the same verdict on every page."""
    word = words or say(f"verdict.{verdict}", lang)
    kind = verdict.replace(" ", "-")
    sign = SIGNS[verdict]
    if not about:
        return html('<span class="verdict {}">{} {}</span>', kind, sign, word)
    return html('<span class="verdict {}" data-verdict="{}">{} {}</span>', kind, about, sign, word)


def badges(judged: pd.DataFrame, lang: str) -> list[Html]:
    """Return the verdicts of a table that has `verdict` and `verdict_id`."""
    pairs = zip(judged["verdict"], judged["verdict_id"], strict=True)
    return [badge(verdict, lang, about=key) for verdict, key in pairs]


def html_table(
    table: pd.DataFrame,
    caption: str,
    lang: str,
    rows: int | None = None,
    empty: str = "",
    rests_on: tuple = (),
) -> HTML:
    """Return a table as HTML: headings from the catalogue, and a caption.

    A cell is text, unless it is :class:`edugov.markup.Html`. Each column's name is a key of the
    catalogue after ``column.``, or the heading itself; a column in which nothing stands is left
    out. `rows` is how many rows are shown at most
    (the caption then says of how many), `empty` what to say where there is no row. Each number of
    the caption stands in the table or in `rests_on` (`edugov.evidence`).
    """
    if not len(table):
        said = html("<p>{}</p>", empty).source if empty else ""
        return HTML(said)
    shown = table if rows is None else table.head(rows)
    if evidence.needs_evidence(caption):
        evidence.checked(caption, table, *rests_on)
    if type(caption) is str:  # one that a notebook writes, without a number
        caption = noted(caption, lang)
    if len(shown) < len(table):
        sizes = {"shown": len(shown), "all": len(table)}
        caption += say("caption.shown", lang, **sizes)
    return HTML(web_table.whole(shown, caption, lang).source)


def dictionary(name: str, lang: str) -> HTML:
    """Return the description of a table of the data package: its columns, how it came to be, and
    the rules that its rows keep."""
    from edugov import makers  # only the page of tables needs it

    text = noted(tables.description(name), lang)
    size = len(tables.read(name, columns=[]))
    caption = say("caption.dictionary", lang, text=text, size=f"{size:,}")
    described = _described(name, lang)
    whole = html_table(described, caption, lang, rests_on=(text, size))
    made = ""
    if name in makers.names():
        made = html(" <code>edugov make {}</code>", name)
    origin = html("<p>{}{}</p>", makers.origin(name, lang), made)
    rule = say("caption.rule", lang)
    rules = []
    for column, right in _rules_in_words(name, lang):
        rules.append(html(rule, column=column, right=right))
    if not rules:
        return HTML(whole.data + origin.source)
    kept = html("<p>{}</p><ul>{}</ul>", say("caption.rules", lang), Html.joined(rules))
    return HTML(whole.data + origin.source + kept.source)


def _described(name: str, lang: str) -> pd.DataFrame:
    """Return the cells that describe the columns of a table."""
    columns = {
        "name": "Column",
        "title": "Meaning",
        "title_zh": "含义",
        "type": "Type",
        "unit": "Unit",
        "description": "Description",
    }
    if lang == "zh":
        del columns["title"]
    described = pd.DataFrame(tables.fields(name)).reindex(columns=list(columns))
    cells = described.astype("string").fillna("").astype("object")
    cells["name"] = [html("<code>{}</code>", column) for column in cells["name"]]
    cells["type"] = words_of("package_type", cells["type"], lang)
    cells["unit"] = [key and say(f"package_unit.{key}", lang) for key in cells["unit"]]
    return cells.rename(columns=columns)


def _rules_in_words(name: str, lang: str) -> list[tuple[str, str]]:
    """Return the rules of a table, column and what is right; what a row gives to it is left out."""
    told = []
    for rule in tables.rules(name):
        words = re.sub(r"(\{[^}]*\})+", "…", rule["right"])
        told.append((rule["column"], noted(words, lang)))
    return list(dict.fromkeys(told))


def csv_link(table: pd.DataFrame, name: str, words: str) -> HTML:
    """Return a link to a table's CSV, which the link itself holds."""
    return HTML(web_table.csv_link(table, name, words).source)


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


def listed(links: Iterable[Html], mark: str) -> Html:
    """Return links with a mark between them, each of which stays with its mark: no line begins
    with one."""
    parts = list(links)
    sign = mark.rstrip()
    marks = [sign] * (len(parts) - 1) + [""]
    held = [
        html('<span class="listed">{}{}</span>', *pair) for pair in zip(parts, marks, strict=True)
    ]
    return Html.joined(held, mark.removeprefix(sign))


def figure_links(
    named: Iterable[str], figures: pd.DataFrame, as_printed: bool = False
) -> list[Html | str]:
    """Return for each list of figure ids links to their places, numbered or as they are printed; a
    dash where there is none."""
    known = figures.set_index("figure_id")
    cells: list[Html | str] = []
    for keys in named:
        own_rows = known.loc[keys.split()]
        words = [str(place) for place in range(1, len(own_rows) + 1)]
        if as_printed:
            words = own_rows["value_printed"] + own_rows["unit_printed"]
        links = map(link, words, own_rows["source_id"], own_rows.index)
        cells.append(Html.joined(links, " ") if keys else "–")
    return cells


def anchor(row: dict) -> str:
    """Return the place of a row in its source's entry: its figure, or what tells it from the
    others."""
    figure_id = row.get("figure_id")
    if figure_id and not pd.isna(figure_id):
        return figure_id
    keys = ("region_code", "year", "stage", "indicator_id", "coverage")
    known = [key for key in keys if key in row and not pd.isna(row[key])]
    return "-".join(str(row[key]) for key in known)


def figure_cells(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show figures: indicator, stage, year, the number as a link to its
    place, quantity.

    Each number links to the entry that says in which section and characters of the source it
    stands. A figure that cannot be taken as printed shows what is printed, and its status. Below
    the indicator stands what keeps a figure from being the region's own as it is printed: that it
    is of a part, was selected, or rests on a reading of ours.
    """
    cells = _named_cells(figures, indicators, lang)
    own_remarks = [remarks(row, lang) for row in figures.itertuples()]
    cells["indicator"] = [
        html("{}<br><small>{}</small>", name, joined(said, lang)) if said else name
        for name, said in zip(cells["indicator"], own_remarks, strict=True)
    ]
    cells["year"] = [year_cell(row.year, row.inferred, lang) for row in figures.itertuples()]
    cells["value"] = [printed(row, lang) for row in figures.itertuples()]
    cells["quantity"] = words_of("quantity", figures["quantity"], lang)
    return cells.astype("object")  # where there is no figure too


def by_quantity(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show figures, a row for each indicator, label, stage and year: what is
    printed of it stands in the column of its quantity, such as `growth`."""
    cells = figure_cells(figures, indicators, lang).assign(subject=figures["subject_zh"])
    keys = ["indicator", "subject", "stage", "year"]
    rows = []
    for named, alike in cells.groupby(keys, sort=False):
        row = dict(zip(keys, named, strict=True))
        for quantity, links in alike["value"].groupby(figures["quantity"], sort=False):
            row[quantity] = listed(links, BETWEEN[lang])
        rows.append(row)
    return pd.DataFrame(rows)


def remarks(row, lang: str) -> list[str]:
    """Return what a reader has to know of a figure before taking it as the region's own."""
    keys = []
    if row.selected:
        keys.append(f"figure.selected.{row.selected}")
    if row.scope == "part":
        keys.append("figure.part")
    if row.inferred and row.origin != "reader":  # a reader infers years, which say so themselves
        keys.append(f"figure.inferred.{row.inferred}")
    said = [say(key, lang) for key in keys]
    if said and row.note:
        return [*said, noted(row.note, lang)]
    return said


def year_cell(year: str, inferred: str, lang: str) -> Html:
    """Return the year of a figure, with a word where the source does not print it."""
    if not year:
        return html("<i>{}</i>", say("year.none", lang))
    if inferred != "year":
        return html("{}", year)
    return html("{}<small>{}</small>", year, say("year.inferred", lang))


def dated(year: str, inferred: str, lang: str) -> str:
    """Return in words what `year_cell` shows: for labels of charts and texts beside them."""
    if not year:
        return say("year.none", lang)
    return year + say("year.inferred", lang) if inferred == "year" else year


def _named_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    name = names(indicators, "indicator_id", lang)
    stages = words_of("stage", table["stage"], lang)
    rows = zip(table["indicator_id"], table["stage"], strict=True)
    named = [at_stage(key, name[key], stage, lang) for key, stage in rows]
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


def own(dossier: Tables) -> pd.Series:
    """Return the row of the region itself, not of those above it."""
    table = dossier["regions"]
    is_above = table["region_code"].isin(table["parent_code"])
    return table[~is_above].iloc[0]


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


def sources_table(dossier: Tables, lang: str) -> HTML:
    """Return the documents and tables that the region's figures stand in, with how many each
    gives."""
    coefficients = dossier["equity_published"]
    held = [
        coefficients[coefficients["figure_id"] == ""],  # the others are figures as well
        dossier["figures"],
        dossier["funding_national"],
        dossier["funding_provincial"],
    ]
    source_ids = pd.concat([table["source_id"] for table in held])
    counts = source_ids.value_counts()
    sources = dossier["sources"]
    shown = sources[sources["source_id"].isin(counts.index)]
    shown = shown.assign(count=shown["source_id"].map(counts))
    rows = [_source_row(alike, lang) for _, alike in shown.groupby(_series(shown), sort=False)]
    cells = pd.DataFrame(rows)
    place = own(dossier)
    caption = say("caption.sources", lang, name=place[f"name_{lang}"])
    return html_table(cells, caption, lang, rests_on=(place,))


def _series(sources: pd.DataFrame) -> pd.Series:
    """Return what sources have in common whose titles differ by the year alone, where they are more
    than two; of others, their id."""
    titles = sources["title_zh"]
    alike = titles.str.replace(YEAR, "", regex=True) + sources["publisher"]
    size = alike.groupby(alike).transform("size")
    is_series = size.gt(2) & titles.str.count(YEAR).eq(1)
    return alike.where(is_series, sources["source_id"])


def _source_row(alike: pd.DataFrame, lang: str) -> dict:
    """Return the row of a source, or of several of one series with a link for each year."""
    first = alike.iloc[0]
    title, key = first[[f"title_{lang}", "source_id"]]
    shown = link(title, key)
    if len(alike) > 1:
        years = [re.search(YEAR, zh)[0] for zh in alike["title_zh"]]
        span = say("range.years", lang, first=min(years), last=max(years))
        links = Html.joined(map(link, years, alike["source_id"]), " ")
        shown = html("{}<br>{}", re.sub(YEAR, span, title), links)
    count = alike["count"].sum()
    return {"source": shown, "publisher": first["publisher"], "figures": f"{count:,}"}


def rule(standard: pd.Series, lang: str) -> Html:
    """Return the limit of a rule as a link to its entry, under its name, with a mark where it is
    not settled."""
    confidence = standard["confidence"]
    if confidence == "page":
        mark = ""
    else:
        mark = bracketed(say(f"confidence.{confidence}", lang), lang)
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
    reason = getattr(row, f"reason_{lang}")
    shown_unit = getattr(row, "unit", row.margin_unit)
    is_judged = row.figure_id and pd.notna(row.margin)
    if not is_judged or row.margin_unit != shown_unit:
        return reason
    return reason.partition(BETWEEN[lang])[2]


def growth_cells(table: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show growth as printed and recomputed, and whether the printed digits
    allow it."""
    columns = ["within_printed_digits", "like_for_like", "across_sources"]
    cells = _named_cells(table, indicators, lang)
    dated = zip(table["year"], table["inferred"], strict=True)
    cells["year"] = [year_cell(year, inferred, lang) for year, inferred in dated]
    cells["growth_printed"] = decimals(table["growth_printed_pct"], 2, "+")
    cells["growth_recomputed"] = decimals(table["growth_recomputed_pct"], 2, "+")
    found = [_agreement(*row) for row in table[columns].itertuples(index=False)]
    cells["agree"] = words_of("growth", found, lang)
    word = say("column.source", lang)
    cells["source"] = [link(word, key) for key in table["source_id"]]
    return cells


def _agreement(is_within, is_like_for_like, is_across) -> str:
    if pd.isna(is_within):
        return "unknown"
    if is_within:
        return "holds"
    if is_like_for_like:
        return "like"
    return "across" if is_across else "fails"
