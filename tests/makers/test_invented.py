"""The invented country."""

import numpy as np
import pandas as pd
import pytest

from edugov.makers.invented import invent_schools
from edugov.schools.parts import COLUMNS, SCHOOL_TYPES


@pytest.fixture(scope="module")
def country() -> pd.DataFrame:
    return invent_schools(60, 3000, seed=7)


def test_the_same_seed_gives_the_same_country(country):
    pd.testing.assert_frame_equal(country, invent_schools(60, 3000, seed=7))
    assert not country.equals(invent_schools(60, 3000, seed=8))


def test_the_country_is_a_school_table(country):
    assert country.columns.tolist() == COLUMNS["column_id"].tolist()
    assert country["region_code"].nunique() == 60 and country["school_code"].is_unique
    assert country["region_code"].str.fullmatch("9[0-9]{5}").all()  # no real code begins with 9
    for kind, (_, stages) in SCHOOL_TYPES.items():
        some = country[country["school_type"] == kind]
        for stage in ("primary", "lower_secondary", "upper_secondary"):
            assert ((some[f"students_{stage}"] > 0) == (stage in stages)).all()
    numbers = country[COLUMNS.loc[COLUMNS["kind"] == "number", "column_id"]].to_numpy()
    assert 0.001 < np.isnan(numbers).mean() < 0.004 and (numbers[~np.isnan(numbers)] >= 0).all()
    assert not (country["indoor_sports_area_m2"] > country["teaching_area_m2"]).any()
