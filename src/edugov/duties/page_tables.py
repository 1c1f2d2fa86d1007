"""How duties are shown: cells with links to figure, place and rule, and a table to download."""

import pandas as pd

from edugov import pages
from edugov.duties.sentences import with_unit
from edugov.labels import BETWEEN, names, number, say
from edugov.labels.typesetting import sections
from edugov.markup import Html, html
from edugov.tables import Tables


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
        return pages.link(with_unit(row, rule, lang), source_id)
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
        return with_unit(row, rule, lang)
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
    together = pages.listed(linked, say("joiner", lang))
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
