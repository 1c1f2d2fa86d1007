"""The drawing of the structure is what the imports are, and parts import only those below them."""

from tests import imports as structure
from tests.conftest import ROOT


def test_every_module_stands_in_a_part_and_every_row_names_modules_that_are_there():
    every = structure.parts()
    known = structure.modules()
    without = [name for name in known if not structure.part_of(name, every)]
    assert without == [], "give each a part in tests/imports.csv"
    named = [name for part in every for name in part.modules]
    assert [name for name in named if name not in known] == []
    assert len(named) == len(set(named))


def test_no_part_imports_one_above_it():
    every = structure.parts()
    height = {part.name: -place for place, part in enumerate(every)}
    upwards = {
        pair: imports
        for pair, imports in structure.arrows(every).items()
        if "" not in pair and height[pair[0]] < height[pair[1]]
    }
    assert {pair: upwards[pair] for pair in upwards if pair not in structure.UPWARDS} == {}
    assert set(upwards) == structure.UPWARDS


def test_the_drawing_in_contributing_is_that_of_the_imports():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert structure.START in text
    assert structure.drawn(text) == text, "python -m tests.imports draws it again"


def test_imports_are_found_however_they_are_written(tmp_path):
    module = tmp_path / "module.py"
    module.write_text(
        "import edugov.files\nfrom edugov import tables\nfrom edugov.fault import Fault\n"
        "import pandas\n\n\ndef later():\n    from edugov.reading import report\n"
    )
    known = dict.fromkeys(("files", "tables", "fault", "reading", "reading.report"), module)
    assert structure.imported(module, known) == {"files", "tables", "fault", "reading.report"}
