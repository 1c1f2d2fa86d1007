"""What the pages of a region say first (主要发现): verdicts, what is missing, coefficients, in
sentences computed from its rows."""

from collections.abc import Iterator

import pandas as pd

from edugov import equity, funding, judging
from edugov.evidence import Finding, counted, finding, named, together
from edugov.findings import funding_sentences
from edugov.findings.headlines import headlines
from edugov.labels import bracketed, count, join, names, noted, number, say, words_of
from edugov.tables import Tables, lookup

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


def profile(tables: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what a region's figures and verdicts amount to, the coefficients first; how many there
    are comes before the headlines where none of them is that a rule is not met."""
    figures = tables["figures"]
    said = coefficients(tables, lang)
    told = headlines(tables, judged, lang)
    if len(figures):
        sizes = [_counted(tables, judged, lang)]
        panel = tables["funding_provincial"]
        if len(panel):  # its own table of the page has them, and the list of sources both
            editions = panel["source_id"].nunique()
            said_of = count(editions, "source", lang)
            facts = {"rows": len(panel), "sources": said_of}
            sizes.append(finding("profile.besides", lang, named(panel), [editions], **facts))
        is_missed = judged["verdict"].eq("not met").any()
        told = told + sizes if is_missed or judged.empty else sizes + told
    said += told
    duties = funding_sentences.funding_duties(tables, judged)
    said += funding_sentences.real_falls(duties, lang)
    damaged = figures[figures["status"] != "ok"]
    said += counted("profile.damaged", damaged, "figure", lang)
    computed = figures[figures["origin"] == "computed"]
    said += counted("profile.computed", computed, "figure", lang)
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
    spent = newest[funding.EDUCATION] * funding.HUNDRED_MILLION
    whole = newest[funding.BUDGET] * funding.HUNDRED_MILLION
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
    yield from counted("missing.undated", undated, "figure", lang)
    yield from _inferred(figures, lang)
    cannot = judged[judged["verdict"] == "cannot judge"]
    yield from counted("missing.cannot", cannot, "verdict", lang)
    absent = words_of("family", _absent_subjects(tables), lang)
    is_undocumented = figures.empty and tables["equity_published"].empty
    if is_undocumented and len(tables["funding_provincial"]):
        yield finding("missing.documents", lang)
    elif absent:
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
