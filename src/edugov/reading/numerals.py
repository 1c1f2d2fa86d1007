"""Numbers as reports print them: every form of writing one, with its scale, unit, bound and range."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGIT = {
    char: value
    for value, chars in enumerate(("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖"))
    for char in chars
}
_PLACE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALE = {
    "": 1,
    "百": 1e2,
    "千": 1e3,
    "万": 1e4,
    "十万": 1e5,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
    "十亿": 1e9,
    "百亿": 1e10,
    "千亿": 1e11,
}
# unit as printed -> class of unit, factor to the canonical unit
UNITS = {
    "元": ("money", 1),
    "块": ("money", 1),
    "角": ("money", 0.1),
    "美元": ("foreign", 1),
    "平方米": ("area", 1),
    "平米": ("area", 1),
    "㎡": ("area", 1),
    "m2": ("area", 1),
    "m²": ("area", 1),
    "平方": ("area", 1),
    "平方公里": ("land", 1e6),
    "亩": ("land", 1),
    "公顷": ("land", 1e4),
    "人次": ("person", 1),
    "人": ("person", 1),
    "名": ("person", 1),
    "位": ("person", 1),
    "所": ("school", 1),
    "个班": ("class", 1),
    "班": ("class", 1),
    "个学位": ("place", 1),
    "学位": ("place", 1),
    "座学位": ("place", 1),
    "册": ("volume", 1),
    "本": ("volume", 1),
    "台": ("machine", 1),
    "套": ("count", 1),
    "间": ("count", 1),
    "个": ("count", 1),
    "家": ("count", 1),
    "处": ("event", 1),
    "件": ("event", 1),
    "项": ("event", 1),
    "次": ("event", 1),
    "场次": ("event", 1),
    "场": ("event", 1),
    "期": ("event", 1),
    "条": ("event", 1),
    "座": ("count", 1),
    "张": ("event", 1),
    "块奖": ("event", 1),
    "份": ("event", 1),
    "部": ("event", 1),
    "对": ("event", 1),
    "门": ("event", 1),
    "辆": ("event", 1),
    "支": ("event", 1),
    "枚": ("event", 1),
    "倍": ("times", 100),
    "小时": ("time", 1),
    "学时": ("time", 1),
    "分钟": ("time", 1),
    "公里": ("length", 1),
    "米": ("length", 1),
    "岁": ("age", 1),
    "年级": ("grade", 1),
    "级": ("grade", 1),
    "年": ("date", 1),
    "月": ("date", 1),
    "日": ("date", 1),
    "号": ("date", 1),
    "届": ("date", 1),
    "学年": ("date", 1),
    "人/班": ("person", 1),
    "兆": ("length", 1),
    "周": ("time", 1),
    "天": ("time", 1),
    "字": ("count", 1),
    "分": ("score", 1),
    "千克": ("mass", 1),
    "公斤": ("mass", 1),
    "吨": ("mass", 1),
    "KG": ("mass", 1),
    "GB": ("length", 1),
    "轨": ("count", 1),
}
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_HAN_DIGITS = "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_HAN_PART = rf"[{_HAN_DIGITS}十百千拾佰仟]+"
_HAN_NUMBER = rf"{_HAN_PART}(?:亿{_HAN_PART})?(?:万{_HAN_PART})?(?:点[{_HAN_DIGITS}]+)?"
_BLANK = r"(?<![A-Za-z0-9])(?:[xX]{1,4}|[*＊]{1,4}|_{2,})(?![A-Za-z0-9])|[○]{2,4}"
_SCALES = r"(?:万亿|[十百千]亿|亿|[十百千]?万(?!象|科|达)|千(?![克米瓦])|百(?![分年])|)"
_UNIT = "|".join(sorted((re.escape(unit) for unit in UNITS if unit != "分"), key=len, reverse=True)) + "|分(?![别布])"
_PER = r"(?:[/每][年生人]{1,2}(?:均)?(?:[/.每][年生]{1,2})?|/(?:生|人|年|学生|学年)(?:[/.](?:年|生|学年|学期))?)"
_NUMBER = re.compile(
    rf"(?=[-+\dxX*＊_○过一{_HAN_DIGITS}十百千万拾佰仟])(?:"
    rf"(?P<of>百分之|千分之|万分之)(?P<ofn>{_HAN_NUMBER}|{_ARABIC})"
    rf"|(?P<down>[二三四五六七八九十]{{1,3}}|\d{{1,3}})分之(?P<up>[{_HAN_DIGITS}十]{{1,3}}|\d{{1,3}})"
    r"|(?P<half>一半|半数|过半)(?!天|年|个|月)"
    rf"|(?P<tenths>[一二三四五六七八九两])成(?P<tenth>[{_HAN_DIGITS}]?)(?=[,，。;以的、)]|$)"
    r"|(?P<zero>(?<=[为是现到率比])零)(?=[,，。;、)])"
    r"|(?P<left>\d+(?:\.\d+)?):(?P<right>\d+(?:\.\d+)?)(?![:\d])"
    r"|(?<![\d.])(?P<over>\d{1,2})/(?P<under>\d{1,3})(?![\d/])"
    rf"|(?P<sign>(?<![\d%A-Za-z)])[-+])?(?P<n>(?<![\d.A-Za-z]){_ARABIC}|{_BLANK}|{_HAN_NUMBER})"
    rf"(?:(?:%|个?百分点|[余多几]?{_SCALES}(?:(?:元|人|册|台|间|平方米|㎡){_PER}|{_UNIT}))?"
    rf"[-~至到](?P<to>{_ARABIC}|{_BLANK}))?"
    rf"(?P<more>[余多几来]?)(?P<scale>{_SCALES})(?P<more2>[余多]?)"
    rf"(?P<unit>%|‰|个?百分点|个点|(?:元|人|册|台|间|平方米|㎡){_PER}|{_UNIT}|//年|/年)?"
    r"(?P<bound>以上|以下|以内|之内|左右|及以上)?)"
)
_BLANKS = re.compile(_BLANK)


@dataclass(slots=True)
class Number:
    """One printed number: where it stands, what it is worth, and in which class of unit."""

    start: int
    end: int
    value: float | None  # canonical; None for a placeholder
    unit: str  # as printed, scale included
    kind: str  # class of unit: percent, point, money, person, ... or empty where none is printed
    stop: int  # where its unit and bound end
    bound: str = ""
    per: str = ""  # what the unit is counted per: /生, 每人 ...
    flaw: str = ""  # placeholder, or lost_unit
    sign: int = 0


def chinese(text: str) -> float:
    """Read a Chinese numeral (中文数字).

    >>> chinese("三万二千四百"), chinese("十二"), chinese("九十五点三"), chinese("二〇二一"), chinese("两千零五")
    (32400.0, 12.0, 95.3, 2021.0, 2005.0)
    """
    for scale, worth in (("亿", 1e8), ("万", 1e4)):
        high, found, low = text.partition(scale)
        if found:
            return chinese(high) * worth + chinese(low)
    whole, _, rest = text.partition("点")
    total = current = 0
    if not any(char in _PLACE for char in whole):
        total = int("".join(str(_DIGIT[char]) for char in whole) or "0")
    else:
        for char in whole:
            if char in _PLACE:
                total += (current or 1) * _PLACE[char]
                current = 0
            else:
                current = _DIGIT[char]
        last = next((_PLACE[char] for char in reversed(whole[:-1]) if char in _PLACE), 1)
        short = whole[-1] in _DIGIT and whole[-2:-1] in _PLACE and last > 10  # 三千二 is 3200
        total += current * (last // 10 if short else 1)
    return float(f"{total}.{''.join(str(_DIGIT[char]) for char in rest)}") if rest else float(total)


def value_of(text: str) -> float | None:
    """Read digits or a Chinese numeral; None for a placeholder."""
    if _BLANKS.fullmatch(text):
        return None
    return float(text.replace(",", "")) if text[0].isdigit() else chinese(text)


def numbers(plain: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Find every number of a stretch of even text, in order; a range gives its two ends."""
    for match in _NUMBER.finditer(plain, start, len(plain) if end is None else end):
        yield from _read(match)


def _read(match: re.Match[str]) -> Iterator[Number]:
    start, stop = match.span()
    group = match.groupdict()
    if group["of"]:
        worth = value_of(group["ofn"]) * {"百": 1, "千": 0.1, "万": 0.01}[group["of"][0]]
        yield Number(start, stop, round(worth, 10), group["of"], "percent", stop)
    elif group["down"]:
        down = value_of(group["down"])
        yield Number(start, stop, value_of(group["up"]) / down * 100 if down else None, "分之", "percent", stop)
    elif group["half"]:
        yield Number(start, stop, 50.0, "", "percent", stop, bound="以上" if group["half"] == "过半" else "")
    elif group["zero"]:
        yield Number(start, stop, 0.0, "", "zero", stop)
    elif group["tenths"]:
        tenth = chinese(group["tenth"]) if group["tenth"] else 0
        yield Number(start, stop, chinese(group["tenths"]) * 10 + tenth, "成", "percent", stop)
    elif group["left"]:
        left, right = float(group["left"]), float(group["right"])
        if left and right:
            yield Number(start, stop, right / left if left <= right else left / right, "", "ratio", stop)
    elif group["over"]:
        if int(group["under"]):
            yield Number(start, stop, int(group["over"]) / int(group["under"]) * 100, "", "fraction", stop)
    else:
        yield from _plain(match, group)


def _plain(match: re.Match[str], group: dict[str, str | None]) -> Iterator[Number]:
    """Read a number with scale, unit and bound, or the two ends of a range."""
    printed, unit = group["n"], group["unit"] or ""
    han = printed[0] in _HAN_DIGITS + "十百千"
    scale = group["scale"] or ""
    if han and not (scale or unit) or (han and unit in ("年", "月", "日", "级", "年级", "届", "分", "号", "期", "对")):
        return
    flaw = "placeholder" if _BLANKS.fullmatch(printed) else ""
    start, end = match.start("n"), match.end("n")
    if group["sign"]:
        start -= 1
    ends = [(start, end, printed)]
    if group["to"]:
        ends.append((match.start("to"), match.end("to"), group["to"]))
    per = re.search(rf"{_PER}$", unit) if not unit.startswith("/") else None
    base = unit[: per.start()] if per else unit
    kind, factor = UNITS.get(base, ("", 1))
    if base == "%":
        kind = "percent"
    elif base == "‰":
        kind, factor = "percent", 0.1
    elif base in ("百分点", "个百分点", "个点"):
        kind = "point"
    elif base in ("//年", "/年"):
        kind, flaw = "money", flaw or "lost_unit"
    sign = {"-": -1, "+": 1}.get(group["sign"] or "", 0)
    for first, last, number in ends:
        worth = value_of(number)
        if worth is not None:
            worth = _neat(worth * _SCALE[scale] * factor) * (-1 if sign < 0 else 1)
        more = (group["more"] or "") + (group["more2"] or "")
        yield Number(
            first,
            last,
            worth,
            f"{more}{scale}{unit}",
            kind,
            match.end(),
            (group["bound"] or "") or more,
            per[0] if per else "",
            "placeholder" if _BLANKS.fullmatch(number) else flaw,
            sign,
        )


def _neat(value: float) -> float:
    """Undo what the scale's multiplication adds in the last binary places (1.2 x 10000)."""
    return float(f"{value:.12g}") if abs(value) < 1e15 else value
