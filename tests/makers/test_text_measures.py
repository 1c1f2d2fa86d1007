"""How reports speak: measures counted by hand on an invented report; the table made again."""

import pandas as pd
import pytest

from edugov import files, makers, tables
from edugov.makers import text_measures

COMMITTED = ("report_sections", "duties", "duty_terms", "schemes", "text_measures")
PACKAGE = {name: tables.read(name) for name in COMMITTED}


@pytest.fixture(scope="module")
def texts(shared) -> dict[str, str]:
    names = PACKAGE["schemes"]["source_id"]
    return {name: (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8") for name in names}


# The documents.


@pytest.mark.slow
def test_measures_made_again_from_the_documents_are_the_committed_ones(shared):
    again = makers.make("text_measures", makers.Material(folder=shared))
    assert files.to_csv(again) == files.to_csv(PACKAGE["text_measures"])


def test_sections_begin_with_their_headings(texts):
    for source_id, table in PACKAGE["report_sections"].groupby("source_id", sort=False):
        assert table["start"].is_monotonic_increasing
        for row in table.itertuples():
            mark = (
                row.section.rpartition("(")[2].rpartition(")")[2] or row.section.rpartition("(")[2]
            )
            if row.section and row.section[-1].isdigit() and not row.section.startswith("范文"):
                assert texts[source_id][row.start :].startswith(f"{mark}."), row
            elif row.section.endswith(")") and not row.section.endswith(("(1)", "(2)")):
                assert texts[source_id][row.start :].startswith(f"({mark}"), row


# The committed table, against counts by hand.

BY_HAND = [
    # Nantong: the grep of the text gives these; the parts are those of its headings
    ("nantong-2021", "characters", "problems", 213),
    ("yining-2021", "characters", "problems", 0),
    ("sichuan-template-2023", "placeholders", "all", 114),  # as labelled by hand
    ("zhaotong-2023", "figures", "all", 261),
    (
        "zhaotong-2023",
        "problem_answered",
        "class_size",
        0,
    ),  # large classes are admitted and no plan names them
    ("yunyang-2021", "problem_answered", "class_size", 0),
    (
        "yunyang-2021",
        "checks_that_hold",
        "all",
        1,
    ),  # all growth rates, as section 6 of the page on the rules says
]


@pytest.mark.parametrize(("source", "name", "part", "value"), BY_HAND)
def test_measures_agree_with_counts_by_hand(source, name, part, value):
    table = PACKAGE["text_measures"].set_index(["source_id", "measure", "part_or_duty"])["value"]
    assert table[source, name, part] == value


def test_shares_are_shares_and_parts_add_up():
    table = PACKAGE["text_measures"]
    assert table.loc[table["unit"] == "share", "value"].between(0, 1).all()
    parts = table[table["measure"] == "share_of_text"].groupby("source_id")["value"].sum()
    assert parts.to_numpy() == pytest.approx(1, abs=3e-4)
    assert set(table["source_id"]) == set(PACKAGE["schemes"]["source_id"])


# An invented report of four sentences.

TEXT = "菜单\n一、成效\n新建学校12所,学位增长20%;普惠园占比近85%,比上年提高。"
TEXT += "\n二、问题\n大班额仍然存在。\n三、打算\n化解大班额。"
SECTIONS = pd.DataFrame(
    [
        ("", "furniture", "菜单"),
        ("一", "achievements", "一、"),
        ("二", "problems", "二、"),
        ("三", "plans", "三、"),
    ],
    columns=["section", "part", "mark"],
)
SECTIONS = SECTIONS.assign(source_id="r", start=SECTIONS["mark"].map(TEXT.index))
DUTIES = pd.DataFrame(
    [
        ("class_size", "large_class_count", ""),
        ("inclusive", "share", "preschool"),
        ("silent", "none", ""),
    ],
    columns=["duty_id", "indicator_ids", "stages"],
)
TERMS = pd.DataFrame(
    [("class_size", "大班额", ""), ("inclusive", "普惠", ""), ("silent", "营养", "")],
    columns=["duty_id", "term", "without"],
)


def figure(printed, indicator, quantity, unit, stage="", unit_printed=""):
    start = TEXT.index(printed)
    return {
        "figure_id": f"r-{start}",
        "source_id": "r",
        "region_code": "530602",
        "year": "2021",
        "stage": stage,
        "indicator_id": indicator,
        "quantity": quantity,
        "value": float(printed),
        "value_printed": printed,
        "unit": unit,
        "unit_printed": unit_printed,
        "scope": "region",
        "status": "ok",
        "previous_value": None,
        "start": start,
        "end": start + len(printed),
    }


FIGURES = pd.DataFrame(
    [
        figure("12", "schools", "value", "school", unit_printed="所"),
        figure("20", "places", "growth", "percent", unit_printed="%"),
        figure("85", "share", "value", "percent", "preschool", "%"),
    ]
)
TABLES = {"report_sections": SECTIONS, "figures": FIGURES, "duties": DUTIES, "duty_terms": TERMS}
OTHER = "一、普惠园占比提高。"  # stands in another report


@pytest.fixture(scope="module")
def measured() -> pd.Series:
    sections = pd.concat(
        [
            SECTIONS,
            pd.DataFrame([{"section": "", "part": "achievements", "source_id": "o", "start": 0}]),
        ]
    )
    found = pd.DataFrame(
        [
            ("r", "r-9 r-15", "holds", "computed"),
            ("r", "r-15", "cannot check", "computed"),
            ("r", "r-15 r-9", "does not hold", "order"),  # nothing is worked out
            ("o", "o-1", "does not hold", "computed"),
        ],
        columns=["source_id", "figure_ids", "verdict", "kind"],
    )
    found["figure_ids"] = found["figure_ids"].replace(
        "r-9 r-15", " ".join(FIGURES["figure_id"].iloc[:2])
    )
    table = text_measures.measure(
        "r", {"r": TEXT, "o": OTHER}, TABLES | {"report_sections": sections}, found
    )
    return table.set_index(["measure", "part_or_duty"])["value"]


INVENTED = [
    ("sentences", "all", 7),  # three headings, two claims, a problem, a plan
    ("characters", "achievements", 4 + 16 + 16),
    ("characters", "problems", 4 + 8),
    ("figures_per_1000_characters", "achievements", 3 / 36 * 1000),
    ("claims", "all", 2),
    ("claims_with_figure", "all", 1),
    ("claims_with_rate_and_base", "all", 0.5),  # 20% stands beside 12 schools, 85% beside nothing
    ("claims_with_figure_and_comparison", "all", 0.5),  # 比上年
    ("figures_bounded", "all", 1 / 3),  # 近85%
    ("bound", "近", 1),
    ("bound", "余", 0),
    ("figures_that_can_be_checked", "all", 2 / 3),
    ("checks_that_hold", "all", 1),
    ("characters_on_duty", "inclusive", 16),
    ("figures_per_1000_characters_on_duty", "inclusive", 1 / 16 * 1000),
    ("problem_admitted", "class_size", 1),
    ("problem_answered", "class_size", 1),
    ("figures_on_a_duty", "all", 1 / 3),
]


@pytest.mark.parametrize(("name", "part", "value"), INVENTED)
def test_an_invented_report_measured_by_hand(measured, name, part, value):
    assert measured[name, part] == pytest.approx(value, abs=1e-4)


def test_what_the_invented_report_does_not_say_has_no_row(measured):
    assert ("characters_on_duty", "silent") not in measured
    assert ("problem_admitted", "inclusive") not in measured


def test_problems_do_not_come_from_numbers():
    assert not text_measures.ADMITTED.search("不足100人的学校")
    assert text_measures.ADMITTED.search("学位不足")
