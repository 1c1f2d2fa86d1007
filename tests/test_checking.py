"""Checking rows that are not in a file yet, and every kind of cell that has to be refused."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from edugov import checking, tables
from edugov.checking.printed_values import with_printed
from edugov.reading import lexicon_examples
from tests import faults, payloads
from tests.faults import rows_as_text


def test_rows_of_the_package_have_no_fault():
    assert checking.row_faults("schools", rows_as_text("schools", 200)) == []


def test_columns_may_be_left_out():
    assert checking.row_faults("schools", rows_as_text("schools").drop(columns="source_id")) == []


def test_fault_of_a_row_is_named_with_its_number_and_column():
    rows = rows_as_text("schools").rename(lambda number: number + 100)
    rows.loc[103, ["year", "region_code", "books_count"]] = ["2023年", "110199", "-5"]
    assert checking.row_faults("schools", rows) == [
        (
            103,
            "region_code",
            "110199",
            "no such region_code in regions; correct the value or add the row there",
        ),
        (103, "year", "2023年", "not a year such as 2023"),
        (103, "books_count", "-5", "the least allowed is 0"),
    ]


def test_row_that_stands_twice_is_named_with_the_earlier_one():
    rows = rows_as_text("schools", 2)
    rows.loc[3, "school_code"] = rows.loc[2, "school_code"]
    (fault,) = checking.row_faults("schools", rows)
    assert str(fault) == (
        "row 3, column region_code, year, school_code, value '9999Z1, 2023, INV001': "
        "the same as in row 2; each row needs a key of its own"
    )


@pytest.mark.parametrize("name", tables.names())
def test_form_of_a_column_is_told_in_words(name):
    for field in tables.fields(name):
        if "pattern" in field.get("constraints", {}):
            assert re.match("[a-z]", field["form"]) and not re.search(
                r"[\\^$\[\]{}*+?|]", field["form"]
            )


def figure(**cells: str) -> pd.DataFrame:
    """Give one invented figure, typed from a notice, with the cells that a test gives."""
    row = {
        "figure_id": "funding-yichuan-2021-0099", "source_id": "funding-yichuan-2021",
        "region_code": "410329", "year": "2021", "stage": "all", "quantity": "value",
        "indicator_id": "general_budget_education_funding", "value": "986000000", "unit": "yuan",
        "value_printed": "9.86", "unit_printed": "亿元", "subject_zh": "虚构", "scope": "region",
        "status": "ok", "note": "", "origin": "transcribed",
    } | cells  # fmt: skip
    columns = [field["name"] for field in tables.fields("figures")]
    return pd.DataFrame([row], index=[1717]).reindex(columns=columns, fill_value="")


def said_of(**cells: str) -> list[str]:
    return [str(fault) for fault in checking.row_faults("figures", figure(**cells))]


SHARE = {"indicator_id": "public_kindergarten_enrolment_share", "stage": "preschool"}
SHARE |= {"unit": "percent", "value": "58.5", "value_printed": "58.5", "unit_printed": "%"}
GROWTH = {"quantity": "growth", "value": "3.2", "unit": "percent", "value_printed": "3.2"}
GROWTH |= {"unit_printed": "%", "note": "only the growth is printed"}


def test_figure_that_agrees_with_what_is_printed_is_sound():
    assert said_of() == said_of(**SHARE) == said_of(**GROWTH) == []


@pytest.mark.parametrize(
    ("cells", "value", "printed", "expected"),
    [
        (SHARE, "0.585", "58.5%", "58.5"),  # as Excel stores it
        ({}, "9.86", "9.86亿元", "986000000"),
        ({}, "98600", "9.86亿元", "986000000"),
        ({}, "968000000", "9.86亿元", "986000000"),  # digits swapped
        ({"unit_printed": "万元"}, "986000000", "9.86万元", "98600"),
        (
            {"indicator_id": "full_time_teachers_count", "unit": "person"}
            | {"value_printed": "137675", "unit_printed": "人"},
            "1376750000",
            "137675人",
            "137675",
        ),
    ],
)
def test_value_is_what_is_printed_times_its_unit(cells, value, printed, expected):
    what = f"{printed} is printed, so {expected} is expected"
    assert said_of(**cells | {"value": value}) == [
        f"row 1717, column value, value {value!r}: {what}"
    ]


@pytest.mark.parametrize("note", ["", "from the yearbook"])
def test_only_what_is_computed_here_is_printed_nowhere(note):
    (said,) = said_of(value_printed="", unit_printed="", note=note)
    assert "column value_printed, value '': what is printed is missing" in said


def test_a_year_of_budgets_has_its_price_index():
    # without it the money of the year cannot be put into constant prices, and no page be made
    rows = rows_as_text("funding_provincial", 1).assign(year="2009", source_id="nbs-budget-2009")
    said = {fault.column: fault.what for fault in checking.row_faults("funding_provincial", rows)}
    assert "no such year in price_index" not in said.get("year", "")
    rows["year"] = "2026"
    said = {fault.column: fault.what for fault in checking.row_faults("funding_provincial", rows)}
    assert said["year"].startswith("no such year in price_index")


def test_a_rule_set_has_one_limit_for_a_stage_and_indicator():
    """A second row would take the place of the first, for all years, without a word."""
    rules = rows_as_text("standards")
    limit = rules[rules["rule_id"] == "BB_CV_P"]
    later = limit.assign(rule_id="INVENTED", threshold="0.6", applies_from="2027")
    for other, is_told in ((later, True), (later.assign(rule_set="quality_2017"), False)):
        rows = pd.concat([rules, other], ignore_index=True)
        faults = checking.row_faults("standards", rows)
        said = [fault.row for fault in faults if fault.what.startswith("a rule set has one limit")]
        assert said == [len(rules)] * is_told


def test_a_name_that_a_code_does_not_have_is_told_with_the_code():
    rows = rows_as_text("regions", 2).iloc[1:].assign(region_code="119999", name_zh="兰考县")
    said = {fault.column: fault.what for fault in checking.row_faults("regions", rows)}
    assert "'兰考县' is no name_zh of region_code 119999 in county_codes" in said["name_zh"]


@pytest.mark.parametrize(
    ("value", "printed", "note", "is_sound"),
    [
        ("-3.2", "-3.2", "only the growth is printed", True),
        ("-3.2", "−3.2", "only the growth is printed", True),
        ("3.2", "-3.2", "only the growth is printed", False),
        ("-3.2", "3.2", "only the growth is printed", False),
        ("-3.2", "3.2", "only the growth is printed; a fall, in words", True),
        ("3.2", "3.2", "only the growth is printed; a fall, in words", False),
        ("3.2", "3.2", "named as the fastest-growing or -falling area", True),
    ],
)
def test_fall_in_words_is_told_by_the_note(value, printed, note, is_sound):
    cells = GROWTH | {"value": value, "value_printed": printed, "note": note}
    assert (said_of(**cells) == []) == is_sound


@pytest.mark.parametrize(
    ("value", "printed", "unit_printed", "unit"),
    [
        ("12.5", "1/8", "", "percent"),
        ("16.67", "六分之一", "", "percent"),
        ("50", "一半", "", "percent"),
        ("400000", "600", "亩", "m2"),
        ("32400", "三万二千四百", "人", "person"),
        ("10000", "1", "万人", "person"),
        ("1200000", "1,200,000", "元", "yuan"),
        ("0.003077", "1:325", "", "ratio"),
        ("325", "1:325", "", "ratio"),
        ("200", "2", "倍", "percent"),
        ("8", "8", "倍", "ratio"),
    ],
)
def test_words_and_units_of_land_and_times_are_read(value, printed, unit_printed, unit):
    table = figure(value_printed=printed, unit_printed=unit_printed, unit=unit)
    table["value"] = float(value)
    (row,) = with_printed(table).itertuples()
    assert abs(row.printed - float(value)) <= row.printed_off


@pytest.mark.parametrize(
    ("column", "value", "what"),
    [
        ("rule_ids", "no_such_rule", "'no_such_rule' is no rule_id in standards"),
        ("rule_ids", "FUND_UP FUND_UP", "the same stands in the list twice; keep one"),
        ("rule_ids", "FUND_UP  FUND_UP", "'' is no rule_id in standards"),
        ("indicator_ids", "no_such_thing", "'no_such_thing' is no indicator_id in indicators"),
        ("stages", "primary nursery", "'nursery' is no word allowed here"),
    ],
)
def test_members_of_lists_are_there(column, value, what):
    rows = rows_as_text("duties", 1)
    rows[column] = value.replace("FUND_UP", tables.read("standards")["rule_id"][0])
    (fault,) = checking.row_faults("duties", rows)
    assert fault.column == column and fault.what.startswith(what)


def test_every_list_of_the_package_says_what_it_holds():
    for name in tables.names():
        for field in tables.fields(name):
            if "list" in field and "field" in field["list"]:
                assert field["list"]["resource"] in tables.names(), field["name"]
            if re.search("_ids$|^(judged|beside)_|^sections$|^parts$", field["name"]):
                is_text = field["name"] in ("beside_subject_zh",)
                assert "list" in field or is_text, f"{name}.{field['name']}"


NUMBERS = ("0", "-1", "99999999999999999999", "1e99")  # a column of each is one of numbers
TEXTS = ("x", "２", "\u202e", "{", "a|b")


@pytest.mark.parametrize("cells", [[""], TEXTS, *([number] for number in NUMBERS)])
def test_no_row_of_any_table_is_a_traceback(cells):
    for name in tables.names():
        columns = [field["name"] for field in tables.fields(name)]
        rows = pd.DataFrame([dict.fromkeys(columns, cell) for cell in cells for _ in "two"])
        told = {fault.row for fault in checking.row_faults(name, rows)}
        assert told.issuperset(rows.index) or cells == [""], (name, cells)


HOSTILE = [text for text in payloads.LINES.values() if re.search("[<`{}]", text)]
HOSTILE += [
    "two\nlines",
    "tab\tin it",
    "\u202eturned",
    "\u200bunseen",
    "=HYPERLINK(A1)",
    "@SUM(A1)",
]


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize(
    ("name", "column"),
    [("regions", "name_zh"), ("sources", "title_en"), ("sources", "note"), ("figures", "section")],
)
def test_text_that_would_be_more_than_text_is_refused(name, column, text):
    rows = rows_as_text(name, 1)
    rows[column] = text
    assert column in [fault.column for fault in checking.row_faults(name, rows)]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//x.cn", "ftp://x.cn", "x", "http://a b"]
)
def test_link_is_one_to_the_web(link):
    rows = rows_as_text("sources", 1)
    rows["link"] = link
    (fault,) = checking.row_faults("sources", rows)
    assert fault.what == "not a link; it begins with http:// or https://"


@pytest.mark.parametrize("text", ["1-2月", "1月2日", "2-Jan", "Jan-02"])
def test_date_that_a_spreadsheet_made_is_refused(text):
    rows = rows_as_text("scheme_items", 1)
    rows["item"] = text
    (fault,) = checking.row_faults("scheme_items", rows)
    assert fault.what == "a date that a spreadsheet made; write what it was"


def test_code_holds_in_its_years():
    faults = said_of(region_code="150703", year="2010", source_id="cpi-national")
    assert any("扎赉诺尔区 has this code from 2013" in fault for fault in faults)


def test_sample_of_slips_is_found_and_told_in_words():
    every = [fault for name in tables.names() for fault in faults.faults_of(name)]
    facts = faults.outcome(every[:: len(every) // 80])
    assert len(facts) > 60 and facts["found"].mean() >= faults.WANTED
    for sentence in facts["said"].explode().dropna():
        assert not re.search(r"\(\?|\[\^|\\\\d|<class|Timestamp|\bnan\b|<NA>", sentence), sentence


def test_nothing_is_found_in_the_tables_of_today():
    assert checking.check() == []


def test_frictionless_finds_the_package_valid():
    report = tables.package().validate()
    assert report.valid, report.flatten(["title", "note"])[:5]


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Give the data package copied and found right, and the record of that."""
    folder = tmp_path_factory.mktemp("checked")
    data, record = Path(shutil.copytree(tables.DATA, folder / "data")), folder / "record.json"
    assert tables.check(data, record) == []
    return data, record


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture
def copied(checked, tmp_path):
    """Give a copy of what was found right, to change, and of the record."""
    data, record = checked
    return Path(shutil.copytree(data, tmp_path / "data")), Path(shutil.copy(record, tmp_path))


def test_what_was_right_is_not_checked_again_as_long_as_it_stands(copied, monkeypatch):
    data, record = copied
    monkeypatch.setattr(checking, "cell_faults", None)
    monkeypatch.setattr("edugov.reading.lexicon_examples.figures_in", None)
    assert tables.check(data, record) == []
    assert tables.check(data, record) == []  # the record says it still


def test_a_changed_table_is_checked_though_the_others_were_right(copied):
    data, record = copied
    change(data / "figures.csv", "funding-yichuan-2021-0001,", "funding yichuan-2021-0001,")
    told = tables.check(data, record)
    assert any("'funding yichuan-2021-0001'" in fault for fault in told)
    assert tables.check(data, record) == told


@pytest.mark.parametrize(
    ("table", "old", "new", "told"),
    [
        ("regions", "\n410329,", "\n410399,", "figures.csv, row "),  # which others name
        ("datapackage", '"prefecture",', '"circuit",', "regions.csv, row "),
        ("definitions", ",教育经费总投入12亿元", ",小学教师12人", "definitions.csv, row 2, "),
    ],
)
def test_a_table_is_checked_again_where_what_it_was_held_against_changed(
    copied, table, old, new, told
):
    data, record = copied
    (path,) = data.glob(f"{table}.*")
    change(path, old, new)
    assert any(fault.startswith(told) for fault in tables.check(data, record))


def test_the_examples_of_the_dictionary_are_read_with_no_other_table_than_is_said():
    code = """
import sys
from edugov import tables
from edugov.reading.lexicon_examples import dictionary_faults
opened = set()
sys.addaudithook(lambda event, told: event == "open" and opened.add(str(told[0])))
assert dictionary_faults(tables.DATA) == []
print(*(path for path in opened if path.startswith(str(tables.DATA))), sep="\\n")"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {Path(line).stem for line in done.stdout.split()} == set(lexicon_examples.READ)
