"""What CONTRIBUTING.md says leads to a file: the table from a task to a file, and walk-throughs."""

import csv
import re

import pandas as pd
import pytest

from edugov import checking, judging, tables
from tests.conftest import ROOT

TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    return TEXT.split(f"## {heading}\n")[1].split("\n## ")[0]


def tasks() -> list[dict[str, str]]:
    """Return what three reviews looked for, where it stands, and a text that stands there."""
    with (ROOT / "tests" / "tasks.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_table_of_tasks_names_files_that_are_there():
    rows = [line for line in section("What to change where").splitlines() if line[:2] == "| "][1:]
    assert len(rows) > 20
    for row in rows:
        _, _, files, _ = row.split("|")
        named = re.findall(r"`([^`]+)`", files)
        assert named, row
        for name in named:
            assert name == "rules" or (ROOT / name).is_file(), name


@pytest.mark.parametrize("task", tasks(), ids=lambda task: task["task"])
def test_the_table_leads_to_what_reviews_looked_for(task):
    assert f"`{task['file']}`" in section("What to change where")
    assert task["holds"] in (ROOT / task["file"]).read_text(encoding="utf-8")


CELLS = {  # of an invented rule on the size of classes
    "rule_id": "CLASS_2027_P",
    "name_zh": "班额",
    "name_en": "Class size",
    "indicator_id": "class_size",
    "stage": "primary",
    "comparator": "<=",
    "threshold": "45",
    "unit": "person",
    "applies_from": "2027",
    "applies_to": "county",
    "document": "《虚构办法》",
    "document_number": "虚构〔2027〕1号",
    "confidence": "page",
    "judged_quantity": "value",
    "judged_stages": "primary",
    "judged_kinds": "county",
    "wording": "firm",
}


def test_a_rule_that_is_added_as_the_walk_through_says_judges():
    walk = TEXT.split("\n**A rule**\n")[1].split("\n**")[0]
    named = set(re.findall(r"`(\w+)`", walk))
    row = {column: CELLS.get(column, "") for column in tables.read("standards")}
    told = {column: cell if column in named else "" for column, cell in row.items()}
    assert checking.row_faults("standards", pd.DataFrame([told], index=[999])) == []
    package = {name: tables.read(name) for name in tables.names()}
    rule = pd.DataFrame([told | {"threshold": float(told["threshold"])}])
    package["standards"] = pd.concat([package["standards"], rule], ignore_index=True)
    one = package["figures"].query("region_code == '654002'").head(1)
    about = {"indicator_id": "class_size", "stage": "primary", "unit": "person", "year": "2027"}
    about |= {"quantity": "value", "note": "", "status": "ok", "scope": "region", "selected": ""}
    sizes = (44.0, 45.0, 46.0)
    package["figures"] = pd.concat([one.assign(**about, value=size) for size in sizes])
    judged = judging.verdicts(package).query("rule_id == 'CLASS_2027_P'")
    assert dict(zip(judged["value"], judged["verdict"], strict=True)) == {
        44: "met",
        45: "met",
        46: "not met",
    }


@pytest.mark.parametrize("applies_to", ["county", "nation", "each province", "prefecture"])
def test_a_rule_for_governments_that_judges_nothing_is_asked_about(applies_to):
    judging_cells = ("judged_quantity", "judged_stages", "judged_kinds", "wording")
    row = CELLS | dict.fromkeys(judging_cells, "") | {"applies_to": applies_to}
    (fault,) = checking.row_faults("standards", pd.DataFrame([row], index=[999]))
    assert fault.column == "judged_kinds" and "judged_stages" in fault.what
    for more in ({"applies_to": "every class"}, {"note": "not judged: invented"}):
        assert checking.row_faults("standards", pd.DataFrame([row | more], index=[999])) == []


def test_walk_throughs_have_five_lines_and_name_files_that_are_there():
    walks = section("Walk-throughs").split("\n**")[1:]
    assert len(walks) == 7
    for walk in walks:
        steps = re.findall(r"^(\d)\. ", walk, flags=re.MULTILINE)
        assert steps == ["1", "2", "3", "4", "5"], walk
        for name in re.findall(r"`((?:data|src|tests|book)/[^` ]+\.\w+)`", walk):
            assert (ROOT / name).is_file(), name
