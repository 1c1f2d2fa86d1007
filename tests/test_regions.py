"""Regions: finding one, which have pages, and that a dossier holds one region's rows only."""

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.tables import Fault
from edugov.tables.rows_by_region import Whole
from tests.judged import cut, every_region


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    return {name: tables.read(name) for name in tables.names()}


@pytest.mark.parametrize("text", ["654002", "yining", "伊宁市", "Yining", "YINING"])
def test_a_region_is_found_by_code_slug_and_either_name(every, text):
    assert regions.find(text, every["regions"])["region_code"] == "654002"


def test_a_name_that_two_regions_have_is_not_guessed():
    table = pd.DataFrame(
        {
            "region_code": ["110105", "220104"],
            "slug": ["chaoyang-beijing", "chaoyang-changchun"],
            "name_zh": ["朝阳区", "朝阳区"],
            "name_en": ["Chaoyang District (Beijing)", "Chaoyang District (Changchun)"],
        }
    )
    with pytest.raises(Fault, match="'朝阳区' names 2 regions; give one code: 110105, 220104"):
        regions.find("朝阳区", table)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("yinin", "654002 伊宁市 Yining City"),
        ("云阳", "500235 云阳县 Yunyang County"),
        ("chaoyang", "220104 朝阳区 Chaoyang District (Changchun)"),
        ("Jiujiang", "340207 鸠江区 Jiujiang District (Wuhu)"),
        ("Nantogn", "320600 南通市 Nantong"),
    ],
)
def test_an_unknown_region_is_told_the_near_ones(every, text, first):
    with pytest.raises(Fault) as caught:
        regions.find(text, every["regions"])
    assert str(caught.value).startswith(f"no region '{text}'; near: {first}")


@pytest.mark.parametrize("text", ["", "qqqqqq"])
def test_what_is_near_to_nothing_is_sent_to_the_list(every, text):
    with pytest.raises(Fault, match=f"no region '{text}'; data/regions.csv lists all"):
        regions.find(text, every["regions"])


def test_ancestors_go_up_to_the_nation(every):
    table = every["regions"]
    assert regions.ancestors("654002", table) == ["654000", "650000", "000000"]
    assert regions.ancestors("500235", table) == ["500000", "000000"]
    assert regions.ancestors("000000", table) == []
    assert [regions.province(code, table) for code in ("654002", "500000", "000000")] == [
        "650000",
        "500000",
        "000000",
    ]


def test_dossier_holds_rows_of_its_own_region_only():
    own = regions.dossier("yining")
    assert set(own["regions"]["region_code"]) == {"654002", "654000", "650000", "000000"}
    for name in ("figures", "equity_published", "funding_provincial", "funding_national"):
        assert set(own[name]["region_code"]) <= {"654002"}, name
    assert (len(own["figures"]), len(own["equity_published"])) == (122, 16)
    assert set(own["sources"]["source_id"]) == {"yining-2021", "cpi-national"}


@every_region
def test_dossier_has_every_row_that_its_figures_name(every):
    for code in regions.with_pages(every).query("profile")["region_code"]:
        own = cut(code)
        for name in ("figures", "equity_published", "funding_provincial", "funding_national"):
            assert set(own[name]["source_id"]) <= set(own["sources"]["source_id"]), code
            if "indicator_id" in own[name]:
                assert set(own[name]["indicator_id"]) <= set(own["indicators"]["indicator_id"]), (
                    code
                )
        assert set(own["standards"]["indicator_id"]) <= set(own["indicators"]["indicator_id"]), code


def test_a_region_gets_the_rules_on_what_it_has(every):
    rules = regions.belonging("654002", every)["standards"]["rule_id"]
    assert "BB_CV_P" in set(rules)
    assert "BB_CV_P" not in set(regions.belonging("110000", every)["standards"]["rule_id"])


def invented(
    figures: int, money: int = 0, equity: int = 0, schools: int = 0, own: int = 0
) -> dict[str, pd.DataFrame]:
    """Return tables of one invented region with so many rows of each kind."""
    ids = ["schools_count"] * figures + ["education_funding"] * money
    return {
        "regions": pd.DataFrame({"region_code": ["990001"]}),
        "indicators": pd.DataFrame(
            {
                "indicator_id": ["schools_count", "education_funding"],
                "family": ["provision", "funding"],
            }
        ),
        "figures": pd.DataFrame(
            {"region_code": ["990001"] * len(ids), "indicator_id": ids}, dtype="str"
        ),
        "equity_published": pd.DataFrame(
            {"region_code": ["990001"] * equity, "figure_id": [""] * equity}, dtype="str"
        ),
        "funding_provincial": pd.DataFrame({"region_code": pd.Series([], dtype="str")}),
        "funding_national": pd.DataFrame({"region_code": pd.Series([], dtype="str")}),
        "schools": pd.DataFrame({"region_code": ["990001"] * schools}, dtype="str"),
        "own_panel": pd.DataFrame({"region_code": ["990001"] * own}, dtype="str"),
    }


@pytest.mark.parametrize(
    ("figures", "money", "equity", "schools", "own", "pages"),
    [
        (4, 0, 0, 0, 0, set()),
        (5, 0, 0, 0, 0, {"profile"}),
        (3, 1, 0, 0, 0, set()),
        (4, 1, 0, 0, 0, {"profile", "funding"}),
        (0, 0, 1, 0, 0, {"profile", "equity"}),
        (4, 0, 0, 2, 0, {"schools"}),
        (5, 0, 0, 2, 0, {"profile", "schools"}),
        (4, 0, 0, 0, 1, {"series"}),
    ],
)
def test_five_figures_or_a_table_of_coefficients_make_a_page(
    figures, money, equity, schools, own, pages
):
    row = regions.with_pages(invented(figures, money, equity, schools, own)).iloc[0]
    assert {name for name in regions.PAGES if row[name]} == pages and row["pages"] == bool(pages)
    assert row["figures_count"] == figures + money + equity


def test_regions_that_have_to_have_pages_have_them(every):
    having = (
        regions.with_pages(every).merge(every["regions"], on="region_code").set_index("name_zh")
    )
    assert having["profile"].sum() >= 45
    provinces = having[having["kind"].isin(["province", "nation"])]
    assert len(provinces) == 32 and provinces["funding"].all() and provinces["profile"].all()
    districts = ["庐阳区", "蜀山区", "南关区", "宽城区", "朝阳区", "二道区", "绿园区"]
    districts += ["万州区", "黔江区", "江津区", "永川区", "綦江区"]
    equity = [*districts, "伊宁市", "宁国市", "鸠江区"]
    assert sorted(having.index[having["equity"]]) == sorted(equity)
    assert having.loc[["昭通市", "云阳县", "南通市"], ["profile", "funding"]].all(axis=None)


@pytest.mark.parametrize(
    ("text", "year", "told"),
    [("150703", 2012, "150703 from 2013"), ("500110-2011", 2012, "500110-2011 until 2011")],
)
def test_region_of_a_year_in_which_it_was_not_there(text, year, told):
    with pytest.raises(Fault, match=told):
        regions.refuse_other_year(regions.find(text, tables.read("regions")), year)


@pytest.mark.parametrize(
    ("text", "year"), [("150703", 2013), ("500110-2011", 2011), ("伊宁市", 1990)]
)
def test_region_of_a_year_in_which_it_was_there(text, year):
    regions.refuse_other_year(regions.find(text, tables.read("regions")), year)


def test_of_many_regions_what_is_above_them_is_looked_up_once(every, monkeypatch):
    looked, whole, parents = [], Whole(every), regions.parents

    def counted(table):
        looked.append(table)
        return parents(table)

    monkeypatch.setattr(regions, "parents", counted)
    for code in ("654002", "340000", "000000"):
        found = regions.belonging(code, every, whole)["regions"]["region_code"]
        assert set(found) == {code, *regions.above(code, parents(every["regions"]))}
    assert len(looked) == 1
