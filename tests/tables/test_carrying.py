"""Own rows are carried from the tables of an earlier version; the rows are invented."""

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from edugov import tables
from edugov.checking import added_faults
from edugov.checking.already_checked import record_of
from edugov.tables import Fault, carrying, own_rows
from edugov.tables.changed_columns import CHANGES, renewed
from tests.conftest import ROOT
from tests.project import copy_project

FIRST = "d0ca2fb"  # the last commit of the first edition

FIGURE = {  # as the first edition's own `edugov add` wrote it, with other words
    "figure_id": "lankao-2023-000024",
    "source_id": "lankao-2023",
    "region_code": "410225",
    "year": "2023",
    "stage": "primary",
    "indicator_id": "schools_count",
    "quantity": "value",
    "value": "12",
    "unit": "school",
    "value_printed": "12",
    "unit_printed": "所",
    "subject_zh": "小学",
    "scope": "region",
    "previous_value": "",
    "section": "",
    "start": "24",
    "end": "26",
    "status": "ok",
    "proposed_reading": "",
    "note": "",
    "origin": "reader",
}
SOURCE = {
    "source_id": "lankao-2023",
    "kind": "report",
    "title_zh": "兰考县报告（虚构）",
    "title_en": "Invented",
    "publisher": "虚构",
    "link_kind": "no_address",
    "text_sha256": "0" * 64,
    "text_characters": "100",
    "licence": "invented",
}
REGIONS = (
    {"region_code": "410200", "slug": "kaifeng", "name_zh": "开封市", "name_en": "Kaifeng"}
    | {"kind": "prefecture", "parent_code": "410000", "economic_region": "central"},
    {"region_code": "410225", "slug": "lankao", "name_zh": "兰考县", "name_en": "Lankao County"}
    | {"kind": "county", "parent_code": "410200", "economic_region": "central"},
)


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Give the data package of a small project, with the record that it was found right."""
    data = copy_project(tmp_path_factory.mktemp("carrying")) / "data"
    assert faults_of(data) == []
    return data


@pytest.fixture
def data(book, tmp_path) -> Path:
    return as_built(book, tmp_path)


def as_built(book: Path, root: Path) -> Path:
    """Copy the data package into a project in which it was found right."""
    for folder in (book, record_of(book).parent):
        shutil.copytree(folder, root / folder.name, dirs_exist_ok=True)
    return root / "data"


def faults_of(data: Path) -> list[str]:
    """Check what has changed since all was found right."""
    return tables.check(data, record_of(data))


def of_first_edition(book: Path, folder: Path, figure: dict[str, str]) -> Path:
    """Write an earlier clone's data: tables of this version with three rows of a user's own, and
    figures.csv in the columns of the first edition."""
    folder.mkdir()
    (folder / "datapackage.json").write_text("{}")
    added = {
        "regions": [row | {"code_kind": "gbt2260"} for row in REGIONS],
        "sources": [SOURCE],
        "figures": [figure],
    }
    for name, rows in added.items():
        table = pd.read_csv(book / f"{name}.csv", dtype=str, keep_default_na=False)
        if name == "figures":
            table = table[[column for column in table if column in FIGURE]]
            more = [column for column in figure if column not in table]
            table = table.assign(**dict.fromkeys(more, ""))
        whole = pd.concat([table, pd.DataFrame(rows)]).fillna("")
        whole.to_csv(folder / f"{name}.csv", index=False)
    return folder


def test_what_is_ones_own_is_taken_in_todays_columns_and_the_rest_is_left(data, tmp_path):
    before = {path.name: path.read_bytes() for path in data.glob("*.csv")}
    old = of_first_edition(data, tmp_path / "old", FIGURE)
    carried = carrying.carry(old, data)
    assert carried.changed
    assert carried.taken == {"regions": 2, "sources": 1, "figures": 1}
    assert carried.left["figures"] == len(tables.read("figures", data)) - 1
    (figure,) = own_rows.held("figures", data).to_dict("records")
    # what the first edition did not say is empty, the rest as it was
    assert (figure["figure_id"], figure["value"], figure["start"]) == ("lankao-2023-000024", 12, 24)
    assert figure["selected"] == figure["inferred"] == figure["operand_ids"] == ""
    assert {path.name: path.read_bytes() for path in data.glob("*.csv")} == before
    assert faults_of(data) == []
    assert not carrying.carry(old, data).changed


def test_rows_of_which_no_commit_tells_whose_they_are_are_named(data, tmp_path):
    of_book = tables.read("sources", data)["source_id"].iloc[0]
    figure = FIGURE | {"source_id": of_book, "figure_id": f"{of_book}-900001"}
    old = of_first_edition(data, tmp_path / "old", figure)
    row = len((old / "figures.csv").read_text(encoding="utf-8").splitlines())
    carried = carrying.carry(old, data)
    assert carried.untold == {"figures": [row]} and "figures" not in carried.taken


@pytest.fixture
def clones(book, tmp_path) -> tuple[Path, Path]:
    """Give an earlier clone and a new one: the book has taken a figure away since, and in the
    earlier one a user added a figure under a source of the book and changed another."""
    upstream = tmp_path / "upstream"
    shutil.copytree(book, upstream / "data")
    git(upstream, "init", "-q")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "first")
    git(tmp_path, "clone", "-q", str(upstream), "old")
    path = upstream / "data" / "figures.csv"
    figures = pd.read_csv(path, dtype=str, keep_default_na=False)
    gone = figures[~figures["figure_id"].isin(referred(book))].index[0]
    figures.drop(index=gone).to_csv(path, index=False)
    git(upstream, "commit", "-qam", "second")
    git(tmp_path, "clone", "-q", str(upstream), "new")
    record = record_of(tmp_path / "new" / "data")
    record.parent.mkdir()
    shutil.copy(record_of(book), record)
    mine = figures.iloc[[gone]].assign(figure_id=f"{figures['source_id'][gone]}-990001")
    kept = 0 if gone else 1
    figures.loc[kept, "note"] += "; seen"
    old = tmp_path / "old"
    pd.concat([figures, mine]).to_csv(old / "data" / "figures.csv", index=False)
    return old / "data", tmp_path / "new" / "data"


def referred(data: Path) -> set[str]:
    """Return the ids of figures that other rows name."""
    figures = pd.read_csv(data / "figures.csv", dtype=str, keep_default_na=False)
    named = set(" ".join(figures["operand_ids"]).split())
    for path in data.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if path.stem != "figures" and "figure_id" in table:
            named |= set(table["figure_id"])
    return named


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=invented", "-c", "user.email=invented@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True)


@pytest.mark.parametrize("is_committed", [False, True])
def test_git_tells_ones_own_rows_under_a_source_of_the_book(clones, is_committed):
    old, new = clones
    if is_committed:
        git(old, "commit", "-qam", "my own")
    rows = len((old / "figures.csv").read_text(encoding="utf-8").splitlines())
    carried = carrying.carry(old, new)
    assert carried.taken == {"figures": 1}  # not the figure that the book took away
    (own,) = own_rows.held("figures", new)["figure_id"]
    assert own.endswith("-990001") and faults_of(new) == []
    assert carried.untold == {} and carried.edited["figures"] in ([2], [3])
    assert carried.left["figures"] == rows - 1 - 1  # without the heading and the one taken
    assert not carrying.carry(old, new).changed


def test_a_row_that_does_not_fit_is_named_as_the_old_file_has_it(data, tmp_path):
    figure = FIGURE | {"stage": "kindergarten"}
    old = of_first_edition(data, tmp_path / "old", figure)
    row = len((old / "figures.csv").read_text(encoding="utf-8").splitlines())
    said = f"old/figures.csv, row {row}, column stage, value 'kindergarten': not one of preschool"
    with pytest.raises(Fault, match=f"{said}.*\n1 faults; nothing was changed"):
        carrying.carry(old, data)
    assert not (data / "own").exists()


def test_a_column_that_no_version_had_is_refused(data, tmp_path):
    old = of_first_edition(data, tmp_path / "old", FIGURE | {"mood": "good"})
    with pytest.raises(Fault, match="old/figures.csv, row 1, column 22, value 'mood': no column"):
        carrying.carry(old, data)
    assert not (data / "own").exists()
    with pytest.raises(Fault, match="no table of edugov"):
        carrying.carry(tmp_path / "nothing", data)


def test_own_files_are_renewed_where_they_stand(data, tmp_path):
    """As after a pull: a column came, and the book now has one of the regions itself."""
    carrying.carry(of_first_edition(data, tmp_path / "old", FIGURE), data)
    own = data / "own" / "figures.csv"
    table = pd.read_csv(own, dtype=str, keep_default_na=False)
    table.drop(columns="selected").to_csv(own, index=False)
    regions = own_rows.held("regions", data).head(1)
    book = pd.concat([pd.read_csv(data / "regions.csv", dtype=str), regions])
    book.sort_values("region_code").to_csv(data / "regions.csv", index=False)
    said = faults_of(data)
    assert len(said) == 1 and said[0].startswith("own/figures.csv, column selected: described")
    assert said[0].endswith("`edugov carry data/own` brings it to that version's columns")
    carried = carrying.carry(data / "own", data)
    assert carried.taken == {"regions": 1, "sources": 1, "figures": 1}
    assert carried.left["regions"] == 1 and faults_of(data) == []
    assert list(own_rows.held("regions", data)["region_code"]) == ["410225"]


def test_words_and_names_of_columns_become_todays():
    today = [field["name"] for field in tables.fields("standards")]
    row = dict.fromkeys(today, "") | {"related_verdict": "watch", "when_missed": "watch"}
    del row["wording"]
    (new,) = renewed("standards", pd.DataFrame([row]), "standards.csv").to_dict("records")
    assert list(new) == today
    assert (new["wording"], new["related_verdict"]) == ("open", "beside")


def test_every_change_names_a_table_and_a_column_of_this_version():
    for row in CHANGES.itertuples():
        today = {field["name"]: field for field in tables.fields(row.table)}
        is_gone = row.what in ("removed", "renamed")
        assert (row.column not in today) == is_gone and row.why
        assert row.what in ("new", "removed", "renamed", "word")
        if row.what == "renamed":
            assert row.becomes in today
        if row.what == "word":
            allowed = today[row.column].get("constraints", {}).get("enum", [])
            assert row.value not in allowed and row.becomes in [*allowed, ""]


def test_the_first_editions_tables_are_carried_without_a_column_unknown(data, tmp_path):
    """All tables that can have own rows; nothing in them is a user's own."""
    archive = subprocess.run(["git", "archive", FIRST, "data"], cwd=ROOT, capture_output=True)
    if archive.returncode:
        pytest.skip(f"commit {FIRST} is not in this copy")
    first = tmp_path / "first"
    first.mkdir()
    subprocess.run(["tar", "-x", "-C", first], input=archive.stdout, check=True)
    carried = carrying.carry(first / "data", data)
    assert carried.taken == {} and not carried.changed and not (data / "own").exists()
    assert len(carried.left) == 17 and carried.left["regions"] == 153


def test_rows_are_added_to_the_books_alone():
    columns = [field["name"] for field in tables.fields("regions")]
    region = pd.DataFrame([REGIONS[1]], index=[7]).reindex(columns=columns, fill_value="")
    found = added_faults({"regions": region})["regions"]
    (fault,) = [one for one in found if one.column == "parent_code"]
    assert fault.row == 7 and "no such region_code" in fault.what
