"""Headings over several lines above a table without lines around its cells; invented figures."""

import pytest

from edugov.reading.pdf_page import in_order
from edugov.reading.pdf_pieces import Piece, Sheet

SIZE = 10
COLUMNS = (50, 150, 250, 350, 450)


def line(row, *words):
    """Print words from left to right: each with the place of its middle."""
    return [
        Piece(text, at - len(text) * SIZE / 2, at + len(text) * SIZE / 2, row, SIZE)
        for at, text in words
    ]


def numbers(row, *words):
    return line(row, *zip(COLUMNS, words, strict=True))


BODY = [
    *numbers(160, "小学", "31", "2900", "17400", "907"),
    *numbers(180, "初中", "9", "1720", "5100", "322"),
    *numbers(200, "高中", "4", "900", "2600", "210"),
]


def rows_of(pieces):
    found = list(in_order(pieces))
    (sheet,) = [item for item in found if isinstance(item, Sheet)]
    words = [item.words for item in found if isinstance(item, Piece)]
    return words, list(sheet.grid.rows().values())


def test_a_heading_over_two_columns_and_others_in_the_middle_of_its_height():
    heads = [
        *line(100, (300, "学生情况")),
        *line(112, (150, "学校数")),
        *line(124, (50, "学段"), (150, "(所)"), (250, "招生数"), (350, "在校生数")),
        *line(124, (450, "专任")),
        *line(136, (450, "教师")),
    ]
    words, rows = rows_of([*line(60, (250, "某县教育情况统计")), *heads, *BODY])
    assert words == ["某县教育情况统计"]
    assert rows[:2] == [
        ("学段", "学校数(所)", "学生情况", "学生情况", "专任教师"),
        ("学段", "学校数(所)", "招生数", "在校生数", "专任教师"),
    ]
    assert rows[2] == ("小学", "31", "2900", "17400", "907")


def test_headings_broken_over_two_lines_are_one_line_of_headings():
    heads = [
        *line(100, (150, "学校数"), (250, "招生数"), (350, "在校生数"), (450, "专任")),
        *line(106, (50, "学段")),
        *line(112, (150, "(所)"), (250, "(人)"), (350, "(人)"), (450, "教师")),
    ]
    _, rows = rows_of([*heads, *BODY])
    assert rows[0] == ("学段", "学校数(所)", "招生数(人)", "在校生数(人)", "专任教师")


@pytest.mark.parametrize("row", [20, 100])
def test_a_line_of_text_above_is_no_heading(row):
    text = line(row, (250, "全县小学和初中的基本情况如下表所示各项数据均为年末数"))
    words, rows = rows_of([*text, *BODY])
    assert words == [text[0].words]
    assert rows[0] == ("小学", "31", "2900", "17400", "907")
