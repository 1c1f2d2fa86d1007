"""Findings in words: what a region's figures, coefficients and funding amount to, computed from its rows."""

from __future__ import annotations

import pandas as pd

from edugov import equity, funding, standards, trends
from edugov.labels import join, names, number, say

Tables = dict[str, pd.DataFrame]


def count(size: int, word: str, lang: str = "en", many: str = "") -> str:
    """Return a count with its noun in the right number; in Chinese the count alone.

    Examples
    --------
    >>> count(1, "figure"), count(2, "county", many="counties"), count(2, "figure", "zh")
    ('1 figure', '2 counties', '2')
    """
    return f"{size:,}" if lang == "zh" else f"{size:,} {word if size == 1 else many or word + 's'}"


def verdicts(tables: Tables) -> pd.DataFrame:
    """Judge the region's figures; coefficients are left to their tables, which are judged as a whole."""
    single = tables["figures"]["indicator_id"].str.startswith("cv_")
    return standards.judge(tables["figures"][~single], tables["standards"], tables["regions"])


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what a region's figures and verdicts amount to, the coefficients first."""
    figures, name = tables["figures"], names(tables["indicators"], "indicator_id", lang)
    said = coefficients(tables, lang)
    size = judged["verdict"].value_counts()
    values = {
        "figures": count(len(figures), "figure", lang),
        "sources": count(figures["source_id"].nunique(), "source", lang),
        "judged": count(len(judged), "comparison", lang),
        **{key: size.get(word, 0) for key, word in standards_words.items()},
    }
    if len(figures):
        said.append(say("profile.count" if len(judged) else "profile.no_rule", lang, **values))
    by_id = figures.set_index("figure_id")
    for verdict in ("not met", "watch"):
        rows = by_id.loc[judged.loc[judged["verdict"] == verdict, "figure_id"]]
        listed = [
            f"{name[row.indicator_id]} ({say(f'stage.{row.stage}', lang)}, {row.year or say('year.none', lang)}: "
            f"{number(row.value, row.unit, lang)})"
            for row in rows.itertuples()
        ]
        if listed:
            said.append(say(f"profile.{verdict}", lang, list=join(list(dict.fromkeys(listed)), lang)))
    unsound = int((figures["status"] != "ok").sum())
    if unsound:
        said.append(say("profile.damaged", lang, count=count(unsound, "figure", lang)))
    for row in tables["funding_provincial"].sort_values("year").tail(1).itertuples():
        amounts = {
            "education": f"{row.education_expenditure_100_million_yuan:,.1f}",
            "total": f"{row.general_budget_expenditure_100_million_yuan:,.1f}",
        }
        said.append(say("profile.panel", lang, year=row.year, share=f"{row.education_share_pct:.1f}", **amounts))
    return said


standards_words = {"met": "met", "not_met": "not met", "watch": "watch", "cannot": "cannot judge"}


def missing(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what cannot be taken from the region's figures: undated ones, verdicts not reached, absent subjects."""
    figures, family = tables["figures"], tables["indicators"].set_index("indicator_id")["family"]
    said = []
    undated = int((figures["year"] == "").sum())
    if undated:
        said.append(say("missing.undated", lang, count=count(undated, "figure", lang)))
    cannot = int((judged["verdict"] == "cannot judge").sum())
    if cannot:
        said.append(say("missing.cannot", lang, count=count(cannot, "verdict", lang)))
    there = set(figures["indicator_id"].map(family))
    there |= {"equity"} if len(tables["equity_published"]) else set()
    there |= {"funding"} if len(tables["funding_provincial"]) or len(tables["funding_national"]) else set()
    subjects = ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")
    absent = [say(f"family.{key}", lang) for key in subjects if key not in there]
    if absent:
        said.append(say("missing.families", lang, list=join(absent, lang)))
    if len(tables["funding_provincial"]):
        said.append(say("missing.panel", lang))
    if (tables["equity_published"]["year"]).isna().any():
        said.append(say("equity.no_year", lang))
    return said or [say("missing.nothing", lang)]


def coefficients(tables: Tables, lang: str) -> list[str]:
    """Say how each published table of coefficients (差异系数) stands against its own rule set."""
    table, rules = tables["equity_published"], tables["standards"]
    if not len(table):
        return []
    name, said = names(tables["indicators"], "indicator_id", lang), []
    ranked = equity.drivers(table, rules).sort_values("rank", kind="stable")
    for row in equity.judge_table(table, rules).itertuples():
        mine = ranked[(ranked["stage"] == row.stage) & (ranked["rule_set"] == row.rule_set)]
        absent = [name[key] for key in row.missing.split(", ") if key]
        values = {
            "stage": say(f"stage.{row.stage}", lang).capitalize(),
            "limit": f"{row.limit:.2f}",
            "reason": _absent(absent, len(mine), lang),
        }
        if row.rule_set == "basic_2012":
            said.append(say(f"equity.2012.{row.verdict}", lang, composite=f"{row.limit - row.margin:.3f}", **values))
            top = mine.iloc[0]
            if top["coefficient_of_variation"] > row.limit:
                single = {"indicator": name[top["indicator_id"]], "value": f"{top['coefficient_of_variation']:.2f}"}
                said[-1] += ("" if lang == "zh" else " ") + say("equity.2012.highest", lang, **single)
        else:
            over = mine[mine["ratio_to_limit"] > 1]
            listed = [f"{name[r.indicator_id]} ({r.coefficient_of_variation:.3f})" for r in over.itertuples()]
            sizes = {"count": len(over), "total": len(mine), "list": join(listed, lang)}
            said.append(say(f"equity.2017.{row.verdict}", lang, **sizes, **values))
    return said


def _absent(names_: list[str], total: int, lang: str) -> str:
    if len(names_) == total:
        return say("equity.missing.all", lang)
    return say("equity.missing", lang, list=join(names_, lang)) if names_ else ""


def budget_series(tables: Tables, base_year: int) -> pd.DataFrame:
    """Return a province's budget series (教育支出): year, nominal, constant prices, share, fitted trend."""
    panel = tables["funding_provincial"].sort_values("year")
    if not len(panel):
        return pd.DataFrame(columns=["year", "nominal", "constant", "share_pct", "source_id"])
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    constant = real[f"{funding.EDUCATION}_at_{base_year}_prices"]
    return pd.DataFrame(
        {
            "year": real["year"].astype(int),
            "nominal": real[funding.EDUCATION],
            "constant": constant,
            "share_pct": real["education_share_pct"],
            "source_id": real["source_id"],
        }
    )


def funding_figures(tables: Tables) -> pd.DataFrame:
    """Return the region's figures on funding; for the nation those of the national table as well."""
    family = tables["indicators"].set_index("indicator_id")["family"]
    figures = tables["figures"]
    figures = figures[figures["indicator_id"].map(family) == "funding"].assign(scope_zh="")
    national = tables["funding_national"]
    if len(national):
        rows = funding.from_yearbook(national[national["coverage"] == "nation"])
        rows = rows.assign(scope_zh="", figure_id="", year=rows["year"].astype(str))
        figures = pd.concat([figures, rows])
    return figures.reset_index(drop=True)


def duties(tables: Tables) -> pd.DataFrame:
    """Judge the two duties that may only rise (两个只增不减) on the region's funding figures."""
    figures = funding_figures(tables)
    kept = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    return funding.only_rise(figures[kept], tables["price_index"])


def _change(row, lang: str) -> str:
    """Return the change of one stage, such as: primary +2.46%."""
    return f"{say(f'stage.{row.stage}', lang)} {row.growth_pct:+.2f}%".replace("-", "−")


def money(tables: Tables, base_year: int, lang: str) -> list[str]:
    """Say what the region's funding figures amount to: the two duties, the budget series, its trend."""
    said = []
    judged = duties(tables)
    latest = judged[judged["year"] == judged["year"].max()]
    for duty, rows in latest.groupby("duty", sort=False):
        worst = min(rows["verdict"], key=("not met", "watch", "cannot judge", "met").index)
        year, listed = rows["year"].iloc[0], join([_change(row, lang) for row in rows.itertuples()], lang)
        words = {"when": say("when.year" if year else "when.none", lang, year=year), "list": listed}
        said.append(say(f"duty.said.{duty}", lang, verdict=say(f"verdict.{worst}", lang), **words))
    earlier = judged[(judged["year"] < judged["year"].max()) & (judged["verdict"] == "not met")]
    if len(earlier):
        listed = [f"{row.year} ({_change(row, lang)})" for row in earlier.itertuples()]
        said.append(say("duty.earlier", lang, list=join(listed, lang)))
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(say("funding.masked", lang))
    series = budget_series(tables, base_year)
    if len(series):
        first, last = series.iloc[0], series.iloc[-1]
        ends = {"before": f"{first['share_pct']:.1f}", "after": f"{last['share_pct']:.1f}"}
        said.append(say("funding.share", lang, first=first["year"], last=last["year"], **ends))
        trend = trends.trend(series["year"], series["constant"])
        rates = {"growth": trend.growth_pct, "low": trend.low_pct, "high": trend.high_pct}
        shown = {key: f"{rate:.1f}".replace("-", "−") for key, rate in rates.items()}
        if pd.isna(trend.growth_pct):
            said.append(say("trend.none", lang, reason=trend.reason_en if lang == "en" else trend.reason_zh))
        else:
            years = {"first": trend.first_year, "last": trend.last_year, "base": base_year}
            said.append(say("trend.found", lang, **years, **shown))
    if not said:
        said.append(say("funding.only", lang, count=count(len(funding_figures(tables)), "funding figure", lang)))
    return said
