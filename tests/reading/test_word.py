"""What Word shows is the text, what it hides or strikes out is not; every sentence is invented.

The documents are written here part by part, as Word and WPS write them, so that no library of ours
has a say in what they hold.
"""

import zipfile

import pytest

from edugov.fault import Fault
from edugov.reading.documents import open_document

from .hostile import RELATIONS, WORD, packed

SPACES = (
    f'xmlns:w="{WORD}" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)


@pytest.fixture
def opened(tmp_path):
    """Give a function that writes a document of these parts and opens it."""

    def open_parts(body, **parts):
        texts = {"document": f"<w:body>{body}</w:body>"} | parts
        content = {
            f"word/{name}.xml": f"<w:{name} {SPACES}>{text}</w:{name}>"
            for name, text in texts.items()
        }
        path = tmp_path / "青禾县.docx"
        path.write_bytes(packed(content))
        return open_document(path)

    return open_parts


def r(words, looks=""):
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def p(*runs, of=""):
    return f"<w:p><w:pPr>{of}</w:pPr>{''.join(run if '<' in run else r(run) for run in runs)}</w:p>"


def style(name, looks, based_on="Normal", kind="paragraph"):
    return (
        f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="{based_on}"/>{looks}</w:style>'
    )


# ---- struck out, hidden, deleted, moved


@pytest.mark.parametrize(
    "looks",
    [
        "<w:strike/>",
        '<w:dstrike w:val="true"/>',
        "<w:vanish/>",
        '<w:rStyle w:val="Gone"/>',
        '<w:rStyle w:val="GoneToo"/>',
    ],
)
def test_struck_out_and_hidden_words_are_no_text(looks, opened):
    styles = style("Gone", "<w:rPr><w:strike/></w:rPr>") + style("GoneToo", "", "Gone")
    document = opened(p("小学", r("14", looks), "12所"), styles=styles)
    assert document.text == "小学12所"


def test_a_run_that_takes_its_style_s_strike_back_is_text(opened):
    styles = style("Gone", "<w:rPr><w:strike/></w:rPr>")
    of = '<w:pStyle w:val="Gone"/>'
    document = opened(p("废3", r("小学12所", '<w:strike w:val="0"/>'), of=of), styles=styles)
    assert document.text == "小学12所"


def test_styles_based_on_one_another_come_to_an_end(opened):
    styles = style("A", "<w:rPr><w:vanish/></w:rPr>", "B") + style("B", "", "A")
    document = opened(p("小学12所", r("5", '<w:rStyle w:val="B"/>')), styles=styles)
    assert document.text == "小学12所"


def test_what_a_change_took_away_is_no_text(opened):
    was_struck = "<w:rPrChange><w:rPr><w:strike/></w:rPr></w:rPrChange>"
    row = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{p('初中')}</w:tc><w:tc>{p('6')}</w:tc></w:tr>"
    document = opened(
        p("小学", "<w:del><w:r><w:delText>14</w:delText></w:r></w:del>", r("12所", was_struck))
        + p(f"<w:moveFrom>{r('初中5所')}</w:moveFrom>")
        + p(f"<w:moveTo>{r('初中5所')}</w:moveTo>")
        + table(["学段", "学校"], ["小学", "12"]).replace("</w:tbl>", f"{row}</w:tbl>")
    )
    assert document.text == "小学12所\n初中5所\n学段 | 学校\n小学 | 12"


def test_a_deleted_cell_is_no_more(opened):
    cell = f"<w:tc><w:tcPr><w:cellDel/></w:tcPr>{p('6')}</w:tc>"
    body = table(["小学", "12"]).replace("</w:tr>", f"{cell}</w:tr>")
    assert opened(body).text == "小学 | 12"


def test_the_layout_of_the_file_and_the_stops_of_a_tabulator_are_no_words(opened):
    stops = '<w:tabs><w:tab w:val="right"/></w:tabs><w:numPr><w:numId w:val="3"/></w:numPr>'
    lists = numbering(level(0, "decimal", "%1."))
    body = p("小学", "12", "所", of=stops).replace("<w:r>", "\n  <w:r>")
    assert opened(body, numbering=lists).text == "1.小学12所"


def test_a_use_of_a_list_may_have_a_level_of_its_own(opened):
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "decimal", "第%1条 ")}</w:lvlOverride>'
    use = f'<w:num w:numId="3"><w:abstractNumId w:val="7"/>{own}</w:num>'
    lists = numbering(level(0, "chineseCounting", "%1、"), uses=use)
    assert opened(item("甲"), numbering=lists).text == "第1条 甲"


def test_a_paragraph_whose_mark_was_deleted_goes_on_in_the_one_below(opened):
    gone = "<w:rPr><w:del/></w:rPr>"
    deleted = "<w:del><w:r><w:delText>9</w:delText></w:r></w:del>"
    body = (
        p("在校生42", of=gone) + p("0", deleted, of=gone) + p("0人") + p("教师") + p("8", of=gone)
    )
    assert opened(body + table(["小学", "12"])).text == "在校生4200人\n教师\n8\n小学 | 12"


def test_a_hidden_row_is_no_text(opened):
    row = f"<w:tr><w:trPr><w:hidden/></w:trPr><w:tc>{p('中学')}</w:tc><w:tc>{p('6')}</w:tc></w:tr>"
    body = table(["学段", "学校"], ["小学", "12"]).replace("</w:tbl>", f"{row}</w:tbl>")
    assert opened(body).text == "学段 | 学校\n小学 | 12"


# ---- marks and notes


@pytest.mark.parametrize(
    ("before", "raised", "after", "text"),
    [
        ("在校生4200", "1", "人", "在校生4200人"),
        ("在校生4200", "[12]", "人", "在校生4200人"),
        ("在校生4200", "①", "人", "在校生4200人"),
        ("在校生4200", "1,2", "人", "在校生4200人"),
        ("在校生4200", "注1", "人", "在校生4200人"),
        ("占地3860平方米", "3", "。", "占地3860平方米。"),
        ("占地3860m", "2", "。", "占地3860m²。"),
        ("约3.2×10", "4", "人", "约3.2×10⁴人"),
        ("第", "一", "名", "第一名"),
        ("教师", "注", "250人", "教师250人"),
    ],
)
def test_a_raised_mark_is_no_part_of_a_number_and_an_exponent_is(
    before, raised, after, text, opened
):
    up = '<w:vertAlign w:val="superscript"/>'
    assert opened(p(before, r(raised, up), after)).text == text
    by_style = r(raised, '<w:rStyle w:val="Up"/>')
    styles = style("Up", f"<w:rPr>{up}</w:rPr>", kind="character")
    assert opened(p(before, by_style, after), styles=styles).text == text
    by_place = r(raised, '<w:position w:val="6"/><w:sz w:val="14"/>')
    assert opened(p(before, by_place, after)).text == text


def test_a_mark_in_several_runs_and_an_index(opened):
    up, down = '<w:vertAlign w:val="superscript"/>', '<w:vertAlign w:val="subscript"/>'
    document = opened(
        p("在校生4200", r("[", up), r("1", up), r("]", up), "人，CO", r("2", down), "80吨")
    )
    assert document.text == "在校生4200人，CO₂80吨"
    assert opened(p("CO", r("2", '<w:position w:val="-4"/>'))).text == "CO₂"


def test_a_mark_that_was_typed_for_a_note_is_no_part_of_a_number(opened):
    typed = '<w:r><w:footnoteReference w:id="2" w:customMarkFollows="1"/><w:t>1</w:t></w:r>'
    notes = f'<w:footnote w:id="2">{p("不含分校")}</w:footnote>'
    document = opened(p("在校生4200", typed, "人"), footnotes=notes)
    assert document.text == "在校生4200人\n注：不含分校"


def test_footnotes_that_the_text_names_stand_at_its_end(opened):
    notes = "".join(
        f'<w:footnote w:id="{number}">{p(words)}</w:footnote>'
        for number, words in [(0, "——"), (2, "不含分校3所"), (3, "已删去的注"), (4, "含幼儿园")]
    )
    ends = f'<w:endnote w:id="2">{p("据年报")}</w:endnote>'
    named = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
    document = opened(
        p(
            "小学12所",
            named(4),
            "，",
            '<w:r><w:endnoteReference w:id="2"/></w:r>',
            "初中5所",
            named(2),
        )
        + p("高中", f"<w:del>{named(3)}</w:del>", "1所"),
        footnotes=notes,
        endnotes=ends,
    )
    assert document.text == "小学12所，初中5所\n高中1所\n注：含幼儿园\n注：不含分校3所\n注：据年报"
    assert document.notes == ("footnotes and endnotes stand at the end of the text: 3",)


def test_pictures_are_said_to_be_unread(opened):
    drawn = "<pic:pic/>", '<dgm:relIds xmlns:dgm="d"/>'  # a picture, or a diagram of Word's
    for what in drawn:
        document = opened(p("小学12所", f"<w:r><w:drawing>{what}</w:drawing></w:r>"))
        assert document.notes == ("pictures, charts and embedded files are not read: 1",)


# ---- boxes, tables, controls, equations, ruby


def box(*paragraphs):
    inside = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"{inside}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox>"
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(*rows):
    cells = [
        "".join(f"<w:tc>{words if '<' in words else p(words)}</w:tc>" for words in row)
        for row in rows
    ]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def test_a_text_box_is_read_once_after_the_paragraph_that_it_hangs_on(opened):
    inner = p("内框", box(p("再内")))
    document = opened(
        p("小学12", box(p("专任教师250人"), inner), box(p("第二框")), "所") + p("末段")
    )
    assert document.text.split() == ["小学12所", "专任教师250人", "内框", "再内", "第二框", "末段"]


def test_a_box_that_only_older_programs_show_is_read(opened):
    old = box(p("专任教师250人")).partition("<mc:Fallback>")
    empty = "<w:r><mc:AlternateContent><mc:Choice Requires='wpx'/>" + "".join(old[1:])
    assert opened(p("小学", empty, "12所")).text == "小学12所\n专任教师250人"


def test_a_box_that_hangs_on_a_number_of_a_table_leaves_it_a_number(opened):
    inner = table(["小学", p("12", box(p("教师250人")))], ["初中", "5"])
    assert opened(inner + p("末段")).text == "小学 | 12\n初中 | 5\n教师250人\n末段"


def test_a_table_in_a_cell_stays_in_its_row(opened):
    inner = table(["专任教师", "250"], ["职工", "9"]) + p("")
    document = opened(table(["学段", "学校", "备注"], ["小学", "12", inner], ["初中", "5", ""]))
    (found,) = document.tables
    assert found.rows[1] == ("小学", "12", "专任教师 250；职工 9")
    assert found.rows[2] == ("初中", "5", "")


def test_tables_in_the_rows_of_a_table_of_labels_stay_in_their_rows(opened):
    primary, lower = table(["学校", "12"], ["教师", "250"]), table(["学校", "5"], ["教师", "80"])
    document = opened(table(["学段", "情况"], ["小学", primary], ["初中", lower]))
    assert document.text == "学段 | 情况\n小学 | 学校 12；教师 250\n初中 | 学校 5；教师 80"


def test_a_table_in_a_box_is_a_table(opened):
    inside = box(table(["小学", "12"], ["初中", "5"]))
    assert opened(p("某县", inside) + p("末段")).text == "某县\n小学 | 12\n初中 | 5\n末段"


def test_a_table_that_only_places_others_is_read_as_lines(opened):
    inner = table(["学段", "学校"], ["小学", "12"])
    document = opened(table([p("某县概况"), inner]))
    assert document.text == "某县概况\n学段 | 学校\n小学 | 12"
    long = table([p("某县" * 200), p("12"), inner])
    assert opened(long).text.splitlines()[1:] == ["12", "学段 | 学校", "小学 | 12"]


def test_two_tables_with_nothing_between_stay_two(opened):
    document = opened(
        table(["小学", "2031年"], ["学校", "12"]) + table(["初中", "2031年"], ["学校", "5"])
    )
    assert document.text == "小学 | 2031年\n学校 | 12\n\n初中 | 2031年\n学校 | 5"
    assert [found.rows[0][0] for found in document.tables] == ["小学", "初中"]


def test_rows_and_cells_in_content_controls_and_merged_cells(opened):
    def cell(words, said=""):
        return f"<w:tc><w:tcPr>{said}</w:tcPr>{p(words)}</w:tc>"

    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    controlled = f"<w:sdt><w:sdtContent>{cell('12')}</w:sdtContent></w:sdt>"
    rows = [
        cell("类别", down) + cell("学校", '<w:gridSpan w:val="2"/>'),
        cell("", on) + cell("城区") + cell("农村"),
        cell("小学", down) + controlled + cell("31"),
        cell("看不见", '<w:vMerge w:val="continue"/>') + cell("4") + cell("9"),
    ]
    last = "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("5") + cell("8")
    body = "".join(f"<w:tr>{row}</w:tr>" for row in rows)
    last = f"<w:sdt><w:sdtContent><w:tr>{last}</w:tr></w:sdtContent></w:sdt>"
    (found,) = opened(f"<w:tbl>{body}{last}</w:tbl>").tables
    assert found.rows == (
        ("类别", "学校", "学校"),
        ("类别", "城区", "农村"),
        ("小学", "12", "31"),
        ("小学", "4", "9"),
        ("", "5", "8"),
    )


def test_cells_merged_as_old_programs_merge_them(opened):
    first, on = '<w:hMerge w:val="restart"/>', "<w:hMerge/>"
    cells = f"<w:tc>{p('')}</w:tc>"
    for words, said in [("小学", first), ("", on), ("初中", first), ("", on)]:
        cells += f"<w:tc><w:tcPr>{said}</w:tcPr>{p(words)}</w:tc>"
    rows = table(["学校", "3", "4", "5", "6"])
    assert opened(rows.replace("<w:tr>", f"<w:tr>{cells}</w:tr><w:tr>")).text == (
        " | 小学 | 小学 | 初中 | 初中\n学校 | 3 | 4 | 5 | 6"
    )


def test_a_hint_where_nothing_was_filled_in_is_no_text(opened):
    hint = "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    assert opened(p("在校生", hint.format(r("单击输入9")), "人")).text == "在校生人"
    filled = hint.replace("Hdr/", "Hdr w:val='0'/")
    assert opened(p("在校生", filled.format(r("9")), "人")).text == "在校生9人"


def test_equations_ruby_and_fields(opened):
    fraction = (
        "<m:f><m:num><m:r><m:t>3</m:t></m:r></m:num><m:den><m:r><m:t>4</m:t></m:r></m:den></m:f>"
    )
    power = (
        "<m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>4</m:t></m:r></m:sup></m:sSup>"
    )
    ruby = f"<w:r><w:ruby><w:rt>{r('qing')}</w:rt><w:rubyBase>{r('青')}</w:rubyBase></w:ruby></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>=SUM(9)</w:instrText></w:r>'
    document = opened(
        p(
            "小学",
            "<m:oMath><m:r><m:t>4200</m:t></m:r></m:oMath>",
            "人，",
            f"<m:oMath>{fraction}{power}</m:oMath>",
        )
        + p(ruby, "禾县", field, "12所")
    )
    assert document.text == "小学4200人，3/410^4\n青禾县12所"


def test_lines_of_an_equation_stay_apart_and_an_index_is_none_of_its_numbers(opened):
    def e(words):
        return f"<m:e><m:r><m:t>{words}</m:t></m:r></m:e>"

    lines = f"<m:oMath><m:eqArr>{e('4150')}{e('4200')}</m:eqArr></m:oMath>"
    index = f"<m:oMath><m:sSub>{e('CV')}{e('1').replace('m:e', 'm:sub')}</m:sSub></m:oMath>"
    assert opened(p(lines) + p(index, "0.4")).text == "4150\n4200\nCV₁0.4"


def test_the_table_of_contents_is_left_out(opened):
    line = p("一、学校12所", "<w:r><w:tab/></w:r>", "3", of='<w:pStyle w:val="{}"/>')
    styles = '<w:style w:styleId="11"><w:name w:val="toc 1"/></w:style>'
    styles += '<w:style w:styleId="12"><w:name w:val="WPSOffice手动目录 1"/></w:style>'
    body = "".join(map(line.format, ["11", "12", "TOC2"])) + p("一、学校12所")
    assert opened(body, styles=styles).text == "一、学校12所"


# ---- numbers that Word counts


def level(depth, kind, words, more='<w:start w:val="1"/>'):
    shown = f'<w:numFmt w:val="{kind}"/><w:lvlText w:val="{words}"/>'
    return f'<w:lvl w:ilvl="{depth}">{more}{shown}</w:lvl>'


def numbering(*levels, uses='<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'):
    return f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>{uses}'


def item(words, depth=0, use=3):
    return p(words, of=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{use}"/></w:numPr>')


def test_sections_are_numbered_as_if_typed(opened):
    lists = numbering(
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "japaneseCounting", "（%2）"),
        level(2, "decimal", "%3."),
    )
    body = "".join(
        item(words, depth)
        for words, depth in [
            ("概况", 0),
            ("学校", 1),
            ("小学", 2),
            ("2031年", 2),
            ("教师", 1),
            ("小学", 2),
            ("投入", 0),
            ("经费", 1),
        ]
    )
    assert opened(body, numbering=lists).text.split("\n") == [
        "一、概况",
        "（一）学校",
        "1.小学",
        "2、2031年",  # "2.2031年" would be another number
        "（二）教师",
        "1.小学",
        "二、投入",
        "（一）经费",
    ]


@pytest.mark.parametrize(
    ("kind", "words", "start", "texts"),
    [
        ("chineseCounting", "第%1章 ", 9, ["第九章 某", "第十章 某", "第十一章 某"]),
        ("chineseCounting", "%1、", 19, ["十九、某", "二十、某", "二十一、某"]),
        ("ideographTraditional", "%1、", 1, ["甲、某", "乙、某", "丙、某"]),
        ("decimalEnclosedCircle", "%1", 1, ["① 某", "② 某", "③ 某"]),
        ("upperLetter", "%1.", 25, ["Y.某", "Z.某", "27.某"]),
        ("decimal", "%1", 1, ["1 某", "2 某", "3 某"]),
        ("none", "附：", 1, ["附：某", "附：某", "附：某"]),
        ("bullet", "●", 1, ["某", "某", "某"]),
    ],
)
def test_kinds_of_numbers(kind, words, start, texts, opened):
    lists = numbering(level(0, kind, words, f'<w:start w:val="{start}"/>'))
    assert opened(item("某") * 3, numbering=lists).text.split("\n") == texts


def test_numbers_of_several_levels_in_digits(opened):
    lists = numbering(
        level(0, "chineseCounting", "%1、"),
        level(1, "decimal", "%1.%2", '<w:start w:val="1"/><w:isLgl/>'),
    )
    assert opened(item("甲") + item("乙", 1) + item("丙", 1), numbering=lists).text == (
        "一、甲\n1.1 乙\n1.2 丙"  # isLgl: every number in digits
    )


def test_a_level_may_go_on_and_a_second_use_may_start_anew(opened):
    anew = (
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="1">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    )
    lists = numbering(
        level(0, "decimal", "%1、"),
        level(1, "decimal", "（%2）", '<w:start w:val="1"/><w:lvlRestart w:val="0"/>'),
        uses='<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>' + anew,
    )
    body = (
        item("甲")
        + item("子", 1)
        + item("乙")
        + item("丑", 1)
        + item("寅", 1, 4)
        + item("卯", 1, 4)
    )
    assert opened(body, numbering=lists).text.split("\n") == [
        "1、甲",
        "（1）子",
        "2、乙",
        "（2）丑",
        "（5）寅",
        "（6）卯",
    ]


def test_a_list_may_be_a_style_that_another_list_names(opened):
    lists = (
        '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="List"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="8"><w:styleLink w:val="List"/>'
        + level(0, "chineseCounting", "%1、")
        + '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )
    assert opened(item("甲") + item("乙"), numbering=lists).text == "一、甲\n二、乙"


def test_a_level_may_name_its_style_and_a_second_way_to_count(opened):
    other = '<w:numFmt w:val="custom" w:format="子, 丑"/>'
    both = f"<mc:AlternateContent><mc:Choice>{other}</mc:Choice><mc:Fallback>"
    both += '<w:numFmt w:val="chineseCounting"/></mc:Fallback></mc:AlternateContent>'
    lists = numbering(
        f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{both}<w:lvlText w:val="%1、"/></w:lvl>',
        level(1, "decimal", "%1.%2", '<w:start w:val="1"/><w:pStyle w:val="Sub"/>'),
    )
    styles = style("Sub", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>')
    body = item("概况") + p("学校", of='<w:pStyle w:val="Sub"/>')
    assert opened(body, numbering=lists, styles=styles).text == "一、概况\n一.1 学校"


def test_numbers_by_style_none_where_taken_back_or_where_the_line_is_gone(opened):
    lists = numbering(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"))
    styles = style("Head", '<w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr>')
    styles += style("Sub", '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr></w:pPr>', "Head")
    head, none = '<w:pStyle w:val="Head"/>', '<w:numPr><w:numId w:val="0"/></w:numPr>'
    gone = "<w:rPr><w:del/></w:rPr>"
    body = (
        p("概况", of=head)
        + p("学校", of='<w:pStyle w:val="Sub"/>')
        + p("插话", of=head + none)
        + p(f"<w:del>{r('删')}</w:del>", of=head + gone)
        + p("投入", of=head)
    )
    document = opened(body, numbering=lists, styles=styles)
    assert document.text == "一、概况\n（一）学校\n插话\n二、投入"


# ---- packages


def test_the_part_that_the_package_names_is_read_and_no_other(tmp_path):
    def text(words):
        return f"<w:document {SPACES}><w:body>{p(words)}</w:body></w:document>"

    elsewhere = {"_rels/.rels": RELATIONS.replace("word/document.xml", "/内容/main.xml")}
    others = {"word/document.xml": text("旧稿9"), "customXml/document.xml": text("旧稿8")}
    path = tmp_path / "a.docx"
    path.write_bytes(packed(others | elsewhere | {"内容/main.xml": text("小学12所")}))
    assert open_document(path).text == "小学12所"


@pytest.mark.parametrize("name", ["word\\document.xml", "WORD/Document.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_names_and_letters_of_the_parts_as_other_programs_write_them(name, encoding, tmp_path):
    strict = SPACES.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    text = f"<w:document {strict}><w:body>{p('小学12所')}</w:body></w:document>"
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, text.encode(encoding))
    assert open_document(path).text == "小学12所"


# ---- old documents


@pytest.mark.parametrize("name", ["a.doc", "a.WPS", "a.docx", "a.html", "a.txt", "a.pdf", "a.rtf"])
@pytest.mark.parametrize("content", [b"\xd0\xcf\x11\xe0" + bytes(600), b"{\\rtf1 x}"])
def test_an_old_document_is_named_whatever_its_ending(name, content, tmp_path):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Fault, match=f"{name}: an old Word or WPS document.*save it as .docx$"):
        open_document(tmp_path / name)
