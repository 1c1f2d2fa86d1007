"""A province's series beside the nation: values of the files, sums by hand, none for others."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from edugov import labels, regions, tables
from edugov.funding import EDUCATION
from edugov.markup import Html, words
from edugov.pages import province_page
from tests.conftest import ROOT

STAGES = ["primary-students", "lower-secondary-students", "upper-secondary-students"]
STAGES.append("vocational-students")


@pytest.fixture(scope="module")
def hebei() -> pd.DataFrame:
    return province_page.beside(regions.dossier("130000"))


def read(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / f"data/{name}.csv", dtype={"region_code": str})


def test_values_are_those_of_the_files(hebei):
    values = read("province_values").set_index(["region_code", "year", "series_id"])["value"]
    own = hebei.set_index(["quantity", "year"])
    for quantity, series in (
        ("students_primary", "primary-students"),
        ("teachers_lower-secondary", "lower-secondary-teachers"),
        ("ratio_upper-secondary", "upper-secondary-ratio"),
    ):
        row = own.loc[(quantity, 2019)]
        assert row["own"] == values["130000", 2019, series]
        assert row["nation"] == values["000000", 2019, series]


def test_money_is_that_of_the_panel_over_students_in_prices_of_the_last_year(hebei):
    """2018, a year of prices away from the last; all provinces together in national prices."""
    values, panel, prices = (
        read(name) for name in ("province_values", "funding_provincial", "prices_provincial")
    )
    index = prices[prices["year"] == 2019].set_index("region_code")["index_previous_year_100"]
    found = hebei.set_index(["quantity", "year"]).loc[("spending_each", 2018)]
    of_year = values[(values["year"] == 2018) & values["series_id"].isin(STAGES)]
    money = panel[panel["year"] == 2018].set_index("region_code")[EDUCATION] * 1e8
    pupils = of_year[of_year["region_code"] != "000000"].groupby("region_code")["value"].sum()
    assert len(pupils) == len(money) == 31
    assert found["own"] == pytest.approx(money["130000"] / pupils["130000"] * index["130000"] / 100)
    assert found["nation"] == pytest.approx(money.sum() / pupils.sum() * index["000000"] / 100)


def test_the_nations_vocational_students_count_other_schools_and_are_not_set_beside(hebei):
    own = hebei[hebei["quantity"] == "students_vocational"]
    assert own["own"].notna().all() and own["nation"].isna().all()


@pytest.mark.parametrize("lost", ["province_values", "prices_provincial", "funding_provincial"])
def test_a_province_of_which_a_series_is_not_known_has_none(lost):
    # as one that a user added: beside the nation's rows it has none of its own
    own = dict(regions.dossier("130000"))
    own[lost] = own[lost][own[lost]["region_code"] == "000000"]
    rows = province_page.beside(own)
    assert rows.empty and province_page.told(rows, "X", "en") == []


def test_only_a_province_has_series():
    for code in ("654002", "000000", "530600"):
        dossier = regions.dossier(code)
        assert province_page.beside(dossier).empty
        assert province_page.told(province_page.beside(dossier), "X", "en") == []
    other = regions.dossier("440000")["province_values"]
    assert set(other["region_code"]) == {"440000", "000000"}


@pytest.mark.parametrize("lang", labels.LANGUAGES)
def test_what_a_page_shows(hebei, lang):
    assert len(province_page.told(hebei, "Hebei", lang)) == 2
    cells = province_page.cells(hebei, tables.read("province_steps"), lang)
    assert len(cells) == hebei["quantity"].nunique()
    # students of primary schools in Hebei: the last over the first, from the file
    own = hebei[hebei["quantity"] == "students_primary"]["own"]
    change = 100 * (own.iloc[-1] / own.iloc[0] - 1)
    assert cells.iloc[0]["change_pct"] == labels.minus(f"{change:+.1f}")
    figure = province_page.chart(hebei, tables.read("province_steps"), lang)
    ratio = figure.axes[province_page.CHARTED.index("ratio_lower-secondary")].lines[0]
    gone = [year for year, value in zip(*ratio.get_data(), strict=True) if value != value]
    assert gone == [2006]  # at the wrong provinces in the source, and cannot be computed
    # funds that came into the budget in 2015 part the line of money before it
    money = figure.axes[province_page.CHARTED.index("spending_each")].lines[0]
    gone = [year for year, value in zip(*money.get_data(), strict=True) if value != value]
    assert gone == [2014.5]
    drawn = province_page.charted(hebei)
    assert set(drawn["quantity"]) == set(province_page.CHARTED)
    assert len(drawn[drawn["quantity"] == "spending_each"]) == 9  # 2011 to 2019
    plt.close(figure)


def test_each_series_names_the_marked_steps_that_lie_between_its_years():
    """Beijing 2007 and the ratio of 2006 of the portal; funds in the budget of 2015; not a mark of
    a first year, which is no step of the series."""
    dossier = regions.dossier("110000")
    rows = province_page.beside(dossier)
    cells = province_page.cells(rows, dossier["province_steps"], "en").set_index("series")
    steps = cells["steps_crossed"].map(lambda cell: words(Html.of(cell)))
    assert steps["students, primary"].startswith("2007: New entrants rose by almost half")
    assert "2015: To our knowledge eleven government funds" in steps.iloc[-1]
    assert "2010" not in steps.iloc[-1] and steps["teachers, primary"] == ""
    money = rows["quantity"] == "spending_each"
    later = province_page.cells(
        rows[~money | (rows["year"] >= 2015)], dossier["province_steps"], "zh"
    )
    assert words(Html.of(later["steps_crossed"].iloc[-1])) == ""


def test_what_came_after_the_goal_is_said_apart():
    """Since 2012 money per student fell in Tianjin and Liaoning, as another had worked out; from
    2011 on it rose in both."""
    for code, change in (("120000", "−8.4%"), ("210000", "−4.3%")):
        rows = province_page.beside(regions.dossier(code))
        whole, since = province_page.told(rows, "X", "en")
        assert f"to 2019 it changed by {change} in own prices" in since
        assert "counted in own prices, it fell in" in since  # nominally Tianjin's rose in 2018
        assert "from 2011 to 2019 this changed by +" in whole


def test_no_sentence_is_said_where_a_value_of_it_is_not_known():
    rows = []
    for quantity in ("ratio_primary", "ratio_lower-secondary", "spending_each"):
        for year, own in ((2011, 10.0), (2019, 12.0)):
            rows.append({"quantity": quantity, "year": year, "own": own, "nation": own})
    invented = pd.DataFrame(rows)
    assert len(province_page.told(invented, "Invented", "en")) == 1
    invented.loc[invented["quantity"] == "spending_each", "nation"] = float("nan")
    assert province_page.told(invented, "Invented", "en") == []
