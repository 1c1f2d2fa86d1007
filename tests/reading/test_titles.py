"""The place in a title, the publisher and the date of a document. Titles are invented, of real and
invented places; who is named in each was read off by hand."""

import pytest

from edugov import regions, tables
from edugov.reading import titles
from edugov.tables import Fault

BODY = "\n全县有小学12所，其中城区3所。\n"


@pytest.fixture(scope="module")
def known():
    return tables.read("regions")


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("临川示范县人民政府关于2023年履行教育职责的自评报告", ["临川示范县"]),
        ("昭通市彝良县2023年教育情况", ["昭通市", "彝良县"]),
        ("广西壮族自治区环江毛南族自治县自评报告", ["广西壮族自治区", "环江毛南族自治县"]),
        ("关于兰考县义务教育优质均衡发展情况的汇报", ["兰考县"]),
        ("《青禾县2023年教育情况》", ["青禾县"]),
        ("青禾县\n2023年履行教育职责自评报告", ["青禾县"]),
        ("2023年度青禾县教育经费统计", ["青禾县"]),
        ("上海市浦东新区2023年教育经费执行情况公告", ["上海市", "浦东新区"]),
        ("昭通市人民政府关于彝良县、镇雄县督导评估情况的报告", ["昭通市"]),
        ("全县2023年教育强县建设情况", []),
        ("我市2022年教育情况汇报", []),
        ("某县2022年教育情况", []),
        ("副县长在全县教育工作会议上的讲话", []),
        ("推进城区教育均衡发展的通知", []),
        ("县人民政府2023年教育情况报告", []),
    ],
)  # fmt: skip
def test_the_places_that_a_title_names(title, places, known):
    assert titles.place_in_title(title + BODY, known) == places


@pytest.mark.parametrize(
    ("title", "region", "named"),
    [
        ("临川示范县人民政府关于2023年情况的报告", "泰宁县", "临川示范县"),
        ("伊宁县2023年教育情况", "伊宁市", "伊宁县"),
        ("昭通市彝良县2023年教育情况", "昭通市", "彝良县"),
        ("昭通市2023年教育情况", "南通市", "昭通市"),
        ("彝良县2023年教育情况", "全国", "彝良县"),
    ],
)
def test_another_place_in_the_title_is_refused_by_name(title, region, named, known):
    place = regions.find(region, known)
    with pytest.raises(Fault, match=f"report.txt: its title names {named}, not {region}"):
        titles.refuse_another_place("report.txt", title + BODY, place, known)


@pytest.mark.parametrize(
    ("title", "region"),
    [
        ("福建省三明市泰宁县2023年教育情况", "泰宁县"),
        ("云南省教育厅关于2023年督导情况的通报", "昭通市"),
        ("2023年全国教育事业发展统计公报", "昭通市"),
        ("昭通市2023年教育情况\n彝良县 | 12\n镇雄县 | 15", "昭通市"),
        ("昭通市人民政府关于彝良县、镇雄县督导评估情况的报告", "昭通市"),
        ("教育事业发展统计公报", "泰宁县"),
        ("2023年工作总结\n彝良县小学12所。", "泰宁县"),  # the title is the first line
    ],
)
def test_the_region_itself_and_those_above_it_are_no_other_place(title, region, known):
    place = regions.find(region, known)
    titles.refuse_another_place("report.txt", title + BODY, place, known)


@pytest.mark.parametrize(
    ("text", "publisher", "date"),
    [
        ("发布机构：青禾县教育局 发布日期：2032-4-2\n正文", "青禾县教育局", "2032-04-02"),
        ("来源: 青禾县人民政府\n成文日期：2032年11月30日", "青禾县人民政府", "2032-11-30"),
        ("正文\n青禾县教育体育局\n 2032 年 4 月 12 日\n附件", "青禾县教育体育局", "2032-04-12"),
        (
            "发布日期：2032-04-15\n正文\n青禾县人民政府\n2032年4月12日",
            "青禾县人民政府",
            "2032-04-15",
        ),
        ("发布机构 | 青禾县教体局 | 发文日期 | 2032-12-06", "青禾县教体局", "2032-12-06"),
        ("正文\n青禾县人民政府\n二〇三二年四月十二日", "青禾县人民政府", "2032-04-12"),
        ("正文\n青禾县人民政府\n二○三二年十一月三十日", "青禾县人民政府", "2032-11-30"),
        ("正文\n青禾县人民政府\n二零三二年十月二十一日", "青禾县人民政府", "2032-10-21"),
        ("2032年4月12日，青禾县人民政府召开会议。", None, None),
        ("正文\n青禾县人民政府\n", None, None),
    ],
)
def test_publisher_and_date(text, publisher, date):
    found = titles.publisher_and_date(text)
    assert (found.get("publisher"), found.get("date")) == (publisher, date)
