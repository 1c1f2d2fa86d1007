"""Adding a report: all of it or nothing, and once."""

import pytest

from edugov import tables
from edugov.reading import adding
from edugov.tables import Fault

from .test_report import INVENTED


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(INVENTED, encoding="utf-8")
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


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
