"""Findings in words: what a region's figures, coefficients and funding amount to, computed from its
rows."""

import pandas as pd

from edugov import equity, funding, standards, trends
from edugov.labels import join, minus, names, number, say

Tables = dict[str, pd.DataFrame]
VERDICTS = ("not met", "watch", "cannot judge", "met")  # the worst first


def count(size: int, word: str, lang: str = "en", many: str = "") -> str:
    """Return a count with its noun in the right number; in Chinese the count alone.

    Examples
    --------
    >>> count(1, "figure"), count(2, "county", many="counties"), count(2, "figure", "zh")
    ('1 figure', '2 counties', '2')
    """
    return f"{size:,}" if lang == "zh" else f"{size:,} {word if size == 1 else many or word + 's'}"


def verdicts(tables: Tables) -> pd.DataFrame:
    """Judge the region's figures; single coefficients are left to their tables, which are judged as
    a whole."""
    single = tables["figures"]["indicator_id"].str.match(standards.SINGLE_COEFFICIENT)
    return standards.judge(tables["figures"][~single], tables["standards"], tables["regions"])


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what a region's figures and verdicts amount to, the coefficients first."""
    figures, name = tables["figures"], names(tables["indicators"], "indicator_id", lang)
    said, unsound = coefficients(tables, lang), int((figures["status"] != "ok").sum())
    values = {
        "figures": count(len(figures), "figure", lang),
        "sources": count(figures["source_id"].nunique(), "source", lang),
        "judged": count(len(judged), "comparison", lang),
        **dict.fromkeys(VERDICTS, 0),
        **judged["verdict"].value_counts(),
    }
    rules = tables["standards"].set_index("rule_id")
    both = judged.merge(figures.drop(columns="note"), on="figure_id")
    for verdict in ("not met", "watch"):
        listed = []
        for row in both[both["verdict"] == verdict].itertuples():
            rule, when = rules.loc[row.rule_id], row.year or say("year.none", lang)
            told = {
                "value": number(row.value, row.unit, lang),
                "limit": standards.limit(rule, lang),
            }
            value = say("duty.against", lang, **told)
            listed.append(
                f"{name[row.indicator_id]} ({say(f'stage.{row.stage}', lang)}, {when}: {value})"
            )
        if listed:
            said.append(
                say(f"profile.{verdict}", lang, list=join(list(dict.fromkeys(listed)), lang))
            )
    if len(figures):
        said.append(say("profile.count" if len(judged) else "profile.no_rule", lang, **values))
    if unsound:
        said.append(say("profile.damaged", lang, count=count(unsound, "figure", lang)))
    newest = tables["funding_provincial"].sort_values("year").tail(1)
    return said + [say("profile.panel", lang, **row) for row in newest.to_dict("records")]


def missing(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what cannot be taken from the region's figures: undated ones, verdicts not reached,
    absent subjects."""
    figures, family = tables["figures"], tables["indicators"].set_index("indicator_id")["family"]
    undated, cannot = (
        int((figures["year"] == "").sum()),
        int((judged["verdict"] == "cannot judge").sum()),
    )
    there, panel = set(figures["indicator_id"].map(family)), len(tables["funding_provincial"])
    there |= {"equity"} if len(tables["equity_published"]) else set()
    there |= {"funding"} if panel or len(tables["funding_national"]) else set()
    subjects = ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")
    absent = [say(f"family.{key}", lang) for key in subjects if key not in there]
    said = {
        say("missing.undated", lang, count=count(undated, "figure", lang)): undated,
        say("missing.cannot", lang, count=count(cannot, "verdict", lang)): cannot,
        say("missing.families", lang, list=join(absent, lang)): absent,
        say("missing.panel", lang): panel,
        say("equity.no_year", lang): tables["equity_published"]["year"].isna().any(),
    }
    of_tables = tables["sources"][
        tables["sources"]["source_id"].isin(tables["equity_published"]["source_id"])
    ]
    notes = zip(of_tables[f"title_{lang}"], of_tables["note"], strict=True)
    said |= {say("missing.source", lang, title=title, note=note): note for title, note in notes}
    return [sentence for sentence, stands in said.items() if stands] or [
        say("missing.nothing", lang)
    ]


def coefficients(tables: Tables, lang: str) -> list[str]:
    """Say how each published table of coefficients (差异系数) stands against its own rule set."""
    table, rules, said = tables["equity_published"], tables["standards"], []
    name = names(tables["indicators"], "indicator_id", lang)
    ranked = equity.drivers(table, rules).sort_values("rank", kind="stable")
    for row in equity.judge_table(table, rules).itertuples():
        mine = ranked[(ranked["stage"] == row.stage) & (ranked["rule_set"] == row.rule_set)]
        absent, over = (
            [name[key] for key in row.missing.split(", ") if key],
            mine[mine["ratio_to_limit"] > 1],
        )
        listed = [
            f"{name[r.indicator_id]} ({r.coefficient_of_variation:.3f})" for r in over.itertuples()
        ]
        reason = "equity.missing.all" if len(absent) == len(mine) else "equity.missing"
        values = {
            "stage": say(f"stage.{row.stage}", lang).capitalize(),
            "limit": f"{row.limit:.2f}",
            "composite": f"{row.limit - row.margin:.3f}",
            "reason": say(reason, lang, list=join(absent, lang)),
            "count": len(over),
            "total": len(mine),
            "list": join(listed, lang),
        }
        said.append(say(f"equity.{row.rule_set[-4:]}.{row.verdict}", lang, **values))
        if row.rule_set == "basic_2012" and mine["coefficient_of_variation"].iloc[0] > row.limit:
            top = mine.iloc[0]
            single = {
                "indicator": name[top["indicator_id"]],
                "value": f"{top['coefficient_of_variation']:.2f}",
            }
            said[-1] += ("" if lang == "zh" else " ") + say("equity.2012.highest", lang, **single)
    return said


def budget_series(tables: Tables, base_year: int) -> pd.DataFrame:
    """Return a province's budget series (教育支出): year, nominal, constant prices, share,
    source."""
    panel = tables["funding_provincial"].sort_values("year").astype({"year": int})
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    columns = {
        funding.EDUCATION: "nominal",
        f"{funding.EDUCATION}_at_{base_year}_prices": "constant",
    }
    shown = real.rename(columns={**columns, "education_share_pct": "share_pct"})
    return shown[["year", "nominal", "constant", "share_pct", "source_id"]]


def funding_figures(tables: Tables) -> pd.DataFrame:
    """Return the region's figures on funding; for the nation those of the national table as
    well."""
    family = tables["indicators"].set_index("indicator_id")["family"]
    figures = tables["figures"]
    figures = figures[figures["indicator_id"].map(family) == "funding"].assign(scope_zh="")
    national = tables["funding_national"]
    if len(national):
        rows = funding.from_yearbook(national[national["coverage"] == "nation"])
        figures = pd.concat(
            [figures, rows.assign(scope_zh="", figure_id="", year=rows["year"].astype(str))]
        )
    return figures.reset_index(drop=True)


def funding_duties(tables: Tables) -> pd.DataFrame:
    """Judge the two duties that funding only rises (两个只增不减) on the region's funding
    figures."""
    figures = funding_figures(tables)
    kept = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    return funding.only_rise(figures[kept], tables["price_index"])


def money(tables: Tables, base_year: int, lang: str) -> list[str]:
    """Say what the region's funding figures amount to: the two duties, the budget series, its
    trend."""
    said, judged = [], funding_duties(tables)
    stages = [say(f"stage.{key}", lang) for key in judged["stage"]]
    judged["change"] = [
        f"{stage} {minus(f'{rate:+.2f}')}%"
        for stage, rate in zip(stages, judged["growth_pct"], strict=True)
    ]
    newest = judged["year"] == judged["year"].max()
    for duty, rows in judged[newest].groupby("duty", sort=False):
        whole = rows[
            rows["stage"].isin(["all", ""])
        ]  # where all stages together are printed, they decide
        worst = min((whole if len(whole) else rows)["verdict"], key=VERDICTS.index)
        year = rows["year"].iloc[0]
        words = {
            "when": say("when.year" if year else "when.none", lang, year=year),
            "list": join(rows["change"], lang),
        }
        said.append(say(f"duty.said.{duty}", lang, verdict=say(f"verdict.{worst}", lang), **words))
    earlier = judged[~newest & (judged["verdict"] == "not met")]
    if len(earlier):
        said.append(
            say(
                "duty.earlier",
                lang,
                list=join(earlier["year"] + " (" + earlier["change"] + ")", lang),
            )
        )
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(say("funding.masked", lang))
    series = budget_series(tables, base_year)
    if len(series):
        first, last = series.iloc[0], series.iloc[-1]
        ends = {"before": first["share_pct"], "after": last["share_pct"]}
        said.append(say("funding.share", lang, first=first["year"], last=last["year"], **ends))
        trend = trends.trend(series["year"], series["constant"])._asdict()
        rates = {key: minus(f"{trend[key]:.1f}") for key in ("growth_pct", "low_pct", "high_pct")}
        key = "trend.none" if trend["reason_en"] else "trend.found"
        said.append(say(key, lang, base=base_year, reason=trend[f"reason_{lang}"], **trend | rates))
    return said or [
        say("funding.only", lang, count=count(len(funding_figures(tables)), "funding figure", lang))
    ]
