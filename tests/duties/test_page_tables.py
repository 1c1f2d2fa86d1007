"""Duties as shown: each verdict worked out again from the tables, links to their places,
summaries."""

import functools
import re

import pandas as pd
import pytest
from lxml import html

from edugov import regions, tables
from edugov.duties import compliance, page_tables, sentences
from edugov.labels import LANGUAGES
from edugov.pages import source_entries
from edugov.tables.rows_by_region import Whole
from tests.judged import cut, every_region

PACKAGE = {name: tables.read(name) for name in tables.names()}
FIGURES = PACKAGE["figures"].set_index("figure_id")
RULES = PACKAGE["standards"].set_index("rule_id")


@functools.cache
def table() -> pd.DataFrame:
    """Give the duties of all regions."""
    return compliance.table(PACKAGE)


@functools.cache
def judged() -> pd.DataFrame:
    """Give those decided by a figure or by a table of coefficients; figures of the nation's own
    table have no place of their own among the figures."""
    of_tables = table()["rule_id"].map(RULES["rule_set"]).fillna("").ne("")
    return table()[table()["margin"].notna() & (table()["figure_id"].ne("") | of_tables)]


def region(code: str) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    own = cut(code) if code else PACKAGE
    return table()[table()["region_code"] == code], own


def test_each_verdict_follows_from_figure_and_limit(subtests):
    assert len(judged()) > 80
    for row in judged().itertuples():
        with subtests.test(f"{row.region_code}-{row.duty_id}"):
            verdict_follows(row)


def verdict_follows(row) -> None:
    """Work out a verdict's distance from its limit."""
    rule = RULES.loc[row.rule_id]
    if rule["rule_set"]:  # a table of coefficients: mean of eight, or the largest of seven
        printed = PACKAGE["equity_published"]
        mine = printed[
            (printed["region_code"] == row.region_code) & (printed["stage"] == rule["stage"])
        ]
        mine = mine[mine["rule_set"].eq(rule["rule_set"])]
        single = mine.loc[~mine["composite"].astype(bool), "coefficient_of_variation"]
        printed_mean = mine.loc[mine["composite"].astype(bool), "coefficient_of_variation"]
        mean = (
            single.mean()
            if len(single) and single.notna().all()
            else printed_mean.iloc[0]  # Jiujiang prints it alone; where both are, it is rounded
        )
        measured = mean if rule["rule_set"] == "basic_2012" else single.max()
    else:
        figure = FIGURES.loc[row.figure_id]
        measured = figure["value"]
        if (
            rule["unit"] == "percent" and figure["unit"] != "percent"
        ):  # growth worked out from two levels
            measured = (figure["value"] / figure["previous_value"] - 1) * 100
    distance = (measured - rule["threshold"]) * (1 if rule["comparator"].startswith(">") else -1)
    assert row.margin == pytest.approx(distance, abs=1e-5)
    right = distance > 0 or (abs(distance) < 1e-9 and "=" in rule["comparator"])
    assert {"met": right, "not met": not right}.get(row.state, True)


def test_each_verdict_leads_to_a_figure_its_place_and_a_rule():
    shown = page_tables.deciding(judged(), PACKAGE, "en")
    for row, cell in zip(judged().itertuples(), shown.itertuples(), strict=True):
        link = html.fromstring(f"<p>{cell.value.source}</p>").find("a")
        source, place = link.get("href").removeprefix("../sources/").split(".html#")
        described = PACKAGE["sources"].set_index("source_id", drop=False).loc[source]
        entry = source_entries.source(described, Whole(PACKAGE), "en").decode()
        assert f'id="{place}"' in entry
        assert link.text_content()
        assert f"standards.html#{row.rule_id}" in cell.rule.source


@every_region
@pytest.mark.parametrize("lang", LANGUAGES)
def test_summaries_read_as_sentences(lang):
    """Those of regions without a profile; the others are read where all findings are."""
    listed = regions.with_pages(PACKAGE)
    profiled = set(listed.loc[listed["profile"], "region_code"])
    codes = sorted(set(table()["region_code"]) - profiled)
    assert codes
    for code in codes:
        said = sentences.summary(*region(code), lang)
        assert said and len(said) == len(set(said))
        for sentence in said:
            assert sentence.endswith("." if lang == "en" else "。")
            assert not re.search(r"nan|None|[{}]|\(\)|（）|  ", sentence), sentence
            assert not re.search(
                r"\b(one|1) duties|\b(two|three|[2-9]) duty\b|; \.|: \.", sentence
            ), sentence
            assert not sentence[0].islower()


def test_summary_of_zhaotong_names_what_fails_and_by_how_much():
    # 39.66% and "at least half": the report of Zhaotong and the rule on public kindergartens
    said = sentences.summary(*region("530600"), "en")
    assert (
        "They miss the rule for one duty: places in public kindergartens "
        "(39.66%, rule: ≥\u00a050%)." in said
    )


def test_a_province_without_duties_is_told_why_its_budget_series_is_not_judged():
    said = sentences.summary(table().iloc[:0], PACKAGE, "en")
    assert said[0] == "No figure at hand bears on any of the duties of this book."
    assert len(said) == 2 and "教育支出" in said[1]


def test_growth_from_two_levels_is_shown_as_growth():
    # 1,504.38 against 1,456.54 million yuan: the report of Yining; 3.28% by hand
    rows = table()[
        (table()["region_code"] == "654002") & (table()["duty_id"] == "total_never_falls")
    ]
    shown = page_tables.deciding(rows, PACKAGE, "en").iloc[0]
    assert html.fromstring(shown["value"].source).text_content() == "+3.28% (all stages, 2020)"


def test_a_table_of_coefficients_is_shown_by_its_composite():
    rows = table()[(table()["region_code"] == "654002") & (table()["duty_id"] == "basic_balance")]
    assert "composite 0.4754" in page_tables.cells(rows, PACKAGE, "en").iloc[0]["reason"]


def test_download_names_what_the_ids_stand_for():
    wide = page_tables.download(table(), PACKAGE)
    row = wide[(wide["region_code"] == "530600") & (wide["duty_id"] == "preschool_public")].iloc[0]
    assert (row["region_zh"], row["figure_value"], row["figure_unit"], row["figure_year"]) == (
        "昭通市",
        39.66,
        "percent",
        "2023",
    )
    assert (row["rule_comparator"], row["rule_threshold"]) == (">=", 50)
    assert len(wide) == len(table())


def test_silence_counts_only_where_a_report_is_at_hand():
    said = " ".join(sentences.summary(*region("130000"), "en"))
    assert (
        "The wording of no report by this government was measured" in said and "silent" not in said
    )


def test_cells_name_every_column_and_link_other_figures():
    rows, own = region("530600")
    cells = page_tables.cells(rows, own, "en")
    assert list(cells) == ["duty", "verdict", "deciding", "rule", "reason", "sections"]
    assert len(cells) == len(rows)
