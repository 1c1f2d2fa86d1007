"""The profile of a region: its figures against their rules, by subject, and what is missing."""

from __future__ import annotations

from html import escape

import pandas as pd
from IPython.display import HTML, Markdown

from edugov import charts, equity_page
from edugov.labels import join, names, number, say
from edugov.pages import ROWS, badge, figure_cells, html_table, own, plural, printed, show


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
    return html_table(cells, say("caption.verdicts", lang, name=own(dossier)[f"name_{lang}"]), lang, rows=None)


def findings(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, lang: str) -> list[str]:
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
    said = equity_page.findings(dossier, lang)
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


def show_distances(dossier: dict[str, pd.DataFrame], verdicts: pd.DataFrame, lang: str) -> None:
    """Draw how far each figure that could be judged lies from its limit, as a share of the limit."""
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
    words = say("caption.distances", lang, name=own(dossier)[f"name_{lang}"], count=len(rows))
    alt = "; ".join(f"{row.label}: {row.distance_pct:+.1f}% ({row.verdict})" for row in rows.itertuples())
    show(charts.distances(rows, lang), f"fig-{own(dossier)['slug']}-distances", words, alt)


def core_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML | Markdown:
    """Return the region's own core figures, one row an indicator and stage, the newest year of each."""
    figures, core = dossier["figures"], dossier["indicators"].query("core == True")["indicator_id"]
    rows = figures[figures["indicator_id"].isin(core) & (figures["scope"] == "region")]
    rows = rows[rows["quantity"].isin(["value", "growth", "standard"])].sort_values("year", kind="stable")
    newest = rows.drop_duplicates(["indicator_id", "stage", "quantity", "subject_zh"], keep="last").sort_index()
    if not len(newest):
        return Markdown(say("profile.no_core", lang))
    caption = say("caption.core", lang, name=own(dossier)[f"name_{lang}"])
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
                printed=printed(row, lang),
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


def _sign(comparator: str) -> str:
    return {">=": "≥", "<=": "≤", "increases": "↑"}.get(comparator, comparator)
