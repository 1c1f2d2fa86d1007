"""Chinese typesetting of text put together of parts, such as labels of a chart and numbers of
sections: full-width signs, no spaces, years with 年."""

import re

from matplotlib.figure import Figure
from matplotlib.text import Text

from edugov.han import HAN, IS_HAN
from edugov.labels import say

YEAR = r"(?:19|20)\d\d"
# how parts are put together, and how Chinese print does it, in this order
SIGNS = {
    rf"\b({YEAR})[-–]({YEAR})\b": r"\1—\2",
    r"(?<=\d) [-–] (?=[\d.])": "～",
    r"(?<![A-Za-z\d.])-(?=\d)": "−",
    r"[+−](?=0(?:\.0+)?%)": "",
    r" ?\(([^()]*)\)": r"（\1）",
    r"; ": "；",
    r": ": "：",
    r", ": "，",
    r",\n": "，\n",
    rf"(?<=[{HAN}）]) (?=[\d−+])": "",
    rf"((?:^|[，、：（；\n]){YEAR}(?:—{YEAR})?)(?=$|[，：；）\n])": r"\1年",
    rf"((?:^|[，：（；]){YEAR}) (?=[\d−+])": r"\1年",
}


def is_chinese(text: str) -> bool:
    """Tell whether a text is Chinese, not English that has Chinese names in it.

    Examples
    --------
    >>> is_chinese("差异系数（CV）"), is_chinese("The coefficient 差异系数")
    (True, False)
    """
    han = IS_HAN.findall(text)
    latin = re.findall("[A-Za-z]", text)
    return len(han) > len(latin)


def typeset(text: str) -> str:
    """Return a text put together of Chinese parts with the signs of Chinese print.

    Examples
    --------
    >>> typeset("毛入学率, 高中阶段, 2018-2019: -0.2% (达标); 小学: 2012 6,832, 2019 10,016")
    '毛入学率，高中阶段，2018—2019年：−0.2%（达标）；小学：2012年6,832，2019年10,016'
    >>> typeset("生均图书册数 (小学): 0.33 - 1.20")
    '生均图书册数（小学）：0.33～1.20'
    """
    for sign, chinese in SIGNS.items():
        text = re.sub(sign, chinese, text)
    return text


def typeset_chart(figure: Figure) -> None:
    """Give the Chinese texts of a chart on a Chinese page the signs of Chinese print."""
    for axis in [axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)]:
        labels = [label.get_text() for label in axis.get_majorticklabels()]
        if IS_HAN.search("".join(labels)):  # they are drawn anew from these
            axis.set_ticklabels([typeset(label) for label in labels])
    for text in figure.findobj(Text):
        if re.search(f"[{HAN}]|%$", text.get_text()):
            text.set_text(typeset(text.get_text()))


def sections(text: str, lang: str) -> str:
    """Return the numbers of a report's sections as a page in a language lists them.

    Examples
    --------
    >>> sections("intro 二(二)7 三(四)", "zh"), sections("intro 二(二)7", "en")
    ('开头、二（二）7、三（四）', 'intro 二(二)7')
    """
    said = text.replace("intro", say("section.intro", lang))
    if lang == "en":
        return said
    return "、".join(said.split()).replace("(", "（").replace(")", "）")


def brackets(text: str) -> tuple[str, str]:
    """Return the brackets, with the space before them, that follow a sentence in its language."""
    return ("（", "）") if is_chinese(text) else (" (", ")")
