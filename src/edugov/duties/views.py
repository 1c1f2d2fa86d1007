"""How duties are shown: cells with links to figure, place and rule, a table to download, a summary in words."""

from __future__ import annotations

from html import escape

import pandas as pd

from edugov import pages
from edugov.labels import names, number, say
from edugov.standards import COMPARATORS

SPELT = "none one two three four five six seven eight nine ten eleven twelve".split()


def _with_unit(row, rule: pd.Series, lang: str) -> str:
    """Return what was compared with the limit (a figure, or growth from two levels), growth with its sign."""
    value = round(rule["threshold"] + row.margin * (1 if rule["comparator"][0] == ">" else -1), 4)
    sign = "+" if rule["threshold"] == 0 and value > 0 else ""
    return sign + number(round(value, 2) if row.margin_unit == "percent" else value, row.margin_unit, lang)


def deciding(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Return what each verdict rests on: `value` (as a link to its place), `rule` (as a link), `place` (the address).

    Parameters
    ----------
    table : DataFrame
        One row a region and duty, as `duties.compliance` returns.
    tables : dict of DataFrame
        `figures`, `equity_published`, `standards` of the data package.
    lang : str
        Language of numbers and names.

    Returns
    -------
    DataFrame
        With the index of `table`; empty texts where no verdict decides. Behind the value stand the stage and year
        of the figure. A coefficient table (差异系数表) without figures of its own is linked at its first coefficient.
    """
    figures, rules = tables["figures"].set_index("figure_id"), tables["standards"].set_index("rule_id", drop=False)
    rows = []
    for row in table.itertuples():
        cell = dict.fromkeys(("value", "rule", "place"), "")
        if row.rule_id:
            rule = rules.loc[row.rule_id]
            if row.figure_id:
                figure = figures.loc[row.figure_id]
                place, stage, year = (figure["source_id"], row.figure_id), figure["stage"], figure["year"]
                text = number(figure["value"], figure["unit"], lang)
            else:
                printed = tables["equity_published"]
                mine = printed[(printed["region_code"] == row.region_code) & (printed["stage"] == rule["stage"])]
                mine = mine[mine["rule_set"] == rule["rule_set"]]
                first = mine.iloc[0]
                place, stage = (first["source_id"], pages.anchor(first.to_dict())), first["stage"]
                year, text = "" if pd.isna(first["year"]) else str(first["year"]), ""
            if pd.notna(row.margin):
                text = say("duty.table", lang) if rule["rule_set"] else _with_unit(row, rule, lang)
            value = f"{pages.link(text, *place)} ({say(f'stage.{stage}', lang)}, {year or say('year.none', lang)})"
            cell = {"value": value, "rule": pages.rule(rule, lang), "place": "#".join(place)}
        rows.append(cell)
    return pd.DataFrame(rows, index=table.index, columns=["value", "rule", "place"])


def cells(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Return the cells that show duties and verdicts, each verdict with its figure, rule, reason and sections.

    Parameters
    ----------
    table : DataFrame
        One row a region and duty, as `duties.compliance` returns.
    tables : dict of DataFrame
        `duties`, `figures`, `equity_published`, `standards` of the data package.
    lang : str
        Language of the cells.
    """
    name, known = names(tables["duties"], "duty_id", lang), tables["figures"].set_index("figure_id")
    of_table = set(tables["standards"].query("rule_set != ''")["rule_id"])  # their reasons name the composite
    reasons = [
        escape(row.reason_en if lang == "en" else row.reason_zh) if row.rule_id in of_table else pages.remark(row, lang)
        for row in table.itertuples()
    ]
    shown, own = deciding(table, tables, lang), []
    for row, value in zip(table.itertuples(), shown["value"], strict=True):
        keys = [key for key in row.figure_ids.split() if key in known.index and key != row.figure_id]
        linked = [pages.link(str(place), known.loc[key, "source_id"], key) for place, key in enumerate(keys, 1)]
        also = say("duty.also" if value else "duty.figures", lang, list=" ".join(linked)) if linked else ""
        own.append("; ".join(filter(None, (value, also))))
    return pd.DataFrame(
        {
            "duty": [f'<a href="../data/duties.html#{key}">{escape(name[key])}</a>' for key in table["duty_id"]],
            "verdict": [pages.badge(state, lang) for state in table["state"]],
            "deciding": own,
            "rule": shown["rule"],
            "reason": reasons,
            "sections": table["sections"].map(escape),
        }
    )


def download(table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table of duties for use elsewhere: names, deciding figure and limit beside the ids."""
    figures, rules = tables["figures"].set_index("figure_id"), tables["standards"].set_index("rule_id")
    wide = table.copy()
    for column, key, value in (
        ("region_zh", "region_code", names(tables["regions"], "region_code", "zh")),
        ("region_en", "region_code", names(tables["regions"], "region_code", "en")),
        ("duty_zh", "duty_id", names(tables["duties"], "duty_id", "zh")),
        ("duty_en", "duty_id", names(tables["duties"], "duty_id", "en")),
    ):
        wide.insert(list(wide).index(key) + 1, column, wide[key].map(value))
    for column in ("indicator_id", "stage", "year", "value", "unit"):
        wide[f"figure_{column}"] = wide["figure_id"].map(figures[column])
    for column in ("comparator", "threshold", "unit"):
        wide[f"rule_{column}"] = wide["rule_id"].map(rules[column])
    return wide


def summary(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> list[str]:
    """Say in words what one region's duties come to: what its report covers, meets, misses, and leaves open.

    Parameters
    ----------
    table : DataFrame
        The rows of one region, as `duties.compliance` returns.
    tables : dict of DataFrame
        `duties`, `standards` and, of a province, `funding_provincial` of the data package.
    lang : str
        Language of the sentences.
    """
    told, size = _Told(tables, lang), {"count": len(table), "all": len(tables["duties"])}
    panel = [say("duty.panel", lang)] if len(tables["funding_provincial"]) and len(table) < size["all"] else []
    if not len(table):
        return [say("duty.nothing", lang), *panel]
    of = {state: rows for state, rows in table.groupby("state")}
    silent = of.get("not mentioned", table.iloc[:0])
    if not table["sections"].ne("").any():
        said = [told.tell("figures", len(table), **size)]
    else:
        spoken = size | {"count": len(silent), "spoken": len(table) - len(silent)}
        said = [told.tell("silent" if len(silent) else "report", len(silent), list=told.names(silent), **spoken)]
    for state in ("met", "not met", "watch"):
        if state in of:
            each = told.join([told.duty(row) for row in of[state].itertuples()])
            said.append(told.tell(state, len(of[state]), list=each))
    met = of.get("met", table.iloc[:0])
    exact, above = met[met["margin_share"].eq(0)], met[met["margin_share"].gt(0)]
    if len(exact):
        said.append(told.tell("exact", len(exact), list=told.names(exact)))
    if len(above) > 1:
        narrow = above.sort_values("margin_share", kind="stable").head(1)
        said.append(told.tell("narrowest", 1, list=told.names(narrow)))
    if "cannot judge" in of:
        unjudged = of["cannot judge"]
        few = len(unjudged) <= 4
        why = [
            say(f"duty.open.{reason}", lang, list=told.names(rows) if few else told.spell(len(rows)))
            for reason, rows in unjudged.groupby(unjudged["missing"].replace("", "verdict"), sort=False)
        ]
        said.append(told.tell("cannot judge", len(unjudged), list=told.join(why)))
    if "claimed without a figure" in of:
        claimed = of["claimed without a figure"]
        said.append(told.tell("claimed", len(claimed), list=told.names(claimed)))
    return said + panel


class _Told:
    """Words for duties in one language: a name inside a sentence, a list, a sentence in singular or plural."""

    def __init__(self, tables: dict[str, pd.DataFrame], lang: str):
        self.lang = lang
        self.rules = tables["standards"].set_index("rule_id")
        self.name = names(tables["duties"], "duty_id", lang)
        if lang == "en":
            self.name = {key: text[0].lower() + text[1:] for key, text in self.name.items()}

    def tell(self, key: str, size: int, **values) -> str:
        told = {name: self.spell(value) if isinstance(value, int) else value for name, value in values.items()}
        key = f"duty.{'one' if size == 1 else 'many'}.{key}"
        text = say(key, self.lang, **({"count": self.spell(size)} | told))
        return text[0].upper() + text[1:]

    def spell(self, size: int) -> str:
        return SPELT[size] if self.lang == "en" and size < len(SPELT) else str(size)

    def join(self, words: list[str]) -> str:
        return say("duty.joiner", self.lang).join(words)

    def names(self, rows: pd.DataFrame) -> str:
        return self.join([self.name[key] for key in rows["duty_id"]])

    def duty(self, row) -> str:
        """Return a duty with what was measured and what is asked, such as: class sizes (0.27%, rule ≤ 5%)."""
        told = (row.reason_en if self.lang == "en" else row.reason_zh).replace("；", ";").split(";")[0]
        rule = self.rules.loc[row.rule_id]
        if not rule["rule_set"]:  # of a table of coefficients the reason tells
            asked = f"{COMPARATORS[rule['comparator']]} {number(rule['threshold'], rule['unit'], self.lang)}"
            told = say("duty.against", self.lang, value=_with_unit(row, rule, self.lang), limit=asked)
        return say("duty.told", self.lang, name=self.name[row.duty_id], told=told)
