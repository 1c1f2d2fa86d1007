"""Whom and when a document is of, by its title, publisher and date."""

import re

import pandas as pd

from edugov import regions
from edugov.han import HAN
from edugov.reading.numeral import value_of
from edugov.reading.text import normalise
from edugov.tables import Fault

FIRST_LINES = 8
LONGEST_TITLE = 80
LAST_LINES = 6
_TITLE = re.compile("报告|公报|统计|情况|总结|汇报|通报|公告|通知|方案|计划|自评|监测|发展")
_BEFORE = re.compile(
    r"[\s《]*(?:关于|中共|中国共产党|(?:[\d〇零一二三四五六七八九]{4}年?(?:度|秋季|春季)?))*\s*"
)
_NAMED = re.compile(
    rf"([{HAN}]"
    r"{1,9}?(?:自治县|自治旗|自治州|自治区|地区|林区|特区|新区|[县市区旗省盟]))"
)
# what may follow a place that no table lists: a body of it, or what it reports on
_BODY = re.compile(
    "(?:人民)?政府|教育局|教育(?:和)?体育|教体局|教委|县委|市委|区委|委员会|财政局|统计局"
)
_MATTER = re.compile(r"\d{4}年|[二〇零一]{4}年|关于|履行|自评|义务教育|学前教育|教育|县域")
_NO_NAME = re.compile(
    "^[全我本各该某两城郊市县辖片校学社园州]?.$|教育|义务|发展|先进|均衡|城乡|创建|评估|督导"
    "|关于|政府|副|.全|推进|推动|加强|促进|深化|实施"
)
_LABELLED = {
    "publisher": re.compile(
        r"(?:发布机构|发布单位|发文机关|发布者|来源)\s*[:：|]\s*"
        rf"([{HAN}]{{4,30}})"
    ),
    "date": re.compile(
        r"(?:发布日期|发布时间|发文日期|成文日期|公开日期|日期)\s*[:：|]\s*(\d{4})[-年/.](\d{1,2})[-月/.](\d{1,2})"
    ),
}
_SIGNED = re.compile(rf"[{HAN}]{{2,26}}(?:政府|局|委员会|办公室|督导室|教委)")
_NUMERALS = "一二三四五六七八九十〇零○"
_DATED = re.compile(
    r"(\d{4})年(\d{1,2})月(\d{1,2})日"
    rf"|([{_NUMERALS}]{{4}})年([{_NUMERALS}]{{1,3}})月([{_NUMERALS}]{{1,3}})日"
)


def place_in_title(text: str, known: pd.DataFrame) -> list[str]:
    """Return the places that the title of a document names one in the other, the largest first.

    >>> place_in_title("昭通市彝良县2031年教育情况报告（虚构）", pd.DataFrame({"name_zh": []}))
    ['昭通市', '彝良县']
    >>> place_in_title("全县2031年教育强县建设情况", pd.DataFrame({"name_zh": []}))
    []
    """
    names = sorted(set(known["name_zh"]), key=len, reverse=True)
    for line in _title_lines(text):
        if chain := _chain(line, names):
            return chain
    return []


def _title_lines(text: str) -> list[str]:
    """Return the first lines, down to the one that is the title; no rows of tables."""
    lines = [line.strip() for line in normalise(text[:1000]).plain.split("\n") if line.strip()]
    found = []
    for line in lines[:FIRST_LINES]:
        if len(line) > LONGEST_TITLE or "|" in line or ":" in line:
            continue
        found.append(line)
        if _TITLE.search(line):
            return found
    return lines[:1]


def _chain(line: str, names: list[str]) -> list[str]:
    """Read the places one after the other with which a line begins."""
    at = _BEFORE.match(line).end()
    chain: list[str] = []
    while True:
        name = next((name for name in names if line.startswith(name, at)), "")
        if not name and (match := _NAMED.match(line, at)):
            name = match[1] if _is_name(line, match) else ""
        if not name:
            return chain
        chain.append(name)
        at += len(name)


def _is_name(line: str, match: re.Match[str]) -> bool:
    """Tell whether words that end as a place's name are one: by what follows them."""
    if _NO_NAME.search(match[1]):
        return False
    behind = match.end()
    inner = _NAMED.match(line, behind)
    return bool(_BODY.match(line, behind) or _MATTER.match(line, behind) or inner)


def refuse_another_place(name: str, text: str, place: pd.Series, known: pd.DataFrame) -> None:
    """Raise a Fault where a document's title says that it is of another place than a region or one
    above it.

    Parameters
    ----------
    name, text : str
        The document's name and text.
    place : Series
        The region that it is said to be of, a row of regions.csv.
    known : DataFrame
        The table of regions.
    """
    chain = place_in_title(text, known)
    above = regions.ancestors(place["region_code"], known) if place["parent_code"] else []
    own = {place["name_zh"], *known.loc[known["region_code"].isin(above), "name_zh"]}
    if not chain or chain[-1] in own or chain[-1].endswith(place["name_zh"]):
        return
    short = re.fullmatch("(.{2,})[县州旗区]", chain[-1])  # 环江县, of 环江毛南族自治县
    if short and any("自治" in name and name.startswith(short[1]) for name in own):
        return
    raise Fault(
        f"{name}: its title names {chain[-1]}, not {place['name_zh']}; give the region that it is "
        "about, or --anyway where the title means the same"
    )


def _worth(part: str) -> float | None:
    """Return what a part of a date is worth, in digits or numerals."""
    return int(part) if part.isdecimal() else value_of(part.replace("○", "〇"))


def publisher_and_date(text: str) -> dict[str, str]:
    """Find who published a document and when (发布机构、日期): in the lines that say so, else in
    those it is signed with. What is not found is left out.

    >>> found = publisher_and_date("教育情况\\n……\\n青禾县人民政府\\n2032年4月2日\\n")
    >>> found["publisher"], found["date"]
    ('青禾县人民政府', '2032-04-02')
    """
    found = {}
    if labelled := _LABELLED["publisher"].search(text):
        found["publisher"] = labelled[1]
    date = _LABELLED["date"].search(text)
    lines = [re.sub(r"\s", "", line) for line in text.split("\n") if line.strip()][-LAST_LINES:]
    for line, behind in zip(lines, [*lines[1:], ""], strict=True):
        if _SIGNED.fullmatch(line) and _DATED.fullmatch(behind):
            found.setdefault("publisher", line)
            date = date or _DATED.fullmatch(behind)
    if date:
        parts = [_worth(part) for part in date.groups() if part]
        if None not in parts:
            found["date"] = "{:04.0f}-{:02.0f}-{:02.0f}".format(*parts)
    return found
