"""The sentences that open a region's page: what it has not met, or is short of, worst first."""

import pandas as pd

from edugov.evidence import Finding, finding
from edugov.judging.applied_rules import is_for_counties, level
from edugov.labels import names, number, said_or, say
from edugov.tables import Tables, lookup, rule_of

from .own_interpretations import remarks

HEADLINES = 3  # at most
RANKS = {"not met": 0, "short": 1}  # the worst first


def _settled(judged: pd.DataFrame) -> pd.Series:
    """Tell the growth of single stages where that of all together, which decides, is met."""
    is_growth = judged["kind"].eq("growth")
    of_all = judged["stage"].eq("all")
    keys = pd.MultiIndex.from_frame(judged[["indicator_id", "year"]])
    is_met = judged["verdict"].eq("met")
    met = keys[is_growth & of_all & is_met]
    return is_growth & ~of_all & keys.isin(met)


def _ranked(judged: pd.DataFrame) -> pd.DataFrame:
    """Return what is not met or short in the newest year of its series, the worst first; one row
    a number. Single stages are left out where all together decide and are met."""
    newest = judged.groupby(["indicator_id", "stage"])["year"].transform("max")
    is_newest = judged["year"].eq(newest)
    ranked = judged.assign(rank=judged["verdict"].map(RANKS))
    is_ranked = ranked["rank"].notna()
    is_open = is_ranked & is_newest & ~_settled(judged)
    listed = ranked[is_open]
    listed = listed.sort_values(["rank", "margin_share"], kind="stable")
    return listed.drop_duplicates("figure_ids").drop_duplicates(["indicator_id", "stage", "value"])


def limit_in_words(rule: pd.Series, lang: str) -> str:
    """Return the limit of a rule in words, such as: at least 50%; the number alone where nothing
    lies beyond it, as at least 100% or at most 0%."""
    shown = number(rule["threshold"], rule["unit"], lang)
    ends = [(">=", 100), ("<=", 0)]
    is_end = rule["unit"] == "percent" and (rule["comparator"], rule["threshold"]) in ends
    if is_end:
        return shown
    return say(f"limit.{rule['comparator']}", lang, value=shown)


def _way(row) -> str:
    """Return which sentence says a verdict: of growth, or by why the mark does not bind."""
    if row.kind == "growth":
        if not row.binding:
            return "fall"
        return "flat.open" if row.value == 0 else "fall.open"
    why = row.binding.split(", ")
    for word in ("open wording", "other quantity", "other stage"):
        if word in why:
            return word.replace(" ", "_")
    if "other level" in why:
        return "mark"
    return "due" if row.binding else "rule"


def _told(row, tables: Tables, lang: str) -> Finding:
    """Say one verdict as a person would: what was measured, its value and year, and the mark."""
    rule = rule_of(tables, row.rule_id)
    value = number(abs(row.value), row.margin_unit, lang)
    facts = {
        "stage": say(f"stage.{row.stage}", lang),
        "value": value,
        "indicator": names(tables["indicators"], "indicator_id", lang)[row.indicator_id],
    }
    told = said_or(f"told.{row.indicator_id}", "told.other", lang, **facts)
    when = say("when.year", lang, year=row.year) if row.year else say("when.none", lang)
    reading = remarks(row.figure_ids, tables["figures"], lang)
    due = ""
    if "not due" in row.binding.split(", "):
        due = say("mark.due", lang, due=rule["applies_from"][:4])
    values = {
        "told": told + reading["told"],
        "value": value,
        "when": when + reading["when"],
        "limit": limit_in_words(rule, lang),
        "level": level(rule["judged_kinds"].split(), lang),
        "due": due,
        "mark": rule[f"name_{lang}"],
        "caveat": rule[f"caveat_{lang}"],
    }
    way = _way(row)
    kind = lookup(tables["regions"], "region_code", "kind")[row.region_code]
    if way == "rule" and is_for_counties(rule["applies_to"], kind):
        way = "counties"
    return finding(f"headline.{way}", lang, row, rule, **values)


def headlines(tables: Tables, judged: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what is not met, or short of a benchmark that is not binding here: the worst first, at
    most three, the rest in one clause. `judged` is the table of verdicts (`judging.verdicts`)."""
    ranked = _ranked(judged)
    said = [_told(row, tables, lang) for row in ranked.head(HEADLINES).itertuples()]
    rest = ranked.iloc[HEADLINES:]
    if len(rest):
        said.append(finding("headline.rest", lang, rest, count=len(rest)))
    return said
