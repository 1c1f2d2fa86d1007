"""Pages as they are rendered say things in words: no ids, no columns, no numbers left out."""

import json

import pytest
from lxml import html

from tests.plain_words import shown, unsaid


@pytest.mark.parametrize(
    "said",
    [
        "corrected by hand (subject_zh: 经费 → 教育经费)",
        "Source: yunyang-2021.",
        "rule PRE_PUB; MYOPIA",
        "from zhaotong-2023-006528",
        "22.5098; printed : cannot check",
        "原文为：。",
        "the limit is ().",
        "it took % of the budget",
        "growth nan",
    ],
)
def test_what_is_no_word_for_a_reader_is_found(said):
    assert unsaid(said)


@pytest.mark.parametrize(
    "said",
    [
        "39.66%, rule ≥ 50% (only partly supported): met; 2018-2020, 4.2/5.3.",
        "text_measures.csv holds them",
        "printed: +0.42% on the year before",
        "2021年（推定）：39.66%；标准≥ 50%。",
    ],
)
def test_sentences_pass(said):
    assert unsaid(said) == []


def test_code_and_formulas_are_left_out():
    page = html.fromstring("<div><p>y<code>a_b</code> of c_d</p><pre>e_f</pre></div>")
    assert unsaid(shown(page)) == ["c_d"]


def outputs(path) -> list[str]:
    """Give the texts that the cells of a rendered page put out."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    made = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    tables = [
        html.fromstring(f"<div>{''.join(one['text/html'])}</div>")
        for one in made
        if "text/html" in one
    ]
    return [shown(table) for table in tables] + [
        "".join(one["text/markdown"]) for one in made if "text/markdown" in one
    ]


@pytest.mark.slow
def test_no_rendered_page_of_a_region_shows_one(rendered):
    pages = sorted(rendered.glob("book/regions/*.ipynb"))
    assert len(pages) > 5
    found = {path.stem: unsaid(text) for path in pages for text in outputs(path)}
    assert {page: raw for page, raw in found.items() if raw} == {}
