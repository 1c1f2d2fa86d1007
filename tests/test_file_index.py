"""The index of files in CONTRIBUTING.md names every file, says something of it, and is not old."""

from tests import file_index
from tests.conftest import ROOT


def test_the_index_in_contributing_is_that_of_the_files():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert file_index.START in text
    assert file_index.drawn(text) == text, "python -m tests.imports draws it again"


def test_every_file_has_a_line_of_its_own():
    lines = file_index.lines()
    assert [name for name, line in lines.items() if len(line) < 5] == [], (
        "docstring or tests/files.csv"
    )
    shared = {line for line in lines.values() if list(lines.values()).count(line) > 1}
    assert [name for name, line in lines.items() if line in shared] == []


def test_files_csv_names_files_that_are_there():
    assert [name for name in file_index.said() if not (ROOT / name).is_file()] == []


def test_a_sentence_ends_at_its_full_stop():
    assert (
        file_index.sentence("Weights (sec. 2)\nof pages. And more.") == "Weights (sec. 2) of pages"
    )
    assert file_index.sentence("A table: figures.csv, e.g. one") == "A table: figures.csv, e.g. one"
