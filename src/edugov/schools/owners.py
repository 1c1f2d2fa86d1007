"""How far public and private schools differ: what the page of a school table says of the square of
each coefficient between the two and within them."""

import pandas as pd

from edugov.evidence import Finding

from .assessment import Assessment
from .groups import within_between
from .words import Words

COLUMN = "ownership"


def split(assessed: Assessment, schools: pd.DataFrame) -> pd.DataFrame:
    """Return the square of each coefficient between and within public and private schools
    (公办与民办); a row a stage and indicator, none where a stage has schools of one kind alone.

    Parameters
    ----------
    assessed : Assessment
        What a rule set says about a school table.
    schools : DataFrame
        The table itself, of one region and year.

    Returns
    -------
    DataFrame
        As `groups.within_between`, the largest coefficient of each stage first, with `schools_of`:
        how many schools of each ownership it is about, such as ``{"public": 40, "private": 1}``.
    """
    owners = schools.set_index("school_code")[COLUMN]
    parts = assessed.parts.assign(**{COLUMN: assessed.parts["school_code"].map(owners)})
    found = within_between(parts, COLUMN, assessed.rule_set)
    quantities = {one.indicator_id: one.quantity for one in assessed.rule_set.indicators}
    counts = []
    for row in found.itertuples():
        known = parts[parts[quantities[row.indicator_id]].notna() & parts["stage"].eq(row.stage)]
        counts.append(known[COLUMN].value_counts().to_dict())
    found = found.assign(schools_of=counts)
    return found.sort_values(["stage", "coefficient"], ascending=False, kind="stable")


def told(assessed: Assessment, found: pd.DataFrame, words: Words) -> list[Finding]:
    """Say of the largest coefficient of each stage which share of its square lies between the
    two."""
    said = []
    for row in found.drop_duplicates("stage").itertuples():
        facts = {
            "indicator": words.names[row.indicator_id],
            "stage": words.stage(row.stage),
            "public": row.schools_of["public"],
            "private": row.schools_of["private"],
            "between": row.between_pct,
            "square": row.square,
        }
        said.append(words.by_rule(assessed, "schools.owners", **facts))
    return said
