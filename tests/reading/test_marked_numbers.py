"""The numbers of a document, read, flagged and unread; the text is invented, its numbers counted by
hand."""

import pandas as pd
import pytest

from edugov.reading.documents import Document
from edugov.reading.marked_numbers import counted, nearby, places_of

TEXT = (
    "青禾县2031年教育情况（虚构）\n一、基本情况\n1.学校。2031年4月2日，全县有小学12所，"
    "占百分之五，见〔2031〕5号文。\n新增学位 1,200 个，大班额5565人。\n"
)


def figure(printed, unit, status="ok"):
    start = TEXT.index(printed)
    row = {"figure_id": f"a-{start:06d}", "value_printed": printed, "unit_printed": unit}
    return row | {"start": start, "end": start + len(printed), "status": status, "value": 1.0}


@pytest.fixture(scope="module")
def places():
    figures = pd.DataFrame([figure("12", "所"), figure("5565", "人", "damaged")])
    return places_of(Document("a", "txt", TEXT, ""), figures)


def test_every_number_is_a_place_with_its_unit_and_no_date_or_mark_of_a_list_is(places):
    found = [(TEXT[place.start : place.end], place.told) for place in places]
    assert found == [
        ("12所", "read"),
        ("百分之五", "unread"),
        ("1,200 个", "unread"),
        ("5565人", "flagged"),
    ]
    assert counted(places) == {"read": 1, "flagged": 1, "unread": 2}


def test_an_unread_number_is_told_with_its_noun(places):
    assert [nearby(place, TEXT) for place in places if place.told == "unread"] == [
        "占百分之五",
        "新增学位 1,200 个",
    ]


def test_figures_outside_the_text_are_no_places():
    rows = [figure("12", "所") | {"start": None, "end": None}, figure("12", "所") | {"end": 9999}]
    places = places_of(Document("a", "txt", TEXT, ""), pd.DataFrame(rows))
    assert all(place.told == "unread" for place in places)


def test_a_figure_without_a_number_is_a_place():
    rows = [figure("基本", "")]
    places = places_of(Document("a", "txt", TEXT, ""), pd.DataFrame(rows))
    assert [TEXT[place.start : place.end] for place in places][0] == "基本"
