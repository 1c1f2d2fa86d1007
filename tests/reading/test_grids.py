"""One text of lines and tables: where the cells, the tables and the doubts stand in it."""

from edugov.reading.grids import Doubt, Grid, Line, Note, put_together


def grid(*rows):
    made = Grid()
    for number, row in enumerate(rows):
        for column, words in enumerate(row):
            made.add(number, words, column=column)
    return made


def test_a_table_says_where_the_words_of_each_cell_begin():
    table = Grid()
    table.add(0, "类别", rows=2)
    table.add(0, "在校生", columns=2)
    table.add(1, "城区")
    table.add(1, "农村")
    table.add(2, "小学")
    table.add(2, "")
    table.add(2, "31", rows=2)
    table.add(3, "初中")
    content = put_together(["某县", table, "末行"])
    assert content.text.splitlines() == [
        "某县",
        "类别 | 在校生 | 在校生",
        "类别 | 城区 | 农村",
        "小学 |  | 31",
        "初中 |  | ",
        "末行",
    ]
    (found,) = content.tables
    assert found.starts == ((3, 8, 14), (18, 23, 28), (31, -1, 39), (42, -1, -1))
    assert content.text[found.start : found.end] == "\n".join(content.text.splitlines()[1:5])


def test_a_number_for_several_names_or_headings_is_doubtful():
    table = grid(["学段", "校", "小学", "初中"], ["小学", "12"], ["初中", "5"], ["小学", "学生"])
    table.add(1, "6300", rows=2, column=2)  # of 小学 and 初中
    table.add(3, "420", columns=2, column=2)
    table.add(4, "高中")
    table.add(4, "97", rows=1_000)  # of the last row alone
    content = put_together([table])
    assert [content.text[doubt.start : doubt.end] for doubt in content.doubts] == ["6300", "420"]


def test_notes_are_no_text_and_doubts_move_with_their_line():
    line = Line("小学12所", (Doubt(2, 4, "甲"),))
    content = put_together([Note("一句话"), "某县", line])
    assert (content.text, content.notes) == ("某县\n小学12所", ("一句话",))
    (doubt,) = content.doubts
    assert (content.text[doubt.start : doubt.end], doubt.why) == ("12", "甲")


def test_doubts_of_cells_stand_in_the_text_also_below_an_empty_row():
    table = grid(("小学", "12"), ("", ""), ("初中", "5", ""))
    table.doubts |= {(2, 1): "甲", (1, 1): "空行", (2, 2): "空格"}
    content = put_together(["某县", table])
    (doubt,) = content.doubts
    assert (content.text[doubt.start : doubt.end], doubt.why) == ("5", "甲")
