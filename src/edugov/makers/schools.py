"""schools.csv: the rows of the invented county (虚构县) in two years; other rows stay."""

import numpy as np
import pandas as pd

from edugov.makers import Material
from edugov.makers.invented import invent_schools
from edugov.schools.parts import SCHOOL_TYPES, SPLIT_WEIGHTS

COUNTY_CODE = "9999Z1"  # a convention of this book, not a code of GB/T 2260
SOURCE = "schools-invented"
YEARS = (2023, 2024)
# chosen so that the county shows everything: one stage passes without one school, one does not
COUNTY_SEED = 201807
WANTED = {  # schools of each type
    "primary": 40,
    "lower_secondary": 11,
    "nine_year": 4,
    "complete_secondary": 1,
    "teaching_point": 3,
}
GROWTH = {"equipment_value_yuan": 1.2, "computers_count": 1.15}  # what poor schools buy in 2024
CLOSED, OPENED = 56, 60  # rows: a teaching point there in 2023 only, a school there in 2024 only


def make(material: Material) -> pd.DataFrame:
    """Invent the county again and put it in the place of its rows."""
    held = material.table("schools")
    others = held[held["source_id"] != SOURCE]
    invented = [invented_county(year).assign(source_id=SOURCE) for year in YEARS]
    whole = pd.concat([*invented, others])
    return whole.sort_values(["region_code", "year"], kind="stable", ignore_index=True)


def invented_county(year: int = 2023) -> pd.DataFrame:
    """School table of an invented county (虚构县): 60 schools, among them combined ones and one
    missing cell.

    It holds nine-year schools, a complete secondary, teaching points (two under 50 students), a
    private school, a special school, and one primary school whose number of books is not known.
    Every name says that it is invented.

    2024 is a year later: a teaching point has closed, a primary school opened, students have moved
    towards the large schools, and the poorly equipped ones have bought equipment and computers.
    """
    county = _chosen_schools()
    county["region_code"] = COUNTY_CODE
    county["year"] = str(year)
    if year == 2023:
        return county.drop(index=OPENED)
    return _a_year_later(county).drop(index=CLOSED).reset_index(drop=True)


def _chosen_schools() -> pd.DataFrame:
    """Choose the schools of both years from an invented pool, and name them."""
    pool = invent_schools(1, 400, seed=COUNTY_SEED, missing_share=0.0)
    pool = pool.astype({"school_type": "str", "ownership": "str"})
    public = pool[pool["ownership"] == "public"]
    of_type = dict(iter(public.groupby("school_type")))
    chosen = [of_type[kind].head(count) for kind, count in WANTED.items()]
    primary = of_type["primary"]
    special = primary.iloc[[-1]].assign(school_type="special")
    opened = primary.iloc[[WANTED["primary"]]]
    county = pd.concat([*chosen, special, opened], ignore_index=True)
    kind = county["school_type"]
    number = kind.groupby(kind).cumcount() + 1
    chinese = kind.map({name: words for name, (words, _) in SCHOOL_TYPES.items()})
    county["school_name"] = "虚构" + chinese + number.map("{:02d}".format)
    county["school_code"] = [f"INV{place:03d}" for place in range(1, len(county) + 1)]
    county.loc[5, "ownership"] = "private"
    county["urban_rural"] = _places(county)
    county.loc[7, "books_count"] = np.nan
    return county


def _places(county: pd.DataFrame) -> pd.Series:
    """Say where each school is to stand: the largest third in the city, the smallest in villages;
    two of those between are not known."""
    students = county[[f"students_{stage}" for stage in SPLIT_WEIGHTS]].sum(axis=1)
    place = students.rank(method="first", ascending=False)
    third = len(county) / 3
    kinds = np.select([place <= third, place <= 2 * third], ["urban", "town"], "rural")
    return pd.Series(kinds, county.index).mask(place.between(2 * third - 2, 2 * third), "")


def _a_year_later(county: pd.DataFrame) -> pd.DataFrame:
    """Move students towards the large schools, and let poorly equipped ones buy."""
    random = np.random.default_rng(COUNTY_SEED + 1)
    students = county[[f"students_{stage}" for stage in SPLIT_WEIGHTS]]
    median = students.where(students > 0).median()
    large = np.sign(students - median)
    drift = random.normal(-0.01, 0.02, students.shape)
    moved = np.rint(students * np.exp(0.02 * large + drift))
    equipment = county["equipment_value_yuan"] / students.sum(axis=1)
    is_poor = equipment < equipment.quantile(0.3)
    for column, growth in GROWTH.items():
        bought = np.rint(county[column] * growth)
        county[column] = county[column].mask(is_poor, bought)
    return county.assign(**moved)
