"""Downloads: a package that validates as it comes, figures with names and headings in both
languages, the same bytes for the same tables."""

import io
import zipfile

import frictionless
import openpyxl
import pandas as pd
import pytest

from edugov import tables
from edugov.rendering import downloads


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("downloads")
    (folder / "gone.csv").write_text("of a region that has no page any more")
    downloads.write(folder)
    return folder


def test_the_package_holds_its_description_and_every_table_as_it_is(folder):
    with zipfile.ZipFile(folder / downloads.PACKAGE) as made:
        wanted = {"datapackage.json", *(f"{name}.csv" for name in tables.names())}
        assert set(made.namelist()) == wanted
        assert made.read("figures.csv") == (tables.DATA / "figures.csv").read_bytes()


@pytest.mark.slow
def test_the_package_validates_as_it_is_downloaded(folder):
    package = frictionless.Package(str(folder / downloads.PACKAGE))
    regions = package.get_resource("regions")
    assert regions.validate().valid
    assert [row["region_code"] for row in regions.read_rows()][0] == "000000"


def test_a_region_has_its_figures_with_names_and_headings_in_both_languages(folder):
    data = (folder / "zhaotong.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")  # without it Excel takes UTF-8 for GBK
    table = pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    figures = tables.read("figures")
    assert len(table) == (figures["region_code"] == "530600").sum()
    assert "数值 Value [value]" in table
    assert set(table["地区 Region (zh)"]) == {"昭通市"}
    assert set(table["地区 Region (en)"]) == {"Zhaotong"}


def test_the_workbook_says_the_same_as_the_text(folder):
    sheet = openpyxl.load_workbook(folder / "zhaotong.xlsx").active
    rows = list(sheet.values)
    table = pd.read_csv(folder / "zhaotong.csv", dtype=str, keep_default_na=False)
    assert list(rows[0]) == list(table) and len(rows) == len(table) + 1
    place = rows[0].index("数值 Value [value]")
    told = [float(row[place]) for row in rows[1:] if row[place] is not None]
    assert told == [float(text) for text in table["数值 Value [value]"] if text]


def test_the_same_table_gives_the_same_bytes_whatever_the_time(monkeypatch):
    table = pd.DataFrame({"a": [1, 2], "b": ["x", None]})
    first = downloads.workbook(table)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 5, 6, 7, 8, 9, 1, 126, 0))
    assert downloads.workbook(table) == first


def test_what_belongs_to_no_page_is_removed(folder):
    assert not (folder / "gone.csv").exists()
