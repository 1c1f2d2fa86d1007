"""Growth, the two duties, constant prices, shares: figures typed from the reports, answers by
hand."""

from pathlib import Path

import pandas as pd
import pytest

from edugov import tables
from edugov.funding import (
    DUTY_INDICATORS,
    break_year,
    constant_prices,
    from_yearbook,
    growth,
    national_figures,
    real_growth,
)
from edugov.tables import Fault

TOTAL = "general_budget_education_funding"
PUPIL = "general_budget_education_funding_per_student"
INDEX = pd.DataFrame(
    {
        "year": [2019, 2020, 2021, 2022],
        "index_previous_year_100": [102.9, 102.5, 100.9, 102.0],
        "confidence": [
            "general knowledge",
            "general knowledge",
            "confirmed on a page",
            "general knowledge",
        ],
    }
)


def figure(stage, quantity, value, printed, indicator=PUPIL, year="2021", previous=None, **other):
    row = {
        "region_code": "500235", "source_id": "y", "year": year, "stage": stage,
        "indicator_id": indicator,
        "quantity": quantity, "value": value, "value_printed": printed, "previous_value": previous,
        "scope": "region", "status": "ok",
    }  # fmt: skip
    return row | other


def pair(stage, value, previous, rate, indicator=PUPIL, scale=1, **other):
    level = figure(
        stage, "value", value * scale, str(value), indicator, previous=previous * scale, **other
    )
    return [level, figure(stage, "growth", rate, f"{rate}", indicator, **other)]


# Yunyang 2021 as printed: yuan a student, and the total in 10 000 yuan
YUNYANG = pd.DataFrame(
    pair("all", 197830, 197211, 0.31, TOTAL, 10_000)
    + pair("preschool", 8881.53, 8492.72, 4.58)
    + pair("primary", 12810.24, 12502.82, 2.46)
    + pair("lower_secondary", 16037.39, 15989.18, 0.30)
    + pair("upper_secondary", 13316.14, 13275.86, 0.30)
    + pair("vocational", 16039.46, 16037.05, 0.02)
)
# Nantong 2021: rates only
NANTONG = pd.DataFrame(
    [
        figure("all", "growth", 5.15, "5.15", TOTAL),
        figure("preschool", "growth", 8.43, "8.43"),
        figure("primary", "growth", 5.57, "5.57"),
        figure("lower_secondary", "growth", 4.42, "4.42"),
        figure("upper_secondary", "growth", -1.21, "1.21"),  # printed as a fall
        figure("vocational", "growth", 2.83, "2.83"),
    ]
)


def test_yunyang_all_printed_rates_follow_from_the_levels():
    table = growth(YUNYANG)
    recomputed = [0.314, 4.578, 2.459, 0.302, 0.303, 0.015]  # audit by hand
    assert table["growth_recomputed_pct"].tolist() == pytest.approx(recomputed, abs=0.0005)
    assert table["within_printed_digits"].all()
    assert table.loc[5, "difference_percentage_point"] == pytest.approx(0.005, abs=1e-4)


def test_zhaotong_per_student_with_the_year_before_as_a_figure_of_its_own():
    table = growth(
        pd.DataFrame(
            [
                figure("all", "value", 11767.46, "11767.46", year="2023"),
                figure("all", "value", 11645.28, "11645.28", year="2022"),
                figure("all", "growth", 1.05, "1.05", year="2023"),
            ]
        )
    )
    assert len(table) == 1  # 2022 has neither a rate nor a year before
    assert table.loc[0, "growth_recomputed_pct"] == pytest.approx(1.0492, abs=1e-4)
    assert table.loc[0, "within_printed_digits"]


def test_rate_outside_the_printed_digits():
    # Liandu 2022, business income: printed -1.73, the pair gives -2.13
    row = pair("all", 97.87, 100.00, -1.73)
    assert growth(pd.DataFrame(row))["within_printed_digits"].tolist() == [False]


def test_interval_of_the_printed_digits():
    # 1.2 from 1.1 (each one decimal): growth between 1.15/1.15 and 1.25/1.05, that is 0 to 19.05
    # percent
    for rate, within in ((0.0, True), (9.09, True), (19.04, True), (19.2, False), (-0.1, False)):
        rows = [
            figure("all", "value", 1.2e8, "1.2", previous=1.1e8),
            figure("all", "growth", rate, f"{rate:.2f}"),
        ]
        assert growth(pd.DataFrame(rows))["within_printed_digits"].tolist() == [within], rate


def test_growth_uses_sound_figures_of_the_whole_region_only():
    rows = YUNYANG.assign(status="damaged")
    assert growth(rows).empty
    assert growth(YUNYANG.assign(scope="part")).empty
    twice = pd.concat([YUNYANG, YUNYANG])
    assert len(growth(twice)) == 6  # the same figure printed twice
    other = YUNYANG.assign(value=YUNYANG["value"] + 1)
    assert (
        growth(pd.concat([YUNYANG, other]))["growth_recomputed_pct"].isna().all()
    )  # which level is not clear


def test_growth_in_a_unit_of_the_readers_choice_is_the_same():
    scaled = YUNYANG.copy()
    levels = scaled["quantity"] == "value"
    scaled.loc[levels, ["value", "previous_value"]] /= 10_000
    columns = ["growth_recomputed_pct", "within_printed_digits"]
    pd.testing.assert_frame_equal(growth(scaled)[columns], growth(YUNYANG)[columns])


def test_from_yearbook():
    row = {
        "region_code": "000000", "source_id": "s", "scope_zh": "", "year": 2013, "stage": "all",
        "indicator_id": TOTAL, "unit": "x", "value": 21405.67,
        "previous_value": 20314.17, "growth_pct": 5.37,
    }  # fmt: skip
    only_rate = row | {"year": 2014, "value": None, "previous_value": None, "growth_pct": 5.47}
    table = growth(from_yearbook(pd.DataFrame([row, only_rate])))
    assert table["year"].tolist() == ["2013", "2014"]
    assert table["within_printed_digits"].tolist()[0] is True
    assert table["growth_printed_pct"].tolist() == [5.37, 5.47]


def test_from_yearbook_uses_the_printed_digits_and_printed_rates():
    row = {
        "region_code": "000000", "source_id": "s", "year": "2007", "stage": "all",
        "indicator_id": TOTAL,
        "unit": "yuan", "value": 1.1e8, "value_printed": "1.1", "previous_value": 1.0e8,
        "growth_pct": 12.0,
    }  # fmt: skip
    assert growth(from_yearbook(pd.DataFrame([row])))["within_printed_digits"].tolist() == [
        True
    ]  # 4.8 to 21.1
    ours = from_yearbook(
        pd.DataFrame([row | {"growth_printed": False}, row | {"growth_printed": True}])
    )
    assert ours["quantity"].tolist() == ["value", "value", "growth"]


def test_growth_in_constant_prices():
    table = growth(YUNYANG)
    real = real_growth(table, table["growth_printed_pct"], INDEX)
    expected = [(100.31 / 100.9 - 1) * 100, (104.58 / 100.9 - 1) * 100]
    assert real["growth_constant_prices_pct"].tolist()[:2] == pytest.approx(expected, abs=1e-6)
    assert real["direction_constant_prices"].tolist() == [
        "fall",
        "rise",
        "rise",
        "fall",
        "fall",
        "fall",
    ]
    assert not real["provisional"].any()
    earlier = real_growth(table.assign(year="2020"), table["growth_printed_pct"], INDEX)
    assert earlier["provisional"].all()
    undated = real_growth(table.assign(year=""), table["growth_printed_pct"], INDEX)
    assert undated["growth_constant_prices_pct"].isna().all() and undated["provisional"].all()


def test_constant_prices():
    money = pd.DataFrame({"year": [2019, 2020, 2021, 2022], "yuan": [100.0] * 4})
    table = constant_prices(money, INDEX, 2020, "yuan")
    expected = [102.5, 100, 100 / 1.009, 100 / (1.009 * 1.02)]
    assert table["yuan_at_2020_prices"].tolist() == pytest.approx(expected)
    assert table["provisional"].tolist() == [True, False, False, True]
    assert list(money.columns) == ["year", "yuan"]
    other = constant_prices(money, INDEX, 2022, "yuan")["yuan_at_2022_prices"]
    ratio = other / table["yuan_at_2020_prices"]
    assert ratio.tolist() == pytest.approx([1.009 * 1.02] * 4)  # the base year moves all alike
    with pytest.raises(Fault, match="2023 is missing"):
        constant_prices(money.assign(year=2023), INDEX, 2020, "yuan")


def test_national_and_local_tables():
    folder = Path(__file__).parents[1] / ".." / "shared" / "data"
    if not folder.exists():
        pytest.skip("needs ../shared")
    names = {"region": "region_code", "level": "stage", "source_title": "source_id"}
    checked = mismatches = 0
    for name in ("funding_national", "funding_provincial", "funding_local"):
        table = pd.read_csv(folder / f"{name}.csv").rename(columns=names)
        table = table[table["check"].isin(["ok", "mismatch"])].assign(
            scope_zh=lambda t: t.index.astype(str)
        )
        result = growth(from_yearbook(table))
        checked += len(result)
        mismatches += (~result["within_printed_digits"]).sum()
    assert (checked, mismatches) == (242, 1)  # the README of the data: 242 checked, 1 mismatch


def test_growth_is_worked_out_from_a_level_and_the_change_printed_beside_it():
    # 197830 and +619: 619 / 197211 = 0.3139%
    base = dict(
        region_code="500235", source_id="y", year="2021", stage="all", scope="region", status="ok"
    )
    base |= dict(indicator_id="general_budget_education_funding", previous_value=None)
    rows = [
        base | dict(quantity="value", value=1978300000.0, value_printed="197830"),
        base | dict(quantity="change", value=6190000.0, value_printed="619"),
        base | dict(quantity="growth", value=0.31, value_printed="0.31"),
    ]
    table = growth(pd.DataFrame(rows))
    assert table["growth_recomputed_pct"].round(4).tolist() == [0.3139]
    assert table["within_printed_digits"].tolist() == [True] and table[
        "across_sources"
    ].tolist() == [False]


def test_an_earlier_level_of_another_notice_is_used_and_said():
    base = dict(
        region_code="000000", stage="vocational", scope="region", status="ok", previous_value=None
    )
    base |= dict(indicator_id="general_budget_education_funding_per_student")
    rows = [
        base
        | dict(source_id="a", year="2020", quantity="value", value=100.0, value_printed="100.0"),
        base | dict(source_id="b", year="2021", quantity="value", value=98.0, value_printed="98.0"),
        base
        | dict(source_id="b", year="2021", quantity="growth", value=0.58, value_printed="0.58"),
    ]
    table = growth(pd.DataFrame(rows))
    assert table["growth_recomputed_pct"].tolist() == [-2.0] and table[
        "across_sources"
    ].tolist() == [True]


def test_national_rates_of_2021_are_like_for_like_and_not_on_the_printed_level():
    """The notice (教财〔2022〕3号) says 同口径 with its total, its rate for all students and those
    of six stages, and with no other."""
    found = growth(national_figures(tables.read("funding_national")))
    marked = found[found["like_for_like"]]
    assert set(marked["year"]) == {"2021"} and len(marked) == 8
    assert set(marked["indicator_id"]) == {TOTAL, PUPIL}
    lower = marked[marked["stage"] == "lower_secondary"].iloc[0]
    assert lower["growth_printed_pct"] == 1.74
    # 17,772.06 against 17,803.60
    assert lower["growth_recomputed_pct"] == pytest.approx(-0.1772, abs=1e-4)
    outside = found[found["within_printed_digits"].eq(False)]
    on_duty = outside[outside["indicator_id"].isin(DUTY_INDICATORS)]
    assert on_duty["like_for_like"].all(), "each of these off its level says why"


def test_the_quick_bulletins_of_five_more_years_stand_in_the_national_table():
    """As two reviewers read them: expenditure per student of 2020 and 2022 at the six stages."""
    table = tables.read("funding_national")
    rows = table[table["indicator_id"] == "total_education_expenditure_per_student"]
    wide = rows.pivot(index="year", columns="stage", values="value")
    stages = [
        "preschool",
        "primary",
        "lower_secondary",
        "upper_secondary",
        "vocational",
        "tertiary",
    ]
    assert wide.loc[2020, stages].tolist() == [12954, 14103, 20342, 23489, 22568, 37241]
    assert wide.loc[2022, stages].tolist() == [14918, 15240, 21469, 24854, 23470, 39220]
    assert (
        wide.loc[2019].isna().all() and rows.loc[rows["year"] == 2019, "growth_pct"].notna().all()
    )


def test_a_figure_without_a_note_is_not_like_for_like():
    assert not growth(YUNYANG)["like_for_like"].any()
    noted = YUNYANG.assign(note="同口径 (like for like), as the text says")
    assert growth(noted)["like_for_like"].all()


def test_budgets_are_parted_at_the_year_of_the_rule_on_gdp():
    assert break_year(tables.read("standards")) == 2012
