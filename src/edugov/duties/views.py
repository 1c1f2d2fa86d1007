"""How duties are shown: cells with links to figure, place and rule, a table to download, a summary
in words."""

import re
from typing import NamedTuple

import pandas as pd

from edugov import pages
from edugov.labels import names, number, say
from edugov.markup import Html, html
from edugov.standards import limit

SPELT = [  # numbers as a sentence has them
    "none",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]


def _with_unit(row, rule: pd.Series, lang: str) -> str:
    """Return what was compared with the limit (a figure, or growth from two levels), growth with
    its sign."""
    above = row.margin if rule["comparator"][0] == ">" else -row.margin
    value = round(rule["threshold"] + above, 4)
    sign = "+" if rule["threshold"] == 0 and value > 0 else ""
    if row.margin_unit == "percent":
        value = round(value, 2)
    return sign + number(value, row.margin_unit, lang)


def _first_coefficient(row, rule: pd.Series, printed: pd.DataFrame) -> pd.Series:
    """Return the first coefficient of the table that a verdict is on."""
    mine = printed[printed["region_code"] == row.region_code]
    mine = mine[mine["stage"] == rule["stage"]]
    mine = mine[mine["rule_set"] == rule["rule_set"]]
    return mine.iloc[0]


def deciding(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Return what each verdict rests on: `value` (as a link to its place), `rule` (as a link),
    `place` (the address).

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
    rules = tables["standards"].set_index("rule_id")
    rows = []
    for row in table.itertuples():
        if not row.rule_id:
            rows.append(("", "", ""))
            continue
        rule = rules.loc[row.rule_id]
        text = ""
        if row.figure_id:
            first = figures.loc[row.figure_id]
            text = number(first["value"], first["unit"], lang)
        else:
            first = _first_coefficient(row, rule, tables["equity_published"])
        if pd.notna(row.margin):
            text = say("duty.table", lang) if rule["rule_set"] else _with_unit(row, rule, lang)
        source, anchor = first["source_id"], pages.anchor(first.to_dict())
        link = pages.link(text, source, anchor)
        stage = say(f"stage.{first['stage']}", lang)
        year = say("year.none", lang)
        if pd.notna(first["year"]) and first["year"]:
            year = first["year"]
        value = html("{} ({}, {})", link, stage, year)
        rows.append((value, pages.rule(rule, lang), f"{source}#{anchor}"))
    return pd.DataFrame(rows, index=table.index, columns=["value", "rule", "place"])


def _with_others(value: Html | str, row, known: pd.DataFrame, lang: str) -> Html | str:
    """Return the deciding value and links to the other figures on the duty."""
    linked = []
    for key in row.figure_ids.split():
        if key in known.index and key != row.figure_id:
            place = str(len(linked) + 1)
            linked.append(pages.link(place, known.loc[key, "source_id"], key))
    if not linked:
        return value
    together = Html.joined(linked, " ")
    if not value:
        return html(say("duty.figures", lang), list=together)
    also = html(say("duty.also", lang), list=together)
    return html("{}; {}", value, also)


def cells(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> pd.DataFrame:
    """Return the cells that show duties and verdicts, each verdict with its figure, rule, reason
    and sections.

    Parameters
    ----------
    table, tables, lang
        As in :func:`deciding`; of the data package also `duties`.
    """
    name = names(tables["duties"], "duty_id", lang)
    known = tables["figures"].set_index("figure_id")
    of_table = set(tables["standards"].query("rule_set != ''")["rule_id"])
    shown = deciding(table, tables, lang)
    rows = []
    for row, value, rule in zip(table.itertuples(), shown["value"], shown["rule"], strict=True):
        link = '<a href="../data/duties.html#{}">{}</a>'
        reason = pages.remark(row, lang)
        if row.rule_id in of_table:  # such reasons name the composite
            reason = getattr(row, f"reason_{lang}")
        rows.append(
            {
                "duty": html(link, row.duty_id, name[row.duty_id]),
                "verdict": pages.badge(row.state, lang),
                "deciding": _with_others(value, row, known, lang),
                "rule": rule,
                "reason": reason,
                "sections": row.sections,
            }
        )
    columns = ["duty", "verdict", "deciding", "rule", "reason", "sections"]
    return pd.DataFrame(rows, index=table.index, columns=columns)


def download(table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table of duties for use elsewhere: names, deciding figure and limit beside the
    ids."""
    wide = table.copy()
    for key, name in (("region_code", "regions"), ("duty_id", "duties")):
        subject = key.partition("_")[0]
        for lang in ("zh", "en"):
            named = wide[key].map(names(tables[name], key, lang))
            place = list(wide).index(key) + 1
            wide.insert(place, f"{subject}_{lang}", named)
    figures = tables["figures"].set_index("figure_id")
    rules = tables["standards"].set_index("rule_id")
    for column in ("indicator_id", "stage", "year", "value", "unit"):
        wide[f"figure_{column}"] = wide["figure_id"].map(figures[column])
    for column in ("comparator", "threshold", "unit"):
        wide[f"rule_{column}"] = wide["rule_id"].map(rules[column])
    return wide


class _Telling(NamedTuple):
    """How one region's duties are put into words."""

    names: dict[str, str]  # of the duties, as they stand inside a sentence
    rules: pd.DataFrame
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
        return self.join([self.names[key] for key in rows["duty_id"]])

    def tell(self, key: str, size: int, listed: str = "", **counts: int) -> str:
        """Say a sentence on so many duties, in the right number."""
        counted = {"count": self.spell(size)}
        for name, count in counts.items():
            counted[name] = self.spell(count)
        form = "one" if size == 1 else "many"
        text = self.phrase(f"{form}.{key}", list=listed, **counted)
        return text[0].upper() + text[1:]

    def measured(self, rows: pd.DataFrame) -> str:
        """Name duties, each with what was measured and what is asked, such as: class sizes (0.27%,
        rule ≤ 5%)."""
        words = []
        for row in rows.itertuples():
            rule = self.rules.loc[row.rule_id]
            if rule["rule_set"]:  # of a table of coefficients the reason tells
                told = re.split("[;；]", getattr(row, f"reason_{self.lang}"))[0]
            else:
                value = _with_unit(row, rule, self.lang)
                told = self.phrase("against", value=value, limit=limit(rule, self.lang))
            words.append(self.phrase("told", name=self.names[row.duty_id], told=told))
        return self.join(words)


def _covered(telling: _Telling, table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> list[str]:
    """Say what the region's report covers, or that there are only figures."""
    every = len(tables["duties"])
    if table["sections"].eq("").all():
        return [telling.tell("figures", len(table), all=every)]
    said = []
    others = tables["schemes"].query("kind != 'duty_evaluation'")
    if table["region_code"].isin(others["region_code"]).any():
        said.append(telling.phrase("recheck"))
    silent = table[table["state"] == "not mentioned"]
    key = "silent" if len(silent) else "report"
    spoken = len(table) - len(silent)
    listed = telling.listed(silent)
    said.append(telling.tell(key, len(silent), listed, all=every, spoken=spoken))
    return said


def _met(telling: _Telling, met: pd.DataFrame) -> list[str]:
    """Say which duties are met exactly at the mark, and which most narrowly."""
    said = []
    exact = met[met["margin_share"].eq(0)]
    if len(exact):
        said.append(telling.tell("exact", len(exact), telling.listed(exact)))
    above = met[met["margin_share"].gt(0)]
    if len(above) > 1:
        narrow = above.sort_values("margin_share", kind="stable").head(1)
        said.append(telling.tell("narrowest", 1, telling.measured(narrow)))
    return said


def _open(telling: _Telling, unjudged: pd.DataFrame) -> str:
    """Say why there is no verdict on some duties that have figures; few are named, many counted."""
    why = []
    reasons = unjudged["missing"].replace("", "verdict")
    for key, rows in unjudged.groupby(reasons, sort=False):
        few = len(unjudged) <= 4
        listed = telling.listed(rows) if few else telling.spell(len(rows))
        why.append(telling.phrase(f"open.{key}", list=listed))
    return telling.tell("cannot judge", len(unjudged), telling.join(why))


def summary(table: pd.DataFrame, tables: dict[str, pd.DataFrame], lang: str) -> list[str]:
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
    telling = _Telling(name, tables["standards"].set_index("rule_id"), lang)
    said = _covered(telling, table, tables) if len(table) else [telling.phrase("nothing")]
    for state in ("met", "not met", "watch"):
        rows = table[table["state"] == state]
        if len(rows):
            said.append(telling.tell(state, len(rows), telling.measured(rows)))
    said += _met(telling, table[table["state"] == "met"])
    unjudged = table[table["state"] == "cannot judge"]
    if len(unjudged):
        said.append(_open(telling, unjudged))
    claimed = table[table["state"] == "claimed without a figure"]
    if len(claimed):
        said.append(telling.tell("claimed", len(claimed), telling.listed(claimed)))
    if len(tables["funding_provincial"]) and len(table) < len(tables["duties"]):
        said.append(telling.phrase("panel"))
    return said
