"""All findings as one table: what each rests on exists, and stands on its region's page."""

import re

import pytest

from edugov import tables
from edugov.findings.all_findings import COLUMNS, all_findings
from edugov.labels import LANGUAGES

PACKAGE = {name: tables.read(name) for name in tables.names()}


@pytest.fixture(scope="module")
def found():
    return all_findings(PACKAGE)


def test_every_region_with_pages_has_findings(found):
    assert list(found.columns) == COLUMNS
    profiles = found[found["page"].str.endswith("zhaotong.html")]
    assert len(profiles) > 5
    assert found["region_code"].nunique() > 60
    assert found["sentence_en"].ne("").all() and found["sentence_zh"].ne("").all()


@pytest.mark.parametrize(
    ("column", "table", "key"),
    [
        ("figure_id", "figures", "figure_id"),
        ("figure_ids", "figures", "figure_id"),
        ("rule_id", "standards", "rule_id"),
        ("source_id", "sources", "source_id"),
    ],
)
def test_what_a_finding_rests_on_is_there(found, column, table, key):
    named = set(found[column].str.split().explode().dropna())
    assert named
    own = {name for name in named if not name.startswith(("cv-", "funding-national"))}
    assert own - set(PACKAGE[table][key]) == set()


def test_a_headline_names_its_figure_its_rule_and_its_verdict(found):
    lines = found[found["kind"].str.startswith("headline.") & (found["kind"] != "headline.rest")]
    assert len(lines) > 20
    assert lines["rule_id"].ne("").all() and lines["verdict_id"].ne("").all()


def test_what_a_page_says_below_its_opening_is_among_them(found):
    of_one = found[found["page"] == "regions/zhaotong.html"].set_index("kind")
    assert {"audit.count", "beside.some"} <= set(of_one.index)
    assert (found["kind"] == "step.told").any()
    # that there is nothing rests on nothing
    assert not found["kind"].isin(["audit.none", "beside.none"]).any()
    for kind, column in (("audit.count", "figure_ids"), ("beside.some", "figure_id")):
        assert of_one.loc[kind, column].startswith("zhaotong-")


BROKEN = re.compile(r"\bnan\b|[{}]|  |None|<NA>|\.\.|\.:|。。|。 | ,|\(\)")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_of_every_region_read_as_sentences(found, lang):
    for row, line in zip(found.itertuples(), found[f"sentence_{lang}"], strict=True):
        assert line.endswith("。" if lang == "zh" else "."), (row.page, line)
        assert not BROKEN.search(line), (row.page, line)
        singular = r"\b1 (figures|sources|comparisons|verdicts)\b|[^\d.,]-\d"
        assert not re.search(singular, line), (row.page, line)
        assert re.search("[\u4e00-\u9fff]", line) or lang == "en", (row.page, line)


@pytest.mark.parametrize(
    ("lang", "miscounted"),
    [
        ("en", r"\b(one|1) duties|\b(two|three|[2-9]) duty\b|; \.|: \.|\(\)"),
        ("zh", r"（）|[；：]。"),
    ],
)
def test_sentences_on_duties_are_counted_right_and_stand_once(found, lang, miscounted):
    duties = found[found["kind"].str.startswith("duty.")]
    assert duties["region_code"].nunique() > 30
    for row, line in zip(duties.itertuples(), duties[f"sentence_{lang}"], strict=True):
        assert not re.search(miscounted, line), (row.page, line)
        assert not line[0].islower(), (row.page, line)
    assert not duties.duplicated(["page", f"sentence_{lang}"]).any()
