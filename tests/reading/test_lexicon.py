"""The dictionary of the reader: patterns written out, faults named with their row."""

import shutil

import pytest

from edugov import tables
from edugov.reading.grammar.cutting import cut
from edugov.reading.grammar.words import spellings
from edugov.reading.lexicon import load_lexicon
from edugov.tables import Fault


def test_spellings():
    assert set(spellings("新[增](学位|校舍)<甲>")) == {
        "新学位(甲)", "新校舍(甲)", "新增学位(甲)", "新增校舍(甲)",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("小学教育经费支出", ["小学", "教育经费支出"]),
        ("小学生均图书", ["小学", "生均", "图书"]),
        ("小学生人数", ["小学生人数"]),
        ("增加学位", ["增加", "学位"]),
    ],
)
def test_a_sentence_is_cut_into_the_fewest_words(lexicon, text, words):
    assert [token.text for token in cut(text, 0, len(text), lexicon.words)] == words


def test_a_rise_before_its_number_is_no_act(lexicon):
    letters = [token.letter for token in cut("增加12人,增加学位", 0, 10, lexicon.words)]
    assert letters == ["R", "#", ",", "V", "H"]


@pytest.fixture
def folder(tmp_path):
    """Give a folder with the tables that a dictionary is made of."""
    for name in ("indicators", "lexicon", "features", "definitions"):
        shutil.copy(tables.DATA / f"{name}.csv", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "row", "message"),
    [
        ("lexicon", "verb,某词,,", "column kind: 'verb' is none of"),
        ("lexicon", "noun,某词,no_such_feature,", "column features: 'no_such_feature' is no"),
        ("lexicon", "noun,某词,,", "column features: it needs a feature"),
        ("lexicon", "fall,增长,,", "column word: 增长 has another kind"),
        ("lexicon", "noun,某,词,student,", "1 cells too many"),
        ("definitions", "no_such_id,student,,,,,,,,学生12人", "column indicator_id: 'no_such_id'"),
        ("definitions", "students_count,x,,,,,,,,学生12人", "column features: 'x' is none of"),
        ("definitions", "students_count,student,,,,,(,,,学生12人", "column context: '\\('"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(folder, name, row, message):
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8").rstrip("\n")
    path.write_text(f"{text}\n{row}\n", encoding="utf-8")
    with pytest.raises(Fault, match=f"{name}.csv row {text.count(chr(10)) + 2}.*{message}"):
        load_lexicon(folder)
