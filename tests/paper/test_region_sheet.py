"""The sheet of a region: what says in words how many pages it has says what it has."""

from edugov import cli, labels
from edugov.paper import region_sheet
from tests.conftest import ROOT

IN_WORDS = {1: ("one", "一"), 2: ("two", "两"), 3: ("three", "三"), 4: ("four", "四")}


def test_texts_say_how_many_pages_a_sheet_has():
    english, chinese = IN_WORDS[region_sheet.PAGES]
    assert f"a sheet of {english} pages" in " ".join(cli.pdf.help.split())
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"a sheet of {english} pages" in " ".join(readme.split())
    holes = {"address": "", "date": "", "version": ""}
    assert f"as much as {english} sheets hold" in labels.say("sheet.cut", "en", **holes)
    assert f"以{chinese}面为限" in labels.say("sheet.cut", "zh", **holes)
