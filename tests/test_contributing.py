"""The table of CONTRIBUTING.md that leads from a task to a file."""

import re

from tests.conftest import ROOT


def test_the_table_of_tasks_names_files_that_are_there():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.split("## What to change where")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 20
    for row in rows:
        _, _, files, _ = row.split("|")
        named = re.findall(r"`([^`]+)`", files)
        assert named, row
        for name in named:
            assert name == "rules" or (ROOT / name).is_file(), name
