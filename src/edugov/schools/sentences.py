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
        return (f"{value:,.0f}" if value >= 100 else f"{value:,.1f}") + self.say(
            f"amount.{quantity}"
        )


def rounded(value: float) -> float:
    """Return a value with four figures that count, or whole where it is large; what a cell has room
    for."""
    return (
        value if pd.isna(value) else round(value) if abs(value) >= 1000 else float(f"{value:.4g}")
    )


def short(value: float) -> str:
    """Return a value with four figures that count as text, without a decimal point where it is
    whole."""
    return f"{rounded(value):,}".removesuffix(".0")


def verdicts(assessed: Assessment, words: Words) -> list[str]:
    """Say for each stage whether the rule set is met, how certain that is, and which school decides
    it."""
    year = assessed.rule_set.rule_set[-4:]
    said = []
    for row in assessed.judged.sort_values("stage", ascending=False).itertuples():
        here = assessed.coefficients[assessed.coefficients["stage"] == row.stage]
        absent = int(here["coefficient"].isna().sum())
        verdict = VERDICTS[row.met]
        values = {"stage": words.stage(row.stage).capitalize(), "limit": f"{row.limit:.2f}"}
        if row.met is None and absent < len(here):
            said.append(ways(assessed, row.stage, words))
        if row.met is None:
            values["reason"] = words.say("schools.absent", count=absent, total=len(here))
        if assessed.rule_set.judged == "composite":
            sentence = words.say(
                f"equity.{year}.{verdict}", composite=f"{row.judged_value:.3f}", **values
            )
            if pd.notna(row.lower):
                sentence += words.say(
                    "schools.interval", ends=TWO_ENDS.format(row.lower, row.upper)
                )
                sentence += (
                    words.say("schools.doubt") if row.lower <= row.limit <= row.upper else ""
                )
        else:
            over = here[here["coefficient"] > row.limit].sort_values("coefficient", ascending=False)
            listed = [
                f"{words.names[each.indicator_id]} ({each.coefficient:.3f})"
                for each in over.itertuples()
            ]
            values |= {
                "count": len(over),
                "total": len(here),
                "list": labels.join(listed, words.lang),
            }
            sentence = words.say(f"equity.{year}.{verdict}", **values)
            sentence += (
                words.say("schools.certain", count=int((over["lower"] > row.limit).sum()))
                if len(over)
                else ""
            )
        said.append(sentence)
    return said + decisive(assessed, words)


def ways(assessed: Assessment, stage: str, words: Words) -> str:
    """Say what a stage's largest coefficient is, and what two ways that only look right would
    give."""
    indicator_id = largest([assessed], stage)[1]
    values = three_ways(assessed, stage, indicator_id).set_index("weighting")["coefficient"]
    return words.say(
        "schools.ways", stage=words.stage(stage), indicator=words.names[indicator_id], **values
    )


def size(schools: pd.DataFrame, year: str, words: Words) -> str:
    """Say how many schools and students the table holds."""
    students = schools[[f"students_{stage}" for stage in SPLIT_WEIGHTS]].sum()
    stages = {stage: f"{students[f'students_{stage}']:,.0f}" for stage in STAGES}
    many = count(len(schools), "school", words.lang)
    return words.say(
        "schools.size", schools=many, students=f"{students.sum():,.0f}", year=year, **stages
    )


def scope(assessed: Assessment, schools: pd.DataFrame, words: Words) -> str:
    """Say which schools are counted, by which choice."""
    counted, _ = apply_scope(schools, assessed.scope)
    values = {"rule": words.rule(assessed), "counted": len(counted), "all": len(schools)}
    return words.say("schools.scope", scope=words.say(f"scope.{assessed.scope}"), **values)


def decisive(assessed: Assessment, words: Words) -> list[str]:
    """Say without which school the verdict would turn."""
    said = []
    for row in assessed.decisive.itertuples():
        turn = "schools.turns_met" if row.judged_value > row.limit else "schools.turns_not_met"
        values = {"before": row.judged_value, "after": row.judged_without, "limit": row.limit}
        values |= {
            "school": row.school_name,
            "stage": words.stage(row.stage),
            "rule": words.rule(assessed),
        }
        said.append(words.say(turn, **values))
    return said


def own_standards(assessed: Assessment, words: Words) -> list[str]:
    """Say how many schools meet their own standard of 2017."""
    said = []
    for stage, table in school_standards(assessed.parts, assessed.rule_set).groupby(
        "stage", observed=True
    ):
        # noqa: E712 three-valued
        met = int((table["met"] == True).sum())
        unknown = int(table["met"].isna().sum())
        values = {"stage": words.stage(stage).capitalize(), "met": met, "total": len(table)}
        sentence = words.say("schools.own", **values) + (
            words.say("schools.unknown", count=unknown) if unknown else ""
        )
        missed = table[table["met"] == False]  # noqa: E712
        if len(missed):
            low = missed.loc[missed["lowest_share"].idxmin()]
            values = {
                "school": low["school_name"],
                "indicator": words.names[low["lowest_indicator_id"]],
            }
            sentence += words.say("schools.furthest", share=f"{low['lowest_share']:.0%}", **values)
        said.append(sentence)
    return said


def needed(assessed: Assessment, words: Words) -> list[str]:
    """Say what the smallest common floor is, how many schools lie below it, and what raising them
    takes."""
    said = []
    keys = ["stage", "indicator_id", "quantity", "floor"]
    for (stage, indicator_id, quantity, floor), rows in assessed.costs.groupby(
        keys, observed=True, sort=False
    ):
        values = {"stage": words.stage(stage).capitalize(), "indicator": words.names[indicator_id]}
        values |= {
            "floor": words.value(floor, indicator_id),
            "schools": count(len(rows), "school", words.lang),
        }
        said.append(
            words.say("schools.needed", cost=words.amount(rows["cost"].sum(), quantity), **values)
        )
    return said


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
        seen = [term for term in TERMS if abs(row[term]) >= 0.0005] or TERMS[:1]
        parts = [f"{words.say(f'change.{term}')} {_signed(row[term])}" for term in seen]
        values = {
            "stage": words.stage(stage).capitalize(),
            "rule": words.rule(assessed),
            "subject": subject,
        }
        values |= {"before": row["coefficient_before"], "after": row["coefficient_after"]}
        values |= {"first": years[0], "last": years[1], "parts": labels.join(parts, words.lang)}
        said.append(words.say("schools.change", change=_signed(row["change"]), **values))
    return said


def formula(steps: pd.DataFrame, per: int) -> str:
    """Return the working of one coefficient (差异系数) as formulas with the county's numbers in
    them.

    ``steps`` are those of `assessment.working`; ``per`` students the indicator is counted for: 1 or
    100.
    """
    students = steps["students"].sum()
    quantity = steps["quantity"].sum()
    squares = steps["product"].sum()
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
        rf"$$ \begin{{aligned}} S^2 &= \sum_i \frac{{P_i}}{{P_N}}(X_i-\bar X)^2 \\ &= "
        rf"{terms[0]} \\ &\quad {last} \\"
        rf" &= {_tex(squares, 5)} \end{{aligned}} $$" + "\n\n"
        rf"$$ CV = \frac{{S}}{{\bar X}} = \frac{{{_tex(squares**0.5, 5)}}}{{{_tex(mean, 5)}}}"
        rf" = {squares**0.5 / mean:.6f} $$"
    )


def _tex(value: float, digits: int = 4) -> str:
    return f"{value:,.{digits}f}".replace(",", "{,}")


def _signed(value: float) -> str:
    return "–" if pd.isna(value) else f"{value:+.3f}".replace("-", "−")
