"""Corrections by hand: a file of them is checked cell by cell and applied to a reading, and adding
keeps what was changed. The reports are invented; what is expected is worked out by hand."""

import csv
import io

import pandas as pd
import pytest

from edugov import tables
from edugov.checking.already_checked import record_of
from edugov.checking.related_rows import cell_text
from edugov.reading import adding, corrections, report
from edugov.reading.corrections import COLUMNS
from edugov.reading.documents import open_document
from edugov.tables import Fault

TEXT = """泰宁县2023年教育情况报告（虚构）
全县有小学43所，小学在校生8640人，特岗教师60名。
九年义务教育巩固率97.1%。小学专任教师512人。普惠性幼儿园覆盖率86.4%。
"""


@pytest.fixture(scope="module")
def lexicon():
    return report.lexicon()


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def read(paper, lexicon):
    document = open_document(paper)
    return document, report.figures_of(document, lexicon, year=2023)


def row(printed, decision="figure", **stated):
    """A row of the file for the number as printed."""
    start = TEXT.index(printed)
    blank = dict.fromkeys(COLUMNS, "")
    place = {"start": str(start), "end": str(start + len(printed)), "value_printed": printed}
    said = {"decision": decision, "why": "read by eye", "decided_by": "Li"}
    return blank | place | said | stated


def of_figure(printed, figures, **changed):
    """A row that states a figure as it was read, but for what is changed."""
    (figure,) = figures[figures["value_printed"] == printed].to_dict("records")
    stated = {name: cell_text(figure[name]) for name in corrections.STATED}
    return row(printed, figure_id=figure["figure_id"]) | stated | changed


def saved(folder, *rows):
    path = folder / "report.corrections.csv"
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    return path


SPECIAL = {
    "indicator_id": "special_post_teachers_recruited_count",
    "stage": "compulsory",
    "quantity": "value",
    "year": "2023",
    "value": "60",
    "unit": "person",
    "scope": "region",
}


def test_a_figure_is_corrected_taken_away_and_one_read_by_hand(read, tmp_path):
    document, figures = read
    path = saved(
        tmp_path,
        of_figure("8640", figures, stage="preschool", year="2022"),
        of_figure("512", figures) | {"decision": "no figure"},
        row("60", **SPECIAL),
    )
    done = corrections.apply(path, document, figures, source_id="", region_code="")
    after = done.figures.set_index("value_printed")
    assert tuple(after.loc["8640", ["stage", "year", "value", "status"]]) == (
        "preschool",
        "2022",
        8640.0,
        "ok",
    )
    assert "corrected by hand: read by eye" in after.loc["8640", "note"]
    assert "512" not in after.index
    hand = after.loc["60"]
    assert (hand["indicator_id"], hand["value"], hand["unit_printed"], hand["origin"]) == (
        "special_post_teachers_recruited_count",
        60.0,
        "名",
        "hand",
    )
    assert "(Li)" in hand["note"]
    changes = {tuple(change[1:4]) for change in done.corrections.itertuples(index=False)}
    (removed,) = figures.loc[figures["value_printed"] == "512", "figure_id"]
    assert {("stage", "primary", "preschool"), ("figure_id", removed, "")} < changes
    assert set(done.corrections["decided_by"]) == {"Li"}
    untouched = figures[~figures["value_printed"].isin(["8640", "512"])]
    kept = done.figures[done.figures["figure_id"].isin(untouched["figure_id"])]
    pd.testing.assert_frame_equal(
        kept.reset_index(drop=True), untouched.reset_index(drop=True), check_dtype=False
    )


def test_a_file_without_rows_changes_nothing(read, tmp_path):
    document, figures = read
    done = corrections.apply(saved(tmp_path), document, figures)
    pd.testing.assert_frame_equal(done.figures, figures)
    assert done.corrections.empty and done.ids == set()


def test_what_is_right_as_it_was_read_gives_no_correction(read, tmp_path):
    document, figures = read
    done = corrections.apply(saved(tmp_path, of_figure("8640", figures)), document, figures)
    assert done.corrections.empty


def test_a_doubtful_figure_that_a_person_vouches_for_is_sound(read, tmp_path):
    document, figures = read
    is_it = figures["value_printed"] == "8640"
    doubtful = figures.assign(status=figures["status"].mask(is_it, "ambiguous"))
    done = corrections.apply(saved(tmp_path, of_figure("8640", figures)), document, doubtful)
    (change,) = done.corrections.to_dict("records")
    assert (change["column"], change["reading"], change["corrected"]) == (
        "status",
        "ambiguous",
        "ok",
    )


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"indicator_id": "pupils"}, "row 2, column indicator_id, value 'pupils': no such"),
        ({"stage": "kindergarten"}, "row 2, column stage, value 'kindergarten': not one of"),
        ({"quantity": "level"}, "row 2, column quantity, value 'level': not one of"),
        ({"year": "23"}, "row 2, column year, value '23'"),
        ({"value": "about 9"}, "row 2, column value, value 'about 9': not a number"),
        ({"value": "9640"}, "row 2, column value, value '9640': 8640人 is printed"),
        ({"unit": "percent"}, "row 2, column unit, value 'percent': the canonical unit here is"),
        ({"scope": "county"}, "row 2, column scope, value 'county': not one of"),
        ({"decision": "yes"}, "row 2, column decision, value 'yes': right are 'figure' and"),
        ({"why": ""}, "row 2, column why, value '': empty"),
        ({"decided_by": ""}, "row 2, column decided_by, value '': empty"),
        ({"figure_id": "figure-000001"}, "row 2, column figure_id, value 'figure-000001': no"),
        ({"start": "3"}, "row 2, column value_printed, value '8640': the document has no such"),
        ({"start": "x"}, "row 2, column value_printed, value '8640': the document has no such"),
        ({"start": "-1"}, "row 2, column value_printed, value '8640': the document has no such"),
    ],
)
def test_a_wrong_row_is_named_with_its_reason(changed, said, read, tmp_path):
    document, figures = read
    path = saved(tmp_path, of_figure("8640", figures) | changed)
    with pytest.raises(Fault) as caught:
        corrections.apply(path, document, figures)
    assert f"report.corrections.csv, {said}" in str(caught.value)


def test_two_rows_on_one_number_are_refused(read, tmp_path):
    document, figures = read
    twice = of_figure("8640", figures)
    with pytest.raises(Fault, match="row 3, column start, .*an earlier row"):
        corrections.apply(saved(tmp_path, twice, twice), document, figures)
    with pytest.raises(Fault, match="row 2, column start, .*or a figure that was read"):
        corrections.apply(saved(tmp_path, twice | {"figure_id": ""}), document, figures)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "not a table"),
        ("figure_id,start\n", "column end is missing"),
        ("学校,在校生\n".encode("gb18030"), "not UTF-8"),
    ],
)
def test_a_file_that_is_none_of_corrections_is_refused(content, said, read, tmp_path):
    document, figures = read
    path = tmp_path / "wrong.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(Fault, match=f"wrong.csv: .*{said}"):
        corrections.apply(path, document, figures)
    with pytest.raises(Fault, match="no such file"):
        corrections.apply(tmp_path / "none.csv", document, figures)


# ---- adding with corrections


def table(name, data):
    return tables.read(name, data).query("figure_id.str.startswith('taining-2023-')")


def test_adding_keeps_what_was_corrected_and_says_so(data, paper, read, tmp_path):
    _, figures = read
    path = saved(
        tmp_path,
        of_figure("8640", figures, stage="lower_secondary"),
        of_figure("512", figures) | {"decision": "no figure"},
        row("60", **SPECIAL),
    )
    added = adding.add_report(paper, "泰宁县", 2023, corrections=path, data=data)
    assert added.changed and tables.check(data, record_of(data)) == []
    figures = table("figures", data).set_index("value_printed")
    assert figures.loc["8640", "stage"] == "lower_secondary" and "512" not in figures.index
    assert (figures.loc["60", "origin"], figures.loc["60", "value"]) == ("hand", 60)
    held = table("corrections", data)
    assert set(held["column"]) == {"stage", "figure_id"} and set(held["decided_by"]) == {"Li"}
    again = adding.add_report(paper, "泰宁县", 2023, corrections=path, data=data)
    assert not again.changed
    plain = adding.add_report(paper, "泰宁县", 2023, data=data)  # what was corrected stays
    assert not plain.changed and len(table("corrections", data)) == 2


def test_corrections_of_a_report_that_was_added_before(data, paper, read, tmp_path):
    _, figures = read
    adding.add_report(paper, "泰宁县", 2023, data=data)
    path = saved(tmp_path, of_figure("8640", figures, scope="part"))
    assert adding.add_report(paper, "泰宁县", 2023, corrections=path, data=data).changed
    held = table("figures", data).set_index("value_printed")
    assert held.loc["8640", "scope"] == "part"
    path = saved(tmp_path, of_figure("97.1", figures, year="2022"))  # in the place of the first
    assert adding.add_report(paper, "泰宁县", 2023, corrections=path, data=data).changed
    held = table("figures", data).set_index("value_printed")
    assert held.loc["8640", "scope"] == "region" and held.loc["97.1", "year"] == "2022"
    assert set(table("corrections", data)["column"]) >= {"year"}
    assert "scope" not in set(table("corrections", data)["column"])
    assert tables.check(data, record_of(data)) == []


def test_a_wrong_correction_adds_nothing(data, paper, read, tmp_path):
    _, figures = read
    before = {path: path.read_bytes() for path in data.rglob("*.csv")}
    path = saved(tmp_path, of_figure("8640", figures, value="1"), row("60", **SPECIAL))
    with pytest.raises(Fault, match="row 2, column value, value '1': 8640人 is printed"):
        adding.add_report(paper, "泰宁县", 2023, corrections=path, data=data)
    assert {path: path.read_bytes() for path in data.rglob("*.csv")} == before


def test_a_correction_of_a_figure_that_is_gone_is_a_fault(data):
    path = data / "corrections.csv"
    row = "zhaotong-2023-999999,stage,all,primary,invented,nobody\n"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    (fault,) = [said for said in tables.check(data, record_of(data)) if "column figure_id" in said]
    assert "no such figure_id in figures" in fault
    row = row.replace("stage,all,primary", "figure_id,zhaotong-2023-999999,")
    lines = path.read_text(encoding="utf-8").splitlines()[:-1]
    path.write_text("\n".join([*lines, row]), encoding="utf-8")
    assert tables.check(data, record_of(data)) == []


def test_the_first_correction_of_a_data_package(data, paper, read, tmp_path):
    _, figures = read
    path = data / "corrections.csv"
    heading = path.read_text(encoding="utf-8").partition("\n")[0]
    path.write_text(f"{heading}\n", encoding="utf-8")
    assert adding.add_report(paper, "泰宁县", 2023, data=data).changed
    saved_file = saved(tmp_path, of_figure("8640", figures, scope="part"))
    assert adding.add_report(paper, "泰宁县", 2023, corrections=saved_file, data=data).changed
    assert list(table("corrections", data)["column"]) == ["scope"]
