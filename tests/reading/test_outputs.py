"""Where a reading is written: never over a document, nor over what is not the same reading."""

import hashlib
import shutil

import pandas as pd
import pytest
from click.testing import CliRunner

from edugov.cli import main
from edugov.reading.documents import open_document

from .test_report import INVENTED

HTML = f"<html><body><h1>虚构</h1><p>{INVENTED}</p></body></html>"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Give a folder with an invented report, and work in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.html").write_text(HTML, encoding="utf-8")
    return tmp_path


def read(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(main, ["read", *arguments])
    assert done.exit_code == code, done.output
    return done.output


def contents(folder) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_page_to_check_by_does_not_take_the_documents_name(folder):
    before = (folder / "report.html").read_bytes()
    said = read("report.html", "--review")
    assert "written: report.csv; report.review.html, open it in a browser" in said
    assert set(contents(folder)) == {"report.html", "report.csv", "report.review.html"}
    assert (folder / "report.html").read_bytes() == before
    stands = contents(folder)
    read("report.html", "--review")  # the same reading again is no other
    assert contents(folder) == stands


def test_each_figure_has_its_rule_and_each_number_that_fits_none_is_a_row_with_its_place(folder):
    text = (
        "全县小学在校生1200人，比上年增加100人。全年开展活动320次。\n"
        "开放停车位35个。据青教发20225号。"
    )
    (folder / "told.txt").write_text(text, encoding="utf-8")
    read("told.txt", "--review")
    rows = pd.read_csv("told.csv", dtype=str, keep_default_na=False)
    told = list(rows[["value_printed", "rule", "status", "indicator_id"]].itertuples(index=False))
    assert [tuple(row) for row in told] == [
        ("1200", "named", "ok", "students_count"),
        ("100", "change_by", "ok", "students_count"),
        ("320", "", "unread", ""),
        ("35", "", "unread", ""),
        ("20225", "form", "damaged", "not_an_indicator"),
    ]
    unread = rows[rows["status"] == "unread"]
    assert list(unread["note"]) == ["全年开展活动320次", "开放停车位35个"]
    assert list(unread["start"].astype(int)) == [text.index("320"), text.index("35个")]
    page = (folder / "told.review.html").read_text(encoding="utf-8")
    assert "规则 rule change_by" in page
    for row in unread.itertuples():
        assert f'<a href="#r-{row.figure_id}">· {row.note}</a>' in page


def test_a_page_to_check_by_is_no_document(folder):
    read("report.html", "--review")
    said = read("report.review.html", code=1)
    assert "report.review.html: a page to check a reading by, not a document" in said
    shutil.copy("report.review.html", "copy.html")
    assert "name the document that was read" in read("copy.html", code=1)


def test_a_page_to_check_by_cannot_be_added(folder):
    read("report.html", "--review")
    arguments = ["add", "report.review.html", "--region", "350429", "--year", "2023"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 1 and "not a document" in done.output


def test_a_file_that_is_no_reading_stays_whatever_is_asked(folder):
    (folder / "report.csv").write_text("school,pupils\n甲,120\n", encoding="utf-8")
    before = contents(folder)
    for more in ([], ["--replace"], ["--review"]):
        said = read("report.html", *more, code=1)
        assert "report.csv: this file is there and is no reading by `edugov read`" in said
        assert contents(folder) == before


def test_a_web_page_named_like_a_page_to_check_by_stays(folder):
    (folder / "report.review.html").write_text("<p>my notes</p>")
    before = contents(folder)
    assert "is no reading" in read("report.html", "--review", "--replace", code=1)
    assert contents(folder) == before  # the figures are not written either


def test_a_reading_changed_by_hand_stays_unless_replace_is_given(folder):
    read("report.html")
    made = (folder / "report.csv").read_bytes()
    (folder / "report.csv").write_bytes(made + b"a line by hand\n")
    before = contents(folder)
    said = read("report.html", code=1)
    assert "another reading is there, made otherwise or changed by hand" in said
    assert contents(folder) == before
    read("report.html", "--replace")
    assert (folder / "report.csv").read_bytes() == made


def test_a_document_is_never_written_over(folder):
    (folder / "a").mkdir()
    (folder / "a" / "report.html").write_text(HTML, encoding="utf-8")
    (folder / "report.csv").symlink_to(folder / "report.html")  # named so, and the document itself
    before = contents(folder / "a") | {"report.html": (folder / "report.html").read_bytes()}
    said = read("report.html", "--replace", code=1)
    assert "report.csv: this is a document to be read" in said
    assert (folder / "report.html").read_bytes() == before["report.html"]


def test_a_folder_of_that_name_is_named(folder):
    (folder / "report.csv").mkdir()
    assert "report.csv: a folder stands where" in read("report.html", "--replace", code=1)


def test_the_other_documents_are_read(folder):
    (folder / "other.txt").write_text(INVENTED, encoding="utf-8")
    (folder / "report.csv").write_text("mine\n")
    said = read("report.html", "other.txt", code=1)
    assert "1 of 2 documents gave no reading; the others did" in said
    assert (folder / "other.csv").is_file()


def test_where_none_is_read_nothing_is_said_of_others(folder):
    (folder / "report.csv").write_text("mine\n")
    said = read("report.html", code=1).strip()
    assert said.endswith("1 of 1 documents gave no reading")


def test_the_text_that_places_point_into_is_written_where_it_is_asked_for(folder):
    read("report.html", "--text")
    assert set(contents(folder)) == {"report.html", "report.csv", "report.text.txt"}
    text = (folder / "report.text.txt").read_bytes()
    assert hashlib.sha256(text).hexdigest() == open_document("report.html").sha256
    figures = pd.read_csv("report.csv", dtype={"value_printed": str})
    places = zip(figures["start"], figures["end"], figures["value_printed"], strict=True)
    assert len(figures)
    for start, end, printed in places:
        assert printed in text.decode()[int(start) : int(end)]
    read("report.html", "--text")  # the same again


def test_another_text_is_never_written_over(folder):
    (folder / "report.text.txt").write_text("my notes", encoding="utf-8")
    before = contents(folder)
    said = read("report.html", "--text", "--replace", code=1)
    assert "report.text.txt: this file is there and is no reading" in said
    assert contents(folder) == before
