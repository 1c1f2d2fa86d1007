"""The equity page of a region: published coefficients against the limits of the table's own rule set."""

from __future__ import annotations

from html import escape

import pandas as pd
from IPython.display import HTML, Markdown

from edugov import charts, equity
from edugov.labels import join, names, number, say
from edugov.pages import badge, html_table, link, own, show


def _quantity(dossier: dict[str, pd.DataFrame], lang: str) -> dict[str, str]:
    return names(dossier["indicators"], "indicator_id", lang)


def findings(dossier: dict[str, pd.DataFrame], lang: str) -> list[str]:
    """Say in words how each published table stands against its own rule set (基本均衡 2012, 优质均衡 2017)."""
    table, rules = dossier["equity_published"], dossier["standards"]
    if not len(table):
        return []
    name, said = _quantity(dossier, lang), []
    ranked = equity.drivers(table, rules)
    for row in equity.judge_table(table, rules).itertuples():
        stage = say(f"stage.{row.stage}", lang).capitalize()
        mine = ranked[(ranked["stage"] == row.stage) & (ranked["rule_set"] == row.rule_set)]
        if row.rule_set == "basic_2012":
            said.append(
                say(
                    f"equity.2012.{row.verdict}",
                    lang,
                    stage=stage,
                    limit=f"{row.limit:.2f}",
                    composite=f"{row.limit - row.margin:.3f}",
                    reason=_missing(row, name, lang),
                )
            )
            top = mine.sort_values("rank").iloc[0]
            if top["coefficient_of_variation"] > row.limit:
                words = {"indicator": name[top["indicator_id"]], "value": f"{top['coefficient_of_variation']:.2f}"}
                said[-1] += " " + say("equity.2012.highest", lang, **words)
        else:
            over = mine[mine["ratio_to_limit"] > 1].sort_values("rank")
            listed = [f"{name[key]} ({value:.3f})" for key, value in
                      zip(over["indicator_id"], over["coefficient_of_variation"], strict=True)]  # fmt: skip
            said.append(
                say(
                    f"equity.2017.{row.verdict}",
                    lang,
                    stage=stage,
                    limit=f"{row.limit:.2f}",
                    count=len(over),
                    total=len(mine),
                    list=join(listed, lang),
                    reason=_missing(row, name, lang),
                )
            )
    if table["year"].isna().any():
        said.append(say("equity.no_year", lang))
    return said


def _missing(row, name: dict[str, str], lang: str) -> str:
    absent = [name[key] for key in row.missing.split(", ") if key]
    return say("equity.missing", lang, list=join(absent, lang)) if absent else ""


def show_coefficients(dossier: dict[str, pd.DataFrame], lang: str) -> None:
    """Draw the published coefficients of each stage, the composite, and the limit where the rule sets one."""
    table, rules = dossier["equity_published"], dossier["standards"]
    judged = equity.judge_table(table, rules).set_index(["stage", "rule_set"])
    name = _quantity(dossier, lang)
    ranked = equity.drivers(table, rules)
    rows = ranked.assign(
        label=[name[key] for key in ranked["indicator_id"]],
        limit=[
            judged.loc[(stage, rule_set), "limit"] if rule_set == "quality_2017" else float("nan")
            for stage, rule_set in zip(ranked["stage"], ranked["rule_set"], strict=True)
        ],
        composite=False,
    )
    whole = equity.composite(table, rules)
    if len(whole):
        value = whole["composite_printed"].fillna(whole["composite_recomputed"])
        limits = [judged.loc[(stage, "basic_2012"), "limit"] for stage in whole["stage"]]
        drawn = whole.assign(
            label=say("chart.composite", lang), coefficient_of_variation=value, limit=limits, composite=True
        )
        rows = pd.concat([rows, drawn], ignore_index=True)
    place = own(dossier)
    years = sorted({str(year) for year in table["year"].dropna()})
    caption = say(
        "caption.coefficients",
        lang,
        name=place[f"name_{lang}"],
        rules=join(sorted({say(f"rule_set.{key}", lang) for key in table["rule_set"]}), lang),
        year=join(years, lang) or say("year.none", lang),
    )
    alt = "; ".join(
        f"{row.label} ({row.stage}): {row.coefficient_of_variation:.3f}"
        for row in rows.dropna(subset="coefficient_of_variation").itertuples()
    )
    show(charts.coefficients(rows, lang), f"fig-{place['slug']}-coefficients", caption, alt)


def verdicts_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML:
    """Return the verdict on each published table: what is judged, its limit, the margin."""
    table, rules = dossier["equity_published"], dossier["standards"]
    judged = equity.judge_table(table, rules)
    printed = equity.composite(table, rules).set_index(["stage", "rule_set"])
    name = _quantity(dossier, lang)
    cells = []
    for row in judged.itertuples():
        key = (row.stage, row.rule_set)
        whole = printed.loc[key] if key in printed.index else None
        cells.append(
            {
                "stage": say(f"stage.{row.stage}", lang),
                "rule": say(f"rule_set.{row.rule_set}", lang),
                "limit": f"≤ {row.limit:.2f}",
                "composite_printed": "–" if whole is None else _three(whole["composite_printed"]),
                "composite_recomputed": "–" if whole is None else _three(whole["composite_recomputed"]),
                "verdict": badge(row.verdict, lang),
                "margin": _three(row.margin).replace("-", "−"),
                "reason": escape(_missing(row, name, lang)),
            }
        )
    caption = say("caption.equity_verdicts", lang, name=own(dossier)[f"name_{lang}"])
    return html_table(pd.DataFrame(cells), caption, lang, rows=None)


def _three(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:.3f}"


def coefficients_table(dossier: dict[str, pd.DataFrame], lang: str) -> HTML:
    """Return every published coefficient with its mean, limit, and its part in the composite."""
    table, rules = dossier["equity_published"], dossier["standards"]
    ranked = equity.drivers(table, rules)
    limits = equity.judge_table(table, rules).set_index(["stage", "rule_set"])["limit"]
    keys = ["stage", "rule_set", "indicator_id"]
    facts = table[~table["composite"]].set_index(keys)[["county_mean", "source_id", "figure_id", "note"]]
    name = _quantity(dossier, lang)
    unit = dossier["indicators"].set_index("indicator_id")["unit"]
    cells = []
    for row in ranked.sort_values(["stage", "rank"], ascending=[False, True]).itertuples():
        fact = facts.loc[(row.stage, row.rule_set, row.indicator_id)]
        above = row.ratio_to_limit > 1
        part = "" if pd.isna(row.share_of_composite_pct) else f"{row.share_of_composite_pct:.0f}%"
        cells.append(
            {
                "stage": say(f"stage.{row.stage}", lang),
                "indicator": escape(name[row.indicator_id]),
                "coefficient": link(_three(row.coefficient_of_variation), fact["source_id"], fact["figure_id"]),
                "limit": f"≤ {limits[(row.stage, row.rule_set)]:.2f} {badge('not met' if above else 'met', lang)}"
                if row.rule_set == "quality_2017"
                else say("equity.no_single_limit", lang),
                "share": part or "–",
                "county_mean": number(fact["county_mean"], unit[row.indicator_id], lang),
            }
        )
    caption = say("caption.equity_table", lang, name=own(dossier)[f"name_{lang}"])
    return html_table(pd.DataFrame(cells), caption, lang, rows=None)


def notes(dossier: dict[str, pd.DataFrame], lang: str) -> Markdown:
    """Return what the source leaves open: years not printed, cells cut off or run together."""
    table = dossier["equity_published"]
    said = [say("equity.no_year", lang)] if table["year"].isna().any() else []
    for note, rows in table[table["note"] != ""].groupby("note"):
        said.append(f"{note} ({len(rows)} / {len(table)})")
    return Markdown("\n".join(f"- {sentence}" for sentence in said or [say("missing.nothing", lang)]))
