"""Sentences, duties and shared wording: of invented lines, and of the documents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edugov import tables
from edugov.makers import wording


@pytest.fixture(scope="module")
def texts(shared) -> dict[str, str]:
    names = tables.read("schemes")["source_id"]
    return {name: (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8") for name in names}


def test_sentences_keep_their_places(texts):
    for source_id, text in texts.items():
        sections = tables.read("report_sections")
        spoken = wording.sentences(text, sections[sections["source_id"] == source_id])
        assert len(spoken) > 100
        for row in spoken.itertuples():
            assert "".join(text[row.start : row.end].split()) == row.text
        assert (spoken["start"].iloc[1:].to_numpy() >= spoken["end"].iloc[:-1].to_numpy()).all()


def test_places_are_names_of_places(texts):
    found = wording.places("".join(texts["zhaotong-2023"].split()))
    assert {"昭通市", "昭通", "镇雄县", "镇雄", "云南省"} <= found
    assert not {"普通高中", "普及", "城镇", "中国"} & found


def test_shared_wording_between_nothing_and_everything():
    line = "坚持把教育放在优先发展的战略位置"
    found = wording.shared_wording([line], {"same": [line], "none": ["学生在操场上踢足球并且唱歌"]})
    assert found["same"]["share"] == 1 and found["same"]["p"] < 0.05
    assert found["none"]["share"] == 0 and found["none"]["p"] == 1
    assert wording.shared_wording([], {"same": [line]})["same"]["share"] == 0
    assert wording.shared_wording([line], {"same": [line]})["same"] == found["same"]  # seeded


@settings(max_examples=25, deadline=None)
@given(st.text("教育学校发展12, ", max_size=30), st.integers(1, 6))
def test_shingles_have_their_size_and_only_characters(text, size):
    pieces = wording.shingles(text, size)
    han = sum(letter in "教育学校发展" for letter in text)
    assert len(pieces) == max(0, han - size + 1)
    assert all(len(piece) == size for piece in pieces)


def test_terms_inside_longer_phrases_do_not_count():
    terms = [("均衡发展", "优质均衡发展"), ("督导", "督导评估标准 督导室")]
    assert not wording.names_duty("对照优质均衡发展督导评估标准", terms)
    assert wording.names_duty("优质均衡发展和均衡发展", terms)
    assert wording.names_duty("教育督导", terms)
