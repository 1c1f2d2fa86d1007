"""Text put together of parts is set as Chinese print sets it; English is left as it is."""

import matplotlib.pyplot as plt
import pytest

from edugov import charts, pages
from edugov.labels import typesetting


@pytest.mark.parametrize(
    ("made", "set_"),
    [
        ("寄宿生生活补助标准, 小学,\n2018-2019", "寄宿生生活补助标准，小学，\n2018—2019年"),
        ("总体近视率, 各级各类, 2021: +0.0% (达标)", "总体近视率，各级各类，2021年：0.0%（达标）"),
        ("昭通市: 概况 4.1%, 工作成效 84.1%", "昭通市：概况4.1%，工作成效84.1%"),
        ("小学: 2018 11,328, 2019 11,949", "小学：2018年11,328，2019年11,949"),
        ("学校三 (小学): 0.33 - 1.20", "学校三（小学）：0.33～1.20"),
        ("1992–1993: 0.93; 1992–1994: 0.89", "1992—1993年：0.93；1992—1994年：0.89"),
        ("毛入学率、高中阶段、2020", "毛入学率、高中阶段、2020年"),
        ("余量-0.85, 系数0.9", "余量−0.85，系数0.9"),
        ("每百名学生23.04台", "每百名学生23.04台"),
    ],
)
def test_parts_get_the_signs_of_chinese_print(made, set_):
    assert typesetting.typeset(made) == set_
    assert typesetting.typeset(set_) == set_


def chart():
    charts.register_font()
    figure, axes = plt.subplots()
    axes.barh([0, 1], [1, 2])
    axes.set_yticks([0, 1], ["毛入学率, 小学", "巩固率, 初中"])
    axes.set_title("甲县 (2020)")
    return figure


def test_a_chart_of_a_chinese_page_is_set_so_and_one_of_an_english_page_is_not(monkeypatch):
    shown = []
    monkeypatch.setattr(pages, "display", shown.append)
    pages.show(chart(), "fig-zh", "甲县各项比率。", "毛入学率: 高; 巩固率: 低")
    for text in ("毛入学率，小学", "巩固率，初中", "甲县（2020年）", "毛入学率：高；巩固率：低"):
        assert text in shown[0].data
    pages.show(chart(), "fig-en", "Rates of an invented county 甲县.", "rate: high; other: low")
    for text in ("毛入学率, 小学", "甲县 (2020)", "rate: high; other: low"):
        assert text in shown[1].data


def test_sections_are_listed_in_the_language_of_the_page():
    assert typesetting.sections("intro 二(二)7", "zh") == "开头、二（二）7"
    assert typesetting.sections("intro 二(二)7", "en") == "intro 二(二)7"
    assert typesetting.sections("", "zh") == ""
    assert typesetting.brackets("共三项。") == ("（", "）")
    assert typesetting.brackets("Three in all.") == (" (", ")")
