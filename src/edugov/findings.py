"""Findings in words: what a region's figures, coefficients and funding amount to, computed from its
rows."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pandas as pd

from edugov import equity, funding, judging, trends
from edugov.evidence import Finding, finding, named, together
from edugov.headlines import headlines
from edugov.labels import (
    bracketed,
    count,
    join,
    joined,
    minus,
    names,
    noted,
    number,
    say,
    stage_places,
)
from edugov.tables import Tables

# families of indicators of which a region's page says that they are absent
SUBJECTS = ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")


def verdicts(tables: Tables) -> pd.DataFrame:
    """Judge what a rule speaks of among the region's rows, apart from tables of coefficients, which
    have sentences of their own."""
    judged = judging.verdicts(tables)
    return judged[judged["kind"] != "coefficients"].reset_index(drop=True)


def _counted(tables: Tables, judged: pd.DataFrame, lang: str) -> Finding:
    """Say how many figures there are, of how many sources, and how their verdicts divide."""
    figures = tables["figures"]
    sources = figures["source_id"].nunique()
    values = dict.fromkeys(judging.VERDICTS, 0)
    values |= judged["verdict"].value_counts()
    sizes = [len(figures), sources, len(judged)]
    nouns = ("figure", "source", "comparison")
    words = [count(size, noun, lang) for size, noun in zip(sizes, nouns, strict=True)]
    values |= zip(("figures", "sources", "judged"), words, strict=True)
    key = "profile.count" if len(judged) else "profile.no_rule"
    return finding(key, lang, named(figures), named(judged), sizes, **values)


def _some(key: str, rows: pd.DataFrame, noun: str, lang: str) -> list[Finding]:
    """Say how many rows there are of a kind; nothing where there is none."""
    if rows.empty:
        return []
    return [finding(key, lang, named(rows), [len(rows)], count=count(len(rows), noun, lang))]


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what a region's figures and verdicts amount to, the coefficients first."""
    figures = tables["figures"]
    said = coefficients(tables, lang) + headlines(tables, judged, lang)
    if len(figures):
        said.append(_counted(tables, judged, lang))
    said += _real_falls(funding_duties(tables, judged), lang)
    said += _some("profile.damaged", figures[figures["status"] != "ok"], "figure", lang)
    selected = figures[figures["selected"] != ""]
    if len(selected):
        said.append(finding("profile.selected", lang, named(selected), count=len(selected)))
    panel = tables["funding_provincial"].sort_values("year")
    panel = panel.assign(education_share_pct=funding.budget_share(panel))
    for newest in panel.tail(1).to_dict("records"):
        yuan = [newest[column] * 1e8 for column in (funding.EDUCATION, funding.BUDGET)]
        spent, whole = (number(round(amount, -7), "yuan", lang) for amount in yuan)
        said.append(
            finding("profile.panel", lang, newest, yuan, **newest, spent=spent, whole=whole)
        )
    return said


def _absent_subjects(tables: Tables) -> list[str]:
    """Return the subjects that no row of the region is about."""
    family = tables["indicators"].set_index("indicator_id")["family"]
    there = set(tables["figures"]["indicator_id"].map(family))
    if len(tables["equity_published"]):
        there.add("equity")
    if len(tables["funding_provincial"]) or len(tables["funding_national"]):
        there.add("funding")
    return [key for key in SUBJECTS if key not in there]


def _missing(tables: Tables, judged: pd.DataFrame, lang: str) -> Iterator[Finding]:
    figures = tables["figures"]
    printed = tables["equity_published"]
    yield from _some("missing.undated", figures[figures["year"] == ""], "figure", lang)
    inferred = figures[figures["inferred"] != ""]
    for key, rows in inferred.groupby("inferred"):
        values = {
            "count": count(len(rows), "figure", lang),
            "years": join(sorted(set(rows["year"])), lang),
            "note": join([noted(note, lang) for note in sorted(set(rows["note"]) - {""})], lang),
        }
        yield finding(f"missing.inferred.{key}", lang, rows, **values)
    cannot = judged[judged["verdict"] == "cannot judge"]
    yield from _some("missing.cannot", cannot, "verdict", lang)
    absent = [say(f"family.{key}", lang) for key in _absent_subjects(tables)]
    if absent:
        yield finding("missing.families", lang, list=join(absent, lang))
    if len(tables["funding_provincial"]):
        yield finding("missing.panel", lang)
    if printed["year"].isna().any():
        yield finding("equity.no_year", lang)
    sources = tables["sources"]
    of_tables = sources[sources["source_id"].isin(printed["source_id"])]
    for row in of_tables[of_tables["note"] != ""].to_dict("records"):
        yield finding(
            "missing.source", lang, row, title=row[f"title_{lang}"], note=noted(row["note"], lang)
        )


def missing(tables: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what cannot be taken from the region's figures: undated ones, verdicts not reached,
    absent subjects."""
    said = list(_missing(tables, judged, lang))
    return said or [finding("missing.nothing", lang)]


def _of_table(row, mine: pd.DataFrame, name: dict[str, str], lang: str) -> Finding:
    """Say how one judged table of coefficients stands; `mine` are its own, the highest first."""
    absent = [name[key] for key in row.missing.split(", ") if key]
    reason = "equity.missing.all" if len(absent) == len(mine) else "equity.missing"
    over = mine[mine["ratio_to_limit"] > 1]
    listed = []
    for high in over.itertuples():
        indicator = name[high.indicator_id]
        listed.append(indicator + bracketed(f"{high.coefficient_of_variation:.3f}", lang))
    composite = row.limit - row.margin
    values = {
        "stage": say(f"stage.{row.stage}", lang).capitalize(),
        "rule": say(f"rule_set.{row.rule_set}", lang),
        "limit": f"{row.limit:.2f}",
        "composite": f"{composite:.3f}",
        "reason": say(reason, lang, list=join(absent, lang)),
        "count": len(over),
        "total": len(mine),
        "list": join(listed, lang),
    }
    key = f"equity.{row.rule_set[-4:]}.{row.verdict}"
    sentence = finding(key, lang, row, mine, composite, **values)
    if mine.empty:
        single = finding("equity.2012.alone", lang)
        return together(sentence, single, lang=lang)
    highest = mine.iloc[0]
    value = highest["coefficient_of_variation"]
    if row.rule_set != "basic_2012" or not value > row.limit:
        return sentence
    facts = {"indicator": name[highest["indicator_id"]], "value": f"{value:.2f}"}
    single = finding("equity.2012.highest", lang, highest, **facts)
    return together(sentence, single, lang=lang)


def coefficients(tables: Tables, lang: str) -> list[Finding]:
    """Say how each published table of coefficients (差异系数) stands against its own rule set."""
    table = tables["equity_published"]
    rules = tables["standards"]
    name = names(tables["indicators"], "indicator_id", lang)
    ranked = equity.drivers(table, rules).sort_values("rank", kind="stable")
    said = []
    for row in equity.judge_table(table, rules).itertuples():
        of_stage = ranked[ranked["stage"] == row.stage]
        mine = of_stage[of_stage["rule_set"] == row.rule_set]
        said.append(_of_table(row, mine, name, lang))
    return said + list(_means_behind(tables, name, lang))


def _means_behind(tables: Tables, name: dict[str, str], lang: str) -> Iterator[Finding]:
    """Say which county means lie below what every single school has to reach: then at least one
    school lies below it."""
    rules = tables["standards"].query("applies_to == 'each school'")
    means = tables["equity_published"].query("rule_set == 'quality_2017'")  # areas differ by rule
    both = means.merge(rules, on=["indicator_id", "stage"], suffixes=("", "_rule"))
    behind = both[both["comparator"].eq(">=") & both["county_mean"].lt(both["threshold"])]
    for row in behind.itertuples():
        unit = "" if row.unit == "per_100_students" else row.unit  # the name has it
        values = {
            "stage": say(f"stage.{row.stage}", lang).capitalize(),
            "indicator": name[row.indicator_id],
            "mean": number(row.county_mean, unit, lang),
            "limit": number(row.threshold, unit, lang),
            "document": row.document_number,
        }
        yield finding("equity.mean_behind", lang, row, values["indicator"], **values)


def budget_series(tables: Tables, base_year: int) -> pd.DataFrame:
    """Return a province's budget series (教育支出): year, nominal, constant prices, share, source,
    and the constant prices with the year of the break = 100."""
    panel = tables["funding_provincial"].sort_values("year").astype({"year": int})
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    columns = {
        "year": "year",
        funding.EDUCATION: "nominal",
        f"{funding.EDUCATION}_at_{base_year}_prices": "constant",
        "share": "share_pct",
        "source_id": "source_id",
    }
    real = real.assign(share=funding.budget_share(panel))
    series = real[list(columns)].rename(columns=columns)
    since = funding.break_year(tables["standards"]) if len(series) else None
    whole = series["constant"].where(series["year"] == since).max()  # that of the one year
    return series.assign(index=100 * series["constant"] / whole)


def funding_figures(tables: Tables) -> pd.DataFrame:
    """Return the region's figures on funding; for the nation those of the national table as
    well."""
    family = tables["indicators"].set_index("indicator_id")["family"]
    figures = tables["figures"].assign(scope_zh="")
    subject = figures["indicator_id"].map(family)
    national = funding.national_figures(tables["funding_national"])
    return pd.concat([figures[subject == "funding"], national]).reset_index(drop=True)


def funding_duties(tables: Tables, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts on the two duties that funding only rises (两个只增不减), with the growth
    they rest on: one row a source, year and stage, and one a year over all its stages.

    `judged` is the table of verdicts. Added are `duty` (total, per student), the columns of
    `funding.growth`, `growth_pct`, `direction` (rise, flat, fall), and growth in constant prices
    (any base year gives the same growth).
    """
    duties = tables["duties"].set_index("duty_id")["rule_ids"].str.split()
    parts = []
    for duty, duty_id in funding.DUTIES.items():
        own = judged[judged["rule_id"].isin(duties[duty_id])]
        parts.append(own.assign(duty=duty))
    found = pd.concat(parts, ignore_index=True)
    figures = funding_figures(tables)
    kept = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    sound = figures["selected"].fillna("").eq("")
    grown = funding.growth(figures[kept & sound])
    grown = grown.assign(stage=grown["stage"].mask(grown["stage"].eq(""), "all"), kind="growth")
    key = ["kind", "region_code", "source_id", "year", "stage", "indicator_id"]
    shown = ["growth_printed_pct", "growth_recomputed_pct"]
    grown = grown.drop_duplicates(key)[[*key, *shown]]
    found = found.merge(grown, how="left", on=key)
    rate = found["value"].where(found["margin_unit"].eq("percent"))
    found = found.assign(growth_pct=rate, direction=np.sign(rate).map(funding.DIRECTIONS))
    return funding.real_growth(found, rate, tables["price_index"])


def _on_duties(judged: pd.DataFrame, lang: str) -> Iterator[Finding]:
    """Say how the two duties stand in the newest year, and where they were missed before."""
    last_year = judged["year"].max()
    newest = judged[judged["year"] == last_year]
    for duty, rows in newest.groupby("duty", sort=False):
        deciding = rows[rows["kind"].eq("whole") | rows["stage"].eq("all")]
        worst = min(deciding["verdict"], key=judging.VERDICTS.index)
        speaks = deciding[deciding["verdict"] == worst].iloc[0]
        grown = by_stage(rows[rows["kind"] == "growth"])
        changes = [_change(row, lang) for row in grown.itertuples()]
        facts = {
            "when": say("when.year", lang, year=last_year) if last_year else say("when.none", lang),
            "list": join(changes, lang),
            "verdict": say(f"verdict.{worst}", lang),
            "reason": speaks[f"reason_{lang}"],
        }
        key = "duty.said.whole" if speaks["kind"] == "whole" else f"duty.said.{duty}"
        yield finding(key, lang, rows, **facts)
    earlier = judged[judged["year"] != last_year]
    missed = earlier[earlier["verdict"] == "not met"]
    if len(missed):
        listed = [
            say("year.named", lang, year=row.year) + bracketed(_change(row, lang), lang)
            for row in missed.itertuples()
        ]
        yield finding("duty.earlier", lang, missed, list=join(listed, lang))


def _real_falls(duties: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what did not fall as printed and did in constant prices, in the newest year."""
    year = duties["year"].max()
    real = duties["growth_constant_prices_pct"]
    fell = duties[duties["year"].eq(year) & duties["value"].ge(0) & real.lt(0)]
    if fell.empty:
        return []
    told = by_stage(fell.assign(value=real), ["duty"]).itertuples()
    listed = [join([say(f"duty.{row.duty}", lang), _change(row, lang)], lang) for row in told]
    return [finding("duty.real", lang, fell, year=year, list=joined(listed, lang))]


def by_stage(rows: pd.DataFrame, before: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows in the order of their stages, those of several columns apart, the last first."""
    placed = rows.assign(place=rows["stage"].map(stage_places()))
    ascending = [False] * len(before) + [True]
    placed = placed.sort_values([*before, "place"], ascending=ascending, kind="stable")
    return placed.drop(columns="place")


def _change(row, lang: str) -> str:
    stage = say(f"stage.{row.stage}", lang)
    rate = minus(f"{row.value:+.2f}")
    return say("change.part", lang, name=stage, value=f"{rate}%")


def _break(tables: Tables) -> tuple[pd.Series, dict]:
    """Return the rule whose year parts a series of budgets, and what sentences say of it."""
    goal = tables["standards"].set_index("rule_id", drop=False).loc[funding.BREAK_RULE]
    facts = {
        "since": funding.break_year(tables["standards"]),
        "goal": goal["threshold"],
        "whole": 100,
        "covered": trends.covered(tables["trend_coverage"]),
    }
    return goal, facts


def _on_series(series: pd.DataFrame, tables: Tables, lang: str) -> Iterator[Finding]:
    """Say how share and budget changed over a series, apart before and after its break."""
    goal, facts = _break(tables)
    since = facts["since"]
    by_year = series.set_index("year")
    first, last = by_year.index[[0, -1]]
    law = tables["standards"].set_index("rule_id", drop=False).loc[funding.SHARE_RULE]
    later = series[series["year"] >= since]
    found = trends.trend(later["year"], later["constant"])
    early = trends.pace(by_year["constant"], first, since)
    rates = {"early_pct": early, **found._asdict()}
    facts |= {
        "first": first,
        "last": last,
        "before": by_year.loc[first, "share_pct"],
        "at_break": by_year.loc[since, "share_pct"],
        "after": by_year.loc[last, "share_pct"],
        "index": by_year.loc[last, "index"],
        "reason": rates[f"reason_{lang}"],
    }
    for rate in ("early_pct", "growth_pct", "low_pct", "high_pct"):
        decimals = 1 if abs(rates[rate]) >= 0.05 else 2  # on which side of zero it lies is told
        facts[rate] = minus(f"{rates[rate]:+.{decimals}f}")
    told = "found" if found.low_pct > 0 or found.high_pct < 0 else "untold"
    level = "less" if facts["index"] < 100 else "level"
    say_of = partial(finding, **facts)
    rule = {"rule_id": goal["rule_id"]}
    yield say_of("funding.share", lang, rule, named(series))
    yield finding("funding.article", lang, law, **law[["document", "document_number"]])
    yield say_of(f"trend.{'none' if found.reason_en else told}", lang, rule, named(series), rates)
    yield say_of(f"trend.{level}", lang, rule, named(series))
    yield _on_treasury(by_year, tables, lang)


def _on_treasury(by_year: pd.DataFrame, tables: Tables, lang: str) -> Finding:
    """Say when the treasury's line fell since the duty that the total only rises; no verdict."""
    duty = tables["standards"].set_index("rule_id", drop=False).loc[funding.TOTAL_RULE]
    changes = 100 * by_year["nominal"].pct_change()
    judged = changes[changes.index > int(duty["applies_from"][:4])]
    fell = judged[judged < 0]
    listed = []
    for year, change in fell.items():
        rate = minus(f"{change:+.1f}%")
        listed.append(say("year.named", lang, year=year) + bracketed(rate, lang))
    values = {"first": judged.index[0], "last": judged.index[-1], "list": join(listed, lang)}
    key = "funding.treasury.fell" if len(fell) else "funding.treasury.kept"
    evidence = [*fell.index, *fell.round(1)]
    return finding(key, lang, {"rule_id": duty["rule_id"]}, evidence, **values)


def provinces(tables: Tables, lang: str) -> list[Finding]:
    """Say how the provinces' budgets for education changed before and after the break: the share,
    all together in constant prices, who spends less than then, and who has no trend."""
    panel = tables["funding_provincial"].astype({"year": int})
    goal, facts = _break(tables)
    since = facts["since"]
    real = funding.constant_prices(panel, tables["price_index"], since, funding.EDUCATION)
    column = f"{funding.EDUCATION}_at_{since}_prices"
    sums = real.groupby("year")[[funding.BUDGET, funding.EDUCATION, column]].sum()
    shares = 100 * sums[funding.EDUCATION] / sums[funding.BUDGET]
    wide = panel.pivot(index="year", columns="region_code", values="education_share_pct")
    first, last = wide.index[0], wide.index[-1]
    own = trends.own_growth(real, column, since).sort_values("index")
    less = own[own["index"] < 100]
    name = names(tables["regions"], "region_code", lang)
    rows = less.itertuples(index=False)
    listed = [
        say("provinces.each", lang, name=name[row.region_code], index=row.index) for row in rows
    ]
    facts |= {
        "first": first,
        "last": last,
        "count": len(own),
        "rose": (wide.loc[last] > wide.loc[since]).sum(),
        "fell": (wide.loc[last] < wide.loc[since]).sum(),
        "rose_first": (wide.loc[last] > wide.loc[first]).sum(),
        "before": shares[first],
        "at_break": shares[since],
        "after": shares[last],
        "early": trends.pace(sums[column], first, since),
        "late": trends.pace(sums[column], since, last),
        "untold": (~own["told"]).sum(),
        "list": join(listed, lang),
    }
    keys = ("since", "growth", "together", "less", "untold")
    return [finding(f"provinces.{key}", lang, goal, less, **facts) for key in keys]


def money(
    tables: Tables, base_year: int, lang: str, judged: pd.DataFrame | None = None
) -> list[Finding]:
    """Say what the region's funding figures amount to: the two duties, the budget series, its
    trend. `judged` is its table of verdicts, where there is one already."""
    if judged is None:
        judged = judging.verdicts(tables)
    duties = funding_duties(tables, judged)
    said = list(_on_duties(duties, lang)) + _real_falls(duties, lang)
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(finding("funding.masked", lang))
    series = budget_series(tables, base_year)
    if len(series):
        said += _on_series(series, tables, lang)
    return said or _some("funding.only", funding_figures(tables), "funding figure", lang)
