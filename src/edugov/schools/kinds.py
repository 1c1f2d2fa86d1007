"""How far schools of different kinds differ, public and private ones or those of towns and of
villages: what the page of a school table says of the square of each coefficient between the kinds
and within them."""

import pandas as pd

from edugov.evidence import Finding

from .assessment import Assessment
from .groups import within_between
from .page_words import Words
from .wordings import CHOICES_ZH

OWNERS, PLACES = "owners", "places"  # what of a school makes its kind, as labels name it
COLUMN = {OWNERS: "ownership", PLACES: "urban_rural"}


def split(assessed: Assessment, schools: pd.DataFrame, what: str = OWNERS) -> pd.DataFrame:
    """Return the square of each coefficient between and within kinds of schools (公办与民办，城区、
    镇区与乡村); a row a stage and indicator, none where a stage has schools of one kind alone.

    Parameters
    ----------
    assessed : Assessment
        What a rule set says about a school table.
    schools : DataFrame
        The table itself, of one region and year. A school whose kind is blank is left out.
    what : str
        A key of `COLUMN`: ``owners`` or ``places``.

    Returns
    -------
    DataFrame
        As `groups.within_between`, the largest coefficient of each stage first, with `schools_of`:
        how many schools of each kind it is about, such as ``{"public": 40, "private": 1}``.
    """
    column = COLUMN[what]
    kinds = schools.set_index("school_code")[column]
    parts = assessed.parts.assign(**{column: assessed.parts["school_code"].map(kinds)})
    found = within_between(parts, column, assessed.rule_set)
    quantities = {one.indicator_id: one.quantity for one in assessed.rule_set.indicators}
    counts = []
    for row in found.itertuples():
        known = parts[parts[quantities[row.indicator_id]].notna() & parts["stage"].eq(row.stage)]
        known = known[known[column].fillna("") != ""]
        counts.append(known[column].value_counts().to_dict())
    found = found.assign(schools_of=counts)
    return found.sort_values(["stage", "coefficient"], ascending=False, kind="stable")


def told(
    assessed: Assessment, found: pd.DataFrame, words: Words, what: str = OWNERS
) -> list[Finding]:
    """Say of the largest coefficient of each stage which share of its square lies between the
    kinds."""
    said = []
    for row in found.drop_duplicates("stage").itertuples():
        facts = {
            "indicator": words.names[row.indicator_id],
            "stage": words.stage(row.stage),
            "between": row.between_pct,
            "square": row.square,
        }
        for kind in CHOICES_ZH[COLUMN[what]]:
            facts[kind] = row.schools_of.get(kind, 0)
        said.append(words.by_rule(assessed, f"schools.{what}", **facts))
    return said
