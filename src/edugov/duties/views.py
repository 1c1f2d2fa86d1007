"""How duties are shown: cells with links to figure, place and rule, a table to download, a summary
in words."""

import re
from html import escape

import pandas as pd

from edugov import pages
from edugov.labels import names, number, say
from edugov.standards import limit

SPELT = "none one two three four five six seven eight nine ten eleven twelve".split()


def _with_unit(row, rule: pd.Series, lang: str) -> str:
    """Return what was compared with the limit (a figure, or growth from two levels), growth with
    its sign."""
    value = round(rule["threshold"] + row.margin * (1 if rule["comparator"][0] == ">" else -1), 4)
    sign = "+" if rule["threshold"] == 0 and value > 0 else ""
    return sign + number(
        round(value, 2) if row.margin_unit == "percent" else value, row.margin_unit, lang
    )


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
    printed = tables["equity_published"]
    rows = []
    for row in table.itertuples():
        if not row.rule_id:
            rows.append(("", "", ""))
            continue
        rule = rules.loc[row.rule_id]
        if row.figure_id:
            first = figures.loc[row.figure_id]
            text = number(first["value"], first["unit"], lang)
        else:
            mine = printed[
                (printed["region_code"] == row.region_code) & (printed["stage"] == rule["stage"])
            ]
            first = mine[mine["rule_set"] == rule["rule_set"]].iloc[0]
            text = ""
        if pd.notna(row.margin):
            text = say("duty.table", lang) if rule["rule_set"] else _with_unit(row, rule, lang)
        place = first["source_id"], pages.anchor(first.to_dict())
        stage = say(f"stage.{first['stage']}", lang)
        year = "" if pd.isna(first["year"]) else str(first["year"])
        value = f"{pages.link(text, *place)} ({stage}, {year or say('year.none', lang)})"
        rows.append((value, pages.rule(rule, lang), "#".join(place)))
    return pd.DataFrame(rows, index=table.index, columns=["value", "rule", "place"])


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
    of_table = set(
        tables["standards"].query("rule_set != ''")["rule_id"]
    )  # their reasons name the composite
    shown = deciding(table, tables, lang)
    reasons = []
    own = []
    for row, value in zip(table.itertuples(), shown["value"], strict=True):
        whole = row.rule_id in of_table
        reasons.append(escape(getattr(row, f"reason_{lang}")) if whole else pages.remark(row, lang))
        keys = [
            key for key in row.figure_ids.split() if key in known.index and key != row.figure_id
        ]
        linked = [
            pages.link(str(place), known.loc[key, "source_id"], key)
            for place, key in enumerate(keys, 1)
        ]
        also = (
            say("duty.also" if value else "duty.figures", lang, list=" ".join(linked))
            if linked
            else ""
        )
        own.append("; ".join(filter(None, (value, also))))
    return pd.DataFrame(
        {
            "duty": [
                f'<a href="../data/duties.html#{key}">{escape(name[key])}</a>'
                for key in table["duty_id"]
            ],
            "verdict": [pages.badge(state, lang) for state in table["state"]],
            "deciding": own,
            "rule": shown["rule"],
            "reason": reasons,
            "sections": table["sections"].map(escape),
        }
    )


def download(table: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return the table of duties for use elsewhere: names, deciding figure and limit beside the
    ids."""
    wide = table.copy()
    for key, name in (("region_code", "regions"), ("duty_id", "duties")):
        for lang in ("zh", "en"):
            named = wide[key].map(names(tables[name], key, lang))
            wide.insert(list(wide).index(key) + 1, f"{key.partition('_')[0]}_{lang}", named)
    figures = tables["figures"].set_index("figure_id")
    rules = tables["standards"].set_index("rule_id")
    for column in ("indicator_id", "stage", "year", "value", "unit"):
        wide[f"figure_{column}"] = wide["figure_id"].map(figures[column])
    for column in ("comparator", "threshold", "unit"):
        wide[f"rule_{column}"] = wide["rule_id"].map(rules[column])
    return wide


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
    rules = tables["standards"].set_index("rule_id")
    if lang == "en":  # as it stands inside a sentence
        name = {key: text[0].lower() + text[1:] for key, text in name.items()}

    def spell(size: int) -> str:
        return SPELT[size] if lang == "en" and size < len(SPELT) else str(size)

    def join(words: list[str]) -> str:
        return say("duty.joiner", lang).join(words)

    def listed(rows: pd.DataFrame) -> str:
        return join([name[key] for key in rows["duty_id"]])

    def tell(key: str, size: int, listed: str = "", **counts: int) -> str:
        counts = {key: spell(count) for key, count in ({"count": size} | counts).items()}
        text = say(f"duty.{'one' if size == 1 else 'many'}.{key}", lang, list=listed, **counts)
        return text[0].upper() + text[1:]

    def measured(row) -> str:
        """Return a duty with what was measured and what is asked, such as: class sizes (0.27%, rule
        ≤ 5%)."""
        told = re.split("[;；]", getattr(row, f"reason_{lang}"))[0]
        rule = rules.loc[row.rule_id]
        if not rule["rule_set"]:  # of a table of coefficients the reason tells
            told = say(
                "duty.against", lang, value=_with_unit(row, rule, lang), limit=limit(rule, lang)
            )
        return say("duty.told", lang, name=name[row.duty_id], told=told)

    every = len(tables["duties"])
    panel = (
        [say("duty.panel", lang)]
        if len(tables["funding_provincial"]) and len(table) < every
        else []
    )
    if not len(table):
        return [say("duty.nothing", lang), *panel]
    of = {state: table[table["state"] == state] for state in pages.SIGNS}
    silent = of["not mentioned"]
    if not table["sections"].ne("").any():
        said = [tell("figures", len(table), all=every)]
    else:
        key = "silent" if len(silent) else "report"
        spoken = len(table) - len(silent)
        other = tables["schemes"].query("kind != 'duty_evaluation'")[
            "region_code"
        ]  # no evaluation of duties
        said = [say("duty.recheck", lang)] if table["region_code"].isin(other).any() else []
        said.append(tell(key, len(silent), listed(silent), all=every, spoken=spoken))
    for state in ("met", "not met", "watch"):
        if len(of[state]):
            said.append(
                tell(state, len(of[state]), join([measured(row) for row in of[state].itertuples()]))
            )
    met = of["met"]
    exact = met[met["margin_share"].eq(0)]
    above = met[met["margin_share"].gt(0)]
    if len(exact):
        said.append(tell("exact", len(exact), listed(exact)))
    if len(above) > 1:
        narrow = above.sort_values("margin_share", kind="stable").head(1)
        said.append(tell("narrowest", 1, join([measured(row) for row in narrow.itertuples()])))
    unjudged = of["cannot judge"]
    claimed = of["claimed without a figure"]
    if len(unjudged):
        reasons = unjudged.groupby(unjudged["missing"].replace("", "verdict"), sort=False)
        few = len(unjudged) <= 4
        why = [
            say(f"duty.open.{key}", lang, list=listed(rows) if few else spell(len(rows)))
            for key, rows in reasons
        ]
        said.append(tell("cannot judge", len(unjudged), join(why)))
    if len(claimed):
        said.append(tell("claimed", len(claimed), listed(claimed)))
    return said + panel
