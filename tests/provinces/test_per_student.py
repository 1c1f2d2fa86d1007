"""Money per student: against the numbers of the material, and by another route."""

import numpy as np
import pandas as pd
import pytest

from edugov import provinces, tables
from edugov.provinces import per_student
from edugov.tables import Fault


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    names = (
        "province_values",
        "funding_provincial",
        "prices_provincial",
        "context_provincial",
        "regions",
    )
    return {name: tables.read(name) for name in names}


@pytest.fixture(scope="module")
def spent(every) -> pd.DataFrame:
    money = per_student.expenditure(every["funding_provincial"], every["province_values"])
    real = per_student.own_prices(money, every["prices_provincial"], 2019)
    return (real / per_student.enrolled(every["province_values"])).loc[2011:2019]


def test_spending_per_student_fell_in_two_of_thirty_one_provinces(spent):
    """As the material's README has it: Tianjin -8.4 %, Liaoning -4.3 %."""
    change = 100 * (spent.loc[2019] / spent.loc[2012] - 1)
    fell = change[change < 0].round(1)
    assert spent.notna().all(axis=None) and spent.shape == (9, 31)
    assert fell.to_dict() == {"120000": -8.4, "210000": -4.3}


def test_heilongjiang_spent_less_on_fewer_students(every):
    """README: the total fell by 9.9 % in its prices, the students by 26.8 %."""
    money = per_student.expenditure(every["funding_provincial"], every["province_values"])
    real = per_student.own_prices(money, every["prices_provincial"], 2019)["230000"]
    pupils = per_student.enrolled(every["province_values"])["230000"]
    assert 100 * (real[2019] / real[2012] - 1) == pytest.approx(-9.9, abs=0.05)
    assert 100 * (pupils[2019] / pupils[2012] - 1) == pytest.approx(-26.8, abs=0.05)


def test_enrolment_by_the_other_route_is_near(every):
    """Students per 100 000 inhabitants, times inhabitants: other schools of the upper secondary
    stage come on top, a few percent, and nothing is below."""
    counted = per_student.enrolled(every["province_values"]).loc[2011:2019]
    stages = ["primary", "lower-secondary", "upper-secondary-stage"]
    estimated = per_student.enrolled_by_population(
        every["province_values"], every["context_provincial"], stages
    ).loc[2011:2019]
    assert (estimated / counted).min(axis=None) > 0.995
    assert (estimated / counted).max(axis=None) < 1.065


def test_parts_of_change_add_up_and_are_those_of_the_levels(every, spent):
    values = every["province_values"]
    parts = per_student.parts_of_change(
        per_student.expenditure(every["funding_provincial"], values),
        per_student.enrolled(values),
        per_student.price_levels(every["prices_provincial"], 2019),
        2012,
        2019,
    )
    assert np.allclose(parts[["money", "prices", "students"]].sum(axis=1), parts["change"])
    change = 100 * np.log(spent.loc[2019] / spent.loc[2012])
    assert np.allclose(parts["change"], change[parts.index])


def test_price_levels_are_one_in_the_base_year_and_do_not_depend_on_it(every):
    prices = every["prices_provincial"]
    early, late = per_student.price_levels(prices, 2012), per_student.price_levels(prices, 2019)
    assert np.allclose(early.loc[2012], 1) and np.allclose(late.loc[2019], 1)
    assert np.allclose(early.loc[2019] / early.loc[2012], late.loc[2019] / late.loc[2012])
    with pytest.raises(Fault, match="prices_provincial, year: 2023 is missing"):
        per_student.price_levels(prices, 2023)


def test_money_before_the_panel_is_that_of_the_portal(every):
    money = per_student.expenditure(every["funding_provincial"], every["province_values"])
    assert money.index.tolist() == list(range(2007, 2024))
    early = provinces.series(every["province_values"], "all-education-expenditure")
    assert money.loc[2009, "110000"] == early.loc[2009, "110000"]
