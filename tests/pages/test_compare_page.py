"""The page that compares regions: what its script is given is what the tables hold, in both
languages."""

import json
import re

import pytest
from lxml import html

from edugov import labels
from edugov.pages import compare_page
from edugov.regions import comparable_values


@pytest.fixture(scope="module", params=labels.LANGUAGES)
def page(request, every, judged) -> tuple[str, html.HtmlElement, dict]:
    """Give a language, the page in it, and the values that its script reads there."""
    shown = html.fromstring(
        f"<div>{compare_page.chooser(every, judged, request.param).source}</div>"
    )
    text = shown.xpath("string(//script[@type='application/json'])")
    return request.param, shown, json.loads(text)


def told(data: dict) -> dict[tuple, tuple]:
    """Give each value that the script shows, with its source and figure."""
    found = {}
    for key, measure in data["measures"].items():
        for slug, row in measure["rows"].items():
            for place, value in enumerate(row["values"]):
                year = row["first"] + place
                if value is not None:
                    source = row["sources"]
                    source = source if isinstance(source, int) else source[str(year)]
                    figure = row.get("figures", {}).get(str(year), "")
                    found[key, slug, year] = value, data["sources"][source], figure
    return found


def test_the_script_is_given_every_value_and_no_other(every, page):
    values = comparable_values.values(every)
    slug = every["regions"].set_index("region_code")["slug"]
    keys = values[comparable_values.MEASURE].agg(".".join, axis=1)
    wanted = {
        (key, slug[row.region_code], row.year): (row.value, row.source_id, row.figure_id)
        for key, row in zip(keys, values.itertuples(), strict=True)
    }
    found = told(page[2])
    assert found.keys() == wanted.keys() and len(wanted) > 20_000
    for place, (value, *rest) in wanted.items():
        # what is computed has two decimals
        assert found[place][0] == pytest.approx(value, rel=1e-6, abs=0.005), place
        assert list(found[place][1:]) == rest, place


def test_a_year_without_a_value_is_nothing_and_not_zero(page):
    rows = [row for measure in page[2]["measures"].values() for row in measure["rows"].values()]
    assert any(None in row["values"] for row in rows)
    assert all(row["values"][0] is not None and row["values"][-1] is not None for row in rows)


def test_the_verdict_of_a_figure_is_the_one_that_other_pages_show(judged, page):
    _, _, data = page
    wanted = judged[judged["kind"].isin(["figure", "growth"])]
    given = {}
    for measure in data["measures"].values():
        for row in measure["rows"].values():
            for year, pairs in row.get("verdicts", {}).items():
                signs = {data["rules"][rule]["id"]: data["verdicts"][said] for rule, said in pairs}
                given[row["figures"][year]] = signs
    assert len(given) > 100
    for figure_id, signs in given.items():
        own = wanted[wanted["figure_id"] == figure_id].set_index("rule_id")["verdict"]
        said = {key: labels.say(f"verdict.{verdict}", page[0]) for key, verdict in own.items()}
        assert {key: words for key, (_, words) in signs.items()} == said


def test_the_limit_is_that_of_the_rule(every, page):
    rules = every["standards"].set_index("rule_id")
    assert page[2]["rules"]
    for rule in page[2]["rules"]:
        assert rule["threshold"] == rules.loc[rule["id"], "threshold"]
        assert rule["unit"] == rules.loc[rule["id"], "unit"]


def test_an_inferred_year_says_so(every, page):
    lang, _, data = page
    inferred = every["figures"].query("inferred == 'year'")["figure_id"]
    sentence = data["remarks"].index(labels.say("figure.inferred.year", lang))
    seen = 0
    for measure in data["measures"].values():
        for row in measure["rows"].values():
            marked = [year for year, said in row.get("remarks", {}).items() if sentence in said]
            if sentence in row.get("notes", []):  # of all its years
                marked = list(row["figures"])
            own = [year for year, key in row.get("figures", {}).items() if key in set(inferred)]
            assert sorted(marked) == sorted(own)
            seen += len(own)
    assert seen


def test_nothing_is_joined_where_the_way_of_counting_changed(page):
    # the step of 2006, from when local institutions alone are counted (province_steps)
    funding = page[2]["measures"]["fiscal_education_funding.all.value.yuan"]["rows"]
    assert 2006 in funding["guizhou"]["breaks"]


def test_every_measure_can_be_chosen_and_every_region_is_found(every, page):
    lang, shown, data = page
    assert shown.xpath("//option/@value") == list(data["measures"])
    assert [option.text for option in shown.iter("option")] == [
        measure["name"] for measure in data["measures"].values()
    ]
    assert set(shown.xpath("//form/@data-regions")[0].split()) == set(data["regions"])
    row = every["regions"].set_index("slug").loc["zhaotong"]
    keys = data["regions"]["zhaotong"]["keys"]
    assert all(key in keys for key in ("zhaotong", row["name_zh"], "530600"))
    assert data["regions"]["zhaotong"]["name"] == row[f"name_{lang}"]
    assert data["regions"]["zhaotong"]["above"] == ["yunnan", "china"]


def test_a_region_leads_to_the_first_page_that_it_has(every, judged):
    """Yining's profile; the page of series of a county with nothing else; none without either."""
    added = (
        every["own_panel"]
        .head(1)
        .assign(region_code="500106", indicator_id="students_count", stage="primary", year="2019")
    )
    shown = compare_page.chooser(every | {"own_panel": added}, judged, "en").source
    text = html.fromstring(f"<div>{shown}</div>").xpath(
        "string(//script[@type='application/json'])"
    )
    regions = json.loads(text)["regions"]
    assert regions["yining"]["page"] == "yining"
    assert regions["shapingba"]["page"] == "shapingba-series"
    assert regions["shuangqiao"]["page"] == ""


def test_the_line_of_budgets_breaks_in_2015_where_more_is_counted(page):
    rows = page[2]["measures"]["general_budget_education_expenditure.all.value.yuan"]["rows"]
    assert 2015 in rows["guangdong"]["breaks"]
    share = page[2]["measures"][f"{comparable_values.SHARE}.all.value.percent"]["rows"]
    assert 2015 in share["heilongjiang"]["breaks"]


def test_it_begins_with_the_highest_and_the_lowest_share(page):
    # of 2023, see the front page
    measure, regions = page[2]["start"]
    assert measure.startswith(comparable_values.SHARE) and regions == ["guangdong", "heilongjiang"]


def test_names_of_measures_differ_and_are_of_the_language(page):
    lang, _, data = page
    names = [measure["name"] for measure in data["measures"].values()]
    assert len(set(names)) == len(names)
    assert all(bool(re.search("[\u4e00-\u9fff]", name)) == (lang == "zh") for name in names)


def test_what_ends_a_script_stands_in_none(every, judged):
    hostile = every | {"indicators": every["indicators"].assign(name_en="</script><b>")}
    source = compare_page.chooser(hostile, judged, "en").source
    assert source.count("</script>") == 1 + len(compare_page.SCRIPTS)
    assert "<b>" not in source


def test_without_a_script_the_tables_are_linked_and_the_form_is_hidden(page):
    _, shown, _ = page
    assert "hidden" in shown.find(".//form").attrib
    assert shown.xpath("//p[@class='compare-without']/a/@href") == [
        "../data/tables.html",
        "../regions/index.html",
    ]
