"""Verdicts of the first edition against today's."""

import pandas as pd
import pytest

from edugov import tables
from edugov.findings.turned_verdicts import NONE, turned


@pytest.fixture(scope="module")
def changes() -> pd.DataFrame:
    """Give every verdict that turned."""
    return turned({name: tables.read(name) for name in tables.names()})


def change(changes: pd.DataFrame, **wanted: str) -> pd.Series:
    found = changes
    for column, value in wanted.items():
        found = found[found[column] == value]
    assert len(found) == 1, wanted
    return found.iloc[0]


def test_a_place_named_for_growing_fastest_has_no_verdict_any_more(changes):
    # Nanning's +113.07% per student in higher education, printed in a list of the fastest
    nanning = change(changes, page="funding", region_code="450100")
    assert (nanning["before"], nanning["after"]) == ("met", NONE)
    assert "extreme" in nanning["reason_en"]


def test_one_stage_that_rose_meets_nothing_and_one_that_fell_breaks_nothing(changes):
    single = changes[changes["rule_id"].str.startswith("FUND_PP_UP_")]
    ways = set(zip(single["before"], single["after"], strict=True))
    assert ways == {("met", "right side"), ("watch", "short"), ("met", NONE), ("watch", NONE)}


@pytest.mark.parametrize(
    ("figure_id", "rule_id", "before", "after"),
    [
        ("yunyang-2021-001608", "MYOPIA", "watch", "right side"),  # -0.63, at most -0.5
        ("zhaotong-2023-004078", "HS_GROSS_2025", "watch", "short"),  # 90.18, more than 92
        ("nantong-2021-002390", "HE_COUNS", "cannot judge", "met"),  # 1:190, at least 1:200
    ],
)
def test_verdicts_named_in_review_turned_as_they_should(changes, figure_id, rule_id, before, after):
    row = change(changes, page="profile", figure_id=figure_id, rule_id=rule_id)
    assert (row["before"], row["after"]) == (before, after)


def test_what_cannot_be_judged_any_more_says_what_is_missing(changes):
    cannot = changes[changes["after"] == "cannot judge"]
    assert len(cannot) > 10
    assert cannot["reason_en"].str.len().gt(20).all() and cannot["reason_zh"].ne("").all()
    whole = cannot[cannot["reason_en"].str.contains("no figure for all stages")]
    assert whole["reason_en"].str.contains("rose|fell|not printed|sources").all()


def test_verdicts_that_stayed_are_not_listed(changes):
    # Zhaotong 2023: 39.66% in public kindergartens, at least 50%; then and now not met
    stayed = changes["region_code"].eq("530600") & changes["rule_id"].eq("PRE_PUB")
    assert not stayed.any()
    assert changes["after"].notna().all()
