"""Adding a panel: its rows stand in the table, or nothing is changed and each fault is told."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from edugov import research, tables
from edugov.checking.already_checked import record_of
from edugov.tables import Fault
from edugov.yearly.adding import add_panel
from tests.conftest import ROOT
from tests.project import command

# invented, as all values below
HEADING = "地区,年份,学段,指标,单位,数值,备注"
COUNTY = [
    "兰考县,2010,小学,在校学生数,人,35000,",
    "兰考县,2011,小学,在校学生数,万人,3.44,",
    "兰考县,2012,小学,在校学生数,人,17000,行政区划调整",
]


@pytest.fixture(scope="module")
def package(tmp_path_factory, sound) -> Path:
    """Give a data package to which a panel was added."""
    data = tmp_path_factory.mktemp("package") / "data"
    shutil.copytree(ROOT / "data", data, ignore=shutil.ignore_patterns("raw"))
    record_of(data).parent.mkdir()
    shutil.copy(sound, record_of(data))
    path = written(data.parent / "county.csv", *COUNTY)
    added = add_panel(path, data=data)
    assert (added.region_codes, added.new_count, added.there_count) == (("410225",), 3, 0)
    return data


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    return path


def said(data: Path, tmp_path: Path, *rows: str) -> list[str]:
    before = {path.name: path.read_bytes() for path in data.glob("*.csv")}
    with pytest.raises(Fault) as caught:
        add_panel(written(tmp_path / "more.csv", *rows), data=data)
    assert {path.name: path.read_bytes() for path in data.glob("*.csv")} == before
    return str(caught.value).split("\n")


def test_values_stand_in_the_unit_of_the_indicator_with_their_source_and_places(package):
    rows = tables.read("own_panel", package)
    own = rows[rows["region_code"] == "410225"]
    assert own["value"].tolist() == [35000, 34400, 17000]
    assert own["year"].tolist() == [2010, 2011, 2012]
    (source_id,) = set(own["source_id"])
    source = tables.read("sources", package).set_index("source_id").loc[source_id]
    assert source["title_zh"] == "兰考县自填年度数据，2010—2012年" and source["kind"] == "dataset"
    known = tables.read("regions", package).set_index("region_code")
    assert known.loc["410225", "parent_code"] == "410200"
    for name in tables.names():
        assert (package / f"{name}.csv").read_bytes() == (ROOT / f"data/{name}.csv").read_bytes()


def test_they_stand_in_the_panel_for_an_analysis(package):
    wide = research.panel("students_count", "primary", region="兰考县", data=package)
    assert list(wide.columns) == [2010, 2011, 2012]
    assert wide.to_numpy().tolist() == [[35000, 34400, 17000]]


def test_the_same_values_again_change_nothing(package, tmp_path):
    before = (package / "own" / "own_panel.csv").read_bytes()
    added = add_panel(written(tmp_path / "again.csv", *COUNTY[:2]), data=package)
    assert (added.new_count, added.there_count) == (0, 2)
    assert (package / "own" / "own_panel.csv").read_bytes() == before


def test_what_is_wrong_with_rows_by_themselves_and_beside_the_book(package, tmp_path):
    wrong = {
        "兰考县,2011,小学,在校学生数,人,34500,": "'34500': 34400 was added before",
        "兰考县,2013,小学,在校学生数,人,17000.5,": "'17000.5': persons, places, schools and",
        "兰考县,2099,小学,在校学生数,人,17000,": "'2099': a year lies between 1949 and now",
        "兰考县,2013,小学,生师比,,170,": "'170': a teacher has between 2 and 60 students",
        "兰考县,2013,学前教育,普惠性幼儿园覆盖率,%,156,": "'156': a percentage of a whole lies",
        # 850,321 in the yearbook
        "北京市,2015,小学,在校学生数,万人,99,": "'99': province_values.csv has 850321 (nbs-",
    }
    lines = said(package, tmp_path, *wrong)
    assert len(lines) == len(wrong)
    for number, (line, sentence) in enumerate(zip(lines, wrong.values(), strict=True), start=2):
        column = "年份" if "a year" in sentence else "数值"
        assert line.startswith(f"more.csv, row {number}, column {column}, value {sentence}")


def test_a_jump_is_told_where_it_stands_also_to_a_row_added_before(package, tmp_path):
    jumps = ["兰考县,2009,小学,在校学生数,人,350000,", "兰考县,2013,小学,在校学生数,人,34000,"]
    before, own = said(package, tmp_path, *jumps)
    assert (
        "beside data/own/own_panel.csv, row 2, column value, value '35000': the step from" in before
    )
    told = "row 3, column 数值, value '34000': the step from 17000 in 2012 is more than 35 %"
    assert told in own


def test_the_same_row_twice_and_an_unknown_unit(package, tmp_path):
    rows = ["兰考县,2013,小学,专任教师数,人,900,"] * 2 + ["兰考县,2014,小学,专任教师数,元,900,"]
    twice, unit = said(package, tmp_path, *rows)
    assert "row 3, column 地区, 年份, 学段, 指标" in twice and "the same as in row 2" in twice
    assert "row 4, column 单位, value '元': the indicator is in persons (人)" in unit


def test_ten_faults_are_told_and_the_others_counted(package, tmp_path):
    rows = [f"兰考县,{year},小学,在校学生数,人,many," for year in range(1990, 2003)]
    lines = said(package, tmp_path, *rows)
    assert len(lines) == 10 and lines[-1].endswith("and 3 more of the same kind")


def test_a_value_rounded_from_that_of_the_book_does_not_contradict_it(package, tmp_path):
    lines = said(  # 85.03 万人 is 850,321 rounded: only the next row is wrong
        package,
        tmp_path,
        "北京市,2015,小学,在校学生数,万人,85.03,",
        "北京市,2016,小学,在校学生数,万人,84.03,",
    )
    assert [line.partition(",")[2][:6] for line in lines] == [" row 3"]


def test_missing_columns_are_named(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text("地区,指标,数值\n654002,在校学生数,4200\n", encoding="utf-8")
    with pytest.raises(Fault, match="row 1: no column year, stage"):
        add_panel(path)


@pytest.mark.slow
def test_two_panels_added_at_once_both_stand_there(data, tmp_path):
    (tmp_path / "notebooks").mkdir()
    for code in ("410225", "410222"):
        written(tmp_path / f"{code}.csv", f"{code},2015,小学,在校学生数,人,35000,")
    both = [
        subprocess.Popen(**command(tmp_path, "add", f"{code}.csv"), stderr=subprocess.PIPE)
        for code in ("410225", "410222")
    ]
    for process in both:
        process.communicate()
    rows = pd.read_csv(tmp_path / "data/own/own_panel.csv", dtype=str)
    added = rows[rows["source_id"].str.startswith("panel-")]
    assert added["region_code"].tolist() == ["410222", "410225"]
    assert tables.check(data, record_of(data)) == []
