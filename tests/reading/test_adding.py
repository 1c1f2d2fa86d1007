"""Adding a report: all of it or nothing, and once."""

import pytest

from edugov import tables
from edugov.checking.already_checked import record_of
from edugov.reading import adding
from edugov.tables import Fault

from .test_report import INVENTED as OF_QINGHE

INVENTED = OF_QINGHE.replace("青禾县", "泰宁县")  # a region of the table; every number is made up


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(INVENTED, encoding="utf-8")
    return path


def contents(folder):
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*.csv"))}


def test_a_report_is_added_once(data, paper):
    added = adding.add_report(paper, "泰宁县", 2023, data=data)
    assert added.changed and added.region_code == "350429" and added.source_id == "taining-2023"
    assert tables.check(data) == []
    figures = tables.read("figures", data)
    assert (figures["source_id"] == "taining-2023").sum() == added.rows_count >= 10
    before = contents(data)
    again = adding.add_report(paper, "350429", 2023, data=data)
    assert not again.changed and again.rows_count == added.rows_count
    assert contents(data) == before


def test_a_county_that_no_row_knows_gets_its_row_and_those_above_it(data, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(OF_QINGHE.replace("青禾县", "兰考县"), encoding="utf-8")
    before = tables.read("regions", data)
    added = adding.add_report(path, "兰考县", 2023, data=data)
    assert added.region_code == "410225" and tables.check(data, record_of(data)) == []
    assert sum(sentence.startswith("new in regions.csv") for sentence in added.said) == 2
    after = tables.read("regions", data).set_index("region_code")
    assert set(after.index) - set(before["region_code"]) == {"410200", "410225"}
    # 兰考县 lies in 开封市 of 河南省, by the digits of the code
    assert after.loc["410225", "parent_code"] == "410200"
    assert "derived" in after.loc["410225", "note"]


def test_the_year_in_the_title_of_a_quoted_document_contradicts_nothing(data, tmp_path):
    path = tmp_path / "letter.txt"
    quoted = INVENTED.replace(
        "2023年履行教育职责自评报告",
        "履行教育职责自评报告\n按照《2024年评价工作通知》要求报告如下:",
    )
    path.write_text(quoted, encoding="utf-8")
    assert adding.add_report(path, "350429", 2023, data=data).changed


@pytest.mark.parametrize(
    ("region", "year", "text", "message"),
    [
        ("不存在县", 2023, INVENTED, "no region"),
        ("350429", 31, INVENTED, "--year 31"),
        ("350429", 2022, INVENTED, "--year 2022, but the title of the document says 2023"),
        ("350429", 2023, OF_QINGHE, "its title names 青禾县, not 泰宁县; .* or --anyway"),
        ("350429", 2023, "没有数字的一段话。", "no figure was found"),
        ("350429", 2023, "", "empty"),
    ],
)
def test_what_is_refused_changes_nothing(region, year, text, message, data, tmp_path):
    path = tmp_path / "refused.txt"
    path.write_text(text, encoding="utf-8")
    before = contents(data)
    with pytest.raises(Fault, match=message):
        adding.add_report(path, region, year, data=data)
    assert contents(data) == before


def test_another_document_under_the_same_name_is_refused(data, paper, tmp_path):
    adding.add_report(paper, "350429", 2023, data=data)
    other = tmp_path / "other.txt"
    other.write_text(INVENTED.replace("8640", "8641"), encoding="utf-8")
    before = contents(data)
    with pytest.raises(Fault, match="taining-2023"):
        adding.add_report(other, "350429", 2023, data=data)
    assert contents(data) == before


def test_a_result_that_does_not_fit_is_not_written(data, paper, monkeypatch):
    whole = adding.report.figures_of

    def wrong(*args, **names):
        return whole(*args, **names).assign(stage="kindergarten")

    monkeypatch.setattr(adding.report, "figures_of", wrong)
    before = contents(data)
    with pytest.raises(Fault, match="stage.*kindergarten"):
        adding.add_report(paper, "350429", 2023, data=data)
    assert contents(data) == before


def test_a_report_of_another_name_is_added_when_told_to(data, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(OF_QINGHE, encoding="utf-8")
    assert adding.add_report(path, "350429", 2023, anyway=True, data=data).changed


def test_adding_says_what_it_took_from_the_text_and_what_it_left_out(data, tmp_path, monkeypatch):
    whole = adding.report.figures_of

    def with_a_doubt(*args, **names):
        figures = whole(*args, **names)
        is_it = figures["value_printed"] == "92.3"
        return figures.assign(
            status=figures["status"].mask(is_it, "ambiguous"),
            note=figures["note"].mask(is_it, "invented"),
        )

    monkeypatch.setattr(adding.report, "figures_of", with_a_doubt)
    path = tmp_path / "report.txt"
    signed = "全县小学教学点126所。\n泰宁县教育局\n2024年4月12日\n"
    path.write_text(INVENTED + signed, encoding="utf-8")
    added = adding.add_report(path, "350429", 2023, data=data)
    said = "\n".join(added.said)
    assert "publisher, as the document has it: 泰宁县教育局" in said
    assert "date, as the document has it: 2024-04-12" in said
    assert "left out, of indicators that are not core (1): 126所 teaching_points_count" in said
    assert "added with a flag, judged nowhere (1): 92.3% gross_enrolment_rate" in said
    (source,) = tables.read("sources", data).query("source_id == 'taining-2023'").itertuples()
    assert (source.publisher, source.date) == ("泰宁县教育局", "2024-04-12")


def test_what_is_given_wins_over_what_the_text_says(data, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(INVENTED + "泰宁县教育局\n2044年4月12日\n", encoding="utf-8")
    entry = adding.Entry(publisher="泰宁县人民政府")
    added = adding.add_report(path, "350429", 2023, entry, data=data)
    said = "\n".join(added.said)
    assert "publisher" not in said and "left out: the date 2044-04-12 in the document" in said
    (source,) = tables.read("sources", data).query("source_id == 'taining-2023'").itertuples()
    assert (source.publisher, source.date) == ("泰宁县人民政府", "")
