"""A unit that seems to jump within a column of a school table, such as square metres and mu: what a
school has for a student lies far from what the others have."""

import pandas as pd

from edugov.checking import CellFault

from .chosen_numbers import FEWEST_FOR_JUMP, JUMP_RATIO
from .parts import MATERIAL

STUDENTS = ["students_primary", "students_lower_secondary", "students_upper_secondary"]


def unit_jumps(schools: pd.DataFrame) -> list[CellFault]:
    """Find values that may be in another unit than those of the other schools (单位不一致).

    ``value / students`` is compared with its median over the schools that have both; where one is
    a hundred times the other (`chosen_numbers.JUMP_RATIO`), the value is named. A hundred lies
    between what schools differ by and the units that are mixed up: 亩 and m2 666, 元 and 万元
    10,000.

    Parameters
    ----------
    schools : DataFrame
        A school table in its types, indexed by the places of the rows in the file.

    Returns
    -------
    list of CellFault
        Column by column. None for a column with a value and students in fewer than five schools.
    """
    students = schools.reindex(columns=STUDENTS).sum(axis=1)
    found = []
    for column in schools.columns.intersection(MATERIAL):
        values = schools[column]
        is_known = (values > 0) & (students > 0)
        each = (values / students)[is_known]
        if len(each) < FEWEST_FOR_JUMP:
            continue
        middle = each.median()
        is_low = each * JUMP_RATIO <= middle
        is_far = is_low | (each >= middle * JUMP_RATIO)
        for row, share in each[is_far].items():
            what = (
                f"{share:.4g} a student, where the school in the middle has {middle:.4g}; "
                "is one of them in another unit?"
            )
            value = f"{values[row]:.15g}"
            found.append(CellFault(row, column, value, what))
    return found
