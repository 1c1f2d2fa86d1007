"""What a region's funding amounts to, in words: the two duties, its budget series, the provinces
together."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from edugov import funding, judging
from edugov.evidence import Finding, counted, finding, named
from edugov.funding.chosen_years import EVERY, Years
from edugov.labels import LANGUAGES, bracketed, join, joined, minus, names, say, stage_places
from edugov.provinces import breaks, trends
from edugov.tables import Tables, lookup, rule_of
from edugov.tables.vouched import is_sound

from .own_interpretations import remarks


def budget_series(tables: Tables, base_year: int, years: Years = EVERY) -> pd.DataFrame:
    """Return a province's budget series (教育支出) in some years: year, nominal, constant prices,
    share, source, and the constant prices with the year of the break = 100; where that year is not
    within the series, with its first = 100."""
    panel = years.of(tables["funding_provincial"].sort_values("year")).astype({"year": int})
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    constant = real[f"{funding.EDUCATION}_at_{base_year}_prices"]
    since = None
    if len(panel):
        since = index_year(panel, tables)
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


def budget_breaks(series: pd.DataFrame, tables: Tables, lang: str) -> dict[int, str]:
    """Return the years of a budget series from which the budget holds something else, and why."""
    panel = tables["funding_provincial"]
    columns = ["year", "budget_step_id", "education_step_id"]
    marked = panel.loc[panel["year"].isin(series["year"]), columns]
    reasons = lookup(tables["province_steps"], "step_id", f"reason_{lang}")
    found = breaks(marked, tables["province_steps"])
    return {year: reasons[step_id] for year, step_id in found.items()}


def index_year(series: pd.DataFrame, tables: Tables) -> int:
    """Return the year whose level is 100 in the index of a series of budgets: that of the break, or
    the first where the break is not within the series."""
    since = funding.break_year(tables["standards"])
    first, last = series["year"].min(), series["year"].max()
    return since if first <= since < last else int(first)


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
    """Return the verdicts on the two duties that funding only rises (两个只增不减): one row a
    source, year and stage, and one a year over all its stages.

    `judged` is the table of verdicts. Added are `duty` (total, per student), `growth_pct`,
    `direction` (rise, flat, fall), `reading_en` and `reading_zh` (a remark where label or year is
    our reading), and growth in constant prices (any base year gives the same growth).
    """
    rules = tables["duties"].set_index("duty_id")["rule_ids"].str.split()
    parts = []
    for duty, duty_id in funding.DUTIES.items():
        is_own = judged["rule_id"].isin(rules[duty_id])
        own = judged[is_own]
        parts.append(own.assign(duty=duty))
    found = pd.concat(parts, ignore_index=True)
    is_percent = found["margin_unit"].eq("percent")
    rate = found["value"].where(is_percent)
    direction = np.sign(rate).map(funding.DIRECTIONS)
    found = found.assign(growth_pct=rate, direction=direction)
    figures = tables["figures"]
    inferred = figures[figures["inferred"] != ""]
    for lang in LANGUAGES:
        each = [remarks(ids, inferred, lang) for ids in found["figure_ids"]]
        said = [one["told"] + one["when"] for one in each]
        found[f"reading_{lang}"] = pd.Series(said, found.index, dtype="str")  # also where none is
    return funding.real_growth(found, rate, tables["price_index"])


def with_growth(duties: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Put beside `funding_duties` the growth that each verdict rests on, as printed and as
    recomputed from levels: the columns of `funding.growth`."""
    key = ["kind", "region_code", "source_id", "year", "stage", "indicator_id"]
    shown = _growth_of_duties(tables)[[*key, "growth_printed_pct", "growth_recomputed_pct"]]
    found = duties.reset_index(drop=True).reset_index().merge(shown, how="left", on=key)
    # a plain rate and one like for like stand under one key: that of the verdict is shown
    is_other = found["growth_printed_pct"].ne(found["value"])
    found = found.loc[is_other.sort_values(kind="stable").index].drop_duplicates("index")
    return found.sort_values("index").drop(columns="index").reset_index(drop=True)


def _growth_of_duties(tables: Tables) -> pd.DataFrame:
    """Return the growth that the two duties rest on, keyed as verdicts on growth are."""
    figures = funding_figures(tables)
    of_duties = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    grown = funding.growth(figures[of_duties & is_sound(figures)])
    stages = grown["stage"].replace("", "all")
    return grown.assign(stage=stages, kind="growth")


def _newest_year(judged: pd.DataFrame) -> str:
    """Return the newest year that verdicts on the duties stand for: of those that settle a duty,
    and only where there are none on sound figures of those on flagged ones, as plans are."""
    deciding = judged[_decides(judged)]
    sound = deciding[deciding["kind"].isin(["growth", "whole"])]
    return (deciding if sound.empty else sound)["year"].max()


def _decides(judged: pd.DataFrame) -> pd.Series:
    """Say which verdicts settle a duty: those over all stages, never those of a single one."""
    return judged["stage"].eq("all") | judged["kind"].eq("whole")


def _on_duties(judged: pd.DataFrame, lang: str) -> Iterator[Finding]:
    """Say how the two duties stand in the newest year, and where they were missed before."""
    if not _decides(judged).any():
        return
    last_year = _newest_year(judged)
    is_newest = judged["year"] == last_year
    if last_year:
        when = say("when.year", lang, year=last_year)
    else:
        when = say("when.none", lang)
    for duty, rows in judged[is_newest].groupby("duty", sort=False):
        if _decides(rows).any():
            yield _on_duty(duty, rows, when, lang)
    is_missed = judged["verdict"].eq("not met")
    missed = judged[judged["year"].lt(last_year) & is_missed]
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
    deciding = rows[_decides(rows)]
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
    if said_of == "per student" and set(grown["stage"]) == {"all"}:
        said_of = "alone"
    return finding(f"duty.said.{said_of}", lang, rows, **facts)


def open_duties(tables: Tables, lang: str) -> Finding | str:
    """Say why no verdict stands on the two duties: what the sources print of the money that they
    speak of is older than the duty, selected, flagged or of a part, or is nothing at all."""
    figures = funding_figures(tables)
    is_of_duty = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    measures = figures["quantity"].isin(["value", "growth", "change"])
    printed = figures[is_of_duty & measures]
    if printed.empty:
        return say("duty.none", lang)
    reasons = list(_open_reasons(printed, tables, lang))
    return finding("duty.unjudged", lang, printed, reasons=joined(reasons, lang))


def _open_reasons(printed: pd.DataFrame, tables: Tables, lang: str) -> Iterator[str]:
    """Say of each kind of figures why it gives no verdict."""
    rules = tables["standards"].set_index("rule_id")
    of_duties = tables["duties"].set_index("duty_id").loc[[*funding.DUTIES.values()], "rule_ids"]
    rules = rules[rules.index.isin(" ".join(of_duties).split())]
    starts = rules["announced"].where(rules["announced"].ne(""), rules["applies_from"])
    since = starts.str[:4].min() if len(rules) else ""  # no rule is older than what it judges
    years = printed["year"].astype(str).str[-4:]
    is_older = years.gt("") & years.lt(since)
    if is_older.any():
        listed = join(sorted(years[is_older].unique()), lang)
        yield say("duty.unjudged.earlier", lang, years=listed)
    later = printed[~is_older]
    if later["selected"].ne("").any():
        yield say("duty.unjudged.selected", lang)
    if later["scope"].eq("part").any():
        yield say("duty.unjudged.part", lang)
    if later["status"].ne("ok").any():
        yield say("duty.unjudged.unsound", lang)
    is_plain = later["selected"].eq("") & later["scope"].ne("part") & later["status"].eq("ok")
    if is_plain.any():
        yield say("duty.unjudged.alone", lang)


def real_falls(duties: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what did not fall as printed and did in constant prices, in the newest year."""
    year = duties.loc[duties["kind"] == "growth", "year"].max()  # of sound figures
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
        listed.append(_change(row, lang, duty))
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


def _change(row, lang: str, of: str = "") -> str:
    """Return a change in percent with its stage, and before it what it is a change of."""
    name = say(f"stage.{row.stage}", lang)
    if of:
        name = say("audit.staged", lang, name=of, stage=name)
    rate = minus(f"{row.value:+.2f}")
    reading = getattr(row, f"reading_{lang}")
    return say("change.part", lang, name=name, value=f"{rate}%") + reading


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
    if not first < since < last:
        yield from _on_one_side(series, tables, lang)
        return
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


def _on_one_side(series: pd.DataFrame, tables: Tables, lang: str) -> Iterator[Finding]:
    """Say how share and budget changed over a series that does not reach over the break."""
    first, last = series.iloc[0], series.iloc[-1]
    facts = {
        "first": first["year"],
        "last": last["year"],
        "before": first["share_pct"],
        "after": last["share_pct"],
        "index": last["index"],
        "since": index_year(series, tables),
        "whole": 100,
    }
    rows = named(series)
    key = "share_one" if len(series) == 1 else "share_within"
    yield finding(f"funding.{key}", lang, rows, **facts)
    if len(series) > 1:
        level = "less" if facts["index"] < 100 else "level"
        yield finding(f"trend.{level}", lang, rows, **facts)


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
    tables: Tables,
    base_year: int,
    lang: str,
    judged: pd.DataFrame | None = None,
    years: Years = EVERY,
) -> list[Finding]:
    """Say what the region's funding figures of some years amount to: the two duties, the budget
    series, its trend. `judged` is its table of verdicts, where there is one already."""
    if judged is None:
        judged = judging.verdicts(tables)
    duties = years.of(funding_duties(tables, judged))
    said = list(_on_duties(duties, lang))
    said += real_falls(duties, lang)
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(finding("funding.masked", lang))
    series = budget_series(tables, base_year, years)
    if len(series):
        said += _on_series(series, tables, lang)
    figures = years.of(funding_figures(tables))
    return said or counted("funding.only", figures, "funding figure", lang)
