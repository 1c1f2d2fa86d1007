"""Formulas of the book as MathML."""

import re

import pytest
from lxml import etree

from edugov.website.formulas import mathml
from tests.conftest import ROOT

FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.S)


@pytest.mark.parametrize("page", ["measures.md", "adapt.md"])
def test_every_formula_of_a_page_becomes_sound_mathml_without_a_command_left_over(page):
    found = FORMULA.findall((ROOT / "book" / page).read_text(encoding="utf-8"))
    assert found
    for block, inline in found:
        shown = mathml(block or inline, is_block=bool(block))
        text = "".join(etree.fromstring(shown).itertext())
        assert text.strip() and "\\" not in text, (block or inline, text)


def test_a_sum_in_a_block_has_its_limits_below_it_and_in_a_line_beside_it():
    assert "<munder>" in mathml(r"\sum_i x_i", is_block=True)
    assert "<munder" not in mathml(r"\sum_i x_i")
