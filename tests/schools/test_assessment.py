"""A county's page: what is computed for it, and what its words and charts say."""

import re
from base64 import b64decode
from io import BytesIO, StringIO

import numpy as np
import pandas as pd
import pytest

from edugov import labels, pages, tables
from edugov.fault import Fault
from edugov.schools import charts as school_charts
from edugov.schools import page_tables, sentences
from edugov.schools.assessment import assess, three_ways, working
from edugov.schools.change import change
from edugov.schools.floor import floor_costs
from edugov.schools.page_words import Words
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012
from tests.conftest import school_table

INDICATORS = tables.read("indicators")
NAMES = labels.names(INDICATORS, "indicator_id", "en")
UNITS = INDICATORS.set_index("indicator_id")["unit"].to_dict()
WORDS = Words(NAMES, UNITS, "en", tables.read("interval_coverage"))
FIVE, COUNTY = school_table("9999Z2"), school_table("9999Z1")


@pytest.fixture(scope="module")
def five():
    return assess(FIVE, "basic_2012", scope="basic_2012")


def test_three_ways_of_the_published_example(five):
    ways = three_ways(five, "primary", "books_per_student").set_index("weighting")["coefficient"]
    assert round(ways["enrolment"], 2) == 0.52  # as printed
    assert ways.round(6).to_dict() == {
        "enrolment": 0.515257,
        "equal": 0.488771,
        "equal_sample": 0.546462,
    }


def test_working_of_the_published_example(five):
    steps = working(five, "primary", "books_per_student")
    assert steps["value"].round(2).tolist() == [6.20, 3.70, 10.51, 2.11, 7.31]  # by hand
    assert steps["product"].sum() == pytest.approx(10.65279, abs=5e-6)
    formula = sentences.formula(steps, 1)
    assert r"\frac{1{,}913}{302}" in formula and "0.515257" in formula
    assert r"100\cdot" in sentences.formula(steps, 100)


def test_what_cannot_be_judged_is_said(five):
    said = " ".join(sentences.verdicts(five, WORDS))
    assert (
        "cannot be judged: no school has a value for 7 of the 8 indicators" in said
        and "0.515" in said
    )
    empty = assess(FIVE, "quality_2017", scope="quality_2017")
    assert not empty.computed and five.computed
    assert empty.decisive.empty and empty.costs.empty and empty.contributions.empty


def test_a_school_table_without_rows_is_told():
    """A year that is asked for as a number is that of no row."""
    schools = tables.read("schools").query("year == 2023")
    with pytest.raises(Fault, match="no rows.*year is text: query.*year == '2024'"):
        assess(schools, "basic_2012", scope="listed")


@pytest.mark.parametrize("rule_set", ["basic_2012", "quality_2017"])
@pytest.mark.parametrize("lacking", [1, 4, 5, 6, 7, 11])
def test_any_number_of_indicators_that_no_school_has_is_said(rule_set, lacking):
    quantities = [name for name in COUNTY if COUNTY[name].dtype == float and "students" not in name]
    table = COUNTY.assign(**dict.fromkeys(quantities[:lacking], float("nan")))
    assessed = assess(table, rule_set, scope="listed")
    said = " ".join(sentences.verdicts(assessed, WORDS))
    values = assessed.coefficients.groupby("stage")["schools_count"]
    absent = values.apply(lambda counts: (counts == 0).sum())
    is_open = assessed.judged.set_index("stage")["met"].isna()
    assert (absent > 0).all() and (is_open.all() or rule_set == "quality_2017")
    for stage in absent[is_open.reindex(absent.index)].index:
        assert f"no school has a value for {absent[stage]} of the" in said


@pytest.mark.parametrize("wanted", ["rule_set", "scope"])
def test_unknown_choices_are_refused(wanted):
    chosen = {"rule_set": "basic_2012", "scope": "basic_2012"} | {wanted: "other"}
    with pytest.raises(ValueError, match="no .* named 'other'; there are"):
        assess(COUNTY, chosen["rule_set"], scope=chosen["scope"])


def test_cost_of_the_composite_brings_it_to_its_limit():
    scarce = COUNTY.copy()
    few = scarce["school_type"] == "primary"
    columns = [
        name
        for name in scarce
        if name.endswith(("_count", "_m2", "_yuan", "_primary")) and "students" not in name
    ]
    scarce.loc[few & (np.arange(len(scarce)) % 2 == 0), columns] *= 0.05
    found = assess(scarce, "basic_2012", scope="basic_2012")
    primary = found.judged.set_index("stage").loc["primary"]
    assert primary["judged_value"] > 0.65 and set(found.costs["stage"]) == {"primary"}
    filled = found.parts[found.parts["stage"] == "primary"].set_index("school_code")
    for row in found.costs.itertuples():
        share = filled.loc[row.school_code, "material_share"]
        part = row.cost if "teachers" in row.quantity else row.cost * share
        filled.loc[row.school_code, row.quantity] += part
    values = []
    for indicator in BASIC_2012.indicators:
        here = filled[filled[indicator.quantity].notna()]
        value, weight = here[indicator.quantity] / here["students"], here["students"]
        mean = np.average(value, weights=weight)
        values.append(np.sqrt(np.average((value / mean - 1) ** 2, weights=weight)))
    # the floor is a share of the mean of today; units are whole
    assert 0.64 < np.mean(values) <= 0.65
    assert ". Below it: " in sentences.needed(found, WORDS)[0]
    enough = found.parts[found.parts["stage"] == "lower_secondary"]
    assert floor_costs(enough, BASIC_2012).empty


def cells(kind, found, words=WORDS) -> pd.DataFrame:
    """The cells of a table as the page shows it."""
    shown = page_tables.shown(kind, [(page_tables.rows(kind, found), "Caption")], words)
    return pd.read_html(StringIO(shown.data))[0]


def test_cells_of_the_invented_county():
    found = assess(COUNTY, "quality_2017", scope="quality_2017")
    assert len(cells("coefficients", found)) == 14
    assert len(cells("leading", found, WORDS._replace(lang="zh"))) == 14
    assert sentences.decisive(found, WORDS) == [
        "Without 虚构初级中学05 the county would be within the limit of 0.45 in lower secondary "
        "(quality balance, 2017): 0.500 (Teaching equipment value per student) would become "
        "0.438 (Teaching equipment value per student)."
    ]
    basic = assess(COUNTY, "basic_2012", scope="basic_2012")
    missing = pd.read_html(StringIO(page_tables.exclusions([basic], "Caption", WORDS, 60).data))[0]
    assert missing["Reason"].tolist() == ["private", "type of school", "value not given"]
    assert missing["Schools"].tolist() == [1, 4, 1]


def test_another_indicator_that_is_largest_without_a_school_is_named():
    """Worked out by hand in another language: without the school equipment has 0.414, and 0.424 is
    that of backbone teachers."""
    rows = tables.read("schools").query("region_code == '9999Z1' and year == '2024'")
    found = assess(rows, "quality_2017", scope="quality_2017")
    told = [said for said in sentences.decisive(found, WORDS) if "虚构初级中学05" in said]
    assert len(told) == 1
    assert re.search(r"0\.467 \([^)]*equipment[^)]*\) would become 0\.424 \([^)]*ackbone", told[0])


def test_a_long_table_is_folded_away_with_all_its_rows_as_csv():
    found = assess(COUNTY, "quality_2017", scope="quality_2017")
    costs = page_tables.rows("costs", found)
    text = page_tables.shown("costs", [(costs, "Caption")], WORDS).data
    assert text.startswith(
        "::::{dropdown} What to add at each school: all 32 rows\n"
    ) and text.endswith("\n::::")
    (code,) = re.findall('href="data:text/csv;base64,([^"]*)"', text)
    table = pd.read_csv(BytesIO(b64decode(code)), encoding="utf-8-sig")
    np.testing.assert_allclose(table["cost"], costs["cost"].astype(float))
    few = page_tables.shown("costs", [(costs.head(10), "Caption")], WORDS).data
    assert "dropdown" not in few and "base64" not in few and few.count("<tr") == 11
    assert (
        page_tables.shown("costs", [(costs.head(0), "Caption")], WORDS, empty="None.").data
        == "<p>None.</p>"
    )


def test_what_is_left_out_names_indicators_together(five):
    missing = pd.read_html(StringIO(page_tables.exclusions([five], "Caption", WORDS, 5).data))[0]
    assert missing["Reason"].tolist() == ["value not given"] and missing["Schools"].tolist() == [5]
    assert (
        missing["Indicator"][0].count(", ") >= 6 and "Library books" not in missing["Indicator"][0]
    )


def test_what_changed_is_said():
    basic = assess(school_table("9999Z1", "2024"), "basic_2012", scope="basic_2012")
    changes = change(parts(apply_scope(COUNTY, "basic_2012")[0]), basic.parts, BASIC_2012)
    said = dict(
        zip(
            changes["stage"].unique(),
            sentences.changed(basic, changes, ["2023", "2024"], WORDS),
            strict=True,
        )
    )
    for stage, rows in changes.groupby("stage"):
        before, after = rows["coefficient_before"].mean(), rows["coefficient_after"].mean()
        assert f"mean of the eight {before:.3f} in 2023, {after:.3f} in 2024" in said[stage]
    assert "openings" in said["primary"] and "openings" not in said["lower_secondary"]
    school_charts.changes(
        changes.assign(label=changes["indicator_id"].map(NAMES)), "en"
    ).canvas.draw()


def test_the_school_furthest_from_its_own_standard_is_named():
    said = sentences.own_standards(assess(COUNTY, "quality_2017", scope="quality_2017"), WORDS)
    rows = page_tables.rows("standards", assess(COUNTY, "quality_2017", scope="quality_2017"))
    low = rows[rows["stage"] == "primary"].iloc[0]
    assert (
        f"Furthest from it: {low['school_name']}, " in said[0]
        and f"at {low['lowest_share']:.0%} of its mark" in said[0]
    )


def test_names_from_outside_are_made_harmless():
    table = COUNTY.assign(school_name="<script>𰻞")
    found = assess(table, "quality_2017", scope="quality_2017")
    tables_shown = [
        page_tables.shown(kind, [(page_tables.rows(kind, found), "")], WORDS).data for kind in KINDS
    ]
    told = [*sentences.decisive(found, WORDS), *sentences.own_standards(found, WORDS)]
    assert any("<script>" in text for text in told)  # sentences are text until a page shows them
    said = [*pages.finding(told).data.splitlines(), *tables_shown]
    said.append(page_tables.exclusions([found], "", WORDS, 60).data)
    assert len(said) > 6 and not any("<script>" in text for text in said)
    assert school_charts.drawable("县𰻞一中") == "县□一中"
    school_charts.floors(page_tables.drawn_floors([found], WORDS, 10), "en").canvas.draw()


KINDS = ("coefficients", "leading", "costs", "standards")


def test_a_county_of_one_school_and_of_equal_schools():
    one = COUNTY.head(1)
    found = assess(one, "basic_2012", scope="basic_2012")
    assert found.coefficients["coefficient"].isna().all() and not found.computed
    assert found.judged["met"].tolist() == [None] and not found.tried_without
    said = sentences.verdicts(found, WORDS)
    assert (
        len(said) == 1 and "there is one school, and a difference between schools needs" in said[0]
    )
    alike = pd.concat([COUNTY.head(1).assign(school_code=str(number)) for number in range(5)])
    found = assess(alike, "quality_2017", scope="quality_2017")
    assert found.judged["met"].tolist() == [True] and found.decisive.empty
    assert page_tables.drawn_contributions([found], WORDS).empty
    assert set(cells("leading", found)["Share of CV²"]) == {"–"}
    assert found.coefficients["coefficient"].eq(0).all() and found.judged["lower"].isna().all()
    assert "No interval is given" in sentences.verdicts(found, WORDS)[0]


def test_a_county_without_a_school_that_counts():
    none = COUNTY[COUNTY["school_type"].eq("special")]
    for rule_set in ("basic_2012", "quality_2017"):
        found = assess(none, rule_set, scope=rule_set)
        assert not found.computed and sentences.verdicts(found, WORDS) == []
        assert found.costs.empty and page_tables.drawn_contributions([found], WORDS).empty


def test_all_zero_is_not_no_value_and_one_value_is_no_coefficient():
    zero = COUNTY.assign(books_count=0.0)
    said = sentences.verdicts(assess(zero, "basic_2012", scope="basic_2012"), WORDS)
    assert any("gives zero for Library books per student" in text for text in said)
    assert not any("no school has a value" in text for text in said)
    one = COUNTY.copy()
    one.loc[one.index[1:], "equipment_value_yuan"] = np.nan
    said = sentences.verdicts(assess(one, "basic_2012", scope="basic_2012"), WORDS)
    assert any("one school alone has a value for Teaching equipment value" in text for text in said)
    assert not any("is met" in text for text in said)


def test_blank_cells_are_counted_beside_each_verdict_with_what_they_could_do():
    """The published name 虚构小学08 gives no books: one of 344 cells, hardly a student in a
    hundred."""
    said = sentences.verdicts(assess(COUNTY, "basic_2012", scope="basic_2012"), WORDS)
    assert re.search(r"Blank cells: 1 of 344\. .* met at best \(0\.\d{3}\), met at worst", said[0])
    assert "None of the 128 cells is blank." in said[1]
    gap = COUNTY.copy()
    gap.loc[gap["school_name"].eq("虚构小学24"), "sports_ground_area_m2"] = np.nan
    found = assess(gap, "quality_2017", scope="quality_2017")
    cell = cells("coefficients", found).iloc[4]
    assert cell["Indicator"].startswith("Sports ground") and "cannot judge" in cell["Limit"]
    fewer = " ".join(sentences.verdicts(assess(gap, "basic_2012", scope="basic_2012"), WORDS))
    assert "hold less than 95% of the students for Sports ground" in fewer


def test_no_interval_is_printed_that_hangs_on_one_school():
    huge = COUNTY.copy()
    huge.loc[huge.index[0], "students_primary"] = 99_999_999
    found = assess(huge, "basic_2012", scope="basic_2012")
    assert "No interval is given" in sentences.verdicts(found, WORDS)[0]


def test_intervals_are_printed_with_the_level_of_the_table_and_selection_is_told():
    sure = WORDS._replace(coverage=WORDS.coverage.assign(coverage=0.951))
    doubtful = WORDS._replace(coverage=WORDS.coverage.assign(coverage=0.7249))
    basic = assess(COUNTY, "basic_2012", scope="basic_2012")
    assert " 95% interval " in sentences.verdicts(basic, sure)[0]
    assert " 72% interval " in sentences.verdicts(basic, doubtful)[0]
    caption = page_tables.coefficients_caption(
        "caption.school_coefficients", basic, doubtful, {"name": "", "year": "", "source": ""}
    )
    assert "72% interval" in caption
    quality = assess(COUNTY, "quality_2017", scope="quality_2017")
    text = sentences.verdicts(quality, sure)[0]
    assert "allowing for its having been picked" in text and "With all 7 looked at together" in text
    assert quality.judged["lower"].lt(quality.judged["judged_value"]).all()


def test_a_caption_names_no_interval_where_the_schools_are_too_few_for_one():
    five = tables.read("schools").query("source_id == 'schools-five'")
    basic = assess(five, "basic_2012", scope="listed")
    facts = {"name": "", "year": "", "source": "", "error": "2%"}
    for key in ("caption.school_coefficients", "caption.school_coefficients_table"):
        caption = page_tables.coefficients_caption(key, basic, WORDS, facts)
        assert "too few for one" in caption and "one draw of" not in caption


def test_few_of_the_schools_that_would_turn_a_verdict_are_named():
    found = assess(COUNTY, "quality_2017", scope="quality_2017")
    many = pd.concat([found.decisive] * 9, ignore_index=True)
    said = sentences.decisive(found._replace(decisive=many), WORDS)
    assert len(said) == 4 and said[-1].startswith("So would leaving out 6 more schools, each alone")


def test_a_school_with_a_new_code_is_hinted_at():
    after = COUNTY.copy()
    renamed = after.index[:2]
    after.loc[renamed, "school_code"] = ["N1", "N2"]
    (said,) = sentences.same_names(COUNTY, after, WORDS)
    assert said.startswith("2 schools closed and opened under the same name, ")
    assert COUNTY.loc[renamed[0], "school_name"] in said
    assert sentences.same_names(COUNTY, COUNTY, WORDS) == []


def test_a_table_with_primary_columns_alone_is_assessed():
    """It says of primary schools what the whole table does, which has blanks there."""
    whole = COUNTY[COUNTY["school_type"] == "primary"]
    alone = whole[[name for name in whole if "secondary" not in name and name != "urban_rural"]]
    found, wanted = (assess(each, "quality_2017", scope="listed") for each in (alone, whole))
    assert found.computed and set(found.judged["stage"]) == {"primary"}
    pd.testing.assert_frame_equal(found.coefficients, wanted.coefficients)
    pd.testing.assert_frame_equal(found.judged, wanted.judged)


def test_a_column_that_is_not_there_is_not_known_and_said():
    short = FIVE[[*FIVE.columns[:6], "students_primary", "books_count"]]
    with pytest.warns(UserWarning, match="not known: teaching_area_m2.*teachers_primary$"):
        found = assess(short, "basic_2012", scope="listed")
    coefficient = found.coefficients.set_index("indicator_id")["coefficient"].dropna()
    assert coefficient.round(2).to_dict() == {"books_per_student": 0.52}  # as printed
    assert found.judged["met"].tolist() == [None]


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (["school_code"], "column school_code is missing"),
        (["ownership", "year"], "column year, ownership is missing"),
        (
            ["students_primary", "students_lower_secondary"],
            "column students_primary or students_lower_secondary is missing",
        ),
    ],
)
def test_a_table_without_a_column_that_is_needed_is_told(gone, told):
    with pytest.raises(Fault, match=f"school table: {told}"):
        assess(COUNTY.drop(columns=gone), "basic_2012", scope="listed")
