"""The font: it has what reports print, and a missing character is an error."""

import io

import matplotlib.pyplot as plt
import pytest
from fontTools.ttLib import TTFont

from edugov.charts import FONT, register_font


def test_font_has_gb2312_and_the_signs_of_reports():
    characters = set(map(chr, TTFont(FONT).getBestCmap()))
    wanted = set("0123456789-−×÷±≥≤≠‰%㎡℃〔〕《》①⑳—“”…·、。，：；（）￥→✓")
    for high in range(0xB0, 0xF8):
        for low in range(0xA1, 0xFF):
            wanted |= set(bytes([high, low]).decode("gb2312", errors="ignore"))
    assert len(wanted) > 6763
    for high in range(0x81, 0xFD):  # the characters of GBK but for its last row
        for low in range(0x40, 0xFF):
            character = bytes([high, low]).decode("gbk", errors="ignore")
            wanted |= {one for one in character if "\u4e00" <= one <= "\u9fa5"}
    wanted |= set("滘塆硚鄠埇浉")  # of places, outside GB2312
    assert not wanted - characters


def draw(text: str) -> None:
    figure, axes = plt.subplots(figsize=(2, 1))
    try:
        axes.set_title(text)
        axes.plot([-1, 1], [-1.5, 1.5])
        figure.savefig(io.BytesIO(), format="png")
    finally:
        plt.close(figure)


def test_charts_draw_chinese_and_minus_signs():
    register_font()
    assert plt.rcParams["font.family"] == ["Noto Sans SC Subset"]
    draw("差异系数 −1.21% 生均㎡ Yining 昭通")


def test_missing_character_is_an_error():
    register_font()
    with pytest.raises(UserWarning, match="missing from font"):
        draw("\u0e01")
