"""Whose figures a document holds: how wide its area is, or which one school it is of (主体)."""

import re
from collections import Counter

AREA = re.compile("[全我本](国|省|自治区|市|州|盟|县|区|旗)")
WIDER = {"国": 4, "省": 3, "自治区": 3, "市": 2, "州": 2, "盟": 2, "县": 1, "区": 1, "旗": 1}
QUOTED = 8  # characters of an unknown word that a note repeats


def own_level(plain: str, region: str) -> int:
    """Return how wide the area of a document is: 4 the nation ... 1 a county, 0 unknown."""
    ending = re.search("(自治区|[省市州盟县区旗])$", region)
    if ending and not region.endswith(("自治县", "自治旗", "自治州")):
        known = WIDER[ending[1]]
        if ending[1] not in "市区":
            return known
    named = Counter(WIDER[match[1]] for match in AREA.finditer(plain) if match[0] != "全国")
    return max(named, key=lambda level: (named[level], -level)) if named else 0


_SCHOOL = re.compile(
    "([\u4e00-\u9fff]{2,12}(?:中学|小学|幼儿园|学校))"
    "(?=学校|办学|基本|年度|质量|公示|简介|概况|信息公开|招生|章程|自评|发展)"
)
_KINDS = re.compile(
    "(?:普通|中等|职业|特殊教育|义务教育|各级各类|民办|公办|全[市县区省]|中)(?:中学|小学|幼儿园|学校)$"
)


def single_school(title: str) -> str:
    """Return the one school that a document's title names, empty where it is of an area."""
    for match in _SCHOOL.finditer(title):
        if not _KINDS.search(match[1]) and not re.search("[省市县区]$|教育$|对", match[1][:-2]):
            return match[1][-QUOTED:]
    return ""
