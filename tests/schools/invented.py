"""The county of invented schools that the book shows: how its rows in data/schools.csv were
made."""

import numpy as np
import pandas as pd

from edugov.schools.country import invent_schools
from edugov.schools.parts import SCHOOL_TYPES, SPLIT_WEIGHTS

COUNTY_CODE = "9999Z1"  # a convention of this book, not a code of GB/T 2260
# chosen so that the county shows everything: one stage passes without one school, one does not
COUNTY_SEED = 201807


def invented_county(year: int = 2023) -> pd.DataFrame:
    """School table of an invented county (虚构县): 60 schools, among them combined ones and one
    missing cell.

    It holds nine-year schools, a complete secondary, teaching points (two under 50 students), a
    private school, a special school, and one primary school whose number of books is not known.
    Every name says that it is invented. Its rows stand in ``data/schools.csv``.

    2024 is a year later: a teaching point has closed, a primary school opened, students have moved
    towards the large schools, and the poorly equipped ones have bought equipment and computers.
    """
    pool = invent_schools(1, 400, seed=COUNTY_SEED, missing_share=0.0).astype(
        {"school_type": "str", "ownership": "str"}
    )
    pool = pool[pool["ownership"] == "public"]
    primary = pool[pool["school_type"] == "primary"]
    wanted = {
        "primary": 40,
        "lower_secondary": 11,
        "nine_year": 4,
        "complete_secondary": 1,
        "teaching_point": 3,
    }
    chosen = [pool[pool["school_type"] == kind].head(count) for kind, count in wanted.items()]
    special, opened = primary.iloc[[-1]].assign(school_type="special"), primary.iloc[[40]]
    county = pd.concat([*chosen, special, opened], ignore_index=True)
    kind = county["school_type"]
    number = kind.groupby(kind).cumcount() + 1
    names = [
        f"虚构{SCHOOL_TYPES[name][0]}{count:02d}" for name, count in zip(kind, number, strict=True)
    ]
    county["school_name"] = names
    county["school_code"] = [f"INV{place:03d}" for place in range(1, len(county) + 1)]
    county["region_code"], county["year"] = COUNTY_CODE, str(year)
    county.loc[5, "ownership"] = "private"
    county.loc[7, "books_count"] = np.nan
    if year == 2023:
        return county.drop(index=60)
    random = np.random.default_rng(COUNTY_SEED + 1)
    students = county[[f"students_{stage}" for stage in SPLIT_WEIGHTS]]
    large = np.sign(students - students.where(students > 0).median())
    moved = np.rint(students * np.exp(0.02 * large + random.normal(-0.01, 0.02, students.shape)))
    equipment = county["equipment_value_yuan"] / students.sum(axis=1)
    poor = (equipment < equipment.quantile(0.3)).to_numpy()
    for column, growth in (("equipment_value_yuan", 1.2), ("computers_count", 1.15)):
        county.loc[poor, column] = np.rint(county.loc[poor, column] * growth)
    return county.assign(**moved).drop(index=56).reset_index(drop=True)  # 56: a teaching point
