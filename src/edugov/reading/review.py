"""A page on which a person checks a reading: the text with each figure marked, its reading beside
it."""

import re
from html import escape

import pandas as pd

from edugov.reading.documents import Document

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
body { font: 1rem/1.7 "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: var(--ink);
  max-width: 80rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.4rem } h2 { font-size: 1.15rem; margin-top: 2rem } .small, dl, li { font-size: .85rem }
section.line { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 0 1.5rem;
  border-top: 1px solid var(--line); padding: .3rem 0 } p { margin: 0; white-space: pre-wrap }
ol, ul { margin: 0; padding: 0; list-style: none } li { margin: .2rem 0; padding: 0 .4rem; line-height: 1.45 }
a { color: inherit } mark a { text-decoration: none } :target { outline: 3px solid #06c }
mark { color: inherit; padding: 0 .1em; border-bottom: 2px solid var(--hue);
  background: color-mix(in srgb, var(--hue) 18%, transparent) } li.s { border-left: 4px solid var(--hue) }
.ok { --hue: #2e8b47 } .damaged { --hue: #c9302c } .ambiguous { --hue: #b87300 } .conflict { --hue: #8a4fb0 }
.placeholder { --hue: #777 }
@media (max-width: 45rem) { section.line { display: block } body { padding: .6rem } ol { margin: .3rem 0 } }
@media print { mark { background: none !important } }
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
    table, length = figures.astype(object).where(figures.notna(), ""), len(document.text)
    start, end = (pd.to_numeric(figures[side], errors="coerce") for side in ("start", "end"))
    inside = (start >= 0) & (start < end) & (end <= length)
    places: list[list[dict]] = []  # figures that share characters share a mark
    for row in table[inside].sort_values(["start", "end"], kind="stable").to_dict("records"):
        row |= {"start": int(row["start"]), "end": int(row["end"])}
        if places and row["start"] < max(other["end"] for other in places[-1]):
            places[-1].append(row)
        else:
            places.append([row])
    counts, rest = table["status"].value_counts(), table[~inside].to_dict("records")
    legend = " · ".join(
        f"{sign} {zh} {name}: {counts.get(name, 0)}" for name, (sign, zh) in STATUS.items()
    )
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.name)} · edugov</title><style>{STYLE}</style></head><body>\n"
        f"<h1>{escape(document.name)}</h1>\n<p class='small'>{len(table)} 个数据 figures. "
        f"{escape(legend)}\n"
        f"{document.kind}, {length} 字 characters, SHA-256 {document.sha256}</p>\n"
        f"<h2>核对结果 Findings ({len(findings)})</h2>\n{_findings(findings)}\n<h2>正文 Text</h2>\n"
        f"{''.join(_lines(document.text, places))}"
        + (f"<h2>无位置 Without a place</h2>\n{_readings(rest)}\n" if rest else "")
        + "</body></html>\n"
    )


def _findings(findings: pd.DataFrame) -> str:
    """Findings in a list each verdict; those that hold are folded away."""
    parts = []
    for verdict, (sign, colour) in VERDICT.items():
        items = [
            f'<li class="s {colour}">{sign} {escape(row.sentence_zh)}<br>{escape(row.sentence_en)} '
            f"<em>{escape(row.note)}</em> "
            + " ".join(f'<a href="#r-{name}">{name}</a>' for name in escape(row.figure_ids).split())
            + "</li>"
            for row in findings[findings["verdict"] == verdict].itertuples()
        ]
        if items:
            parts.append(
                f"<details{'' if verdict == 'holds' else ' open'}><summary>{verdict}: {len(items)}"
                f"</summary><ul>{''.join(items)}</ul></details>"
            )
    return "\n".join(parts) or "<p class='small'>无 none</p>"


def _lines(text: str, places: list[list[dict]]) -> list[str]:
    """One section a sentence: the text with its marks, and their readings; a mark is never cut."""
    lines, words, here, at = [], [], [], 0
    for place in [*places, []]:
        start = place[0]["start"] if place else len(text)
        *whole, last = re.split(r"\n|(?<=[。；;])", text[at:start])
        for piece in whole:
            lines.append(("".join([*words, escape(piece)]).strip("\r"), here))
            words, here = [], []
        words.append(escape(last))
        if place:
            at = max(row["end"] for row in place)
            worst = max((row["status"] for row in place), key=list(STATUS).index)
            name = escape(place[0]["figure_id"])
            words.append(
                f'<mark class="{worst}" id="m-{name}"><a href="#r-{name}">{escape(text[start:at])}'
                f"<sup>{STATUS[worst][0]}</sup></a></mark>"
            )
            here += [row | {"mark": name} for row in place]
    return [
        f'<section class="line"><p>{line}</p>{_readings(rows)}</section>\n'
        for line, rows in [*lines, ("".join(words), here)]
        if line.strip()
    ]


def _readings(rows: list[dict]) -> str:
    items = []
    for row in rows:
        status, printed = row["status"], escape(f"{row['value_printed']}{row['unit_printed']}")
        value = f"{row['value']:,.12g}" if isinstance(row["value"], int | float) else row["value"]
        what = " ".join(str(row.get(name, "")) for name in ("stage", "quantity", "year", "scope"))
        why = f"{row.get('proposed_reading', '')} {row.get('note', '')}".strip()
        link = f'<a href="#m-{row["mark"]}">{printed}</a>' if "mark" in row else printed
        read = (
            f"<b>{escape(value or '–')}</b> {escape(row['unit'])} · {escape(row['indicator_id'])}"
        )
        items.append(
            f'<li class="s {status}" id="r-{escape(row["figure_id"])}">{STATUS[status][0]} {link} = '
            f"{read}<br>{escape(what)} · {STATUS[status][1]} {status} <em>{escape(why)}</em></li>"
        )
    return f"<ol>{''.join(items)}</ol>"
