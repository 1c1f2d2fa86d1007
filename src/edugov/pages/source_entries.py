"""The entry of a source: what it is, and every figure from it with the place where it stands."""

from functools import lru_cache

import pandas as pd

from edugov import tables
from edugov.labels import BETWEEN, LANGUAGES, count, join, label_of, names, noted, number, say
from edugov.labels.typesetting import sections
from edugov.markup import Html, Markdown, html, in_english, web_link
from edugov.pages import anchor, html_table, link, year_cell
from edugov.tables import Tables
from edugov.tables.rows_by_region import Whole

Words = dict[str, dict[str, str]]  # what the codes of each column are called
# what is told of a source, in order; its Chinese title is the heading of its Chinese entry
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
LONG = (  # elsewhere to download
    "schools",
    "own_panel",
    "michigan_districts",
    "california_districts",
    "prices_provincial",
    "context_provincial",
    "evaluation_outcomes",
)
LONG_SHOWN = 10

# columns of names and keys that are English in every edition
NAMED_IN_ENGLISH = {
    "california_districts": ("district_name", "county"),
    "province_series": ("series_id",),
    "province_values": ("series_id",),
}

# Tables that name sources and hold no figures of theirs.
NOT_FROM_SOURCES = ("sources", "verdicts_before", *tables.ON_DOCUMENTS)


def source(row: dict, whole: Whole, lang: str) -> bytes:
    """Return the entry of a source: what it is, and every figure from it with the place where it
    stands."""
    title = row[f"title_{lang}"]
    facts = _facts(row, lang)
    blocks = [_heading("#", title), facts.source]
    for name, table in whole.tables.items():
        if "source_id" not in table or name in NOT_FROM_SOURCES:
            continue
        mine = whole.rows(name, "source_id", [row["source_id"]])
        if not len(mine):
            continue
        if name == "figures":
            cells = _figures(mine, _words(whole, lang), lang)
        else:
            cells = _rows(name, mine, _words(whole, lang), lang)
        rows = count(len(mine), "row", lang)
        caption = say("source.rows", lang, rows=rows, title=row["title_zh"])
        most = LONG_SHOWN if name in LONG else None
        shown = html_table(cells, caption, lang, most, rests_on=(row["title_zh"], len(mine)))
        blocks.append(_heading("##", tables.title(name, lang)))
        blocks.append(shown.data)
    text = "\n\n".join(blocks)
    return f"{text}\n".encode()


def _heading(level: str, text: str) -> str:
    escaped = Markdown.of(text)
    return f"{level} {escaped.source}"


def _facts(row: dict, lang: str) -> Html:
    """Return what is known of a source as a list; its link is one only where it is of the web."""
    shown = dict(row)
    shown["date"] = row["date"] or say("source.date_unknown", lang)
    for name in ("publisher", "document_number", "licence", "note"):
        shown[name] = noted(row[name], lang)
    for name in ("kind", "link_kind"):
        shown[name] = say(f"source.{name}.{row[name]}", lang)
    shown["text"] = ""
    if row["text_sha256"]:
        size = f"{row['text_characters']:,}"
        checksum = f"SHA-256 {row['text_sha256']}"
        shown["text"] = say("source.text", lang, size=size, digest=checksum)
    items = []
    for name in FACTS[lang == "zh" :]:
        if shown[name]:
            label = say(f"fact.{name}", lang)
            items.append(_fact(label, shown[name]))
    if row["link"]:
        label = say("fact.link", lang)
        items.append(_fact(label, web_link(row["link"])))
    return html('<dl class="facts">{}</dl>', Html.joined(items))


def _fact(name: str, text: str | Html) -> Html:
    return html("<dt>{}</dt><dd>{}</dd>", name, text)


def _rows(name: str, rows: pd.DataFrame, words: Words, lang: str) -> pd.DataFrame:
    """Return the rows of a table as cells, under the titles that its description gives."""
    shown = rows.drop(columns=["source_id", "figure_id", "composite"], errors="ignore")
    if lang != "en":
        other = [column for column in shown if f"{column.removesuffix('_en')}_{lang}" in shown]
        shown = shown.drop(columns=other)
    for column, named in words.items():
        if column in shown:
            shown[column] = shown[column].map(named)
    cells = shown.astype("string").fillna("").astype("object")
    for column in cells:
        said = {text: _cell(name, column, text, lang) for text in cells[column].unique()}
        cells[column] = [said[text] for text in cells[column]]
    if name not in LONG:  # no link leads to a row of those
        first = cells.columns[0]
        places = [_place(row) for row in rows.to_dict("records")]
        cells[first] = [place + cell for place, cell in zip(places, cells[first], strict=True)]
    title = "title" if lang == "en" else f"title_{lang}"
    titles = {field["name"]: field[title] for field in tables.fields(name)}
    return cells.rename(columns=titles)


def _cell(name: str, column: str, text: str, lang: str) -> str | Html:
    """Return what a cell of a table shows: a code in words, a remark in the language of the page, a
    name in another language marked as such."""
    if lang == "en" or not text:
        return text
    if name in NAMED_IN_ENGLISH and column in NAMED_IN_ENGLISH[name]:
        return in_english(text, lang)
    return label_of(f"code.{column}.{text}", noted(text, lang), lang)


def _codes(column: str, every: Tables) -> set[str]:
    """Return the codes that a column holds in the tables of which entries show rows."""
    codes = set()
    for name, table in every.items():
        if {"source_id", column} <= set(table) and name not in NOT_FROM_SOURCES:
            codes.update(table[column].dropna())
    return codes - {""}


@lru_cache(maxsize=len(LANGUAGES))
def _words(whole: Whole, lang: str) -> Words:
    """Return the names of what the columns of tables hold by its key."""
    every = whole.tables
    units = {code: label_of(f"unit.{code}", code, lang) for code in _codes("unit", every)}
    sets = _codes("rule_set", every)
    covered = _codes("coverage", every)
    return {
        "stage": {code: label_of(f"stage.{code}", code, lang) for code in _codes("stage", every)},
        "unit": {code: words.rpartition("|")[2] for code, words in units.items()},
        "rule_set": {code: label_of(f"rule_set.{code}", code, lang) for code in sets},
        "check": {code: label_of(f"check.{code}", code, lang) for code in _codes("check", every)},
        "coverage": {code: label_of(f"coverage.{code}", code, lang) for code in covered},
        "region_code": names(every["regions"], "region_code", "zh"),
        "indicator_id": names(every["indicators"], "indicator_id", lang),
    }


def _place(row: dict) -> Html:
    """Return the place that links to a row lead to; one of a figure is among the figures."""
    if row.get("figure_id"):
        return Html("")
    return html('<span id="{}"></span>', anchor(row))


def _figures(figures: pd.DataFrame, words: Words, lang: str) -> pd.DataFrame:
    """Return figures as cells: each with an anchor of its own, the number as printed, and its
    place."""
    cells = [_figure(row, words, lang) for row in figures.itertuples()]
    return pd.DataFrame(cells)


def _figure(row, words: Words, lang: str) -> dict[str, str | Html]:
    indicator = words["indicator_id"][row.indicator_id]
    region = "–"
    if row.region_code:
        region = words["region_code"][row.region_code]
    if row.scope == "part":
        region = say("source.part", lang, region=region)
    places = [sections(row.section, lang)]
    if pd.notna(row.start):
        places.append(say("source.characters", lang, start=row.start, end=row.end))
    return {
        "value": _placed_value(row, lang),
        "printed": row.value_printed + row.unit_printed,
        "indicator": html("{}<br><small>{}</small>", indicator, row.subject_zh),
        "stage": say(f"stage.{row.stage}", lang),
        "year": year_cell(row.year, row.inferred, lang) if row.year else "",
        "quantity": say(f"quantity.{row.quantity}", lang),
        "region": region,
        "place": _place_and_id(join([*filter(None, places)], lang), row.figure_id),
        "note": _remarks(row, lang),
    }


def _place_and_id(place: str, figure_id: str) -> Html:
    """Return where a figure stands in its source, and its id, with which it is cited and
    corrected."""
    named = html('<small><a href="#{}"><code>{}</code></a></small>', figure_id, figure_id)
    return html("{}<br>{}", place, named) if place else named


def _placed_value(row, lang: str) -> Html:
    """Return the value of a figure, where links to it lead, with its status if it is not sound."""
    shown = number(row.value, row.unit, lang)
    value = html('<span id="{}"></span>{}', row.figure_id, shown)
    if row.status == "ok":
        return value
    status = say(f"status.{row.status}", lang)
    return value + html(' <span class="status-{}">{}</span>', row.status, status)


def _remarks(row, lang: str) -> Html:
    """Return what is remarked on a figure: a reading of ours, a note, of what it was computed."""
    remarks: list[str | Html] = [noted(row.proposed_reading, lang), noted(row.note, lang)]
    if row.operand_ids:
        operands = []
        for place, key in enumerate(row.operand_ids.split(), start=1):
            operands.append(link(str(place), row.source_id, key))
        listed = Html.joined(operands, " ")
        remarks.append(html(say("source.operands", lang), ids=listed))
    return Html.joined(filter(None, remarks), BETWEEN[lang])
