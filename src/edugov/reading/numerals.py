"""Numbers as reports print them: every form of writing one, with its scale, unit, bound and
range."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_DIGIT = {
    char: value
    for value, chars in enumerate(
        ("零〇", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
    )
    for char in chars
}
_PLACE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_SCALE = {"": 1} | dict(
    zip(
        "百 千 万 十万 百万 千万 亿 十亿 百亿 千亿 万亿".split(),
        (10**n for n in range(2, 13)),
        strict=True,
    )
)
# class of unit -> units as printed; the factor to the canonical unit is 1 but for those below
_KINDS = {
    "money": "元 块 角",
    "foreign": "美元",
    "area": "平方米 平米 ㎡ m2 m² 平方",
    "land": "平方公里 亩 公顷",
    "person": "人次 人 名 位 人/班",
    "school": "所",
    "class": "个教学班 个班级 个班 班",
    "place": "个学位 学位 座学位",
    "volume": "册 本",
    "machine": "台",
    "count": "套 间 个 家 座 字 轨",
    "event": "处 件 项 次 场次 场 期 条 张 块奖 份 部 对 门 辆 支 枚",
    "times": "倍",
    "time": "小时 学时 分钟 周 天",
    "length": "公里 米 兆 GB",
    "age": "岁",
    "grade": "年级 级",
    "date": "年 月 日 号 届 学年",
    "score": "分",
    "mass": "千克 公斤 吨 KG",
    "percent": "% ‰",
    "point": "百分点 个百分点 个点",
}
_FACTORS = {"角": 0.1, "平方公里": 1e6, "公顷": 1e4, "倍": 100, "‰": 0.1}
UNITS = {
    unit: (kind, _FACTORS.get(unit, 1)) for kind, units in _KINDS.items() for unit in units.split()
}
# thousands are looked for where a run of digits and commas begins, not again in its middle
_ARABIC = r"(?:(?<!\d\d\d,)\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_TORN = (  # a digit is lost, or what stood between two numbers
    r"(?:\d+(?:\.\d*)?□[\d.□]+|\d+\.(?:□+|(?=%))"
    r"|\d+\.\d{3,}\.\d+|\d+\.\d\d\.\d+(?=[%元人]|万[元人]))"
)
_HAN_DIGITS = "零〇一二三四五六七八九两壹贰叁肆伍陆柒捌玖"
_HAN_PART = rf"[{_HAN_DIGITS}十百千拾佰仟]+"
_HAN_NUMBER = rf"{_HAN_PART}(?:亿{_HAN_PART})?(?:万{_HAN_PART})?(?:点[{_HAN_DIGITS}]+)?"
_BLANK = r"(?<![A-Za-z0-9])(?:[xX]{1,8}(?:\.[xX]{1,4})?|[*＊]{1,4}|_{2,})(?![A-Za-z0-9])|[○]{2,4}"
_SCALES = r"(?:万亿|[十百千]亿|亿|[十百千]?万(?!象|科|达)|千(?![克米瓦])|百(?![分年])|)"
_UNIT = (
    "|".join(sorted((re.escape(unit) for unit in UNITS if unit != "分"), key=len, reverse=True))
    + "|分(?![别布])"
)
_PER = (
    r"(?:[/每][年生人]{1,2}(?:均)?(?:[/.每][年生]{1,2})?"
    r"|/(?:生|人|年|学生|学年)(?:[/.](?:年|生|学年|学期))?)"
)
_NUMBER = re.compile(
    rf"(?=[-+\dxX*＊_○过一{_HAN_DIGITS}十百千万拾佰仟])(?:"
    rf"(?P<of>百分之|千分之|万分之)(?P<ofn>{_HAN_NUMBER}|{_ARABIC})"
    rf"|(?P<down>[二三四五六七八九十]{{1,3}}|\d{{1,3}})分之(?P<up>[{_HAN_DIGITS}十]{{1,3}}|\d{{1,3}})"
    r"|(?P<half>一半|半数|过半)(?!天|年|个|月)"
    rf"|(?P<tenths>[一二三四五六七八九两])成(?P<tenth>[{_HAN_DIGITS}]?)(?=[,，。;以的、)]|$)"
    r"|(?P<zero>(?<=[为是现到率比])[零0])(?=[,，。;、)]|$)"
    r"|(?P<left>\d+(?:\.\d+)?):(?P<right>\d+(?:\.\d+)?)(?![:\d])"
    r"|(?<![\d.])(?P<over>\d{1,2})/(?P<under>\d{1,3})(?![\d/])"
    rf"|(?P<sign>(?<![\d%A-Za-z)])[-+])?(?P<n>(?<![\d.A-Za-z])(?:{_TORN}|{_ARABIC})|{_BLANK}|{_HAN_NUMBER})"
    rf"(?:(?:[余多几]?{_SCALES}(?:(?:元|人|册|台|间|平方米|㎡){_PER}|{_UNIT}))?"
    rf"[-~至到](?P<to>{_ARABIC}|{_BLANK}))?"
    rf"(?P<more>[余多几来]?)(?P<scale>{_SCALES})(?P<more2>[余多]?)"
    rf"(?P<unit>(?:元|人|册|台|间|平方米|㎡){_PER}|{_UNIT}|//年|/年)?"
    r"(?P<bound>以上|以下|以内|之内|左右|及以上)?)"
)
_HAN_NOT = frozenset(
    "年 月 日 级 年级 届 分 号 期 对".split()
)  # 二年级, 三期: no numbers of things
_BLANKS = re.compile(rf"{_BLANK}|(?P<torn>{_TORN})")


FITS = {  # canonical unit -> classes of unit in which it may be printed
    **dict.fromkeys(("yuan", "yuan_per_student", "yuan_per_person"), {"money"}),
    **dict.fromkeys(("m2", "m2_per_student", "m2_per_person"), {"area"}),
    **dict.fromkeys(("hour", "minute"), {"time"}),
    "person": {"person"},
    "person_time": {"person", "event"},
    "school": {"school", "count"},
    "class": {"class", "count"},
    "place": {"place", "count"},
    "count": {"count", "event", "school", "class", "machine", "volume"},
    "per_100_students": {"machine", "count", "person"},
    "volume_per_student": {"volume"},
    "ratio": {"ratio", "times"},
    "percent": {"percent", "fraction"},
    "percentage_point": {"point", "percent"},
}
RATES = frozenset(
    ("percent", "point", "times", "fraction")
)  # what growth and change are printed in
UNITLESS = {
    "ratio",
    "per_100_students",
    "m2_per_student",
    "volume_per_student",
}  # often printed bare, with decimals


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

    >>> chinese("三万二千四百"), chinese("十二"), chinese("九十五点三")
    (32400.0, 12.0, 95.3)
    >>> chinese("二〇二一"), chinese("两千零五")
    (2021.0, 2005.0)
    """
    for scale, worth in (("亿", 1e8), ("万", 1e4)):
        high, found, low = text.partition(scale)
        if found:
            return chinese(high) * worth + chinese(low)
    whole, _, rest = text.partition("点")
    decimals = "".join(str(_DIGIT[char]) for char in rest)
    if not any(char in _PLACE for char in whole):
        digits = "".join(str(_DIGIT[char]) for char in whole)
        return float(f"{digits or 0}.{decimals}")
    total = current = 0
    for char in whole:
        if char in _PLACE:
            total += (current or 1) * _PLACE[char]
            current = 0
        else:
            current = _DIGIT[char]
    last = next((_PLACE[char] for char in reversed(whole[:-1]) if char in _PLACE), 1)
    short = whole[-1] in _DIGIT and whole[-2:-1] in _PLACE and last > 10  # 三千二 is 3200
    total += current * (last // 10 if short else 1)
    return float(f"{total}.{decimals}")


def value_of(text: str) -> float | None:
    """Read digits or a Chinese numeral; None for a placeholder or a torn number."""
    if _BLANKS.fullmatch(text) or text.endswith(".") or text.count(".") > 1:
        return None
    return float(text.replace(",", "")) if text[0].isdigit() else chinese(text)


def numbers(plain: str, start: int = 0, end: int | None = None) -> Iterator[Number]:
    """Find every number of a stretch of even text, in order; a range gives its two ends."""
    for match in _NUMBER.finditer(plain, start, len(plain) if end is None else end):
        group = match.groupdict("")
        yield from _plain(match, group) if group["n"] else _said(match, group)


def _said(match: re.Match[str], group: dict[str, str]) -> Iterator[Number]:
    """Read a share, a ratio or a fraction: 百分之五, 三分之一, 一半, 三成, 1:15, 3/4; or the word
    for zero."""
    unit = bound = ""
    kind, worth = "percent", None
    if group["of"]:
        unit = group["of"]
        worth = round(value_of(group["ofn"]) * {"百": 1, "千": 0.1, "万": 0.01}[unit[0]], 10)
    elif group["down"]:
        unit, down = "分之", value_of(group["down"])
        worth = value_of(group["up"]) / down * 100 if down else None
    elif group["half"]:
        worth, bound = 50.0, "以上" if group["half"] == "过半" else ""
    elif group["zero"]:
        worth, kind = 0.0, "zero"
    elif group["tenths"]:
        unit, worth = "成", chinese(group["tenths"]) * 10 + chinese(group["tenth"])
    else:
        kind = "ratio" if group["left"] else "fraction"
        over, under = float(group["left"] or group["over"]), float(group["right"] or group["under"])
        if not under or (kind == "ratio" and not over):
            return
        worth = max(over, under) / min(over, under) if kind == "ratio" else over / under * 100
    yield Number(*match.span(), worth, unit, kind, match.end(), bound)


def _plain(match: re.Match[str], group: dict[str, str]) -> Iterator[Number]:
    """Read a number with scale, unit and bound, or the two ends of a range."""
    printed, unit, scale = group["n"], group["unit"], group["scale"]
    han = printed[0] in _HAN_DIGITS + "十百千"
    if han and (not (scale or unit) or unit in _HAN_NOT):
        return
    blank = _BLANKS.match(printed)
    torn = printed.endswith(".") or printed.count(".") > 1 or (blank and blank["torn"])
    flaw = "torn" if torn else "placeholder" if blank else ""
    ends = [(match.start("n") - len(group["sign"]), match.end("n"), printed)]
    if group["to"]:
        ends.append((*match.span("to"), group["to"]))
    per = re.search(rf"{_PER}$", unit) if not unit.startswith("/") else None
    base = unit[: per.start()] if per else unit
    kind, factor = UNITS.get(base, ("", 1))
    if base in ("//年", "/年"):
        kind, flaw = "money", flaw or "lost_unit"
    if not base and match.string[match.end() : match.end() + 1] == "□":
        flaw = flaw or "lost_unit"
    sign = {"-": -1, "+": 1}.get(group["sign"], 0)
    more, each = group["more"] + group["more2"], per[0] if per else ""
    bound = group["bound"] or more
    for first, last, number in ends:
        worth = value_of(number)
        if worth is not None:
            worth = _neat(worth * _SCALE[scale] * factor) * (-1 if sign < 0 else 1)
        wrong = "placeholder" if not flaw and _BLANKS.match(number) else flaw
        yield Number(
            first, last, worth, f"{more}{scale}{unit}", kind, match.end(), bound, each, wrong, sign
        )


def _neat(value: float) -> float:
    """Undo what the scale's multiplication adds in the last binary places (1.2 x 10000)."""
    return float(f"{value:.12g}") if abs(value) < 1e15 else value


def fits(unit: str, number: Number) -> bool:
    """Say whether a number's printed unit can be that of an indicator."""
    kind = number.kind
    if not unit:
        return True  # not_an_indicator
    if kind == "zero":
        return unit in ("percent", "class", "person", "school", "count")
    if not kind:
        return unit in UNITLESS and (
            number.flaw == "torn" or number.value is not None and number.value % 1 != 0
        )
    if kind not in FITS.get(unit, ()):
        return False
    if unit == "yuan_per_student":
        return bool(number.per) or not (
            "亿" in number.unit or ("万" in number.unit and (number.value or 0) > 3e5)
        )
    if unit == "yuan":
        return not number.per or number.per in ("/年", "每年")
    return True
