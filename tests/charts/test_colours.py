"""The colours of the book stand once: the style sheet, and the style of charts, have those of the
table."""

import re
from pathlib import Path

from edugov.charts import colours
from edugov.duties import charts as duty_charts
from tests.conftest import ROOT

CSS = (ROOT / "book" / "_static" / "edugov.css").read_text(encoding="utf-8")


def variables(selector: str) -> dict[str, str]:
    """Give the colours that the first block of a selector sets, in six digits."""
    block = re.search(rf"^{re.escape(selector)} \{{(.*?)^\}}", CSS, flags=re.M | re.S)[1]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]+);", block))
    return {name: re.sub("^#(.)(.)(.)$", r"#\1\1\2\2\3\3", value) for name, value in found.items()}


def test_the_style_sheet_has_the_colours_of_the_table():
    dark = {name: colour.dark for name, colour in colours.TABLE.items()}
    assert variables('html[data-theme="dark"]') == dark
    light = variables("html")
    assert {name: colours.TABLE[name].light for name in light} == light
    # on a light page a chart has the colour it was drawn in
    assert dark.keys() - light.keys() <= set(colours.VARIABLES.values())


def test_the_style_of_charts_has_the_colours_of_the_table():
    style = Path(colours.__file__).with_name("book.mplstyle").read_text(encoding="utf-8")
    used = {f"#{value}" for value in re.findall(r"(?<![\w#])[0-9a-f]{6}\b", style)}
    assert used and used <= set(colours.VARIABLES)


def test_no_module_has_a_colour_of_its_own():
    for path in sorted((ROOT / "src").rglob("*.py")):
        assert not re.search(r"[\"']#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8")), path


def test_every_state_has_a_colour_and_every_colour_says_for_what():
    assert list(colours.OF_STATE) == list(duty_charts.MARKS)
    assert all(colour.what for colour in colours.TABLE.values())


def test_no_two_variables_of_charts_are_drawn_in_one_colour():
    of_charts = [name for name in colours.TABLE if name.startswith(colours.OF_CHARTS)]
    assert list(colours.VARIABLES.values()) == of_charts
