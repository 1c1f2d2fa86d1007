"""The list of pages beside a page: as Sphinx makes it where it is short, and its cost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edugov.website import nearby_pages
from tests.big_book import measured

DOUBLE = 2.2  # times the cost that twice the pages may have


@given(st.integers(1, 400), st.data())
def test_those_next_to_a_page_are_shown(count, data):
    names = [f"sources/{number}" for number in range(count)]
    here = data.draw(st.integers(0, count - 1))
    shown = nearby_pages.around(names, list(range(count)), names[here])
    assert here in shown and len(shown) == min(count, 2 * nearby_pages.SIDE + 1)
    assert shown == list(range(shown[0], shown[-1] + 1))  # none between is left out
    nearest = range(max(0, here - nearby_pages.SIDE), min(count, here + nearby_pages.SIDE + 1))
    assert set(nearest) <= set(shown)


def test_short_lists_are_those_of_sphinx_byte_by_byte(tmp_path):
    ours, plain = tmp_path / "ours", tmp_path / "plain"
    assert measured(ours, 45)["held"] == 0
    assert measured(plain, 45, "--plain")["held"] == 47
    for path in plain.glob("html/**/*.html"):
        assert (ours / path.relative_to(plain)).read_bytes() == path.read_bytes(), path.name
    assert len(list(plain.glob("html/sources/*.html"))) == 16


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    folder = tmp_path_factory.mktemp("books")
    return [measured(folder / str(pages), pages, "--side", "10") for pages in (90, 180)]


def test_twice_the_pages_have_twice_the_lines_beside_them(twice):
    once, double = (each["lines"] / each["pages"] for each in twice)
    assert double <= once * DOUBLE / 2


def test_twice_the_pages_take_twice_the_time(twice):
    once, double = (each["seconds"] for each in twice)
    assert double <= once * DOUBLE


def test_a_page_without_a_notebook_takes_a_tenth_of_a_second(twice):
    assert twice[1]["seconds"] / twice[1]["pages"] <= 0.1
