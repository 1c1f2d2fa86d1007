"""Values of the provinces: the checks of the material that can be made again from the package."""

import numpy as np
import pandas as pd
import pytest

from edugov import checking, provinces, tables
from edugov.checking.files import file_faults

COUNTS = ("students", "teachers", "entrants", "graduates", "schools")

BREAKS = ("break", "revision")  # a comparison of two years may not cross them


@pytest.fixture(scope="module")
def values() -> pd.DataFrame:
    return tables.read("province_values")


@pytest.fixture(scope="module")
def described() -> pd.DataFrame:
    return tables.read("province_series")


@pytest.fixture(scope="module")
def steps() -> pd.DataFrame:
    return tables.read("province_steps")


def test_provinces_add_up_to_the_printed_national_totals(values, described):
    """National totals are printed with one decimal of 万人, and in primary 2002 fall short."""
    short, years_count = [], 0
    for series_id in described.loc[described["sum_within"].notna(), "series_id"]:
        own = provinces.series(values, series_id)
        whole = provinces.nation(values, series_id).reindex(own.index)
        complete = own.notna().sum(axis=1).eq(31) & whole.notna()
        off = (own.sum(axis=1) - whole).abs()[complete]
        years_count += len(off)
        bound = 0 if series_id.endswith("schools") else 600
        short += [(series_id, year, round(gap)) for year, gap in off[off > bound].items()]
    assert short == [("primary-students", 2002, 800), ("primary-teachers", 2002, 690)]
    assert years_count > 200


def test_ratios_are_students_over_teachers_but_for_sixteen_provinces_in_2006(values):
    equal = 0
    for stage in ("primary", "lower-secondary", "upper-secondary"):
        rows = values[values["series_id"].eq(f"{stage}-ratio") & values["region_code"].ne("000000")]
        printed = rows["printed_unused"].fillna(rows["value"])
        printed = rows.assign(printed=printed).pivot(
            index="year", columns="region_code", values="printed"
        )
        quotient = provinces.series(values, f"{stage}-students") / provinces.series(
            values, f"{stage}-teachers"
        )
        off = (printed - quotient.reindex(printed.index)).abs()
        equal += int((off < 0.0051).sum().sum())
        wrong = off[off >= 0.0051].stack().dropna().index
        assert {year for year, _ in wrong} <= {2006}
        assert len(wrong) == (0 if stage == "lower-secondary" else 16)
    assert equal == 1239


def test_the_misplaced_primary_ratios_are_a_permutation_of_the_right_ones(values):
    rows = values[values["series_id"].eq("primary-ratio") & values["status"].eq("computed")]
    misplaced = sorted(rows["printed_unused"].round(2))
    right = sorted(rows["value"].round(2))
    assert len(rows) == 16 and set(rows["year"]) == {2006}
    assert np.allclose(misplaced, right, rtol=0, atol=0.0101)


def test_students_per_100000_are_students_over_the_people_of_the_year_before(values):
    context = tables.read("context_provincial")
    people = context.pivot(
        index="year", columns="region_code", values="resident_population_before_revision"
    )
    people.index = people.index + 1
    for stage in ("primary", "lower-secondary"):
        printed = provinces.series(values, f"{stage}-per-100000").loc[2012:]
        again = 1e5 * provinces.series(values, f"{stage}-students") / people
        off = (printed / again.reindex(printed.index) - 1).abs()
        assert (off < 0.001).sum().sum() > 0.98 * off.size
        assert off.max(axis=None) < 0.15


def test_the_five_sources_of_money_add_up_to_the_total(values):
    parts = ["fiscal-funding", "sponsors", "donations", "fees", "other-income"]
    years = [*range(2007, 2012), *range(2013, 2019)]
    of = [provinces.series(values, f"all-{part}").reindex(years).fillna(0) for part in parts]
    total = provinces.series(values, "all-total-funding").loc[years]
    assert (sum(of) / total - 1).abs().max(axis=None) < 2e-5


def marked(values, steps, series_id: str, years: range) -> set[str]:
    """Give the breaks and revisions that rows of a series are marked with."""
    own = values["series_id"].eq(series_id) & values["year"].isin(list(years))
    kinds = steps.set_index("step_id")["kind"]
    return {step for step in set(values.loc[own, "step_id"]) - {""} if kinds[step] in BREAKS}


def test_money_breaks_between_2005_and_2006_and_has_no_2012(values, steps):
    total = provinces.series(values, "all-total-funding")
    assert sorted(set(range(2000, 2024)) - set(total.index)) == [2012]
    assert total["110000"][2006] / total["110000"][2005] - 1 == pytest.approx(-0.35, abs=0.01)
    assert marked(values, steps, "all-total-funding", range(2006, 2007)) == {"local-2006"}
    assert marked(values, steps, "all-total-funding", range(2014, 2020)) == set()


def test_provinces_add_up_to_the_nations_money_until_2005_and_stay_below_it_from_2006(values):
    """Totals as the ministry's yearly bulletins print them; from 2007 on those of the package."""
    own = provinces.series(values, "all-total-funding").sum(axis=1) / 1e8
    assert own[2000] == pytest.approx(3849.08, abs=0.01)
    assert own[2005] == pytest.approx(8418.84, abs=0.01)
    national = tables.read("funding_national")
    is_total = national["indicator_id"].eq("total_education_funding") & national["stage"].eq("all")
    printed = national[is_total].groupby("year")["value"].median() / 1e8
    apart = (own.loc[2006:] / printed - 1).dropna()
    assert set(apart.index) >= {2007, 2014, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023}
    assert apart.between(-0.12, -0.075).all()  # 2020 is nearest, by 7.7 %


def test_notices_of_provinces_print_the_portals_totals_but_for_universities_of_the_centre(values):
    figures = tables.read("figures")
    about = {"indicator_id": "total_education_funding", "stage": "all", "quantity": "value"}
    printed = figures[figures[list(about)].eq(about).all(axis=1)].copy()
    printed["year"] = pd.to_numeric(printed["year"])
    printed = printed.drop_duplicates(["region_code", "year"]).set_index(["year", "region_code"])
    portal = provinces.series(values, "all-total-funding").stack()
    portal.index.names = printed.index.names
    apart = (100 * (portal / printed["value"] - 1)).dropna()
    larger = apart[apart < -1].round(1)
    assert larger.to_dict() == {
        (2017, "610000"): -14.5,
        (2019, "510000"): -8.6,
        (2021, "510000"): -8.0,
    }
    rest = apart.drop(larger.index).abs()
    assert set(rest[rest > 0.05].round(1)) == {0.2, 0.3, 0.4}
    assert (rest > 0.05).sum() == 5 and len(apart) == 23


def test_primary_schools_of_2005_are_those_of_the_yearbook(values):
    """Table 21-32 of the China Statistical Yearbook 2006, typed for another chapter."""
    figures = tables.read("figures")
    rows = figures[figures["source_id"].eq("yearbook-primary-2005")]
    series = {
        "students_count": "primary-students",
        "full_time_teachers_count": "primary-teachers",
        "schools_count": "primary-schools",
    }
    cells_count = 0
    for indicator, series_id in series.items():
        printed = rows[rows["indicator_id"].eq(indicator)].set_index("region_code")["value"]
        apart = (provinces.series(values, series_id).loc[2005] - printed).dropna()
        assert apart.abs().max() < 0.5, indicator
        cells_count += len(apart)
    assert cells_count == 81


def test_staff_of_upper_secondary_schools_breaks_in_30_provinces(values, steps):
    staff = provinces.series(values, "upper-secondary-staff")
    change = staff.loc[2011] / staff.loc[2010] - 1
    assert change.between(-0.68, -0.415).sum() == 30
    assert marked(values, steps, "upper-secondary-staff", range(2011, 2020)) == {"staff-2011"}


def test_national_prices_are_those_of_the_price_index():
    prices = tables.read("prices_provincial").query("region_code == '000000'").set_index("year")
    index = tables.read("price_index").set_index("year")
    both = prices.join(index.add_suffix("_confirmed"), how="inner")
    assert len(both) == 12
    off = both["index_previous_year_100"] - both["index_previous_year_100_confirmed"]
    assert off.abs().max() < 0.051


def test_budgets_lead_into_the_panel_of_the_book(values):
    """2010 of the panel follows 2009 of the portal: none falls by a hundredth, none doubles."""
    panel = tables.read("funding_provincial").query("year == 2010").set_index("region_code")
    ours = panel["education_expenditure_100_million_yuan"] * 1e8
    growth = ours / provinces.series(values, "all-education-expenditure").loc[2009]
    assert growth.between(0.99, 2.0).all()  # Tibet falls by 0.4 %


def test_every_value_is_the_one_received(values, described, shared):
    unit = {"万人": 1e4, "万所": 1e4, "万元": 1e4, "亿元": 1e8}
    files = ("education_provincial", "funding_totals_provincial", "education_national")
    received = pd.concat(
        pd.read_csv(shared / "data2" / f"{name}.csv", dtype={"gb_code": str}) for name in files
    )
    factor = received["unit"].map(unit).fillna(1.0)
    received = received.assign(printed=received["value"] * factor)
    ours = values.merge(described, on="series_id")
    ours = ours.assign(printed=ours["printed_unused"].fillna(ours["value"]))
    both = received.merge(
        ours,
        left_on=["gb_code", "year", "level", "indicator_id"],
        right_on=["region_code", "year", "stage", "indicator_id"],
    )
    assert len(both) == len(received) == len(values) == 22151
    assert np.allclose(both["printed_x"], both["printed_y"], rtol=1e-12)


def test_coverage_is_that_of_the_material(values, described):
    covers = provinces.coverage(values, described).set_index("series_id")
    years = covers[["first_year", "last_year"]].astype(int)
    assert years.loc["upper-secondary-teachers"].tolist() == [2000, 2019]  # the nation from 2000
    assert years.loc["lower-secondary-per-100000"].tolist() == [2008, 2019]
    assert covers.loc["primary-ratio", "places_count"] == 32
    assert covers["rows_count"].sum() == 22151
    assert provinces.series(values, "upper-secondary-teachers").index.min() == 2004


def test_a_step_over_a_missing_year_is_marked(values):
    """A value that is not used is missing as well: the next one is compared with the one before."""
    used = values[values["value"].notna()].sort_values(["series_id", "region_code", "year"])
    years = used.groupby(["series_id", "region_code"])["year"].diff()
    assert (used.loc[years > 1, "step_id"] != "").all()
    assert (used["value"] > 0).all(), "a zero may mean that nothing was reported"


def test_every_step_of_more_than_a_third_says_why(values):
    """Counted anew, with the rows in any order."""
    shuffled = values.sample(frac=1, random_state=1).sort_values(
        ["series_id", "region_code", "year"]
    )
    before = shuffled.groupby(["series_id", "region_code"])["value"].shift()
    jump = (shuffled["value"] / before - 1).abs() > 0.35
    assert jump.sum() > 1000
    assert (shuffled.loc[jump, "step_id"] != "").all()


def test_steps_of_budgets_prices_and_people_are_marked_and_no_others(broken):
    """Rows of the package with one cell changed: a step without its mark, a mark without a step."""
    assert broken("funding_provincial", ("630000", "2019"), budget_step_id="unexplained") == [
        "budget_step_id"
    ]
    assert broken("funding_provincial", ("500000", "2011"), budget_step_id="") == [
        "general_budget_expenditure_100_million_yuan"
    ]
    assert broken("funding_provincial", ("420000", "2012"), education_step_id="") == [
        "education_expenditure_100_million_yuan"
    ]
    assert broken("funding_provincial", ("420000", "2014"), education_step_id="funds-2015") == [
        "education_step_id"
    ]
    assert broken("prices_provincial", ("630000", "2008"), step_id="") == [
        "index_previous_year_100"
    ]
    assert broken("prices_provincial", ("630000", "2012"), step_id="prices-apart") == ["step_id"]
    assert broken("context_provincial", ("430000", "2005"), residents_step_id="") == [
        "resident_population"
    ]
    assert broken("context_provincial", ("310000", "2015"), towns_step_id="") == [
        "urban_population_before_revision"
    ]
    assert broken("context_provincial", ("640000", "2008"), product_step_id="") == [
        "gross_regional_product_yuan"
    ]
    assert broken("context_provincial", ("230000", "2019"), product_step_id="product-grew") == [
        "product_step_id"
    ]
    zero = ("110000", "2019", "primary-students")
    assert "value" in broken("province_values", zero, value="0")


def test_a_census_of_ten_years_and_wider_budgets_are_steps_of_every_province():
    context, budgets = tables.read("context_provincial"), tables.read("funding_provincial")
    for table, column, step, year in (
        (context, "residents_step_id", "census-2010", 2010),
        (budgets, "education_step_id", "funds-2015", 2015),
        (budgets, "budget_step_id", "funds-2015", 2015),
    ):
        marked = table[table[column] == step]
        assert len(marked) == 31 and set(marked["year"]) == {year}


@pytest.fixture(scope="module")
def broken():
    """Give the columns that are told to be wrong where cells of a row are changed."""
    _, texts = file_faults(tables.DATA)

    def columns(name: str, key: tuple[str, ...], **cells: str) -> list[str]:
        rows = texts[name].copy()
        is_row = rows[tables.primary_key(name)[: len(key)]].eq(list(key)).all(axis=1)
        assert is_row.sum() == 1
        for column, cell in cells.items():
            rows.loc[is_row, column] = cell
        return [fault.column for fault in checking.row_faults(name, rows, tables.DATA)]

    return columns
