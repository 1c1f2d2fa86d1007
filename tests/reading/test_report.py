"""From a document to rows of the table of figures; the documents and the report are invented."""

import pandas as pd
import pytest
from click.testing import CliRunner

from edugov import audit, tables
from edugov.cli import main
from edugov.reading import report
from edugov.reading.documents import Document, open_document

from . import papers

# an invented county's report in the genre, every number made up
INVENTED = """青禾县人民政府2023年履行教育职责自评报告
一、基本情况
2023年,全县有小学43所、初中14所,小学在校生8640人,初中在校生5105人。小学专任教师512人。
二、经费保障
全县一般公共预算教育经费52000万元,比上年增长4.00%,上年为50000万元。生均一般公共预算教育经费小学、初中分别增长3.20%、-0.50%。
三、普及水平
学前三年毛入园率92.3%,九年义务教育巩固率97.1%。残疾儿童少年入学率96%。
"""


@pytest.fixture(scope="module")
def words():
    return report.lexicon()


@pytest.mark.parametrize("kind", ["html", "docx", "pdf"])
def test_one_text_in_every_kind_of_document_gives_the_same_figures(kind, words, tmp_path):
    plain = open_document(papers.write_txt(tmp_path / "a.txt"))
    other = open_document(getattr(papers, f"write_{kind}")(tmp_path / f"a.{kind}"))
    columns = [
        "indicator_id",
        "stage",
        "quantity",
        "value",
        "unit",
        "year",
        "value_printed",
        "status",
    ]
    read = [report.figures_of(document, words)[columns] for document in (plain, other)]
    assert len(read[0]) >= 4
    pd.testing.assert_frame_equal(*read)


def test_rows_are_those_of_the_table_of_figures_and_keyed_by_place(words, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(INVENTED, encoding="utf-8")
    document = open_document(path)
    figures = report.figures_of(
        document, words, source_id="qinghe-2023", region_code="654002", year=2023
    )
    assert list(figures) == [*(field["name"] for field in tables.fields("figures")), "rule"]
    assert all(figures["rule"])
    assert figures["figure_id"].is_unique
    for row in figures.itertuples():
        assert document.text[row.start : row.end] == row.value_printed
        assert row.figure_id.startswith(f"qinghe-2023-{row.start:06d}")
    money = figures[figures["indicator_id"] == "general_budget_education_funding"]
    assert set(money.loc[money["quantity"] == "value", "value"]) == {520_000_000, 500_000_000}
    assert money.loc[money["quantity"] == "growth", "value"].tolist() == [4.0]
    per = figures[figures["indicator_id"] == "general_budget_education_funding_per_student"]
    assert dict(zip(per["stage"], per["value"], strict=True)) == {
        "primary": 3.2,
        "lower_secondary": -0.5,
    }


def test_fall_in_words_is_told_in_the_note(words, tmp_path):
    path = tmp_path / "report.txt"
    path.write_text("青禾县2023年教育经费\n初中专任教师305人,比上年减少4.50%。\n", encoding="utf-8")
    figures = report.figures_of(open_document(path), words, source_id="qinghe-2023", year=2023)
    (growth,) = figures[figures["quantity"] == "growth"].itertuples()
    assert (growth.value, growth.value_printed) == (-4.5, "4.50")
    assert growth.note == "a fall, printed in words"


def test_read_writes_one_csv_a_document_and_a_page_to_check_it(tmp_path):
    path = tmp_path / "qinghe.txt"
    path.write_text(INVENTED, encoding="utf-8")
    out = tmp_path / "out"
    done = CliRunner().invoke(
        main, ["read", str(path), "--out", str(out), "--review", "--year", "2023"]
    )
    assert done.exit_code == 0, done.output
    written = pd.read_csv(out / "qinghe.csv", dtype=str)
    assert {"indicator_id", "stage", "quantity", "value", "year", "status"} <= set(written)
    assert (out / "qinghe.review.html").is_file()
    assert "qinghe: " in done.output and "audit: " in done.output


def test_read_names_a_bad_document_and_reads_the_others(tmp_path):
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text(INVENTED, encoding="utf-8")
    bad.write_bytes(b"")
    done = CliRunner().invoke(main, ["read", str(good), str(bad), "--out", str(tmp_path)])
    assert done.exit_code == 1
    assert "bad.txt" in done.output and "Traceback" not in done.output
    assert (tmp_path / "good.csv").is_file()


def told(tmp_path, text, *arguments, code=0):
    path = tmp_path / "qinghe.txt"
    path.write_text(text, encoding="utf-8")
    done = CliRunner().invoke(main, ["read", str(path), "--out", str(tmp_path), *arguments])
    assert done.exit_code == code, done.output
    return done.output


def test_read_tells_region_year_and_what_it_did_not_read(tmp_path):
    said = told(tmp_path, INVENTED + "新增停车位35个。" * 14)
    assert "region 青禾县（标题 title）; year 2023" in said
    assert "27 numbers: 14 unread, " in said  # of those of the report 13 are read or flagged
    assert said.count("unread: 新增停车位35个") == 12 and "and 2 more unread" in said


def test_read_refuses_a_report_of_another_place_unless_told_to(tmp_path):
    arguments = ["--region", "泰宁县", "--year", "2023"]
    said = told(tmp_path, INVENTED, *arguments, code=1)
    assert "qinghe.txt: its title names 青禾县, not 泰宁县" in said
    assert "region 泰宁县（给定 given）; year 2023" in told(
        tmp_path, INVENTED, *arguments, "--anyway"
    )


def test_corrections_are_of_one_document(tmp_path):
    said = told(tmp_path, INVENTED, str(tmp_path / "b.txt"), "--corrections", "c.csv", code=1)
    assert "--corrections c.csv: it is of one document" in said


def test_read_tells_what_was_noted_while_a_document_was_opened(words):
    document = Document("a", "pdf", "小学12所。", "", notes=("page 2 has no text layer",))
    figures = report.figures_of(document, words)
    found = audit.audit(figures)
    said = report.summary(document, figures, found, tables.read("indicators"), {"year": ""})
    assert "note: page 2 has no text layer" in said and "year 未知 unknown" in said
