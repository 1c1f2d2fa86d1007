"""The documents of ../shared/cases as people send them: what their text must and must not hold,
as the README of each says."""

import pytest

from edugov.fault import Fault
from edugov.reading.documents import open_document

# case and file -> words of the text in their order, words that must not be in it
CASES = {
    "01-docx-auto-numbering/report.docx": (
        "一、/（一）/9.80亿元/（二）/1.小学生均/12810.24/2.初中/二、/12所",
        "三、",
    ),
    "02-docx-text-box/report.docx": ("12所/初中5所/\n小学专任教师250/\n初中专任教师180", "人小学"),
    "04-docx-footnote/report.docx": ("12所，在校/4200人。/\n注：/2所/7个/250人", "[2]"),
    "05-docx-tracked-move/report.docx": ("教师250人/12所/4200人", "4200人。全县"),
    "06-docx-tracked-delete/report.docx": ("12所/初中 | 5 | 2100 | 180", "14/2150/190/ 6"),
    "07-docx-hidden-text/report.docx": ("12所/4200人", "13/4300"),
    "08-docx-merged-header/report.docx": ("小学 | 小学 | 初中 | 初中/ 2022年/4150 | 4200", "|  |"),
    "09-docx-nested-table/report.docx": ("小学 | 12 | 4200 | 专任教师/250\n初中 | 5", "\n专任"),
    "10-docx-content-controls/report.docx": ("小学12所/小学 | 12 | 4200 | 250/初中 | 5", "单击"),
    "11-docx-superscript-mark/report.docx": ("4200人/250人/38600m²", "42001/2502/[2]"),
    "12-docx-equation-number/report.docx": ("小学在校学生4200人/系数CV=0.412", "学生人"),
    "13-docx-strict/report.docx": ("12所/4200人/250人/5所/2100人/180人", "|"),
    "13-docx-strict/dangling.docx": ("4150 | 4200 | 2050 | 2100", "NULL"),
    "15-docx-ruby/report.docx": ("埇桥示例区现有小学12所", "yong"),
    "16-docx-toc/report.docx": ("一、/9.80/二、/12所", "99/三、/（一）"),
    "17-docx-auto-numbering-stages/report.docx": (
        "一、/（一）/15所/（二）/1.小学/2.初中/（三）",
        "（四）",
    ),
    "19-tables-stage-in-corner/nothing_between.docx": (
        "专任教师数（人） | 250\n\n初中指标",
        "小学指标 | 2023年\n\n",
    ),
    "70-html-charset/gb2312_declared_gbk.html": ("镕喆/12所", "\ufffd"),
    "70-html-charset/gb2312_declared_utf8.html": ("小学12所", "灏忓"),
    "70-html-charset/utf8_declared_gbk.html": ("小学12所", "\ufffd"),
    "72-html-big5/big5.html": ("小學12所/4200人/250人", "厩"),
    "74-html-struck-out/report.html": ("12所/4200人/250人", "14/4300/260"),
    "76-html-js-content/textarea.html": ("示例县2023年", "12/4200"),
    "77-html-word-saved/report.htm": ("一、/12所/2100人", "13"),
    "79-html-table-spans/report.html": (
        "表1/小学 | 小学 | 初中 | 初中\n指标/\n在校学生数（人） | 4150",
        "|  |",
    ),
}
ONCE = {
    "02-docx-text-box/report.docx": "250人",
    "05-docx-tracked-move/report.docx": "250人",
    "16-docx-toc/report.docx": "学校与学生",
}
REFUSED = {
    "71-html-one-bad-byte/gbk_bad_byte.html": "byte 174",
    "71-html-one-bad-byte/utf8_bad_byte.html": "byte 194",
    "76-html-js-content/json.html": "holds no text",
}


@pytest.mark.parametrize("name", CASES)
def test_the_text_holds_what_the_document_shows_and_no_more(name, shared):
    text = open_document(shared / "cases" / name).text
    wanted, unwanted = CASES[name]
    place = 0
    for words in wanted.split("/"):
        assert words in text[place:]
        place = text.index(words, place) + len(words)
    for words in unwanted.split("/"):
        assert words not in text


@pytest.mark.parametrize("name", ONCE)
def test_what_stands_twice_in_the_file_is_read_once(name, shared):
    assert open_document(shared / "cases" / name).text.count(ONCE[name]) == 1


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_place_or_the_cause(name, shared):
    with pytest.raises(Fault, match=REFUSED[name]):
        open_document(shared / "cases" / name)
