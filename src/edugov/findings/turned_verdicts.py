"""Which verdicts of the first edition have turned, from what to what, and why."""

import pandas as pd

from edugov import funding, judging
from edugov.duties import compliance
from edugov.labels import LANGUAGES, say
from edugov.tables import Tables

NONE = "no verdict"
KEYS = {  # page of the first edition -> what names a verdict there
    "profile": ["figure_id", "rule_id"],
    "equity": ["region_code", "rule_id"],
    "funding": ["region_code", "source_id", "year", "stage", "duty_id"],
    "duties": ["region_code", "duty_id"],
}
ADDED = ["after", "reason_en", "reason_zh", "year_judged"]


def _today(tables: Tables) -> Tables:
    """Return today's verdicts by the page on which the first edition had such."""
    judged = judging.verdicts(tables)
    judged = judged.assign(
        after=judged["verdict"],
        year_judged=judged["year"],
        figure_id=judged["figure_ids"].str.split(),
    )
    is_on_funding = tables["duties"]["duty_id"].isin(funding.DUTIES.values())
    duties = tables["duties"][is_on_funding]
    rule_ids = duties["rule_ids"].str.split()
    rules = duties.assign(rule_id=rule_ids).explode("rule_id")
    owed = compliance.table(tables)
    return {
        "profile": judged.explode("figure_id").drop_duplicates(KEYS["profile"]),
        "equity": judged[judged["kind"] == "coefficients"],
        "funding": judged[judged["kind"] == "growth"].merge(rules[["rule_id", "duty_id"]]),
        "duties": owed.assign(after=owed["state"], year_judged=""),
    }


def turned(tables: Tables) -> pd.DataFrame:
    """Return every verdict of the first edition that is another one today.

    Parameters
    ----------
    tables : dict of DataFrame
        The data package, `verdicts_before` among it.

    Returns
    -------
    DataFrame
        One row a verdict that turned: the columns of `verdicts_before`, with `before` for its
        verdict, `after` (one of the verdicts of today, or no verdict), the reason in both
        languages, and the year as judged today. A duty turns where one of the
        verdicts that it rests on does.
    """
    before = tables["verdicts_before"].rename(columns={"verdict": "before"}).reset_index()
    parts = []
    for page, today in _today(tables).items():
        keys = KEYS[page]
        newest = today.drop_duplicates(keys, keep="last")
        now = newest[[*keys, *ADDED]]
        own = before[before["page"] == page]
        parts.append(own.merge(now, "left", keys))
    found = pd.concat(parts).sort_values("index").drop(columns="index")
    is_selected = _is_selected(found, tables["figures"])
    reason = is_selected.map({True: "turned.selected", False: "turned.rule"})
    is_judged = found["after"].notna()
    for lang in LANGUAGES:
        why_none = [say(key, lang) for key in reason]
        reasons = found[f"reason_{lang}"]
        found[f"reason_{lang}"] = reasons.where(is_judged, why_none)
    found["after"] = found["after"].fillna(NONE)
    has_turned = found["before"] != found["after"]
    return found[has_turned].reset_index(drop=True)


def _is_selected(found: pd.DataFrame, figures: pd.DataFrame) -> pd.Series:
    """Tell which verdicts of the first edition rest on a figure that the report selected, or, on
    funding, stand in a source of the region that has one."""
    selected = figures.query("selected != ''")
    place = ["region_code", "source_id"]
    places = pd.MultiIndex.from_frame(selected[place])
    places_found = pd.MultiIndex.from_frame(found[place])
    of_place = places_found.isin(places)
    is_funding = found["page"].eq("funding")
    is_of_selected = found["figure_id"].isin(selected["figure_id"])
    return is_of_selected | (is_funding & of_place)
