"""Findings in words: what a region's figures, coefficients and funding amount to, computed from its
rows."""

from collections.abc import Iterator, Sequence

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
    words_of,
)
from edugov.tables import Tables, lookup, rule_of

# families of indicators of which a region's page says that they are absent
SUBJECTS = ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")


def verdicts(tables: Tables) -> pd.DataFrame:
    """Judge what a rule speaks of among the region's rows, apart from tables of coefficients, which
    have sentences of their own."""
    judged = judging.verdicts(tables)
    is_printed = judged["kind"] == "coefficients"
    return judged[~is_printed].reset_index(drop=True)


def _counted(tables: Tables, judged: pd.DataFrame, lang: str) -> Finding:
    """Say how many figures there are, of how many sources, and how their verdicts divide."""
    figures = tables["figures"]
    sources = figures["source_id"].nunique()
    sizes = [len(figures), sources, len(judged)]
    facts = dict.fromkeys(judging.VERDICTS, 0)
    facts |= judged["verdict"].value_counts()
    facts |= {
        "figures": count(len(figures), "figure", lang),
        "sources": count(sources, "source", lang),
        "judged": count(len(judged), "comparison", lang),
    }
    key = "profile.count" if len(judged) else "profile.no_rule"
    return finding(key, lang, named(figures), named(judged), sizes, **facts)


def _some(key: str, rows: pd.DataFrame, noun: str, lang: str) -> list[Finding]:
    """Say how many rows there are of a kind; nothing where there is none."""
    if rows.empty:
        return []
    counted = count(len(rows), noun, lang)
    return [finding(key, lang, named(rows), [len(rows)], count=counted)]


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what a region's figures and verdicts amount to, the coefficients first."""
    figures = tables["figures"]
    said = coefficients(tables, lang)
    said += headlines(tables, judged, lang)
    if len(figures):
        said.append(_counted(tables, judged, lang))
    duties = funding_duties(tables, judged)
    said += _real_falls(duties, lang)
    damaged = figures[figures["status"] != "ok"]
    said += _some("profile.damaged", damaged, "figure", lang)
    selected = figures[figures["selected"] != ""]
    if len(selected):
        size = len(selected)
        said.append(finding("profile.selected", lang, named(selected), count=size))
    return said + _newest_budget(tables["funding_provincial"], lang)


def _newest_budget(panel: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what a province spent on education in the newest year; nothing where it has no row."""
    if panel.empty:
        return []
    shares = funding.budget_share(panel)
    by_year = panel.assign(education_share_pct=shares).sort_values("year")
    newest = by_year.iloc[-1].to_dict()
    spent = newest[funding.EDUCATION] * 1e8
    whole = newest[funding.BUDGET] * 1e8
    told = {
        "spent": number(round(spent, -7), "yuan", lang),
        "whole": number(round(whole, -7), "yuan", lang),
    }
    return [finding("profile.panel", lang, newest, [spent, whole], **newest, **told)]


def _absent_subjects(tables: Tables) -> list[str]:
    """Return the subjects that no row of the region is about."""
    family = lookup(tables["indicators"], "indicator_id", "family")
    there = set(tables["figures"]["indicator_id"].map(family))
    if len(tables["equity_published"]):
        there.add("equity")
    if len(tables["funding_provincial"]) or len(tables["funding_national"]):
        there.add("funding")
    return [key for key in SUBJECTS if key not in there]


def _missing(tables: Tables, judged: pd.DataFrame, lang: str) -> Iterator[Finding]:
    figures = tables["figures"]
    undated = figures[figures["year"] == ""]
    yield from _some("missing.undated", undated, "figure", lang)
    yield from _inferred(figures, lang)
    cannot = judged[judged["verdict"] == "cannot judge"]
    yield from _some("missing.cannot", cannot, "verdict", lang)
    absent = words_of("family", _absent_subjects(tables), lang)
    if absent:
        yield finding("missing.families", lang, list=join(absent, lang))
    if len(tables["funding_provincial"]):
        yield finding("missing.panel", lang)
    printed = tables["equity_published"]
    if printed["year"].isna().any():
        yield finding("equity.no_year", lang)
    yield from _on_sources(tables["sources"], printed, lang)


def _on_sources(sources: pd.DataFrame, printed: pd.DataFrame, lang: str) -> Iterator[Finding]:
    """Say what is remarked on the sources of printed coefficients."""
    has_coefficients = sources["source_id"].isin(printed["source_id"])
    has_note = sources["note"].ne("")
    for row in sources[has_coefficients & has_note].to_dict("records"):
        title = row[f"title_{lang}"]
        note = noted(row["note"], lang)
        yield finding("missing.source", lang, row, title=title, note=note)


def _inferred(figures: pd.DataFrame, lang: str) -> Iterator[Finding]:
    """Say of how many figures year, label or place are inferred, and what is remarked on that."""
    inferred = figures[figures["inferred"] != ""]
    for key, rows in inferred.groupby("inferred"):
        years = sorted(set(rows["year"]))
        remarks = sorted(set(rows["note"]) - {""})
        notes = [noted(remark, lang) for remark in remarks]
        values = {
            "count": count(len(rows), "figure", lang),
            "years": join(years, lang),
            "note": join(notes, lang),
        }
        yield finding(f"missing.inferred.{key}", lang, rows, **values)


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
        value = f"{high.coefficient_of_variation:.3f}"
        indicator = name[high.indicator_id]
        listed.append(indicator + bracketed(value, lang))
    stage = say(f"stage.{row.stage}", lang)
    composite = row.limit - row.margin
    facts = {
        "stage": stage.capitalize(),
        "rule": say(f"rule_set.{row.rule_set}", lang),
        "limit": f"{row.limit:.2f}",
        "composite": f"{composite:.3f}",
        "reason": say(reason, lang, list=join(absent, lang)),
        "count": len(over),
        "total": len(mine),
        "list": join(listed, lang),
    }
    year_of_rule = row.rule_set[-4:]
    key = f"equity.{year_of_rule}.{row.verdict}"
    sentence = finding(key, lang, row, mine, composite, **facts)
    single = _on_single(row, mine, name, lang)
    return together(sentence, single, lang=lang) if single else sentence


def _on_single(row, mine: pd.DataFrame, name: dict[str, str], lang: str) -> Finding | None:
    """Say what a judgement on a mean leaves unsaid: the highest single coefficient where it lies
    above the limit on the mean, or that no single one is printed."""
    if mine.empty:
        return finding("equity.2012.alone", lang)
    highest = mine.iloc[0]
    value = highest["coefficient_of_variation"]
    is_above = value > row.limit
    if row.rule_set != "basic_2012" or not is_above:
        return None
    indicator = name[highest["indicator_id"]]
    return finding("equity.2012.highest", lang, highest, indicator=indicator, value=f"{value:.2f}")


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
    said += _means_behind(tables, name, lang)
    return said


def _means_behind(tables: Tables, name: dict[str, str], lang: str) -> Iterator[Finding]:
    """Say which county means lie below what every single school has to reach: then at least one
    school lies below it."""
    rules = tables["standards"].query("applies_to == 'each school' and comparator == '>='")
    means = tables["equity_published"].query("rule_set == 'quality_2017'")  # areas differ by rule
    both = means.merge(rules, on=["indicator_id", "stage"], suffixes=("", "_rule"))
    behind = both[both["county_mean"] < both["threshold"]]
    for row in behind.itertuples():
        stage = say(f"stage.{row.stage}", lang)
        indicator = name[row.indicator_id]
        unit = "" if row.unit == "per_100_students" else row.unit  # the name has it
        facts = {
            "stage": stage.capitalize(),
            "indicator": indicator,
            "mean": number(row.county_mean, unit, lang),
            "limit": number(row.threshold, unit, lang),
            "document": row.document_number,
        }
        yield finding("equity.mean_behind", lang, row, indicator, **facts)


def budget_series(tables: Tables, base_year: int) -> pd.DataFrame:
    """Return a province's budget series (教育支出): year, nominal, constant prices, share, source,
    and the constant prices with the year of the break = 100."""
    panel = tables["funding_provincial"].sort_values("year").astype({"year": int})
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    constant = real[f"{funding.EDUCATION}_at_{base_year}_prices"]
    since = None
    if len(panel):
        since = funding.break_year(tables["standards"])
    is_of_break = real["year"] == since
    at_break = constant.where(is_of_break).max()  # that of the one year
    columns = {
        "year": real["year"],
        "nominal": real[funding.EDUCATION],
        "constant": constant,
        "share_pct": funding.budget_share(panel),
        "source_id": real["source_id"],
        "index": 100 * constant / at_break,
    }
    return pd.DataFrame(columns)


def funding_figures(tables: Tables) -> pd.DataFrame:
    """Return the region's figures on funding; for the nation those of the national table as
    well."""
    figures = tables["figures"].assign(scope_zh="")
    family = lookup(tables["indicators"], "indicator_id", "family")
    subject = figures["indicator_id"].map(family)
    own = figures[subject == "funding"]
    national = funding.national_figures(tables["funding_national"])
    return pd.concat([own, national]).reset_index(drop=True)


def funding_duties(tables: Tables, judged: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts on the two duties that funding only rises (两个只增不减), with the growth
    they rest on: one row a source, year and stage, and one a year over all its stages.

    `judged` is the table of verdicts. Added are `duty` (total, per student), the columns of
    `funding.growth`, `growth_pct`, `direction` (rise, flat, fall), and growth in constant prices
    (any base year gives the same growth).
    """
    rules = tables["duties"].set_index("duty_id")["rule_ids"].str.split()
    parts = []
    for duty, duty_id in funding.DUTIES.items():
        is_own = judged["rule_id"].isin(rules[duty_id])
        own = judged[is_own]
        parts.append(own.assign(duty=duty))
    found = pd.concat(parts, ignore_index=True)
    key = ["kind", "region_code", "source_id", "year", "stage", "indicator_id"]
    grown = _growth_of_duties(tables).drop_duplicates(key)
    shown = grown[[*key, "growth_printed_pct", "growth_recomputed_pct"]]
    found = found.merge(shown, how="left", on=key)
    is_percent = found["margin_unit"].eq("percent")
    rate = found["value"].where(is_percent)
    direction = np.sign(rate).map(funding.DIRECTIONS)
    found = found.assign(growth_pct=rate, direction=direction)
    return funding.real_growth(found, rate, tables["price_index"])


def _growth_of_duties(tables: Tables) -> pd.DataFrame:
    """Return the growth that the two duties rest on, keyed as verdicts on growth are."""
    figures = funding_figures(tables)
    of_duties = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    is_whole = figures["selected"].fillna("").eq("")
    grown = funding.growth(figures[of_duties & is_whole])
    stages = grown["stage"].replace("", "all")
    return grown.assign(stage=stages, kind="growth")


def _on_duties(judged: pd.DataFrame, lang: str) -> Iterator[Finding]:
    """Say how the two duties stand in the newest year, and where they were missed before."""
    last_year = judged["year"].max()
    is_newest = judged["year"] == last_year
    if last_year:
        when = say("when.year", lang, year=last_year)
    else:
        when = say("when.none", lang)
    for duty, rows in judged[is_newest].groupby("duty", sort=False):
        yield _on_duty(duty, rows, when, lang)
    is_missed = judged["verdict"].eq("not met")
    missed = judged[~is_newest & is_missed]
    if missed.empty:
        return
    listed = []
    for row in missed.itertuples():
        year = say("year.named", lang, year=row.year)
        change = _change(row, lang)
        listed.append(year + bracketed(change, lang))
    yield finding("duty.earlier", lang, missed, list=join(listed, lang))


def _on_duty(duty: str, rows: pd.DataFrame, when: str, lang: str) -> Finding:
    """Say how one duty stands in the newest year: the worst verdict on it, and its changes."""
    of_all_stages = rows["stage"].eq("all")
    is_deciding = of_all_stages | rows["kind"].eq("whole")
    deciding = rows[is_deciding]
    rank = deciding["verdict"].map(judging.VERDICTS.index)
    worst = deciding.loc[rank.idxmin()]
    verdict = worst["verdict"]
    grown = by_stage(rows[rows["kind"] == "growth"])
    changes = [_change(row, lang) for row in grown.itertuples()]
    facts = {
        "when": when,
        "list": join(changes, lang),
        "verdict": say(f"verdict.{verdict}", lang),
        "reason": worst[f"reason_{lang}"],
    }
    said_of = "whole" if worst["kind"] == "whole" else duty
    return finding(f"duty.said.{said_of}", lang, rows, **facts)


def _real_falls(duties: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what did not fall as printed and did in constant prices, in the newest year."""
    year = duties["year"].max()
    is_newest = duties["year"] == year
    real = duties["growth_constant_prices_pct"]
    fell_only_so = duties["value"].ge(0) & real.lt(0)
    fell = duties[is_newest & fell_only_so]
    if fell.empty:
        return []
    told = by_stage(fell.assign(value=real), ["duty"])
    listed = []
    for row in told.itertuples():
        duty = say(f"duty.{row.duty}", lang)
        change = _change(row, lang)
        listed.append(join([duty, change], lang))
    listed = joined(listed, lang)
    return [finding("duty.real", lang, fell, year=year, list=listed)]


def by_stage(rows: pd.DataFrame, before: Sequence[str] = ()) -> pd.DataFrame:
    """Return rows in the order of their stages, those of several columns apart, the last first."""
    place = rows["stage"].map(stage_places())
    ascending = [False] * len(before) + [True]
    columns = [*before, "place"]
    placed = rows.assign(place=place)
    placed = placed.sort_values(columns, ascending=ascending, kind="stable")
    return placed.drop(columns="place")


def _change(row, lang: str) -> str:
    stage = say(f"stage.{row.stage}", lang)
    rate = minus(f"{row.value:+.2f}")
    return say("change.part", lang, name=stage, value=f"{rate}%")


def _break(tables: Tables) -> tuple[pd.Series, dict]:
    """Return the rule whose year parts a series of budgets, and what sentences say of it."""
    goal = rule_of(tables, funding.BREAK_RULE)
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
    shares = by_year["share_pct"]
    rates, reason = _paces(by_year["constant"], since, lang)
    index = by_year.loc[last, "index"]
    facts |= {
        "first": first,
        "last": last,
        "before": shares[first],
        "at_break": shares[since],
        "after": shares[last],
        "index": index,
        "reason": reason,
    }
    for name in ("early_pct", "growth_pct", "low_pct", "high_pct"):
        facts[name] = _signed(rates[name])
    rule = {"rule_id": goal["rule_id"]}
    rows = named(series)
    yield finding("funding.share", lang, rule, rows, **facts)
    law = rule_of(tables, funding.SHARE_RULE)
    yield finding("funding.article", lang, law, **law[["document", "document_number"]])
    trend = _kind_of_trend(rates, reason)
    yield finding(f"trend.{trend}", lang, rule, rows, rates, **facts)
    level = "less" if index < 100 else "level"
    yield finding(f"trend.{level}", lang, rule, rows, **facts)
    yield _on_treasury(by_year, tables, lang)


def _kind_of_trend(rates: dict, reason: str) -> str:
    """Return whether a trend cannot be told, is found, or is not told from none."""
    if reason:
        return "none"
    is_found = rates["low_pct"] > 0 or rates["high_pct"] < 0
    return "found" if is_found else "untold"


def _paces(real: pd.Series, since: int, lang: str) -> tuple[dict, str]:
    """Return the pace of a budget before a year and its trend from then on, in percent a year, and
    why there is no trend, if there is none."""
    later = real[real.index >= since]
    years = later.index.to_series()
    found = trends.trend(years, later)._asdict()
    early = trends.pace(real, real.index[0], since)
    return {"early_pct": early, **found}, found[f"reason_{lang}"]


def _signed(rate: float) -> str:
    """Return a rate with its sign; so small a one with a decimal more, which tells on which side of
    zero it lies."""
    decimals = 1 if abs(rate) >= 0.05 else 2
    return minus(f"{rate:+.{decimals}f}")


def _on_treasury(by_year: pd.DataFrame, tables: Tables, lang: str) -> Finding:
    """Say when the treasury's line fell since the duty that the total only rises; no verdict."""
    duty = rule_of(tables, funding.TOTAL_RULE)
    since = int(duty["applies_from"][:4])
    changes = 100 * by_year["nominal"].pct_change()
    judged = changes[changes.index > since]
    fell = judged[judged < 0]
    listed = []
    for year, change in fell.items():
        when = say("year.named", lang, year=year)
        rate = minus(f"{change:+.1f}%")
        listed.append(when + bracketed(rate, lang))
    first, last = judged.index[[0, -1]]
    key = "funding.treasury.fell" if len(fell) else "funding.treasury.kept"
    rule = {"rule_id": duty["rule_id"]}
    evidence = [*fell.index, *fell.round(1)]
    listed = join(listed, lang)
    return finding(key, lang, rule, evidence, first=first, last=last, list=listed)


def provinces(tables: Tables, lang: str) -> list[Finding]:
    """Say how the provinces' budgets for education changed before and after the break: the share,
    all together in constant prices, who spends less than then, and who has no trend."""
    panel = tables["funding_provincial"].astype({"year": int})
    goal, facts = _break(tables)
    since = facts["since"]
    real = funding.constant_prices(panel, tables["price_index"], since, funding.EDUCATION)
    column = f"{funding.EDUCATION}_at_{since}_prices"
    sums = real.groupby("year")[[funding.BUDGET, funding.EDUCATION, column]].sum()
    together_pct = funding.budget_share(sums)
    constant = sums[column]
    wide = panel.pivot(index="year", columns="region_code", values="education_share_pct")
    first, last = wide.index[[0, -1]]
    at_first, at_break, at_last = wide.loc[[first, since, last]].to_numpy()
    own = trends.own_growth(real, column, since).sort_values("index")
    less = own[own["index"] < 100]
    name = names(tables["regions"], "region_code", lang)
    listed = []
    for row in less.to_dict("records"):
        region = name[row["region_code"]]
        listed.append(say("provinces.each", lang, name=region, index=row["index"]))
    untold = ~own["told"]
    facts |= {
        "first": first,
        "last": last,
        "count": len(own),
        "rose": (at_last > at_break).sum(),
        "fell": (at_last < at_break).sum(),
        "rose_first": (at_last > at_first).sum(),
        "before": together_pct[first],
        "at_break": together_pct[since],
        "after": together_pct[last],
        "early": trends.pace(constant, first, since),
        "late": trends.pace(constant, since, last),
        "untold": untold.sum(),
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
    said = list(_on_duties(duties, lang))
    said += _real_falls(duties, lang)
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(finding("funding.masked", lang))
    series = budget_series(tables, base_year)
    if len(series):
        said += _on_series(series, tables, lang)
    return said or _some("funding.only", funding_figures(tables), "funding figure", lang)
