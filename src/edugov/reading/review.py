"""A page on which a person checks a reading: the text with each figure marked, its reading beside
it."""

import re
from collections.abc import Iterator

import pandas as pd

from edugov.markup import Html, html, html_lines
from edugov.reading.documents import REVIEW_PAGE, Document

# from good to bad; the sign says without colour what the colour says
STATUS = {
    "ok": ("✓", "可用"),
    "placeholder": ("□", "占位"),
    "ambiguous": ("?", "有歧义"),
    "conflict": ("≠", "矛盾"),
    "damaged": ("✗", "残损"),
}
VERDICT = {
    "does not hold": ("✗", "damaged"),
    "cannot check": ("?", "ambiguous"),
    "holds": ("✓", "ok"),
}
STYLE = """
:root { color-scheme: light dark; --ink: light-dark(#1b1b1b, #eee); --line: light-dark(#ccc, #555) }
body { font: 1rem/1.7 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  color: var(--ink); max-width: 80rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2rem }
.small, dl, li { font-size: .85rem }
section.line { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr);
  gap: 0 1.5rem; border-top: 1px solid var(--line); padding: .3rem 0 }
p { margin: 0; white-space: pre-wrap }
ol, ul { margin: 0; padding: 0; list-style: none }
li { margin: .2rem 0; padding: 0 .4rem; line-height: 1.45 }
a { color: inherit } mark a { text-decoration: none } :target { outline: 3px solid #06c }
mark { color: inherit; padding: 0 .1em; border-bottom: 2px solid var(--hue);
  background: color-mix(in srgb, var(--hue) 18%, transparent) }
li.s { border-left: 4px solid var(--hue) }
.ok { --hue: #2e8b47 } .damaged { --hue: #c9302c } .ambiguous { --hue: #b87300 }
.conflict { --hue: #8a4fb0 } .placeholder { --hue: #777 }
@media (max-width: 45rem) {
  section.line { display: block } body { padding: .6rem } ol { margin: .3rem 0 }
}
@media print { mark { background: none !important } }
"""
# The page needs nothing from elsewhere, and no script: a browser that is told so loads none
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PAGE = """<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8">\
{made_by}\
<meta http-equiv="Content-Security-Policy" content="{policy}">\
<meta name="viewport" content="width=device-width, initial-scale=1">\
<title>{name} · edugov</title><style>{style}</style></head><body>
<h1>{name}</h1>
<p class='small'>{figures_count} 个数据 figures. {legend}
{kind}, {length} 字 characters, SHA-256 {sha256}</p>
<h2>核对结果 Findings ({findings_count})</h2>
{findings}
<h2>正文 Text</h2>
{text}{rest}</body></html>
"""


def review_page(document: Document, figures: pd.DataFrame, findings: pd.DataFrame) -> str:
    """A page to check a reading by eye (人工核对页): one HTML file that needs nothing else, not
    even scripts.

    Parameters
    ----------
    document : Document
        The document that was read.
    figures : DataFrame
        Its figures, one row each; `start` and `end` count characters of the text, or are empty.
    findings : DataFrame
        What the audit of these figures found (may be empty).

    Returns
    -------
    str
        Findings with links to their figures, then the text with its figures marked by status.
    """
    length = len(document.text)
    start = pd.to_numeric(figures["start"], errors="coerce")
    end = pd.to_numeric(figures["end"], errors="coerce")
    inside = (start >= 0) & (start < end) & (end <= length)
    table = figures.astype(object).where(figures.notna(), "")
    places = _places(table[inside])
    rest = table[~inside].to_dict("records")
    page = html(
        PAGE,
        made_by=Html(REVIEW_PAGE),
        policy=POLICY,
        name=document.name,
        style=Html(STYLE),
        figures_count=len(table),
        legend=_legend(table["status"]),
        kind=document.kind,
        length=length,
        sha256=document.sha256,
        findings_count=len(findings),
        findings=_findings(findings),
        text=Html.joined(_sections(document.text, places)),
        rest=html("<h2>无位置 Without a place</h2>\n{}\n", _readings(rest)) if rest else "",
    )
    return page.source


def _places(table: pd.DataFrame) -> list[list[dict]]:
    """Return the figures by the place where they stand; those that share characters share one."""
    places: list[list[dict]] = []
    for row in table.sort_values(["start", "end"], kind="stable").to_dict("records"):
        row |= {"start": int(row["start"]), "end": int(row["end"])}
        if places and row["start"] < max(other["end"] for other in places[-1]):
            places[-1].append(row)
        else:
            places.append([row])
    return places


def _legend(status: pd.Series) -> str:
    """Return how many figures have each status, under its sign."""
    counts = status.value_counts()
    signs = [f"{sign} {zh} {name}: {counts.get(name, 0)}" for name, (sign, zh) in STATUS.items()]
    return " · ".join(signs)


def _findings(findings: pd.DataFrame) -> Html:
    """Return the findings in a list each verdict; those that hold are folded away."""
    parts = []
    for verdict in VERDICT:
        rows = findings[findings["verdict"] == verdict]
        if not len(rows):
            continue
        tag = Html("<details>" if verdict == "holds" else "<details open>")
        items = Html.joined(_finding(row) for row in rows.itertuples())
        folded = "{}<summary>{}: {}</summary><ul>{}</ul></details>"
        parts.append(html(folded, tag, verdict, len(rows), items))
    return Html.joined(parts, " ") if parts else Html("<p class='small'>无 none</p>")


def _finding(row) -> Html:
    """Return one finding as an item, with links to its figures."""
    sign, colour = VERDICT[row.verdict]
    links = [html('<a href="#r-{0}">{0}</a>', name) for name in row.figure_ids.split()]
    return html(
        '<li class="s {}">{} {}<br>{} <em>{}</em> {}</li>',
        colour,
        sign,
        row.sentence_zh,
        row.sentence_en,
        row.note,
        Html.joined(links, " "),
    )


def _sections(text: str, places: list[list[dict]]) -> Iterator[Html]:
    """Give one section a sentence: the text with its marks, and their readings."""
    for line, rows in _lines(text, places):
        if line.source.strip():
            section = '<section class="line"><p>{}</p>{}</section>\n'
            yield html(section, line, _readings(rows))


def _lines(text: str, places: list[list[dict]]) -> Iterator[tuple[Html, list[dict]]]:
    """Give the sentences, each with the rows of its marks; a mark is never cut."""
    words, here, at = [], [], 0
    for place in [*places, []]:
        start = place[0]["start"] if place else len(text)
        *whole, last = re.split(r"\r?\n|(?<=[。；;])", text[at:start])
        for piece in whole:
            yield Html.joined([*words, html_lines(piece)]), here
            words, here = [], []
        words.append(html_lines(last))
        if place:
            at = max(row["end"] for row in place)
            words.append(_mark(text[start:at], place))
            here += [row | {"mark": place[0]["figure_id"]} for row in place]
    yield Html.joined(words), here


def _mark(text: str, place: list[dict]) -> Html:
    """Return the text at a place, marked by the worst status of its figures."""
    worst = max((row["status"] for row in place), key=list(STATUS).index)
    return html(
        '<mark class="{}" id="m-{name}"><a href="#r-{name}">{}<sup>{}</sup></a></mark>',
        worst,
        html_lines(text),
        STATUS[worst][0],
        name=place[0]["figure_id"],
    )


def _readings(rows: list[dict]) -> Html:
    return html("<ol>{}</ol>", Html.joined(_reading(row) for row in rows))


def _reading(row: dict) -> Html:
    """Return how a figure was read, with a link to its mark where it has one."""
    sign, zh = STATUS[row["status"]]
    printed = f"{row['value_printed']}{row['unit_printed']}"
    if "mark" in row:
        printed = html('<a href="#m-{}">{}</a>', row["mark"], printed)
    is_number = isinstance(row["value"], int | float)
    value = f"{row['value']:,.12g}" if is_number else row["value"]
    what = " ".join(str(row.get(name, "")) for name in ("stage", "quantity", "year", "scope"))
    why = f"{row.get('proposed_reading', '')} {row.get('note', '')}".strip()
    return html(
        '<li class="s {status}" id="r-{figure_id}">{sign} {printed} = '
        "<b>{value}</b> {unit} · {indicator_id}<br>{what} · {zh} {status} <em>{why}</em></li>",
        **{name: row[name] for name in ("status", "figure_id", "unit", "indicator_id")},
        sign=sign,
        zh=zh,
        printed=printed,
        value=value or "–",
        what=what,
        why=why,
    )
