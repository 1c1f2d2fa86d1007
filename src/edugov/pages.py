"""What a notebook shows: findings in words, tables with links to their sources, figures with captions."""

from __future__ import annotations

from html import escape

import pandas as pd
from IPython.display import HTML, Markdown, display

from edugov.labels import join, names, number, say

SIGNS = {"met": "✓", "not met": "✗", "watch": "!", "cannot judge": "?"}
ROWS = 14


def show(figure, name: str, caption: str, alt: str) -> None:
    """Show a chart with its caption; in the book it becomes a numbered figure with a description.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The chart; it is closed once shown.
    name : str
        Its label, unique in the whole book: the region's slug is part of it.
    caption : str
        What, unit, years, weighting and source.
    alt : str
        The same chart in words, for those who cannot see it.
    """
    import matplotlib.pyplot as plt

    display(figure, metadata={"edugov": {"name": name, "caption": caption, "alt": alt}})
    plt.close(figure)


def finding(sentences: list[str]) -> Markdown:
    """Return the first lines of a page: what was found, one sentence an item."""
    items = "\n".join(f"- {sentence}" for sentence in sentences if sentence)
    return Markdown(f":::{{div}} finding\n{items}\n:::")


def badge(verdict: str, lang: str) -> str:
    """Return a verdict as a sign, a word and a class of its own, so that colour is not needed."""
    return (
        f'<span class="verdict {verdict.replace(" ", "-")}">'
        f"{SIGNS[verdict]} {escape(say(f'verdict.{verdict}', lang))}</span>"
    )


def html_table(table: pd.DataFrame, caption: str, lang: str, rows: int | None = ROWS) -> HTML:
    """Return a table of finished cells as HTML: headings from the catalogue, caption, numbers right-aligned.

    Parameters
    ----------
    table : pandas.DataFrame
        Cells as HTML; each column's name is a key of the catalogue after ``column.``, or a heading.
    caption : str
        What, unit, years, weighting and source.
    lang : str
        Language of the headings.
    rows : int or None
        How many rows at most; the caption then says how many there are.
    """
    shown = table if rows is None else table.head(rows)
    if len(shown) < len(table):
        caption += f" ({len(shown)} / {len(table)})"
    try:
        heads = [say(f"column.{column}", lang) for column in shown]
    except ValueError:
        heads = list(shown)
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{'' if pd.isna(cell) else cell}</td>" for cell in row) + "</tr>"
        for row in shown.itertuples(index=False)
    )
    return HTML(
        f'<div class="table-scroll" tabindex="0"><table class="data"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def link(text: str, source_id: str, figure_id: str = "") -> str:
    """Return a link from a page to the entry of a source, at a figure's own place where it has one."""
    anchor = f"#{figure_id}" if figure_id else ""
    return f'<a href="../sources/{source_id}.html{anchor}">{escape(text)}</a>'


def figure_cells(figures: pd.DataFrame, indicators: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return the cells that show figures: indicator, stage, year, the number as a link to its place, quantity.

    Each number links to the entry that says in which section and characters of the source it stands.
    A figure that cannot be taken as printed shows what is printed, and its status.
    """
    name = names(indicators, "indicator_id", lang)
    cells = pd.DataFrame(index=figures.index)
    cells["indicator"] = [escape(name[key]) for key in figures["indicator_id"]]
    cells["stage"] = [say(f"stage.{key}", lang) for key in figures["stage"]]
    cells["year"] = [year or f"<i>{say('year.none', lang)}</i>" for year in figures["year"].astype(str)]
    cells["value"] = [_value(row, lang) for row in figures.itertuples()]
    cells["quantity"] = [say(f"quantity.{key}", lang) for key in figures["quantity"]]
    return cells


def _value(row, lang: str) -> str:
    if row.status == "ok":
        return link(number(row.value, row.unit, lang), row.source_id, row.figure_id)
    status = say(f"status.{row.status}", lang)
    text = link(row.value_printed + row.unit_printed, row.source_id, row.figure_id)
    return f'{text} <span class="status-{row.status}">{status}</span>'


def verdicts_table(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, lang: str) -> HTML | Markdown:
    """Return the figures that were judged as a table: figure, rule, verdict, reason; the worst first."""
    if not len(verdicts):
        return Markdown(say("profile.none_judged", lang))
    rank = verdicts["verdict"].map({"not met": 0, "watch": 1, "met": 2, "cannot judge": 3})
    verdicts = verdicts.assign(rank=rank).sort_values("rank", kind="stable")
    figures = dossier["figures"].set_index("figure_id", drop=False)
    rows = figures.loc[verdicts["figure_id"]].reset_index(drop=True)
    cells = figure_cells(rows, dossier["indicators"], lang).drop(columns="quantity")
    rule = names(dossier["standards"], "rule_id", lang)
    standards = dossier["standards"].set_index("rule_id")
    cells["rule"] = [
        f'<a href="../data/standards.html#{key}">{escape(rule[key])}</a> '
        f"{_sign(standards.loc[key, 'comparator'])} {standards.loc[key, 'threshold']:g}"
        if key
        else "–"
        for key in verdicts["rule_id"]
    ]
    cells["verdict"] = [badge(verdict, lang) for verdict in verdicts["verdict"]]
    cells["reason"] = [escape(reason) for reason in verdicts[f"reason_{lang}"]]
    return html_table(cells, say("caption.verdicts", lang, name=_name(dossier, lang)), lang, rows=None)


def _name(dossier: dict[str, pd.DataFrame], lang: str) -> str:
    table, above = dossier["regions"], set(dossier["regions"]["parent_code"])
    return table.loc[~table["region_code"].isin(above), f"name_{lang}"].iloc[0]


def show_distances(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, slug: str, lang: str) -> None:
    """Draw how far each figure that could be judged lies from its limit, as a share of the limit."""
    from edugov import charts

    limit = dossier["standards"].set_index("rule_id")["threshold"]
    rows = verdicts.dropna(subset="margin")
    rows = rows[rows["rule_id"].map(limit) != 0].drop_duplicates("figure_id")
    if not len(rows):
        return
    figures = dossier["figures"].set_index("figure_id").loc[rows["figure_id"]]
    name = names(dossier["indicators"], "indicator_id", lang)
    rows = rows.assign(
        label=[
            f"{name[row.indicator_id]}, {say(f'stage.{row.stage}', lang)}{f', {row.year}' if row.year else ''}"
            for row in figures.itertuples()
        ],
        distance_pct=rows["margin"] / rows["rule_id"].map(limit).abs() * 100,
    )
    rows = rows.loc[rows["distance_pct"].abs().sort_values(kind="stable").index].head(ROWS)
    words = say("caption.distances", lang, name=_name(dossier, lang), count=len(rows))
    alt = "; ".join(f"{row.label}: {row.distance_pct:+.1f}% ({row.verdict})" for row in rows.itertuples())
    show(charts.distances(rows, lang), f"fig-{slug}-distances", words, alt)


def core_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML | Markdown:
    """Return the region's own core figures, one row an indicator and stage, the newest year of each."""
    figures, core = dossier["figures"], dossier["indicators"].query("core == True")["indicator_id"]
    own = figures[figures["indicator_id"].isin(core) & (figures["scope"] == "region")]
    own = own[own["quantity"].isin(["value", "growth", "standard"])].sort_values("year", kind="stable")
    newest = own.drop_duplicates(["indicator_id", "stage", "quantity", "subject_zh"], keep="last").sort_index()
    if not len(newest):
        return Markdown(say("profile.no_core", lang))
    caption = say("caption.core", lang, name=_name(dossier, lang))
    return html_table(figure_cells(newest, dossier["indicators"], lang), caption, lang, rows=None)


def missing(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, lang: str) -> Markdown:
    """Say what cannot be taken from the region's figures: unsound ones, undated ones, what no verdict covers."""
    figures = dossier["figures"]
    name = names(dossier["indicators"], "indicator_id", lang)
    said = []
    for row in figures[figures["status"] != "ok"].itertuples():
        said.append(
            say(
                "missing.unsound",
                lang,
                indicator=name[row.indicator_id],
                stage=say(f"stage.{row.stage}", lang),
                printed=_value(row, lang),
                reason=escape(row.proposed_reading or row.note),
            )
        )
    undated = int((figures["year"] == "").sum())
    if undated:
        said.append(say("missing.undated", lang, count=plural(undated, "figure") if lang == "en" else undated))
    cannot = verdicts[verdicts["verdict"] == "cannot judge"]
    if len(cannot):
        said.append(say("missing.cannot", lang, count=plural(len(cannot), "verdict") if lang == "en" else len(cannot)))
    families = set(dossier["indicators"].set_index("indicator_id").loc[sorted(set(figures["indicator_id"])), "family"])
    absent = [
        say(f"family.{family}", lang)
        for family in ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")
        if family not in families
        and not (family == "equity" and len(dossier["equity_published"]))
        and not (family == "funding" and len(dossier["funding_provincial"]))
    ]
    if absent:
        said.append(say("missing.families", lang, list=join(absent, lang)))
    if len(dossier["funding_provincial"]):
        said.append(say("missing.panel", lang))
    return Markdown("\n".join(f"- {sentence}" for sentence in said or [say("missing.nothing", lang)]))


def sources_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML:
    """Return the documents and tables that the region's figures stand in, with how many each gives."""
    counts = pd.concat([table["source_id"] for key, table in dossier.items() if "source_id" in table and key != "sources"])
    sources = dossier["sources"][dossier["sources"]["source_id"] != "cpi-national"]
    cells = pd.DataFrame(
        {
            "source": [link(row.title_zh if lang == "zh" else row.title_en, row.source_id) for row in sources.itertuples()],
            "publisher": sources["publisher"].map(escape),
            "figures": [f"{counts.eq(key).sum():,}" for key in sources["source_id"]],
        }
    )
    return html_table(cells, say("caption.sources", lang, name=_name(dossier, lang)), lang, rows=None)


def _sign(comparator: str) -> str:
    return {">=": "≥", "<=": "≤", "increases": "↑"}.get(comparator, comparator)


def profile_findings(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, lang: str) -> list[str]:
    """Say in words what a region's figures and verdicts amount to, computed from its rows."""
    figures = dossier["figures"]
    name = names(dossier["indicators"], "indicator_id", lang)
    counts = verdicts["verdict"].value_counts()
    sources = len(set(figures["source_id"]))
    values = {
        "figures": len(figures),
        "sources": plural(sources, "source") if lang == "en" else sources,
        "judged": len(verdicts),
        "met": counts.get("met", 0),
        "not_met": counts.get("not met", 0),
        "watch": counts.get("watch", 0),
        "cannot": counts.get("cannot judge", 0),
    }
    said = []
    if len(figures):
        said.append(say("profile.count" if len(verdicts) else "profile.no_rule", lang, **values))
    by_id = figures.set_index("figure_id")
    for verdict, key in (("not met", "profile.not_met"), ("watch", "profile.watch")):
        named = []
        for figure_id in verdicts.loc[verdicts["verdict"] == verdict, "figure_id"]:
            row = by_id.loc[figure_id]
            stage = say(f"stage.{row['stage']}", lang)
            named.append(f"{name[row['indicator_id']]} ({stage}, {number(row['value'], row['unit'], lang)})")
        if named:
            said.append(say(key, lang, list=join(list(dict.fromkeys(named)), lang)))
    unsound = int((figures["status"] != "ok").sum())
    if unsound:
        said.append(say("profile.damaged", lang, count=unsound, verb="is" if unsound == 1 else "are"))
    panel = dossier["funding_provincial"]
    if len(panel):
        last = panel.sort_values("year").iloc[-1]
        said.append(
            say(
                "profile.panel",
                lang,
                year=last["year"],
                share=f"{last['education_share_pct']:.1f}",
                education=f"{last['education_expenditure_100_million_yuan']:,.1f}",
                total=f"{last['general_budget_expenditure_100_million_yuan']:,.1f}",
            )
        )
    return said


def plural(count: int, word: str, many: str = "") -> str:
    """Return a count with its English noun in the right number.

    Examples
    --------
    >>> plural(1, "figure"), plural(2, "county", "counties")
    ('1 figure', '2 counties')
    """
    return f"{count:,} {word if count == 1 else many or word + 's'}"
