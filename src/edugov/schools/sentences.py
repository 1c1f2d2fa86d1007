"""What the page of a school table says: its sentences and formulas."""

from typing import NamedTuple

import pandas as pd

from edugov import labels
from edugov.labels import count
from edugov.schools.assessment import Assessment, largest, school_standards, three_ways
from edugov.schools.change import TERMS
from edugov.schools.parts import SPLIT_WEIGHTS, STAGES, apply_scope

TWO_ENDS = "{0:.3f} – {1:.3f}"
VERDICTS = {True: "met", False: "not met", None: "cannot judge"}


class Words(NamedTuple):
    """The words of one page: names and units of the indicators by their id, and the language."""

    names: dict[str, str]
    units: dict[str, str]
    lang: str

    def say(self, key: str, **values) -> str:
        """Say a label in the page's language."""
        return labels.say(key, self.lang, **values)

    def stage(self, stage: str) -> str:
        """Name a stage."""
        return self.say(f"stage.{stage}")

    def rule(self, assessed: Assessment) -> str:
        """Name the rule set of an assessment."""
        return self.say(f"rule_set.{assessed.rule_set.rule_set}")

    def value(self, value: float, indicator_id: str) -> str:
        """Give a value with its indicator's unit, as exact as a cell has room for."""
        return labels.number(rounded(value), self.units[indicator_id], self.lang)

    def amount(self, value: float, quantity: str) -> str:
        """Give an amount of a school's quantity with its unit; a small one has one decimal."""
        digits = 0 if value >= 100 else 1
        unit = self.say(f"amount.{quantity}")
        return f"{value:,.{digits}f}{unit}"


def rounded(value: float) -> float:
    """Return a value with four figures that count, or whole where it is large; what a cell has room
    for."""
    if pd.isna(value):
        return value
    if abs(value) >= 1000:
        return round(value)
    return float(f"{value:.4g}")


def short(value: float) -> str:
    """Return a value with four figures that count as text, without a decimal point where it is
    whole."""
    return f"{rounded(value):,}".removesuffix(".0")


def _on_composite(assessed: Assessment, row, values: dict, words: Words) -> str:
    """Say how a composite stands against its limit, and how certain that is."""
    year = assessed.rule_set.rule_set[-4:]
    composite = f"{row.judged_value:.3f}"
    key = f"equity.{year}.{VERDICTS[row.met]}"
    sentence = words.say(key, composite=composite, **values)
    if pd.isna(row.lower):
        return sentence
    ends = TWO_ENDS.format(row.lower, row.upper)
    sentence += words.say("schools.interval", ends=ends)
    if row.lower <= row.limit <= row.upper:
        sentence += words.say("schools.doubt")
    return sentence


def _on_each(assessed: Assessment, row, here: pd.DataFrame, values: dict, words: Words) -> str:
    """Say which coefficients lie above the limit, and for how many that is certain."""
    year = assessed.rule_set.rule_set[-4:]
    over = here[here["coefficient"] > row.limit]
    over = over.sort_values("coefficient", ascending=False)
    listed = []
    for each in over.itertuples():
        name = words.names[each.indicator_id]
        listed.append(f"{name} ({each.coefficient:.3f})")
    counts = {"count": len(over), "total": len(here)}
    together = labels.join(listed, words.lang)
    key = f"equity.{year}.{VERDICTS[row.met]}"
    sentence = words.say(key, list=together, **counts, **values)
    if not len(over):
        return sentence
    certain = int((over["lower"] > row.limit).sum())
    return sentence + words.say("schools.certain", count=certain)


def verdicts(assessed: Assessment, words: Words) -> list[str]:
    """Say for each stage whether the rule set is met, how certain that is, and which school decides
    it."""
    said = []
    for row in assessed.judged.sort_values("stage", ascending=False).itertuples():
        here = assessed.coefficients[assessed.coefficients["stage"] == row.stage]
        absent = int(here["coefficient"].isna().sum())
        stage = words.stage(row.stage).capitalize()
        values = {"stage": stage, "limit": f"{row.limit:.2f}"}
        if row.met is None:
            if absent < len(here):
                said.append(ways(assessed, row.stage, words))
            values["reason"] = words.say("schools.absent", count=absent, total=len(here))
        if assessed.rule_set.judged == "composite":
            said.append(_on_composite(assessed, row, values, words))
        else:
            said.append(_on_each(assessed, row, here, values, words))
    return said + decisive(assessed, words)


def ways(assessed: Assessment, stage: str, words: Words) -> str:
    """Say what a stage's largest coefficient is, and what two ways that only look right would
    give."""
    _, indicator_id = largest([assessed], stage)
    table = three_ways(assessed, stage, indicator_id)
    values = table.set_index("weighting")["coefficient"]
    indicator = words.names[indicator_id]
    return words.say("schools.ways", stage=words.stage(stage), indicator=indicator, **values)


def size(schools: pd.DataFrame, year: str, words: Words) -> str:
    """Say how many schools and students the table holds."""
    students = schools[[f"students_{stage}" for stage in SPLIT_WEIGHTS]].sum()
    stages = {}
    for stage in STAGES:
        of_stage = students[f"students_{stage}"]
        stages[stage] = f"{of_stage:,.0f}"
    schools_count = count(len(schools), "school", words.lang)
    every = f"{students.sum():,.0f}"
    return words.say("schools.size", schools=schools_count, students=every, year=year, **stages)


def scope(assessed: Assessment, schools: pd.DataFrame, words: Words) -> str:
    """Say which schools are counted, by which choice."""
    counted, _ = apply_scope(schools, assessed.scope)
    values = {
        "rule": words.rule(assessed),
        "counted": len(counted),
        "all": len(schools),
        "scope": words.say(f"scope.{assessed.scope}"),
    }
    return words.say("schools.scope", **values)


def decisive(assessed: Assessment, words: Words) -> list[str]:
    """Say without which school the verdict would turn."""
    said = []
    for row in assessed.decisive.itertuples():
        turn = "schools.turns_met" if row.judged_value > row.limit else "schools.turns_not_met"
        values = {
            "before": row.judged_value,
            "after": row.judged_without,
            "limit": row.limit,
            "school": row.school_name,
            "stage": words.stage(row.stage),
            "rule": words.rule(assessed),
        }
        said.append(words.say(turn, **values))
    return said


def own_standards(assessed: Assessment, words: Words) -> list[str]:
    """Say how many schools meet their own standard of 2017."""
    said = []
    table = school_standards(assessed.parts, assessed.rule_set)
    for stage, rows in table.groupby("stage", observed=True):
        met = rows[rows["met"].eq(True)]
        unknown = rows[rows["met"].isna()]
        missed = rows[rows["met"].eq(False)]
        name = words.stage(stage).capitalize()
        sentence = words.say("schools.own", stage=name, met=len(met), total=len(rows))
        if len(unknown):
            sentence += words.say("schools.unknown", count=len(unknown))
        if len(missed):
            low = missed.loc[missed["lowest_share"].idxmin()]
            values = {
                "share": f"{low['lowest_share']:.0%}",
                "school": low["school_name"],
                "indicator": words.names[low["lowest_indicator_id"]],
            }
            sentence += words.say("schools.furthest", **values)
        said.append(sentence)
    return said


def needed(assessed: Assessment, words: Words) -> list[str]:
    """Say what the smallest common floor is, how many schools lie below it, and what raising them
    takes."""
    said = []
    keys = ["stage", "indicator_id", "quantity", "floor"]
    by_floor = assessed.costs.groupby(keys, observed=True, sort=False)
    for (stage, indicator_id, quantity, floor), rows in by_floor:
        values = {
            "stage": words.stage(stage).capitalize(),
            "indicator": words.names[indicator_id],
            "floor": words.value(floor, indicator_id),
            "schools": count(len(rows), "school", words.lang),
            "cost": words.amount(rows["cost"].sum(), quantity),
        }
        said.append(words.say("schools.needed", **values))
    return said


def _causes(row: pd.Series, words: Words) -> str:
    """Name what a coefficient changed by, leaving out what shows as zero."""
    seen = [term for term in TERMS if abs(row[term]) >= 0.0005]
    listed = []
    for term in seen or TERMS[:1]:
        name = words.say(f"change.{term}")
        listed.append(f"{name} {_signed(row[term])}")
    return labels.join(listed, words.lang)


def changed(
    assessed: Assessment, changes: pd.DataFrame, years: list[str], words: Words
) -> list[str]:
    """Say how what is judged changed between two years, and by what: the mean of eight, or what
    changed most."""
    said = []
    for stage, rows in changes.groupby("stage", sort=False):
        if assessed.rule_set.judged == "composite":
            if len(rows) < len(assessed.rule_set.indicators):
                continue
            row = rows.mean(numeric_only=True, skipna=False)
            subject = words.say("chart.composite")
        else:
            row = rows.loc[rows["change"].abs().idxmax()]
            subject = words.names[row["indicator_id"]]
        values = {
            "stage": words.stage(stage).capitalize(),
            "rule": words.rule(assessed),
            "subject": subject,
            "before": row["coefficient_before"],
            "after": row["coefficient_after"],
            "change": _signed(row["change"]),
            "first": years[0],
            "last": years[1],
            "parts": _causes(row, words),
        }
        said.append(words.say("schools.change", **values))
    return said


def formula(steps: pd.DataFrame, per: int) -> str:
    """Return the working of one coefficient (差异系数) as formulas with the county's numbers in
    them.

    ``steps`` are those of `assessment.working`; ``per`` students the indicator is counted for: 1 or
    100.
    """
    students = steps["students"].sum()
    quantity = steps["quantity"].sum()
    variance = steps["product"].sum()
    deviation = variance**0.5
    mean = quantity / students * per
    every = _tex(students, 0)
    total = short(quantity).replace(",", "{,}")
    factor = rf"{per}\cdot " if per != 1 else ""
    terms = []
    for row in steps.iloc[[0, -1]].itertuples():
        weight = rf"\tfrac{{{_tex(row.students, 0)}}}{{{every}}}"
        terms.append(f"{weight}({_tex(row.value)}-{_tex(mean)})^2")
    last = ""
    if len(steps) > 1:
        dots = r"\cdots+" if len(steps) > 2 else ""
        last = f"+{dots}{terms[1]}"
    return (
        rf"$$ \bar X = {factor}\frac{{\sum_i x_i}}{{\sum_i P_i}} = {factor}\frac{{{total}}}"
        rf"{{{every}}} = {_tex(mean, 5)} $$" + "\n\n"
        rf"$$ \begin{{aligned}} S^2 &= \sum_i \frac{{P_i}}{{P_N}}(X_i-\bar X)^2 \\ &= "
        rf"{terms[0]} \\ &\quad {last} \\"
        rf" &= {_tex(variance, 5)} \end{{aligned}} $$" + "\n\n"
        rf"$$ CV = \frac{{S}}{{\bar X}} = \frac{{{_tex(deviation, 5)}}}{{{_tex(mean, 5)}}}"
        rf" = {deviation / mean:.6f} $$"
    )


def _tex(value: float, digits: int = 4) -> str:
    return f"{value:,.{digits}f}".replace(",", "{,}")


def _signed(value: float) -> str:
    if pd.isna(value):
        return "–"
    return labels.minus(f"{value:+.3f}")
