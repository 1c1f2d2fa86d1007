"""What CONTRIBUTING.md says leads to a file: the table from a task to a file, and walk-throughs."""

import csv
import re

import pytest

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


def test_walk_throughs_have_five_lines_and_name_files_that_are_there():
    walks = section("Walk-throughs").split("\n**")[1:]
    assert len(walks) == 7
    for walk in walks:
        steps = re.findall(r"^(\d)\. ", walk, flags=re.MULTILINE)
        assert steps == ["1", "2", "3", "4", "5"], walk
        for name in re.findall(r"`((?:data|src|tests|book)/[^` ]+\.\w+)`", walk):
            assert (ROOT / name).is_file(), name
