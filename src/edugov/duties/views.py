"""How duties are shown: cells with links to figure, place and rule, a table to download, a summary
in words."""

import re
from typing import NamedTuple

import pandas as pd

from edugov import pages
from edugov.duties import compliance
from edugov.evidence import Finding, finding, resting
from edugov.judging import limit
from edugov.labels import BETWEEN, names, number, say
from edugov.markup import Html, html
from edugov.tables import Tables
from edugov.typesetting import sections

# numbers as a sentence has them
SPELT = "none one two three four five six seven eight nine ten eleven twelve".split()


def _with_unit(row, rule: pd.Series, lang: str) -> str:
    """Return what was compared with the limit (a figure, or growth from two levels, or all stages
    together), growth with
    its sign."""
    if pd.isna(row.margin):
        return say("duty.whole", lang)
    if rule["comparator"][0] == ">":
        above = row.margin
    else:
        above = -row.margin
    value = round(rule["threshold"] + above, 4)
    sign = "+" if row.kind == "growth" and value > 0 else ""
    if row.margin_unit == "percent":
        value = round(value, 2)
    return sign + number(value, row.margin_unit, lang)


def _first_coefficient(row, rule: pd.Series, printed: pd.DataFrame) -> pd.Series:
    """Return the first coefficient of the table that a verdict is on."""
    mine = printed[printed["region_code"] == row.region_code]
    mine = mine[mine["stage"] == rule["stage"]]
    mine = mine[mine["rule_set"] == rule["rule_set"]]
    return mine.iloc[0]


def _value(row, rule: pd.Series, figures: pd.DataFrame, printed: pd.DataFrame, lang: str) -> Html:
    """Return the value that a verdict rests on, as a link to its place; of figures behind it stand
    stage and year."""
    if not row.figure_id and not rule["rule_set"]:  # of the nation's table
        source_id = row.source_ids.split()[0]
        return pages.link(_with_unit(row, rule, lang), source_id)
    if row.figure_id:
        first = figures.loc[row.figure_id]
    else:
        first = _first_coefficient(row, rule, printed)
    anchor = pages.anchor(first.to_dict())
    compared = _compared(row, rule, first, lang)
    link = pages.link(compared, first["source_id"], anchor)
    stage = "all" if row.kind == "whole" else first["stage"]
    stage = say(f"stage.{stage}", lang)
    form = say("duty.figure", lang)
    return html(form, link=link, stage=stage, year=_when(first, lang))


def _compared(row, rule: pd.Series, first: pd.Series, lang: str) -> str:
    """Return what a verdict compares, in a word or as a number; nothing where a table of
    coefficients could not be judged."""
    if row.kind == "whole":
        return say("duty.whole", lang)
    if pd.notna(row.margin):
        if rule["rule_set"]:
            return say("duty.table", lang)
        return _with_unit(row, rule, lang)
    if row.figure_id:
        return number(first["value"], first["unit"], lang)
    return ""


def _when(first: pd.Series, lang: str) -> Html:
    """Return the year of a figure or coefficient."""
    year = first["year"]
    if pd.isna(year) or not year:
        named = ""
    else:
        named = say("year.named", lang, year=year)
    return pages.year_cell(named, first.get("inferred", ""), lang)


def deciding(table: pd.DataFrame, tables: Tables, lang: str) -> pd.DataFrame:
    """Return what each verdict rests on: `value` (as a link to its place) and `rule` (as a
    link).

    Parameters
    ----------
    table : DataFrame
        One row a region and duty, as `compliance.table` returns.
    tables : dict of DataFrame
        `figures`, `equity_published`, `standards` of the data package.
    lang : str
        Language of numbers and names.

    Returns
    -------
    DataFrame
        With the index of `table`; empty texts where no verdict decides. Behind the value stand the
        stage and year of the figure. A coefficient table (差异系数表) without figures of its own is
        linked at its first coefficient.
    """
    figures = tables["figures"].set_index("figure_id", drop=False)
    printed = tables["equity_published"]
    rules = tables["standards"].set_index("rule_id")
    rows = []
    for row in table.itertuples():
        value = limit_link = ""
        if row.rule_id:
            rule = rules.loc[row.rule_id]
            value = _value(row, rule, figures, printed, lang)
            limit_link = pages.rule(rule, lang)
        rows.append((value, limit_link))
    return pd.DataFrame(rows, index=table.index, columns=["value", "rule"])


def _with_others(value: Html | str, row, known: pd.DataFrame, lang: str) -> Html | str:
    """Return the deciding value and the other figures on the duty, each a link to its place."""
    linked = []
    for key in row.figure_ids.split():
        if key in known.index and key != row.figure_id:
            other = known.loc[key]
            linked.append(pages.printed(other, lang))
    if not linked:
        return value
    together = Html.joined(linked, say("joiner", lang))
    if not value:
        return html(say("duty.figures", lang), list=together)
    also = html(say("duty.also", lang), list=together)
    return html("{}{}{}", value, BETWEEN[lang], also)


def cells(table: pd.DataFrame, tables: Tables, lang: str) -> pd.DataFrame:
    """Return the cells that show duties and verdicts, each verdict with its figure, rule, reason
    and sections.

    Parameters
    ----------
    table, tables, lang
        As in :func:`deciding`; of the data package also `duties`.
    """
    name = names(tables["duties"], "duty_id", lang)
    known = tables["figures"].set_index("figure_id", drop=False)
    of_table = set(tables["standards"].query("rule_set != ''")["rule_id"])
    shown = deciding(table, tables, lang)
    rows = []
    for row, value, rule in zip(table.itertuples(), shown["value"], shown["rule"], strict=True):
        link = '<a href="../data/duties.html#{}">{}</a>'
        reason = pages.remark(row, lang)
        if row.rule_id in of_table:  # such reasons name the composite
            reason = getattr(row, f"reason_{lang}")
        about = f"duty:{row.region_code}:{row.duty_id}"
        cells = {
            "duty": html(link, row.duty_id, name[row.duty_id]),
            "verdict": pages.badge(row.state, lang, about=about),
            "deciding": _with_others(value, row, known, lang),
            "rule": rule,
            "reason": reason,
            "sections": sections(row.sections, lang),
        }
        rows.append(cells)
    columns = ["duty", "verdict", "deciding", "rule", "reason", "sections"]
    return pd.DataFrame(rows, index=table.index, columns=columns)


def download(table: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """Return the table of duties for use elsewhere: names, deciding figure and limit beside the
    ids."""
    wide = table.copy()
    for key, name in {"region_code": "regions", "duty_id": "duties"}.items():
        subject, _, _ = key.partition("_")
        behind = wide.columns.get_loc(key) + 1
        for lang in ("zh", "en"):
            of_lang = names(tables[name], key, lang)
            named = wide[key].map(of_lang)
            wide.insert(behind, f"{subject}_{lang}", named)
    figures = tables["figures"].set_index("figure_id")
    rules = tables["standards"].set_index("rule_id")
    of_figure = figures[["indicator_id", "stage", "year", "value", "unit"]].add_prefix("figure_")
    of_rule = rules[["comparator", "threshold", "unit"]].add_prefix("rule_")
    return wide.join(of_figure, on="figure_id").join(of_rule, on="rule_id")


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
        value = _with_unit(row, rule, self.lang)
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
        As in :func:`deciding`, for one region; tables `duties`, `schemes`, `standards`,
        `funding_provincial`.
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
