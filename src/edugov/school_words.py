"""What a school table amounts to, in sentences and formulas for its page."""

from __future__ import annotations

from html import escape

import pandas as pd

from edugov.assessment import Assessment, three_ways
from edugov.balance import school_standards
from edugov.findings import count
from edugov.labels import join, number, say
from edugov.schools import SPLIT_WEIGHTS, STAGES, apply_scope

TWO_ENDS = "{0:.3f} – {1:.3f}"


def verdicts(assessed: Assessment, names: dict[str, str], lang: str) -> list[str]:
    """Say for each stage whether the rule set is met, how certain that is, and which school decides it."""
    rules, said = assessed.rule_set, []
    for row in assessed.judged.sort_values("stage", ascending=False).itertuples():
        here = assessed.coefficients[assessed.coefficients["stage"] == row.stage]
        absent = here[here["coefficient"].isna()]["indicator_id"]
        year = rules.rule_set[-4:]
        verdict = {True: "met", False: "not met", None: "cannot judge"}[row.met]
        values = {"stage": say(f"stage.{row.stage}", lang).capitalize(), "limit": f"{row.limit:.2f}"}
        if verdict == "cannot judge" and len(absent) < len(here):
            said.append(ways(assessed, row.stage, names, lang))
        if verdict == "cannot judge":
            values["reason"] = say("schools.absent", lang, count=len(absent), total=len(here))
        if rules.judged == "composite":
            sentence = say(f"equity.{year}.{verdict}", lang, composite=f"{row.judged_value:.3f}", **values)
            if pd.notna(row.lower):
                sentence += say("schools.interval", lang, ends=TWO_ENDS.format(row.lower, row.upper))
                sentence += say("schools.doubt", lang) if row.lower <= row.limit <= row.upper else ""
        else:
            over = here[here["coefficient"] > row.limit].sort_values("coefficient", ascending=False)
            listed = [f"{names[each.indicator_id]} ({each.coefficient:.3f})" for each in over.itertuples()]
            sizes = {"count": len(over), "total": len(here), "list": join(listed, lang)}
            sentence = say(f"equity.{year}.{verdict}", lang, **sizes, **values)
            if len(over):
                certain = int((over["lower"] > row.limit).sum())
                sentence += say("schools.certain", lang, count=certain)
        said.append(sentence)
    return said + decisive(assessed, lang)


def ways(assessed: Assessment, stage: str, names: dict[str, str], lang: str) -> str:
    """Say what a stage's largest coefficient is, and what two ways that only look right would give."""
    here = assessed.coefficients[assessed.coefficients["stage"] == stage].dropna(subset="coefficient")
    indicator_id = here.loc[here["coefficient"].idxmax(), "indicator_id"]
    table = three_ways(assessed, stage, indicator_id).set_index("weighting")["coefficient"]
    values = {way: f"{coefficient:.3f}" for way, coefficient in table.items()}
    return say("schools.ways", lang, stage=say(f"stage.{stage}", lang), indicator=names[indicator_id], **values)


def size(schools: pd.DataFrame, year: str, lang: str) -> str:
    """Say how many schools and students the table holds."""
    stages = {stage: f"{schools[f'students_{stage}'].sum():,.0f}" for stage in STAGES}
    students = schools[[f"students_{stage}" for stage in SPLIT_WEIGHTS]].sum().sum()
    whole = {"schools": count(len(schools), "school", lang), "students": f"{students:,.0f}", "year": year}
    return say("schools.size", lang, **whole, **stages)


def scope(assessed: Assessment, schools: pd.DataFrame, lang: str) -> str:
    """Say which schools are counted, by which choice."""
    counted, _ = apply_scope(schools, assessed.scope)
    rule = say(f"rule_set.{assessed.rule_set.rule_set}", lang)
    chosen = say(f"scope.{assessed.scope}", lang)
    return say("schools.scope", lang, rule=rule, counted=len(counted), all=len(schools), scope=chosen)


def decisive(assessed: Assessment, lang: str) -> list[str]:
    """Say without which school the verdict would turn."""
    said = []
    for row in assessed.decisive.itertuples():
        turn = "schools.turns_met" if row.judged_value > row.limit else "schools.turns_not_met"
        numbers = {
            "before": f"{row.judged_value:.3f}",
            "after": f"{row.judged_without:.3f}",
            "limit": f"{row.limit:.2f}",
        }
        rule = say(f"rule_set.{assessed.rule_set.rule_set}", lang)
        said.append(
            say(turn, lang, school=escape(row.school_name), stage=say(f"stage.{row.stage}", lang), rule=rule, **numbers)
        )
    return said


def own_standards(assessed: Assessment, lang: str) -> list[str]:
    """Say how many schools meet their own standard of 2017."""
    said = []
    for stage, table in school_standards(assessed.parts, assessed.rule_set).groupby("stage", observed=True):
        met, unknown = int((table["met"] == True).sum()), int(table["met"].isna().sum())  # noqa: E712 three-valued
        stage_name = say(f"stage.{stage}", lang).capitalize()
        said.append(say("schools.own", lang, stage=stage_name, met=met, total=len(table), unknown=unknown))
    return said


def needed(assessed: Assessment, names: dict[str, str], units: dict[str, str], lang: str) -> list[str]:
    """Say what the smallest common floor is, how many schools lie below it, and what raising them takes."""
    said = []
    keys = ["stage", "indicator_id", "quantity", "floor"]
    for (stage, indicator_id, quantity, floor), rows in assessed.costs.groupby(keys, observed=True, sort=False):
        values = {
            "stage": say(f"stage.{stage}", lang).capitalize(),
            "indicator": names[indicator_id],
            "floor": number(rounded(floor), units[indicator_id], lang),
            "schools": count(len(rows), "school", lang),
            "cost": amount(rows["cost"].sum(), quantity, lang),
        }
        said.append(say("schools.needed", lang, **values))
    return said


def formula(steps: pd.DataFrame, per: int) -> str:
    """Return the working of one coefficient (差异系数) as formulas with the county's numbers in them.

    Parameters
    ----------
    steps : DataFrame
        From :func:`edugov.assessment.working`.
    per : int
        Students that the indicator is counted for: 1 or 100.
    """
    students, quantity, squares = steps["students"].sum(), steps["quantity"].sum(), steps["product"].sum()
    mean = quantity / students * per
    total = short(quantity).replace(",", "{,}")
    factor = rf"{per}\cdot " if per != 1 else ""
    terms = [
        rf"\tfrac{{{_tex(row.students, 0)}}}{{{_tex(students, 0)}}}({_tex(row.value)}-{_tex(mean)})^2"
        for row in steps.iloc[[0, -1]].itertuples()
    ]
    dots = r"\cdots+" if len(steps) > 2 else ""
    last = rf"+{dots}{terms[1]}" if len(steps) > 1 else ""
    return (
        rf"$$ \bar X = {factor}\frac{{\sum_i x_i}}{{\sum_i P_i}} = {factor}\frac{{{total}}}"
        rf"{{{_tex(students, 0)}}} = {_tex(mean, 5)} $$" + "\n\n"
        rf"$$ \begin{{aligned}} S^2 &= \sum_i \frac{{P_i}}{{P_N}}(X_i-\bar X)^2 \\ &= {terms[0]} \\ &\quad {last} \\"
        rf" &= {_tex(squares, 5)} \end{{aligned}} $$" + "\n\n"
        rf"$$ CV = \frac{{S}}{{\bar X}} = \frac{{{_tex(squares**0.5, 5)}}}{{{_tex(mean, 5)}}}"
        rf" = {squares**0.5 / mean:.6f} $$"
    )


def amount(value: float, quantity: str, lang: str) -> str:
    """Return an amount of a school's quantity with its unit; what is counted has one decimal."""
    return (
        f"{value:,.0f}" + say(f"amount.{quantity}", lang)
        if value >= 100
        else f"{value:,.1f}" + say(f"amount.{quantity}", lang)
    )


def rounded(value: float) -> float:
    """Return a value with four figures that count, or whole where it is large; what a cell has room for."""
    return value if pd.isna(value) else round(value) if abs(value) >= 1000 else float(f"{value:.4g}")


def short(value: float) -> str:
    """Return a value with four figures that count as text, without a decimal point where it is whole."""
    return f"{rounded(value):,}".removesuffix(".0")


def _tex(value: float, digits: int = 4) -> str:
    return f"{value:,.{digits}f}".replace(",", "{,}")
