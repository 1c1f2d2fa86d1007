"""The lexicon: patterns written out, faults named, wordings found."""

import shutil
from pathlib import Path

import pytest

from edugov.reading.lexicon import load_lexicon, spellings
from edugov.tables import Fault

DATA = Path(__file__).resolve().parents[2] / "data"


def test_spellings():
    assert set(spellings("新[增]{what}<甲>", {"what": ["学位"]})) == {"新学位(甲)", "新增学位(甲)"}


def test_every_name_of_the_dictionary_is_found(lexicon):
    for identity, name in lexicon.names.items():
        if len(name) > 2 and "（" not in name and identity in lexicon.core:
            plain = name.replace("，", ",")
            assert any(
                row.meaning == identity
                for *_, rows in lexicon.walk(plain, 0, len(plain))
                for row in rows
            ), name


def test_stage_in_a_wording(lexicon):
    assert lexicon.stage_in("初中专任教师") == "lower_secondary"
    assert lexicon.stage_in("高中阶段毛入学率") == "upper_secondary_stage"
    assert lexicon.stage_in("中小学学位") == ""
    assert lexicon.stage_in("新增学位") is None


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("verb,x,,,,,,", "column kind: 'verb'"),
        ("indicator,x,no_such_id,,,,,", "column meaning: 'no_such_id'"),
        ("filler,{gone}x,,,,,,", "no slot is called 'gone'"),
        ("filler,x,,,,,(,", "column context"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, row, message):
    shutil.copy(DATA / "indicators.csv", tmp_path)
    (tmp_path / "lexicon.csv").write_text(
        f"kind,wording,meaning,stage,quantity,after,context,alone\n{row}\n", encoding="utf-8"
    )
    with pytest.raises(Fault, match=f"row 2.*{message}"):
        load_lexicon(tmp_path)


def test_a_missing_column_is_named(tmp_path):
    shutil.copy(DATA / "indicators.csv", tmp_path)
    (tmp_path / "lexicon.csv").write_text("kind,wording\n", encoding="utf-8")
    with pytest.raises(Fault, match="after"):
        load_lexicon(tmp_path)
