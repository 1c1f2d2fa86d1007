"""Years and price base of funding pages: what lies within, what the data do not reach for."""

import json

import pandas as pd
import pytest

from edugov import funding, regions
from edugov.findings import funding_sentences
from edugov.funding.chosen_years import EVERY, Years, refuse
from edugov.rendering import planning
from edugov.tables import Fault
from tests.project import copy_project, edugov


@pytest.fixture(scope="module")
def beijing() -> dict[str, pd.DataFrame]:
    return regions.dossier("110000")


def test_a_row_lies_within_when_all_of_its_years_do():
    rows = pd.DataFrame({"year": ["2014", "2015", "2015-2017", "2017-2020", "", "2018"]})
    assert Years(2015, 2018).of(rows)["year"].tolist() == ["2015", "2015-2017", "2018"]
    assert len(EVERY.of(rows)) == 6
    assert Years(first=2018).of(pd.DataFrame({"year": [2017, 2018]}))["year"].tolist() == [2018]


def test_the_series_of_chosen_years_is_that_part_of_the_whole_in_the_same_prices(beijing):
    whole = funding_sentences.budget_series(beijing, 2020).set_index("year")
    part = funding_sentences.budget_series(beijing, 2020, Years(2015, 2020)).set_index("year")
    assert part.index.tolist() == list(range(2015, 2021))
    assert part["constant"].tolist() == pytest.approx(whole.loc[2015:2020, "constant"].tolist())
    assert part.loc[2015, "index"] == 100
    expected = 100 * whole.loc[2020, "constant"] / whole.loc[2015, "constant"]
    assert part.loc[2020, "index"] == pytest.approx(expected)


def test_over_one_side_of_the_break_only_the_ends_are_told(beijing):
    panel = beijing["funding_provincial"].astype({"year": int}).set_index("year")
    share = 100 * panel[funding.EDUCATION] / panel[funding.BUDGET]
    said = funding_sentences.money(beijing, 2020, "en", years=Years(2015))
    assert (
        f"Education took {share[2015]:.1f}% of the general public budget in 2015 and "
        f"{share[2023]:.1f}% in 2023."
    ) in said
    assert "2012" not in " ".join(said)
    assert len(funding_sentences.money(beijing, 2020, "zh", years=Years(2013, 2013))) >= 1


def test_all_years_say_what_they_said_without_a_choice(beijing):
    assert funding_sentences.money(beijing, 2020, "en") == funding_sentences.money(
        beijing, 2020, "en", years=Years()
    )


@pytest.mark.parametrize(
    ("base", "years", "said"),
    [
        (2024, EVERY, "base_year=2024: no price index for 2024: add its row to price_index.csv"),
        (2026, EVERY, "no price index for 2024, 2025, 2026: add its row"),
        (2005, Years(2015), "no price index for 2006, 2007: add its row"),
        (2020, Years(2019, 2015), "first_year=2019, last_year=2015: the last is before the first"),
        (2020, Years(2030), "none of its figures is of these years; they are of 20.. to 2023"),
    ],
)
def test_what_the_data_do_not_reach_for(beijing, base, years, said):
    with pytest.raises(Fault, match=said):
        refuse(beijing, "110000 北京市", base, years)


def test_a_year_of_prices_that_is_missing_within_the_series_is_named(beijing):
    index = beijing["price_index"]
    without = {**beijing, "price_index": index[index["year"] != 2016]}
    with pytest.raises(Fault, match="no price index for 2016"):
        refuse(without, "110000 北京市", 2020, EVERY)
    refuse(
        without, "110000 北京市", 2020, Years(first=2016)
    )  # 2016 itself is where the chain begins


def test_a_region_without_a_series_needs_prices_of_the_base_alone(beijing):
    """The table has prices of 2008 to 2023, each against the year before."""
    yining = regions.dossier("654002")
    for known in (2007, 2008, 2016, 2023):
        refuse(yining, "654002 伊宁市", known, EVERY)
    for unknown in (2006, 2024, 2030):
        with pytest.raises(Fault, match=f"base_year={unknown}: no price index for {unknown}: add"):
            refuse(yining, "654002 伊宁市", unknown, EVERY)
    index = beijing["price_index"]
    refuse({**yining, "price_index": index[index["year"] != 2016]}, "654002", 2020, EVERY)


def test_it_is_refused_before_anything_is_rendered():
    with pytest.raises(Fault, match="110000 北京市, base_year=2024: no price index for 2024"):
        planning.plan(["beijing"], {"base_year": "2024"})
    with pytest.raises(Fault, match="330600 绍兴市, base_year=2030: no price index for 2030"):
        planning.plan(["shaoxing"], {"base_year": "2030"})
    with pytest.raises(Fault, match="none of its figures is of these years"):
        planning.plan(["beijing"], {"first_year": "2030"})


def test_of_all_regions_those_without_such_years_are_no_fault():
    planned = planning.plan([], {"first_year": "2022"})
    funding_pages = [job for job in planned if job.template.stem == "region_funding"]
    assert {job.parameters["first_year"] for job in funding_pages} == {2022}


@pytest.mark.slow
def test_a_page_of_chosen_years_shows_no_other(tmp_path):
    copy_project(tmp_path, "region_*")
    done = edugov(tmp_path, "render", "beijing", "-p", "first_year=2015", "-p", "base_year=2015")
    assert done.returncode == 0, done.stderr
    assert "`edugov build -p first_year=2015 -p base_year=2015` makes the website" in done.stdout
    page = json.loads((tmp_path / "book/regions/beijing-funding.ipynb").read_text("utf-8"))
    shown = json.dumps(page["cells"], ensure_ascii=False)
    before, _, _ = shown.partition("nation")
    assert "of chosen years alone: from 2015 on" in before
    series = next(
        output["data"]["text/html"]
        for cell in page["cells"]
        for output in cell.get("outputs", [])
        if "Each year links to its yearbook" in str(output["data"].get("text/html", ""))
    )
    text = "".join(series)
    assert "2014" not in text and "2015 = 100" in text
