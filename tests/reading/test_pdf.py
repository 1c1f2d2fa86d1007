"""Pdf files as people send them: every page is drawn here, all names and numbers are made up."""

import pytest
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont, newTable
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont as EmbeddedFont
from reportlab.pdfgen import canvas
from reportlab.platypus import Table

from edugov.fault import Fault
from edugov.reading import pdf_page
from edugov.reading.documents import open_document
from edugov.reading.formats import content_of

from ..conftest import ROOT

WIDTH, HEIGHT = 595, 842
PROSE = [
    "青禾县认真落实教育优先发展的要求",
    "全县有小学31所，在校学生8640",
    "人，专任教师512人，比上年增长",
    "2.75%。各校条件都有改善，家长",
]
MORE = [
    "初中现有9所，在校学生5105人，",
    "专任教师406人。学校食堂的质量",
    "稳步提高，午间看护已经全部覆盖",
    "全县一般公共预算教育经费为7.35",
]
THIRD = ["亿元，其中小学生均为13260", "元，初中生均为18105.4元，", "按时按额拨付到了每一所学校"]


@pytest.fixture(scope="session")
def song(tmp_path_factory):
    """Give a font that can be put into a pdf: the curves of the project's own, made quadratic."""
    font = TTFont(ROOT / "src" / "edugov" / "charts" / "fonts" / "NotoSansSC-subset.otf")
    subsetter = Subsetter(Options(layout_features=[], notdef_outline=True))
    subsetter.populate(
        text=(ROOT / "tests" / "reading" / "test_pdf.py").read_text(encoding="utf-8")
    )
    subsetter.subset(font)
    outlines = font.getGlyphSet()
    font["loca"], font["glyf"] = newTable("loca"), newTable("glyf")
    font["glyf"].glyphOrder = font.getGlyphOrder()
    font["glyf"].glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(outlines)
        outlines[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        font["glyf"].glyphs[name] = pen.glyph()
    del font["CFF "]
    font["maxp"].tableVersion = 0x00010000
    for field in ("maxZones", "maxTwilightPoints", "maxStorage", "maxFunctionDefs"):
        setattr(font["maxp"], field, 0)
    for field in ("maxInstructionDefs", "maxStackElements", "maxSizeOfInstructions"):
        setattr(font["maxp"], field, 0)
    font["maxp"].maxComponentElements = font["maxp"].maxComponentDepth = 0
    font["post"].formatType = 3.0
    font.sfntVersion = "\000\001\000\000"
    path = tmp_path_factory.mktemp("font") / "song.ttf"
    font.save(path)
    pdfmetrics.registerFont(EmbeddedFont("Song", str(path)))
    return "Song"


class Paper:
    """A pdf that is being drawn; heights count from the top of the page."""

    def __init__(self, path, font):
        self.font = font
        self.path = path / "invented.pdf"
        self.canvas = canvas.Canvas(str(self.path), pagesize=(WIDTH, HEIGHT), invariant=1)

    def write(self, x, y, words, size=11, spread=0):
        self.canvas.setFont(self.font, size)
        self.canvas.drawString(x, HEIGHT - y, words, charSpace=spread)

    def lines(self, x, y, lines, pitch=18):
        for number, words in enumerate(lines):
            self.write(x, y + number * pitch, words)

    def table(self, x, y, rows, *style, widths=None):
        table = Table(rows, colWidths=widths, style=[("FONT", (0, 0), (-1, -1), self.font)])
        table.setStyle(list(style) or [("GRID", (0, 0), (-1, -1), 0.5, "black")])
        _, height = table.wrapOn(self.canvas, WIDTH, HEIGHT)
        table.drawOn(self.canvas, x, HEIGHT - y - height)

    def turn_page(self):
        self.canvas.showPage()

    def read(self):
        self.canvas.save()
        return content_of(self.path, "pdf")


@pytest.fixture
def paper(tmp_path, song):
    return Paper(tmp_path, song)


def doubtful(document):
    return [document.text[doubt.start : doubt.end] for doubt in document.doubts]


ROWS = [["指标", "小学", "初中"], ["学校数（所）", "31", "9"], ["学生数（人）", "8640", "5105"]]
LINES = ["指标 | 小学 | 初中", "学校数（所） | 31 | 9", "学生数（人） | 8640 | 5105"]


# ---- columns


@pytest.mark.parametrize("by_row", [False, True])
@pytest.mark.parametrize("drop", [0, 7])
def test_columns_are_read_one_after_the_other_however_they_are_drawn(paper, by_row, drop):
    paper.write(150, 60, "青禾县2031年教育情况（虚构）", 16)
    columns = [(50, PROSE, 0), (240, MORE, drop), (430, THIRD, 0)]
    places = [
        (row, x, 100 + down + row * 18, words)
        for x, lines, down in columns
        for row, words in enumerate(lines)
    ]
    for _, x, y, words in sorted(places) if by_row else places:
        paper.write(x, y, words)
    paper.write(50, 300, "以上各段的数字都是虚构的，这一行和整页同宽，写到右边的页边为止才换行结束")
    document = paper.read()
    assert "".join(PROSE + MORE + THIRD) in document.text.replace("\n", "")
    assert document.tables == ()


# ---- tables


def test_columns_of_paragraphs_that_end_with_short_lines(paper):
    left, right = [*PROSE, "学校。"], [*MORE[:2], "学校。", *MORE[2:3], "全部。"]
    paper.lines(50, 100, left)
    paper.lines(320, 109, right)
    assert paper.read().text.replace("\n", "") == "".join(left + right)


def test_tables_side_by_side_are_two_with_their_captions(paper):
    paper.write(70, 90, "表1 小学情况")
    paper.write(320, 90, "表2 初中情况")
    paper.table(70, 100, [["指标", "城区", "农村"], ["学校数", "12", "31"]])
    paper.table(320, 100, [["指标", "城区", "农村"], ["学校数", "4", "9"]])
    document = paper.read()
    assert document.text.split("\n") == [
        "表1 小学情况",
        "指标 | 城区 | 农村",
        "学校数 | 12 | 31",
        "表2 初中情况",
        "指标 | 城区 | 农村",
        "学校数 | 4 | 9",
    ]
    assert [table.heading_rows for table in document.tables] == [1, 1]


THREE_LINES = [
    ("LINEABOVE", (0, 0), (-1, 0), 1.5, "black"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 1.5, "black"),
]


@pytest.mark.parametrize("side", ["LEFT", "CENTRE", "RIGHT"])
def test_a_three_line_table_is_a_table(paper, side):
    paper.write(70, 80, "表1 2031年基本情况")
    rows = [
        ["指标", "小学", "初中", "高中"],
        ["学校数", "31", "9", "2"],
        ["学生数", "8640", "5105", "1,730"],
    ]
    paper.table(
        70, 90, rows, *THREE_LINES, ("ALIGN", (1, 0), (-1, -1), side), widths=[120, 80, 80, 80]
    )
    paper.write(70, 180, "注：以上数字均为虚构。")
    document = paper.read()
    (table,) = document.tables
    assert [list(row) for row in table.rows] == rows
    assert table.heading_rows == 1
    assert document.text.startswith("表1 2031年基本情况\n")
    assert document.text.endswith("\n注：以上数字均为虚构。")


def test_a_group_in_a_table_without_lines_does_not_part_it(paper):
    rows = [
        ["指标", "2030", "2031"],
        ["学校数", "31", "30"],
        ["其中", "", ""],
        ["村小", "12", "11"],
    ]
    paper.table(70, 90, rows, *THREE_LINES, widths=[120, 80, 80])
    paper.write(70, 190, "二、经费")
    document = paper.read()
    (table,) = document.tables
    assert [list(row) for row in table.rows] == rows
    assert document.text.endswith("\n二、经费")


def test_a_heading_over_headings_covers_the_columns_below(paper):
    rows = [["指标", "小学", "", "初中", ""], ["", "城区", "农村", "城区", "农村"]]
    rows += [["学校数", "12", "19", "4", "5"], ["学生数", "5640", "3000", "3105", "2000"]]
    spans = [
        ("SPAN", (1, 0), (2, 0)),
        ("SPAN", (3, 0), (4, 0)),
        ("ALIGN", (1, 0), (-1, -1), "CENTRE"),
    ]
    paper.table(70, 90, rows, *THREE_LINES, *spans, widths=[100, 60, 60, 60, 60])
    (table,) = paper.read().tables
    assert table.rows[0] == ("指标", "小学", "小学", "初中", "初中")
    assert table.rows[1:] == tuple(map(tuple, rows[1:]))
    assert table.heading_rows == 2


def test_columns_above_a_table_are_none_of_its_rows(paper):
    for x, lines in ((50, PROSE), (250, MORE)):
        paper.lines(x, 100, lines)
    paper.write(50, 190, "表1 基本情况")
    paper.table(50, 200, ROWS, *THREE_LINES, widths=[150, 120, 120])
    document = paper.read()
    assert document.text.split("\n")[-4:] == ["表1 基本情况", *LINES]
    assert document.text.replace("\n", "").startswith("".join(PROSE + MORE))
    assert len(document.tables) == 1


def test_a_caption_with_a_unit_beside_it_is_no_row(paper):
    paper.write(70, 80, "表1 基本情况")
    paper.write(300, 80, "单位：所、人")
    paper.table(70, 88, ROWS, *THREE_LINES, widths=[120, 80, 80])
    document = paper.read()
    assert document.text.split("\n") == ["表1 基本情况 单位：所、人", *LINES]
    assert len(document.tables) == 1


def test_an_empty_cell_without_lines_stays_empty(paper):
    rows = [["指标", "小学", "初中"], ["寄宿生", "", "730"], ["学生数", "8640", "5105"]]
    paper.table(70, 90, rows, *THREE_LINES, widths=[120, 80, 80])
    (table,) = paper.read().tables
    assert [list(row) for row in table.rows] == rows


OPEN_SIDES = [
    ("INNERGRID", (0, 0), (-1, -1), 0.5, "black"),
    ("LINEABOVE", (0, 0), (-1, 0), 1, "black"),
    ("LINEBELOW", (0, -1), (-1, -1), 1, "black"),
]
UPRIGHT_LINES = [
    ("BOX", (0, 0), (-1, -1), 0.5, "black"),
    ("LINEBEFORE", (1, 0), (-1, -1), 0.5, "black"),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, "black"),
]


ROW_LINES = [("BOX", (0, 0), (-1, -1), 0.5, "black"), ("LINEBELOW", (0, 0), (-1, -1), 0.5, "black")]


@pytest.mark.parametrize("style", [OPEN_SIDES, UPRIGHT_LINES, ROW_LINES])
def test_a_table_with_some_lines_missing_is_read_as_a_whole(paper, style):
    rows = [
        ["指标", "小学", "初中", "村小"],
        ["学校数", "31", "9", "2"],
        ["学生数", "8640", "5105", "173"],
    ]
    rows.append(["教师数", "512", "406", "21"])
    paper.table(70, 90, rows, *style, widths=[120, 80, 80, 80])
    (table,) = paper.read().tables
    assert [list(row) for row in table.rows] == rows


def test_a_row_on_a_ground_of_its_own_is_a_row_of_its_table(paper):
    grounds = [("BACKGROUND", (column, 1), (column, 1), "lightgrey") for column in range(3)]
    paper.table(70, 80, ROWS, *grounds, widths=[150, 90, 90])
    assert paper.read().text.split("\n") == LINES


def test_two_tables_with_open_sides_are_two(paper):
    for y in (90, 190):
        paper.table(70, y, ROWS, *OPEN_SIDES, widths=[120, 80, 80])
    paper.write(70, 180, "表2 初中情况")
    document = paper.read()
    assert document.text.split("\n") == [*LINES, "表2 初中情况", *LINES]
    assert len(document.tables) == 2


@pytest.mark.parametrize("captions", [True, False])
def test_three_line_tables_side_by_side_are_two(paper, captions):
    if captions:
        paper.write(70, 90, "表1 小学情况")
        paper.write(320, 90, "表2 初中情况")
    first = [["指标", "城区", "农村"], ["学校数", "12", "31"], ["学生数", "3640", "5000"]]
    second = [["指标", "城区", "农村"], ["学校数", "4", "9"], ["教师数", "140", "266"]]
    paper.table(70, 100, first, *THREE_LINES, widths=[90, 60, 60])
    paper.table(320, 100, second, *THREE_LINES, widths=[90, 60, 60])
    document = paper.read()
    assert [[list(row) for row in table.rows] for table in document.tables] == [first, second]
    assert not captions or document.text.startswith("表1 小学情况\n指标")


@pytest.mark.parametrize("place", ["TOP", "MIDDLE"])
def test_a_label_in_two_lines_is_one_label(paper, place):
    rows = [
        ["指标", "小学", "初中"],
        ["学校的教学条件和\n经费数", "31", "9"],
        ["学生数", "8640", "5105"],
    ]
    style = [*THREE_LINES, ("VALIGN", (0, 0), (-1, -1), place)]
    paper.table(70, 90, rows, *style, widths=[120, 80, 80])
    (table,) = paper.read().tables
    assert table.rows[1] == ("学校的教学条件和经费数", "31", "9")
    assert len(table.rows) == 3


@pytest.mark.parametrize("caption", ["", "续表1"])
@pytest.mark.parametrize("again", [True, False])
def test_a_table_over_three_pages_is_one(paper, again, caption):
    rows = [[f"第{number}小学", f"{number}12", f"{number}3"] for number in range(1, 7)]
    for page in range(3):
        paper.write(70, 115, caption if page else "一、各校学生与教师")
        head = [["学校", "学生", "教师"]] if again or not page else []
        paper.table(70, 125, head + rows[2 * page : 2 * page + 2], widths=[120, 80, 80])
        paper.write(290, 820, f"- {page + 1} -")
        paper.turn_page()
    document = paper.read()
    (table,) = document.tables
    assert [list(row) for row in table.rows] == [["学校", "学生", "教师"], *rows]
    assert document.text.count("\n") == 7


@pytest.mark.parametrize(
    ("head", "widths"), [(["年份", "小学", "初中"], [120, 80, 80]), (["指标", "小学"], [120, 80])]
)
def test_another_table_on_the_next_page_is_another(paper, head, widths):
    paper.table(70, 90, ROWS, widths=[120, 80, 80])
    paper.turn_page()
    paper.table(70, 90, [head, ["2031", "9", "7"][: len(head)]], widths=widths)
    assert len(paper.read().tables) == 2


def test_rows_of_other_columns_on_the_next_page_are_another_table(paper):
    paper.table(70, 90, ROWS, widths=[120, 80, 80])
    paper.turn_page()
    paper.table(70, 90, [["班级数", "203"], ["教师数", "512"]], widths=[140, 140])
    assert len(paper.read().tables) == 2


def test_a_caption_in_one_of_two_columns_parts_none(paper):
    left, right = [*PROSE, "表1 见下一页", *PROSE], [*MORE, *THIRD, *MORE][:9]
    paper.lines(50, 100, left)
    paper.lines(250, 100, right)
    assert paper.read().text.replace("\n", "") == "".join(left + right)


def test_lines_of_a_paragraph_in_a_column_are_one(paper):
    paper.lines(50, 100, PROSE)
    paper.write(50, 172, "一、经费情况")
    paper.write(72, 190, "全县一般公共预算教育经费")  # a number is not broken
    paper.write(50, 208, "13260.25元，比上年增长。")
    paper.write(72, 226, "小学9所。")
    paper.lines(250, 100, MORE + THIRD)
    lines = paper.read().text.split("\n")
    start = lines.index("一、经费情况")
    assert lines[start + 1 : start + 3] == [
        "全县一般公共预算教育经费13260.25元，比上年增长。",
        "小学9所。",
    ]


def test_columns_of_text_are_no_cells_of_the_table_below(paper):
    for x, lines in ((50, PROSE), (250, MORE)):
        paper.lines(x, 100, lines)
    paper.table(50, 172, ROWS, *THREE_LINES, widths=[150, 120, 120])
    assert not any(PROSE[0] in row for table in paper.read().tables for row in table.rows)


def test_a_label_that_is_turned_in_its_cell(paper):
    style = [("SPAN", (0, 0), (0, 1)), ("GRID", (0, 0), (-1, -1), 0.5, "black")]
    paper.table(70, 90, [["", "学校数", "31"], ["", "学生数", "8640"]], *style, widths=[40, 90, 60])
    paper.canvas.saveState()
    paper.canvas.translate(93, HEIGHT - 120)
    paper.canvas.rotate(90)
    paper.canvas.setFont(paper.font, 11)
    paper.canvas.drawString(0, 0, "小学")
    paper.canvas.restoreState()
    assert paper.read().text == "小学 | 学校数 | 31\n小学 | 学生数 | 8640"


# ---- letters


def write_watermarks(paper, degrees, grey):
    paper.canvas.setFillGray(grey)
    for number in range(6):
        paper.canvas.saveState()
        paper.canvas.translate(70 + 70 * number, HEIGHT - 88)
        paper.canvas.rotate(degrees)
        paper.write(0, HEIGHT, "样2047稿", 16)
        paper.canvas.restoreState()
    paper.canvas.setFillGray(0)


@pytest.mark.parametrize(
    ("degrees", "grey"), [(0, 0.8), (30, 0.8), (30, 0), (45, 0.6), (-60, 0.2), (135, 0)]
)
@pytest.mark.parametrize("first", [True, False])
def test_watermarks_across_the_words_are_left_out(paper, degrees, grey, first):
    lines = ["全县小学共31所，在校学生8640人，专任教师512人。", "初中9所，在校学生5105人。"]
    if first:
        write_watermarks(paper, degrees, grey)
    paper.lines(70, 80, lines)
    if not first:
        write_watermarks(paper, degrees, grey)
    document = paper.read()
    assert document.text.split("\n") == lines
    assert document.doubts == ()


def test_a_watermark_between_the_digits_of_a_number_makes_no_doubt(paper):
    paper.write(70, 80, "在校学生8640人。")
    paper.canvas.translate(124, HEIGHT - 80)
    paper.canvas.rotate(30)
    paper.write(0, HEIGHT, "稿", 8)
    document = paper.read()
    assert document.text == "在校学生8640人。"
    assert document.doubts == ()


def test_pale_words_that_cross_none_stay(paper):
    paper.write(70, 80, "全县小学共31所。")
    paper.canvas.setFillGray(0.7)
    paper.write(70, 120, "初中9所。")
    assert paper.read().text == "全县小学共31所。\n初中9所。"


def test_letters_without_a_meaning_are_refused(paper):
    paper.write(70, 80, "全县小学共31所，在校学生8640人。")
    paper.canvas.save()
    content = paper.path.read_bytes()
    assert b"/ToUnicode" in content
    paper.path.write_bytes(content.replace(b"/ToUnicode", b"/ToNothing"))
    with pytest.raises(Fault, match=r"text recognition \(OCR\)"):
        content_of(paper.path, "pdf")


@pytest.mark.parametrize("each", [True, False])
@pytest.mark.parametrize(("copies", "apart"), [(2, 0.4), (2, 1), (3, 0.3)])
def test_letters_drawn_again_to_make_them_bold_count_once(paper, each, copies, apart):
    words = "全县小学共31所，在校学生8640人，教师1122人。"
    x = 70
    for part in words if each else [words]:
        for copy in range(copies):
            paper.write(x + apart * copy, 80, part)
        x += pdfmetrics.stringWidth(part, paper.font, 11)
    document = paper.read()
    assert document.text == words
    assert document.doubts == ()


@pytest.mark.parametrize("spread", [2, 5, 8])
@pytest.mark.parametrize("each", [True, False])
def test_lines_that_are_spaced_out_are_joined(paper, spread, each):
    lines = ["青禾县2031年教育情况，", "全县小学共31所，在校学生8640人。"]
    for number, words in enumerate(lines):
        x, y = 70, 80 + 30 * number
        if not each:
            paper.write(x, y, words, spread=spread)
            continue
        for letter in words:
            paper.write(x, y, letter)
            x += pdfmetrics.stringWidth(letter, paper.font, 11) + spread
    document = paper.read()
    assert document.text.split("\n") == lines
    assert document.doubts == ()


def test_a_line_spread_over_the_page_is_no_row_of_cells(paper):
    for y, words in ((80, "小学共12所，学生"), (110, "教师8人。小学好")):
        for place, letter in enumerate(words):
            paper.write(70 + 50 * place, y, letter)
    assert paper.read().text.split("\n") == ["小学共12所，学生", "教师8人。小学好"]


def test_numbers_in_another_font_stay_in_their_line(paper):
    paper.write(70, 80, "青禾县", 22)
    paper.canvas.setFont("Times-Roman", 22)
    paper.canvas.drawString(136, HEIGHT - 80, "2031")
    paper.write(180, 80, "年教育情况", 22)
    assert paper.read().text == "青禾县2031年教育情况"


def test_a_line_that_is_drawn_from_its_end_reads_from_its_beginning(paper):
    paper.write(300, 80, "初中9所。")
    paper.write(70, 80, "全县小学31所，")
    assert paper.read().text == "全县小学31所， 初中9所。"


@pytest.mark.parametrize("size", [6, 9])
def test_a_raised_number_does_not_make_another_longer(paper, size):
    paper.write(70, 80, "在校学生8640")
    end = 70 + pdfmetrics.stringWidth("在校学生8640", paper.font, 11)
    paper.write(end, 76, "2", size)
    paper.write(end + size * 0.6, 80, "人。")
    assert paper.read().text == "在校学生8640²人。"


def test_a_page_of_which_letters_are_lost_is_not_read_in_part(paper):
    """A font that is not in the file, letters drawn one by one: where the computer has no such
    font either, PDFium passes over them."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    paper.font = "STSong-Light"
    words = "全县小学共三十一所，在校学生八千多人，2031年。"
    for number, letter in enumerate(words):
        paper.write(70 + 11 * number, 80, letter)
    try:
        text = paper.read().text
    except Fault as fault:
        text = str(fault)
    assert text.replace(" ", "") == words or "OCR" in text


def test_a_letter_that_has_no_name_is_a_box(monkeypatch):
    class Page:
        def count_chars(self):
            return 3

        def get_charbox(self, number, loose):
            return 10 * number, 0, 10 * number + 10, 10

    monkeypatch.setattr(
        pdf_page.raw, "FPDFText_GetUnicode", lambda page, number: (52, 0, 50)[number]
    )
    assert [piece.words for piece in pdf_page.pieces_of(Page(), 800)] == ["4□2"]


@pytest.mark.parametrize(
    ("letters", "boxes", "words"),
    [
        # of 一 the ink alone, as the fonts that Chromium puts into a page tell it
        ("一 、小", [(1, 5, 9, 6), (0, 0, 0, 0), (10, 0, 20, 10), (20, 0, 30, 10)], ["一、小"]),
        # filled, and drawn again for its edge
        (
            "小小11",
            [(0, 0, 10, 10), (0.3, 0, 10.3, 10), (10, 0, 15, 10), (15, 0, 20, 10)],
            ["小11"],
        ),
    ],
)
def test_letters_of_which_the_ink_is_told_or_that_are_drawn_again(
    letters, boxes, words, monkeypatch
):
    class Page:
        def count_chars(self):
            return len(letters)

        def get_charbox(self, number, loose):
            return boxes[number]

    monkeypatch.setattr(pdf_page.raw, "FPDFText_GetUnicode", lambda _, at: ord(letters[at]))
    assert [piece.words for piece in pdf_page.pieces_of(Page(), 800)] == words


def test_a_letter_that_means_nothing_moves_no_other(paper):
    paper.write(70, 80, "在校学生\u2603\u2603\u2603\u2603人数8640人，")  # the font has no snowman
    paper.write(70, 110, "教师512人。")
    lines = paper.read().text.split("\n")
    assert lines[0].startswith("在校学生")
    assert lines[0].endswith("人数8640人，")
    assert lines[1] == "教师512人。"


def test_a_number_that_the_two_extractions_read_differently_is_doubtful(paper):
    paper.write(70, 80, "在校学生8640人，教师512人。")
    paper.write(70, 110, "小学31所。")
    paper.write(123, 80, "7")
    document = paper.read()
    assert any("8640" in words or words in "87640" for words in doubtful(document))
    assert "512" not in doubtful(document)
    assert "31" not in doubtful(document)


def test_a_doubtful_number_in_a_table_is_one(paper):
    paper.table(70, 70, [["指标", "小学"], ["学生数", "8640"], ["学校数", "31"]], widths=[100, 100])
    paper.write(186, 102, "7")
    found = "".join(doubtful(paper.read()))
    assert "8640" in found
    assert "31" not in found


# ---- pages


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("said", [True, False])
def test_a_page_that_is_turned_reads_as_it_is_looked_at(paper, degrees, said):
    paper.write(70, 80, "青禾县2031年教育情况（虚构）")
    paper.turn_page()
    if said:  # the page says so itself, else its letters lie on their side
        paper.canvas.setPageRotation(degrees)
    paper.canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[degrees])
    paper.canvas.rotate(degrees)
    if degrees != 180:
        paper.canvas.translate(0, WIDTH - HEIGHT)
    paper.write(70, 80, "表1 基本情况")
    paper.table(70, 100, ROWS)
    document = paper.read()
    assert document.text.split("\n")[1:] == ["表1 基本情况", *LINES]


@pytest.mark.parametrize("box", ["MediaBox", "CropBox"])
def test_a_page_whose_corner_is_not_at_nothing(paper, box):
    paper.canvas.translate(100, 50)
    paper.write(70, 80, "表1 基本情况")
    paper.table(70, 100, ROWS)
    if box == "CropBox":
        paper.canvas.setCropBox((100, 50, 100 + WIDTH, 50 + HEIGHT))
    paper.canvas.save()
    content = paper.path.read_bytes()
    corners = b"/MediaBox [ 0 0 595 842 ]"
    assert corners in content
    if box == "MediaBox":
        paper.path.write_bytes(content.replace(corners, b"/MediaBox [ 100 50 695 892 ]"))
    assert content_of(paper.path, "pdf").text.split("\n") == ["表1 基本情况", *LINES]


def test_running_heads_and_page_numbers_are_left_out(paper):
    for page in range(1, 5):
        paper.write(200, 40, f"青禾县教育督导室2031年度材料 第{page}页", 9)
        paper.write(70, 120, f"第{page}段：小学{page}2所。")
        paper.write(280, 815, f"第 {page} 页 共 4 页", 9)
        paper.turn_page()
    text = paper.read().text
    assert text.split("\n") == [f"第{page}段：小学{page}2所。" for page in range(1, 5)]


@pytest.mark.parametrize(
    ("y", "words"), [(96, "青禾县教育督导室"), (760, "青禾县 {}"), (60, "{} 材料")]
)
def test_running_heads_stand_anywhere_in_the_margin(paper, y, words):
    for page in range(1, 4):
        paper.write(200, y, words.format(page), 9)
        paper.write(70, 140, f"第{page}段：小学{page}2所。")
        paper.turn_page()
    assert paper.read().text.split("\n") == [f"第{page}段：小学{page}2所。" for page in range(1, 4)]


def test_captions_and_units_at_the_head_of_several_pages_stay(paper):
    for page in range(1, 4):
        paper.write(70, 60, f"表{page} 各校情况")
        paper.write(400, 60, "单位：万元")
        paper.table(70, 80, ROWS)
        paper.turn_page()
    text = paper.read().text
    assert text.count("单位：万元") == 3
    assert text.count("各校情况") == 3


def test_numbers_at_the_head_of_pages_that_count_none_stay(paper):
    for page in range(1, 4):
        paper.write(70, 60, f"全校学生{page}20人，教师{page}1人。")
        paper.turn_page()
    assert paper.read().text.count("全校学生") == 3


def test_a_number_alone_at_the_head_of_one_page_stays(paper):
    paper.lines(70, 60, ["25", "全县小学31所。"])
    paper.turn_page()
    paper.write(70, 60, "初中9所。")
    paper.write(280, 815, "— 2 —", 9)
    assert paper.read().text == "25\n全县小学31所。\n初中9所。"


def test_a_line_at_the_head_of_one_page_stays(paper):
    for page in range(3):
        paper.write(70, 50 + page, "各校情况" if page else "青禾县2031年教育情况（虚构）")
        paper.write(70, 120, "全县小学31所。")
        paper.turn_page()
    assert paper.read().text.split("\n").count("各校情况") == 2


@pytest.mark.parametrize("number", ["1", "第1页"])
def test_pages_without_words_are_named(paper, number):
    picture = ImageReader(_picture())
    for page in range(1, 5):
        if page in (2, 4):
            paper.canvas.drawImage(picture, 0, 0, WIDTH, HEIGHT)
            paper.write(280, 815, number, 9)
        elif page == 1:
            paper.write(70, 120, "全县小学31所。")
        paper.turn_page()  # the third is blank
    document = paper.read()
    assert document.text == "全县小学31所。"
    (note,) = document.notes
    assert "page 2, 4 of 4" in note


def test_a_page_that_is_a_picture_with_a_stamp_is_named(paper):
    paper.write(70, 120, "全县小学31所。")
    paper.turn_page()
    paper.canvas.drawImage(ImageReader(_picture()), 0, 40, WIDTH, HEIGHT - 80)
    paper.write(70, 820, "学校食堂")
    (note,) = paper.read().notes
    assert "page 2 of 2" in note


def _picture():
    from PIL import Image

    return Image.new("L", (60, 80), 200)


def test_pictures_alone_are_refused(paper):
    paper.canvas.drawImage(ImageReader(_picture()), 0, 0, WIDTH, HEIGHT)
    with pytest.raises(Fault, match=r"text recognition \(OCR\)"):
        paper.read()


# ---- the cases

SENTENCE = "全县现有小学12所，在校学生4200人，专任教师250人"
SAID: dict[
    str, tuple[list[str], list[str]]
] = {  # in ../shared/cases: words that are, are not there
    "20-pdf-two-columns/report": (
        [
            "2100人，专任教师180人",
            "12810.24元，比上年增长2.46%。初中生均一般公共预算教育经费17650.30元",
        ],
        ["评报 二"],
    ),
    "21-pdf-table-two-pages/header_once": (["30500\n生均图书（册） | 25.3 | 32.1\n每百名"], []),
    "21-pdf-table-two-pages/repeated_header": (["30500\n生均图书（册） | 25.3 | 32.1\n每百名"], []),
    "22-pdf-watermark/report": ([SENTENCE], ["资", "料"]),
    "23-pdf-fake-bold/report": (["示例县2023年", SENTENCE], ["县县", "1122"]),
    "24-pdf-rotated-page/report": (["专任教师数（人） | 250 | 180\n班级数（个） | 105 | 48"], []),
    "25-pdf-three-line-table/report": (["指标 | 小学 | 初中\n学校数（所） | 12 | 5"], []),
    "26-pdf-running-header/report": (
        ["专任\n教师250人；初中5所，在校学生21\n00人"],
        ["督导", "页"],
    ),
    "27-pdf-one-scanned-page/report": (["3.16%。\n三、教师队伍"], []),
    "30-pdf-vertical-label/report": (
        ["小学 | 在校学生数（人） | 4200\n初中 | 学校数（所） | 5"],
        [],
    ),
    "32-pdf-justified/report": (["全县现有小学12所，在校学生4200人"], []),
    "35-pdf-empty-password/report": (["专任教师数（人） | 250 | 180"], []),
    "36-pdf-watermark-crossing/report": (
        [SENTENCE, "初中5所，", "小学生均一般公共预算"],
        ["张", "2024"],
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_the_cases_say_what_is_printed(shared, name):
    document = open_document(shared / "cases" / f"{name}.pdf")
    present, absent = SAID[name]
    for words in present:
        assert words.replace("\n", "") in document.text.replace("\n", "")
    for words in absent:
        assert words not in document.text
    assert document.doubts == ()
    assert any("page 2 of 3" in note for note in document.notes) == ("scanned" in name)
