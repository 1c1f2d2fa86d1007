"""What the page of a school table says: its sentences and formulas."""

import pandas as pd

from edugov import labels
from edugov.evidence import Finding, together
from edugov.labels import count
from edugov.schools.assessment import Assessment, largest, three_ways
from edugov.schools.change import TERMS
from edugov.schools.chosen_numbers import (
    FEWEST_SCHOOLS_FOR_INTERVAL,
    LEAST_STUDENTS_SHARE,
    MOST_SENTENCES_ON_ONE_SCHOOL,
)
from edugov.schools.own_standards import school_standards
from edugov.schools.page_words import Words, rounded, short
from edugov.schools.parts import SCOPES, SPLIT_WEIGHTS, STAGES, apply_scope
from edugov.schools.rule_sets import SCHOOL_MARK_FLOOR, SCHOOL_MARKS_TO_MEET

VERDICTS = {True: "met", False: "not met", None: "cannot judge"}


FORMULA = (  # the working of a coefficient
    r"$$ \bar X = {factor}\frac{{\sum_i x_i}}{{\sum_i P_i}} = {factor}\frac{{{quantity}}}"
    r"{{{students}}} = {mean} $$"
    "\n\n"
    r"$$ \begin{{aligned}} S^2 &= \sum_i \frac{{P_i}}{{P_N}}(X_i-\bar X)^2 \\ &= "
    r"{first} \\ &\quad {last} \\"
    r" &= {variance} \end{{aligned}} $$"
    "\n\n"
    r"$$ CV = \frac{{S}}{{\bar X}} = \frac{{{deviation}}}{{{mean}}} = {coefficient:.6f} $$"
)


def _interval(key: str, quantity: str, row, here: pd.DataFrame, words: Words) -> list[Finding]:
    """Say the interval of what is judged, its level, and whether the limit lies inside."""
    if pd.isna(row.lower):
        return [words.found("schools.no_interval", fewest=FEWEST_SCHOOLS_FOR_INTERVAL)]
    fewest = here["schools_count"].min()
    percent = words.percent(quantity, fewest)
    rests_on = [row.lower, row.upper, percent]
    ends = words.say("interval.ends", lower=row.lower, upper=row.upper)
    level = words.level(quantity, fewest)
    said = [words.found(key, rests_on, level=level, ends=ends)]
    if row.lower <= row.limit <= row.upper:
        said.append(words.found("schools.doubt"))
    return said


def _standing(
    assessed: Assessment, row, here: pd.DataFrame, reason: tuple[str, list[int]], words: Words
) -> list[Finding]:
    """Say how what is judged stands against its limit, and how certain that is; `reason` is why it
    cannot be judged, with the counts in it."""
    why, counted = reason
    is_over = here["coefficient"] > row.limit
    over = here[is_over].sort_values("coefficient", ascending=False)
    listed = []
    for each in over.itertuples():
        name = words.names[each.indicator_id]
        value = f"{each.coefficient:.3f}"
        listed.append(name + labels.bracketed(value, words.lang))
    facts = {
        "stage": words.stage(row.stage).capitalize(),
        "limit": f"{row.limit:.2f}",
        "composite": f"{row.judged_value:.3f}",
        "list": labels.join(listed, words.lang),
        "reason": why,
    }
    counts = {"count": len(over), "total": len(here)}
    year_of_rule = assessed.rule_set.rule_set[-4:]
    key = f"equity.{year_of_rule}.{VERDICTS[row.met]}"
    least = 100 * LEAST_STUDENTS_SHARE
    said = [words.by_rule(assessed, key, row, here, least, counted, **facts, **counts)]
    if row.met is None:
        return said
    if assessed.rule_set.judged == "composite":
        return said + _interval("schools.interval", "composite", row, here, words)
    said += _interval("schools.interval_largest", "largest", row, here, words)
    if len(over) and pd.notna(row.lower):
        is_certain = over["simultaneous_lower"] > row.limit
        certain = int(is_certain.sum())
        said.append(words.found("schools.certain", count=certain, total=len(here)))
    return said


def _reason(row, here: pd.DataFrame, words: Words) -> tuple[str, list[int]]:
    """Say why a rule set cannot be judged at a stage; return the counts of indicators in it too."""
    values = here["schools_count"]
    given = here["coefficient"].notna()
    alone = (values + here["missing_count"]).max() == 1
    kinds = {
        "absent": values.eq(0) & ~alone,
        "one_value": values.eq(1) & ~alone,
        "all_zero": values.gt(1) & ~given,
        "too_few": given & (here["students_share"] < LEAST_STUDENTS_SHARE),
    }
    facts = {"total": len(here), "least": f"{LEAST_STUDENTS_SHARE:.0%}"}
    reasons = [words.say("schools.one_school")] if alone else []
    counts = [int(is_so.sum()) for is_so in kinds.values()]
    for kind, is_so in kinds.items():
        rows = here[is_so]
        if len(rows):
            listed = words.listed(rows)
            said = words.say(f"schools.{kind}", list=listed, count=len(rows), **facts)
            reasons.append(said)
    if row.no_enrolment_count:
        schools = count(row.no_enrolment_count, "school", words.lang)
        reasons.append(words.say("schools.no_enrolment", schools=schools))
    if not reasons:
        reasons.append(words.say("schools.blanks_decide"))
    full_stop = {"en": ".", "zh": "。"}[words.lang]
    return labels.joined(reasons, words.lang) + full_stop, counts


def _blanks(row, words: Words) -> list[Finding]:
    """Say how many cells are blank, and what they could make of the verdict."""
    counts = {"blank": row.blank_count, "cells": row.cells_count}
    if not row.blank_count:
        return [words.found("schools.no_blank", cells=row.cells_count)]
    if pd.isna(row.value_at_worst) or row.met_as_given is None:
        return [words.found("schools.blank", **counts)]
    said = {}
    for way in ("best", "worst"):
        verdict = VERDICTS[getattr(row, f"met_at_{way}")]
        value = getattr(row, f"value_at_{way}")
        said[way] = f"{value:.3f}"
        said[f"verdict_{way}"] = words.say(f"verdict.{verdict}")
    sentences = [words.found("schools.blank_range", row, **counts, **said)]
    if row.met is None:
        given = words.say(f"verdict.{VERDICTS[row.met_as_given]}")
        value = f"{row.value_as_given:.3f}"
        sentences.append(words.found("schools.blank_given", row, verdict=given, value=value))
    return sentences


def verdicts(assessed: Assessment, words: Words) -> list[Finding]:
    """Say for each stage whether the rule set is met, how certain that is, what blank cells could
    make of it, and which school decides it."""
    said = []
    for row in assessed.judged.sort_values("stage", ascending=False).itertuples():
        is_here = assessed.coefficients["stage"] == row.stage
        here = assessed.coefficients[is_here]
        reason = "", []
        if row.met is None:
            if here["coefficient"].notna().any():
                said.append(ways(assessed, row.stage, words))
            reason = _reason(row, here, words)
        parts = _standing(assessed, row, here, reason, words)
        parts += _blanks(row, words)
        said.append(together(*parts, lang=words.lang))
    return said + decisive(assessed, words)


def ways(assessed: Assessment, stage: str, words: Words) -> Finding:
    """Say what a stage's largest coefficient is, and what two ways that only look right would
    give."""
    _, indicator_id = largest([assessed], stage)
    table = three_ways(assessed, stage, indicator_id)
    values = table.set_index("weighting")["coefficient"]
    about = {"stage": words.stage(stage), "indicator": words.names[indicator_id]}
    return words.found("schools.ways", [indicator_id], **about, **values)


def size(schools: pd.DataFrame, year: str, words: Words) -> Finding:
    """Say how many schools and students the table holds."""
    columns = [f"students_{stage}" for stage in SPLIT_WEIGHTS]
    students = schools[columns].sum()
    every = students.sum()
    schools_count = count(len(schools), "school", words.lang)
    facts = {"schools": schools_count, "students": f"{every:,.0f}"}
    for stage in STAGES:
        of_stage = students[f"students_{stage}"]
        facts[stage] = f"{of_stage:,.0f}"
    return words.found("schools.size", schools, students, every, year=year, **facts)


def scope(assessed: Assessment, schools: pd.DataFrame, words: Words) -> Finding:
    """Say which schools are counted, by which choice."""
    counted, _ = apply_scope(schools, assessed.scope)
    least = SCOPES[assessed.scope].smallest_teaching_point_students
    values = {
        "counted": len(counted),
        "all": len(schools),
        "scope": words.say(f"scope.{assessed.scope}", students=least),
    }
    return words.by_rule(assessed, "schools.scope", least, **values)


def decisive(assessed: Assessment, words: Words) -> list[Finding]:
    """Say without which school the verdict would turn, of each stage the few that move it most."""
    said = []
    for stage, rows in assessed.decisive.groupby("stage", sort=False):
        name = words.stage(stage)
        moved = (rows["judged_without"] - rows["judged_value"]).abs()
        order = moved.sort_values(ascending=False, kind="stable").index
        for row in rows.loc[order].head(MOST_SENTENCES_ON_ONE_SCHOOL).itertuples():
            turn = "schools.turns_met" if row.judged_value > row.limit else "schools.turns_not_met"
            values = {
                "before": row.judged_value,
                "after": row.judged_without,
                "limit": row.limit,
                "school": row.school_name,
                "of_before": words.named(row.largest),
                "of_after": words.named(row.largest_without),
            }
            said.append(words.by_rule(assessed, turn, row, stage=name, **values))
        more = len(rows) - MOST_SENTENCES_ON_ONE_SCHOOL
        if more > 0:
            schools = count(more, "more school", words.lang)
            facts = {"schools": schools, "stage": name}
            said.append(words.by_rule(assessed, "schools.more_turn", more, **facts))
    return said


def own_standards(assessed: Assessment, words: Words) -> list[Finding]:
    """Say how many schools meet their own standard of 2017."""
    said = []
    table = school_standards(assessed.parts, assessed.rule_set)
    for stage, rows in table.groupby("stage", observed=True):
        unknown = rows["met"].isna().sum()
        missed = rows[rows["met"].eq(False)]
        facts = {
            "stage": words.stage(stage).capitalize(),
            "met": int(rows["met"].eq(True).sum()),
            "total": len(rows),
            "marks": SCHOOL_MARKS_TO_MEET,
            "every": len(assessed.rule_set.indicators),
            "floor": f"{SCHOOL_MARK_FLOOR:.0%}",
        }
        least = 100 * SCHOOL_MARK_FLOOR
        parts = [words.by_rule(assessed, "schools.own", least, **facts)]
        if unknown:
            parts.append(words.found("schools.unknown", count=int(unknown)))
        if len(missed):
            low = missed.loc[missed["lowest_share"].idxmin()]
            share = round(100 * low["lowest_share"])
            values = {
                "share": f"{share}%",
                "school": low["school_name"],
                "indicator": words.names[low["lowest_indicator_id"]],
            }
            parts.append(words.found("schools.furthest", low, share, **values))
        said.append(together(*parts, lang=words.lang))
    return said


def needed(assessed: Assessment, words: Words) -> list[Finding]:
    """Say what a common floor is, how many schools lie below it, and what to buy for them."""
    said = []
    keys = ["stage", "indicator_id", "quantity", "floor"]
    by_floor = assessed.costs.groupby(keys, observed=True, sort=False)
    for (stage, indicator_id, quantity, floor), rows in by_floor:
        cost = rows["cost"].sum()
        values = {
            "stage": words.stage(stage).capitalize(),
            "indicator": words.names[indicator_id],
            "floor": words.value(floor, indicator_id),
            "schools": count(len(rows), "school", words.lang),
            "cost": words.amount(cost, quantity),
        }
        numbers = [floor, rounded(floor), round(cost)]
        unit = words.units[indicator_id]
        parts = [words.found("schools.needed", rows, numbers, [unit], **values)]
        credited = rows["credited"].sum()
        if credited:
            amount = words.amount(credited, quantity)
            parts.append(words.found("schools.credited", [round(credited)], amount=amount))
        said.append(together(*parts, lang=words.lang))
    return said


def _causes(row: pd.Series, words: Words) -> str:
    """Name what a coefficient changed by, leaving out what shows as zero."""
    seen = [term for term in TERMS if abs(row[term]) >= 0.0005]
    listed = []
    for term in seen or TERMS[:1]:
        name = words.say(f"change.{term}")
        value = _signed(row[term])
        listed.append(words.say("change.part", name=name, value=value))
    return labels.join(listed, words.lang)


def changed(
    assessed: Assessment, changes: pd.DataFrame, years: list[str], words: Words
) -> list[Finding]:
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
            largest_change = rows["change"].abs().idxmax()
            row = rows.loc[largest_change]
            subject = words.names[row["indicator_id"]]
        values = {
            "stage": words.stage(stage).capitalize(),
            "subject": subject,
            "before": row["coefficient_before"],
            "after": row["coefficient_after"],
            "change": _signed(row["change"]),
            "first": years[0],
            "last": years[1],
            "parts": _causes(row, words),
        }
        said.append(words.by_rule(assessed, "schools.change", row, years, **values))
    return said


def same_names(before: pd.DataFrame, after: pd.DataFrame, words: Words) -> list[Finding]:
    """Say which schools closed and opened under one name, of two years of a school table."""
    is_kept = before["school_code"].isin(after["school_code"])
    is_old = after["school_code"].isin(before["school_code"])
    closed = set(before.loc[~is_kept, "school_name"])
    opened = set(after.loc[~is_old, "school_name"])
    names = sorted(closed & opened - {""})
    if not names:
        return []
    shown = labels.join(names[:MOST_SENTENCES_ON_ONE_SCHOOL], words.lang)
    if len(names) > MOST_SENTENCES_ON_ONE_SCHOOL:
        shown += " …"
    size = len(names)
    schools = count(size, "school", words.lang)
    return [words.found("schools.same_name", names, [size], schools=schools, list=shown)]


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
    terms = []
    for row in steps.iloc[[0, -1]].itertuples():
        weight = rf"\tfrac{{{_tex(row.students, 0)}}}{{{every}}}"
        distance = f"({_tex(row.value)}-{_tex(mean)})"
        terms.append(f"{weight}{distance}^2")
    last = ""
    if len(steps) > 1:
        dots = r"\cdots+" if len(steps) > 2 else ""
        last = f"+{dots}{terms[1]}"
    return FORMULA.format(
        factor=rf"{per}\cdot " if per != 1 else "",
        quantity=short(quantity).replace(",", "{,}"),
        students=every,
        mean=_tex(mean, 5),
        first=terms[0],
        last=last,
        variance=_tex(variance, 5),
        deviation=_tex(deviation, 5),
        coefficient=deviation / mean,
    )


def _tex(value: float, digits: int = 4) -> str:
    return f"{value:,.{digits}f}".replace(",", "{,}")


def _signed(value: float) -> str:
    if pd.isna(value):
        return "–"
    seen = round(value, 3) or 0.0  # no zero with a minus sign
    return labels.minus(f"{seen:+.3f}")
