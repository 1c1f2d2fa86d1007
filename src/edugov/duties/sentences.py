"""What one region's duties come to, in the sentences of its page."""

import re
from typing import NamedTuple

import pandas as pd

from edugov.duties import compliance
from edugov.evidence import Finding, finding, resting
from edugov.judging import limit
from edugov.labels import names, number, say
from edugov.tables import Tables

# numbers as a sentence has them
SPELT = "none one two three four five six seven eight nine ten eleven twelve".split()


def with_unit(row, rule: pd.Series, lang: str) -> str:
    """Return what was compared with the limit (a figure, or growth from two levels, or all stages
    together), growth with its sign."""
    if pd.isna(row.margin):
        return say("duty.whole", lang)
    if rule["comparator"][0] == ">":
        above = row.margin
    else:
        above = -row.margin
    value = round(rule["threshold"] + above, 6)
    sign = "+" if row.kind == "growth" and value > 0 else ""
    if row.margin_unit == "percent":
        value = round(value, 2)
    return sign + number(value, row.margin_unit, lang)


class _Telling(NamedTuple):
    """How one region's duties are put into words."""

    names: dict[str, str]  # of the duties, as they stand inside a sentence
    rules: pd.DataFrame
    figures: pd.DataFrame
    lang: str

    def phrase(self, key: str, **values) -> str:
        """Say a label on duties."""
        return say(f"duty.{key}", self.lang, **values)

    def spell(self, size: int) -> str:
        """Return a number as a sentence has it."""
        if self.lang == "en" and size < len(SPELT):
            return SPELT[size]
        return str(size)

    def join(self, words: list[str]) -> str:
        """Return several duties as one list."""
        return self.phrase("joiner").join(words)

    def listed(self, rows: pd.DataFrame) -> str:
        """Name the duties of some rows."""
        shown = [self.names[key] for key in rows["duty_id"]]
        return self.join(shown)

    def tell(self, key: str, rows: pd.DataFrame, listed: str = "", **counts: int) -> Finding:
        """Say a sentence on some duties, in the right number."""
        counted = {name: self.spell(count) for name, count in counts.items()}
        counted["count"] = self.spell(len(rows))
        form = "one" if len(rows) == 1 else "many"
        key = f"duty.{form}.{key}"
        text = say(key, self.lang, list=listed, **counted)
        told = text[0].upper() + text[1:]
        rule_ids = [rule_id for rule_id in rows["rule_id"] if rule_id]
        rules = self.rules.loc[rule_ids]
        rests_on = self.figures["figure_id"].isin(rows["figure_id"])
        figures = self.figures[rests_on]
        return resting(told, key, rows, rules, figures, counts)

    def _stage(self, row, rule: pd.Series) -> str:
        """Return the stage that growth or a table of coefficients is of, and nothing more is."""
        if rule["rule_set"]:
            return rule["stage"]
        is_own = self.figures["figure_id"].eq(row.figure_id)
        own = self.figures[is_own]
        if row.kind == "growth":
            return "".join(own["stage"])
        return ""

    def measured(self, rows: pd.DataFrame) -> str:
        """Name duties, each with what was measured and what is asked, such as: class sizes (0.27%,
        rule ≤ 5%)."""
        words = []
        for row in rows.itertuples():
            rule = self.rules.loc[row.rule_id]
            told = self._told(row, rule)
            stage = self._stage(row, rule)
            if stage not in ("", "all"):
                stage = say(f"stage.{stage}", self.lang)
                told = self.phrase("of_stage", stage=stage, told=told)
            name = self.names[row.duty_id]
            words.append(self.phrase("told", name=name, told=told))
        return self.join(words)

    def _told(self, row, rule: pd.Series) -> str:
        """Return what was measured and what is asked; of a table of coefficients its reason has
        both."""
        if rule["rule_set"]:
            reason = getattr(row, f"reason_{self.lang}")
            return re.split("[;；]", reason)[0]
        value = with_unit(row, rule, self.lang)
        asked = limit(rule, self.lang)
        return self.phrase("against", value=value, limit=asked)


def _covered(telling: _Telling, table: pd.DataFrame, tables: Tables) -> list[Finding]:
    """Say what the region's report covers, or that there are only figures."""
    every = len(tables["duties"])
    if table["sections"].eq("").all():
        return [telling.tell("figures", table, all=every)]
    said = []
    others = tables["schemes"].query("kind != 'duty_evaluation'")
    if table["region_code"].isin(others["region_code"]).any():
        said.append(finding("duty.recheck", telling.lang))
    silent = table[table["state"] == "not mentioned"]
    key = "silent" if len(silent) else "report"
    spoken = len(table) - len(silent)
    listed = telling.listed(silent)
    said.append(telling.tell(key, silent, listed, all=every, spoken=spoken))
    return said


def _met(telling: _Telling, met: pd.DataFrame) -> list[Finding]:
    """Say which duties are met exactly at the mark, and which most narrowly."""
    said = []
    exact = met[met["margin_share"].eq(0)]
    if len(exact):
        listed = telling.listed(exact)
        said.append(telling.tell("exact", exact, listed))
    above = met[met["margin_share"].gt(0)]
    if len(above) > 1:
        narrow = above.sort_values("margin_share", kind="stable").head(1)
        measured = telling.measured(narrow)
        said.append(telling.tell("narrowest", narrow, measured))
    return said


def _open(telling: _Telling, unjudged: pd.DataFrame) -> Finding:
    """Say why there is no verdict on some duties that have figures; few are named, many counted."""
    why = []
    sizes = {}
    reasons = unjudged["missing"].replace("", "verdict")
    for key, rows in unjudged.groupby(reasons, sort=False):
        few = len(unjudged) <= 4
        if few:
            listed = telling.listed(rows)
        else:
            listed = telling.spell(len(rows))
        why.append(telling.phrase(f"open.{key}", list=listed))
        sizes[str(key)] = len(rows)
    return telling.tell("cannot judge", unjudged, telling.join(why), **sizes)


def summary(table: pd.DataFrame, tables: Tables, lang: str) -> list[Finding]:
    """Say in words what one region's duties come to: what its report covers, meets, misses, and
    leaves open.

    Parameters
    ----------
    table, tables, lang
        As in `duties.page_tables.deciding`, for one region; tables `duties`, `schemes`,
        `standards`, `funding_provincial`.
    """
    name = names(tables["duties"], "duty_id", lang)
    if lang == "en":
        name = {key: text[0].lower() + text[1:] for key, text in name.items()}
    rules = tables["standards"].set_index("rule_id")
    telling = _Telling(name, rules, tables["figures"], lang)
    if len(table):
        said = _covered(telling, table, tables)
    else:
        said = [finding("duty.nothing", lang)]
    of_state = dict(iter(table.groupby("state")))
    for state in compliance.SETTLED:
        if state in of_state:
            rows = of_state[state]
            measured = telling.measured(rows)
            said.append(telling.tell(state, rows, measured))
    if "met" in of_state:
        said += _met(telling, of_state["met"])
    if "cannot judge" in of_state:
        said.append(_open(telling, of_state["cannot judge"]))
    if "claimed without a figure" in of_state:
        claimed = of_state["claimed without a figure"]
        listed = telling.listed(claimed)
        said.append(telling.tell("claimed", claimed, listed))
    has_open_duties = len(table) < len(tables["duties"])
    if len(tables["funding_provincial"]) and has_open_duties:
        said.append(finding("duty.panel", lang))
    return said
