"""Findings in words: what a region's figures, coefficients and funding amount to, computed from its
rows."""

from collections.abc import Iterator

import pandas as pd

from edugov import equity, funding, standards, trends
from edugov.labels import count, join, minus, names, number, say

Tables = dict[str, pd.DataFrame]
VERDICTS = ("not met", "watch", "cannot judge", "met")  # the worst first
# families of indicators of which a region's page says that they are absent
SUBJECTS = ("funding", "teachers", "access", "provision", "equity", "class_size", "safety")


def verdicts(tables: Tables) -> pd.DataFrame:
    """Judge the region's figures; single coefficients are left to their tables, which are judged as
    a whole."""
    figures = tables["figures"]
    single = figures["indicator_id"].str.match(standards.SINGLE_COEFFICIENT)
    return standards.judge(figures[~single], tables["standards"], tables["regions"])


def _against_rules(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Return each judged figure as a reader expects it: its name, stage, year, value and limit."""
    name = names(tables["indicators"], "indicator_id", lang)
    rules = tables["standards"].set_index("rule_id")
    figures = tables["figures"].drop(columns="note")
    listed = []
    for row in judged.merge(figures, on="figure_id").itertuples():
        indicator = name[row.indicator_id]
        stage = say(f"stage.{row.stage}", lang)
        when = row.year or say("year.none", lang)
        rule = rules.loc[row.rule_id]
        limit = standards.limit(rule, lang)
        value = number(row.value, row.unit, lang)
        told = say("duty.against", lang, value=value, limit=limit)
        listed.append(f"{indicator} ({stage}, {when}: {told})")
    return listed


def _counted(tables: Tables, judged: pd.DataFrame, lang: str) -> str:
    """Say how many figures there are, of how many sources, and how their verdicts divide."""
    figures = tables["figures"]
    sources = figures["source_id"].nunique()
    values = dict.fromkeys(VERDICTS, 0)
    values |= judged["verdict"].value_counts()
    values["figures"] = count(len(figures), "figure", lang)
    values["sources"] = count(sources, "source", lang)
    values["judged"] = count(len(judged), "comparison", lang)
    key = "profile.count" if len(judged) else "profile.no_rule"
    return say(key, lang, **values)


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what a region's figures and verdicts amount to, the coefficients first."""
    figures = tables["figures"]
    said = coefficients(tables, lang)
    for verdict in ("not met", "watch"):
        these = judged[judged["verdict"] == verdict]
        listed = _against_rules(tables, these, lang)
        if listed:
            once = list(dict.fromkeys(listed))
            together = join(once, lang)
            said.append(say(f"profile.{verdict}", lang, list=together))
    if len(figures):
        said.append(_counted(tables, judged, lang))
    unsound = figures[figures["status"] != "ok"]
    if len(unsound):
        damaged = count(len(unsound), "figure", lang)
        said.append(say("profile.damaged", lang, count=damaged))
    panel = tables["funding_provincial"].sort_values("year")
    for newest in panel.tail(1).to_dict("records"):
        said.append(say("profile.panel", lang, **newest))
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


def _missing(tables: Tables, judged: pd.DataFrame, lang: str) -> Iterator[str]:
    figures = tables["figures"]
    printed = tables["equity_published"]
    undated = figures[figures["year"] == ""]
    if len(undated):
        counted = count(len(undated), "figure", lang)
        yield say("missing.undated", lang, count=counted)
    cannot = judged[judged["verdict"] == "cannot judge"]
    if len(cannot):
        counted = count(len(cannot), "verdict", lang)
        yield say("missing.cannot", lang, count=counted)
    absent = [say(f"family.{key}", lang) for key in _absent_subjects(tables)]
    if absent:
        together = join(absent, lang)
        yield say("missing.families", lang, list=together)
    if len(tables["funding_provincial"]):
        yield say("missing.panel", lang)
    if printed["year"].isna().any():
        yield say("equity.no_year", lang)
    sources = tables["sources"]
    of_tables = sources[sources["source_id"].isin(printed["source_id"])]
    for row in of_tables.to_dict("records"):
        note = row["note"]
        title = row[f"title_{lang}"]
        if note:
            yield say("missing.source", lang, title=title, note=note)


def missing(tables: Tables, judged: pd.DataFrame, lang: str) -> list[str]:
    """Say what cannot be taken from the region's figures: undated ones, verdicts not reached,
    absent subjects."""
    said = list(_missing(tables, judged, lang))
    return said or [say("missing.nothing", lang)]


def _of_table(row, mine: pd.DataFrame, name: dict[str, str], lang: str) -> str:
    """Say how one judged table of coefficients stands; `mine` are its own, the highest first."""
    absent = [name[key] for key in row.missing.split(", ") if key]
    reason = "equity.missing.all" if len(absent) == len(mine) else "equity.missing"
    over = mine[mine["ratio_to_limit"] > 1]
    listed = []
    for high in over.itertuples():
        indicator = name[high.indicator_id]
        listed.append(f"{indicator} ({high.coefficient_of_variation:.3f})")
    composite = row.limit - row.margin
    absent_listed = join(absent, lang)
    values = {
        "stage": say(f"stage.{row.stage}", lang).capitalize(),
        "limit": f"{row.limit:.2f}",
        "composite": f"{composite:.3f}",
        "reason": say(reason, lang, list=absent_listed),
        "count": len(over),
        "total": len(mine),
        "list": join(listed, lang),
    }
    document_year = row.rule_set[-4:]
    sentence = say(f"equity.{document_year}.{row.verdict}", lang, **values)
    highest = mine["coefficient_of_variation"].iloc[0]
    if row.rule_set != "basic_2012" or not highest > row.limit:
        return sentence
    indicator = name[mine["indicator_id"].iloc[0]]
    single = say("equity.2012.highest", lang, indicator=indicator, value=f"{highest:.2f}")
    space = "" if lang == "zh" else " "
    return f"{sentence}{space}{single}"


def coefficients(tables: Tables, lang: str) -> list[str]:
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
    return said


def budget_series(tables: Tables, base_year: int) -> pd.DataFrame:
    """Return a province's budget series (教育支出): year, nominal, constant prices, share,
    source."""
    panel = tables["funding_provincial"].sort_values("year").astype({"year": int})
    real = funding.constant_prices(panel, tables["price_index"], base_year, funding.EDUCATION)
    columns = {
        "year": "year",
        funding.EDUCATION: "nominal",
        f"{funding.EDUCATION}_at_{base_year}_prices": "constant",
        "education_share_pct": "share_pct",
        "source_id": "source_id",
    }
    return real[list(columns)].rename(columns=columns)


def funding_figures(tables: Tables) -> pd.DataFrame:
    """Return the region's figures on funding; for the nation those of the national table as
    well."""
    family = tables["indicators"].set_index("indicator_id")["family"]
    figures = tables["figures"].assign(scope_zh="")
    subject = figures["indicator_id"].map(family)
    figures = figures[subject == "funding"]
    national = tables["funding_national"]
    if len(national):
        whole = national[national["coverage"] == "nation"]
        rows = funding.from_yearbook(whole)
        years = rows["year"].astype(str)
        rows = rows.assign(scope_zh="", figure_id="", year=years)
        figures = pd.concat([figures, rows])
    return figures.reset_index(drop=True)


def funding_duties(tables: Tables) -> pd.DataFrame:
    """Judge the two duties that funding only rises (两个只增不减) on the region's funding
    figures."""
    figures = funding_figures(tables)
    kept = figures["indicator_id"].isin(funding.DUTY_INDICATORS)
    return funding.only_rise(figures[kept], tables["price_index"])


def _on_duties(judged: pd.DataFrame, lang: str) -> Iterator[str]:
    """Say how the two duties stand in the newest year, and where they were missed before."""
    changes = []
    for row in judged.itertuples():
        stage = say(f"stage.{row.stage}", lang)
        rate = minus(f"{row.growth_pct:+.2f}")
        changes.append(f"{stage} {rate}%")
    judged = judged.assign(change=changes)
    last_year = judged["year"].max()
    newest = judged[judged["year"] == last_year]
    for duty, rows in newest.groupby("duty", sort=False):
        whole = rows[rows["stage"].isin(["all", ""])]
        deciding = whole if len(whole) else rows  # all stages together decide where printed
        worst = min(deciding["verdict"], key=VERDICTS.index)
        verdict = say(f"verdict.{worst}", lang)
        when = say("when.none", lang)
        if last_year:
            when = say("when.year", lang, year=last_year)
        listed = join(rows["change"], lang)
        yield say(f"duty.said.{duty}", lang, verdict=verdict, when=when, list=listed)
    earlier = judged[judged["year"] != last_year]
    missed = earlier[earlier["verdict"] == "not met"]
    if len(missed):
        listed = join(missed["year"] + " (" + missed["change"] + ")", lang)
        yield say("duty.earlier", lang, list=listed)


def _on_series(series: pd.DataFrame, base_year: int, lang: str) -> Iterator[str]:
    """Say how the share of the budget changed over a series, and at what rate the budget grew."""
    first = series.iloc[0]
    last = series.iloc[-1]
    ends = {
        "first": first["year"],
        "last": last["year"],
        "before": first["share_pct"],
        "after": last["share_pct"],
    }
    yield say("funding.share", lang, **ends)
    values = trends.trend(series["year"], series["constant"])._asdict()
    key = "trend.none" if values["reason_en"] else "trend.found"
    values["base"] = base_year
    values["reason"] = values[f"reason_{lang}"]
    for rate in ("growth_pct", "low_pct", "high_pct"):
        values[rate] = minus(f"{values[rate]:.1f}")
    yield say(key, lang, **values)


def money(tables: Tables, base_year: int, lang: str) -> list[str]:
    """Say what the region's funding figures amount to: the two duties, the budget series, its
    trend."""
    duties = funding_duties(tables)
    said = list(_on_duties(duties, lang))
    if tables["figures"]["note"].str.contains("masked").any():
        said.append(say("funding.masked", lang))
    series = budget_series(tables, base_year)
    if len(series):
        said += _on_series(series, base_year, lang)
    if said:
        return said
    figures = funding_figures(tables)
    counted = count(len(figures), "funding figure", lang)
    return [say("funding.only", lang, count=counted)]
