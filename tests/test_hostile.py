"""Hostile text is refused before it is written: in the tables, in the options of `edugov add`, in
parameters."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from edugov.checking import row_faults
from edugov.fault import Fault
from edugov.reading import adding
from edugov.rendering import planning
from tests import hostile
from tests.conftest import ROOT
from tests.payloads import BREAKS, LINES, LINKS
from tests.project import edugov
from tests.reading.test_report import INVENTED

# What no cell may hold: a tag, code, a substitution, or what is not seen
MARKUP = [text for text in LINES.values() if re.search("[<`{}]", text)]
REFUSED = [*MARKUP, *BREAKS.values()]
PATTERNS = ("lexicon", "definitions")  # texts of theirs are patterns, which no page shows


@pytest.fixture(scope="module")
def data(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("refused") / "data"
    return Path(shutil.copytree(ROOT / "data", folder, ignore=shutil.ignore_patterns("raw")))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.csv"))}


def refused(name: str, column: str, texts: list[str]) -> set[str]:
    """Return those texts that the checker refuses in a column of a table."""
    first = pd.read_csv(ROOT / "data" / f"{name}.csv", dtype=str, keep_default_na=False).head(1)
    rows = pd.concat([first] * len(texts), ignore_index=True)
    rows[column] = texts
    return {texts[fault.row] for fault in row_faults(name, rows) if fault.column == column}


def test_check_refuses_hostile_text_in_every_text_field(capsys):
    fields = hostile.text_fields(ROOT)
    steering = hostile.STEERING.items()
    names = {(name, column) for name, columns in fields.items() for column in columns}
    names |= {(name, column) for name, columns in steering for column in columns}
    passed = {
        (name, column, text)
        for name, column in sorted(names)
        if name not in PATTERNS and column != "link"
        for text in {*REFUSED} - refused(name, column, REFUSED)
    }
    with capsys.disabled():
        print(f"\nrefused by check: {len(REFUSED)} payloads in each of {len(names)} text fields")
    assert passed == set()


def test_check_refuses_every_link_that_is_none_of_the_web():
    web = [link for link in LINKS if re.fullmatch(r"https?://[^\s<>\"]+", link)]
    assert {*LINKS} - refused("sources", "link", LINKS) == {*web}
    assert len(web) == 1  # whose brackets are Markdown, but only in a text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("title", LINES["script"]),
        ("title", BREAKS["include the host"]),
        ("publisher", LINES["image"]),
        ("link", LINKS[0]),
        ("link", LINKS[2]),
    ],
)
def test_adding_refuses_hostile_options_and_changes_nothing(option, text, data, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(INVENTED.replace("青禾县", "泰宁县"), encoding="utf-8")
    before = contents(data)
    with pytest.raises(Fault, match="nothing was changed"):
        adding.add_report(report, "泰宁县", 2023, adding.Entry(**{option: text}), data=data)
    assert contents(data) == before


@pytest.mark.parametrize("text", [LINES["script"], BREAKS["raw"], LINES["template"]])
def test_a_hostile_parameter_is_refused(text):
    for name in ("lang", "base_year", text):
        with pytest.raises(Fault):
            planning.plan(["yining"], {name: text})


@pytest.mark.slow
def test_a_hostile_year_of_a_school_table_makes_no_page(tmp_path):
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("raw"))
    done = edugov(tmp_path, "render", "five-schools", "-p", f"year={BREAKS['raw']}")
    assert done.returncode == 1 and "Traceback" not in done.stderr
    assert "1 of 1 pages failed" in done.stderr
    assert list((tmp_path / "book").rglob("*.ipynb")) == []
