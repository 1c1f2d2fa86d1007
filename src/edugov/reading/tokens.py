"""Sentences cut into words that the lexicon knows, numbers, years, marks, and what is left
unknown."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from edugov.reading.lexicon import Lexicon, Wording
from edugov.reading.numbers import Number, chinese, numbers, value_of

_HAN_YEAR = r"二[〇零○][〇零○一二三][〇零○一二三四五六七八九]"
_Y = r"(?:19|20)\d{2}"
YEAR = re.compile(
    rf"(?<!\d)(?:(?<!\.)|(?=20\d\d年))(?P<first>{_Y})(?:(?:年?[-~至到—]|/(?=\d+学年))(?P<last>{_Y}|\d\d(?=年)))?(?:(?P<school>学年度?)|年度?|(?=[秋春届学履重工目]))"
    rf"|(?P<han>{_HAN_YEAR})年"
    r"|(?P<plan>十[一二三四五]五)”?(?=期间|时期|以来)"
    r"|(?P<masked>(?:19|20)?[xX×*]{2,4}|(?:19|20)[xX×*○]{1,2})年"
    rf"|(?<![\d./-])(?P<bare>{_Y})(?=[:|]| \|)"
)
_PIECE = re.compile(r"""(?P<mark>[,，;:、()\[\]|])|[^,，;:、()\[\]|“”‘’"'《》<>\-~ /·…—]+""")
_SINGLE = frozenset(
    "增多升降减少低高超达差比较由从与距"
)  # mean something only right before a number or a year
_AFTER_SINGLE = re.compile(
    r"[\d约近了x]|[百千万]分之|[一二三四五六七八九]成|上年|去年|上一|前一|同期|全[国省]|省|-\d"
)
_PLAIN = re.compile(r"(?=.*[1-9])\d+(?:\.\d+)?")
_TITLE = re.compile(
    r"报告|成就|公报|统计|情况|公告|监测|汇报|自评|概况|要点|总结|通报|决算|年报|简报|反馈"
)
_DONE = re.compile("成就|成效|回顾|总结|巡礼")
_THAN = frozenset("比较与自从")
_DATE = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月]\d{1,2}(?!\d)")
_HALF = 7  # a text without a year that is dated from July on is of the year that is ending
_PLANS = re.compile(
    r"(?<=\n)\(?[一二三四五六七八九十]{1,3}[、)][^\n。]{0,16}(?:计划|规划|目标|打算|下一步|下步)"
)
SENTENCE = re.compile(r"[^。!?\n]+")


@dataclass(slots=True)
class Token:
    """One piece of a sentence of the even text."""

    kind: str  # indicator, stage, number, year, mark, unknown, or a kind of the lexicon
    start: int
    end: int
    printed: str
    rows: tuple[Wording, ...] = ()
    number: Number | None = None
    year: str = ""  # of a year: `2021`, `2018-2020`, or empty where masked


def year_of(match: re.Match[str]) -> str:
    """Give the year of a match as the figure table writes it: `2021`, or `2018-2020` for a
    range."""
    if match["masked"]:
        return ""
    if match["han"]:
        return str(int(chinese(match["han"].replace("○", "零"))))
    if match["plan"]:  # the tenth plan began in 2001
        begun = 2001 + 5 * int(chinese(match["plan"][1]))
        return f"{begun}-{begun + 4}"
    first, last = match["first"] or match["bare"], match["last"]
    if not last or match["school"]:
        return first
    last = last if len(last) == 4 else first[:2] + last
    return first if last < first else f"{first}-{last}"


def tokens(plain: str, start: int, end: int, lexicon: Lexicon) -> list[Token]:
    """Cut one sentence into tokens, without gaps; the earlier, then the longer wording wins."""
    found: list[Token] = []
    place = start
    words: list[tuple[int, int, tuple[Wording, ...]]] = []
    for match in YEAR.finditer(plain, start, end):
        found.append(Token("year", *match.span(), match[0], year=year_of(match)))
        words += lexicon.walk(plain, place, match.start())
        place = match.end()
    words += lexicon.walk(plain, place, end)
    for first, last, rows in words:
        printed = plain[first:last]
        if printed in _SINGLE and not _AFTER_SINGLE.match(plain, last):
            continue
        if printed == "将" and plain[last : last + 1] not in "新增投补招建完启再力继":
            continue
        kinds = [row.kind for row in rows]
        kind = next((kind for kind in ("stage", "cv") if kind in kinds), kinds[0])
        found.append(Token(kind, first, last, printed, rows))
    for number in numbers(plain, start, end):
        found.append(
            Token(
                "number",
                number.start,
                number.stop,
                plain[number.start : number.stop],
                number=number,
            )
        )
    _share_units(plain, [token for token in found if token.number])
    found.sort(
        key=lambda token: (token.start, token.kind != "year", -token.end, token.kind != "number")
    )
    return list(_fill(plain, start, end, found))


def _share_units(plain: str, found: list[Token]) -> None:
    """Give the bare numbers of a list the unit that only its last number prints:
    1.5和2.3个百分点."""
    for token, follow in zip(reversed(found[:-1]), reversed(found[1:]), strict=True):
        number, other = token.number, follow.number
        between = plain[token.end : follow.start]
        if (
            number.kind
            or number.unit
            or not number.value
            or not other.value
            or between not in ("、", "和")
        ):
            continue
        printed = plain[other.start : other.end].lstrip("+-")
        if other.kind in ("percent", "point", "money", "person", "area") and _PLAIN.fullmatch(
            printed
        ):
            number.kind, number.unit, number.per = other.kind, other.unit, other.per
            factor = abs(other.value) / value_of(printed)
            number.value = float(f"{number.value * factor:.12g}")


def _fill(plain: str, start: int, end: int, found: list[Token]) -> Iterator[Token]:
    """Drop what overlaps an earlier token, put marks and unknown runs between."""
    place = start
    earlier: Number | None = None
    for token in found:
        if token.start < place and not (
            token.number and earlier and token.number.stop == earlier.stop
        ):
            continue
        earlier = token.number
        yield from _rest(plain, place, token.start)
        yield token
        place = max(place, token.end)
    yield from _rest(plain, place, end)


def _rest(plain: str, start: int, end: int) -> Iterator[Token]:
    for piece in _PIECE.finditer(plain, start, end):
        yield Token(piece.lastgroup or "unknown", *piece.span(), piece[0])


def unknown(gap: list[Token]) -> int:
    """Count the characters of a gap that no wording covers."""
    return sum(token.end - token.start for token in gap if token.kind == "unknown")


def change_in(words: Iterable[Token]) -> str:
    """Give the first kind of change that is named, or nothing."""
    return next((token.kind for token in words if token.kind in ("rise", "fall", "growth")), "")


def stages_of(gap: list[Token]) -> list[str]:
    """List the stages that a gap names, in order (an indicator's wording may name one itself)."""
    named: dict[str, None] = {}
    for token in gap:
        stages = []
        if token.kind == "stage":
            stages = [row.meaning for row in token.rows if row.kind == "stage"]
        elif token.kind == "indicator":
            stages = [row.stage for row in token.rows if row.stage is not None]
        named |= dict.fromkeys(stages[:1])
    return list(named)


def only_stage(heading: list[Token]) -> str:
    """Give the stage that a heading names, if it names one and no other."""
    stages = stages_of(heading)
    return stages[0] if len(stages) == 1 else ""


def title_year(plain: str) -> str | None:
    """Return the year or years in a document's title, the empty string where masked, None where
    there is none.

    >>> title_year("某县2021年教育经费统计\\n日期:2023-04-10"), title_year("某县教育")
    ('2021', None)
    """
    first, _, rest = plain[:600].partition("\n")
    for line in [first[:40], *rest.split("\n")[:7]]:
        if _TITLE.search(line) and len(line) < 80:
            for match in YEAR.finditer(line):
                if match["masked"]:
                    return ""
                if match["plan"] and _DONE.search(line):
                    return year_of(match)[-4:]
                since = line.startswith(
                    ("以来", "年以来"), match.end()
                )  # 2012年以来, the first words of the text
                if match["first"] and not since and not _DATE.match(line, match.start()):
                    return year_of(match)
    return None


def document_year(plain: str) -> str:
    """Infer the year that a document is about (年度): its title's, else the one that it names most
    often.

    >>> document_year("某县2021年教育经费统计\\n日期:2023-04-10")
    '2021'
    """
    if (titled := title_year(plain)) is not None:
        return titled[:4]
    planned = _PLANS.search(plain)
    years = Counter(
        year_of(match)[-4:]
        for match in YEAR.finditer(plain, 0, planned.start() if planned else len(plain))
        if not _DATE.match(plain, match.start())
        and plain[match.start() - 1 : match.start()] not in _THAN
        and not match["plan"]
    )
    masked = years.pop("", 0)
    if masked > sum(years.values()):
        return ""
    if max(years.values(), default=0) < 2:
        late = [match[1] for match in _DATE.finditer(plain) if int(match[2]) >= _HALF]
        if late and max(late) > max(years, default=""):
            return max(late)
    if not years:
        return ""
    dates = [int(match[1]) for match in _DATE.finditer(plain)]
    if dates:  # a report is about the year before it, or the year that ends as it is written
        near = {
            year: count
            for year, count in years.items()
            if 0 <= max(dates) - int(year) <= 1 and count > 1
        }
        if near:
            return max(near, key=lambda year: (near[year], year))
    named = max(years, key=lambda year: (years[year], year))
    return (
        str(max(dates)) if dates and max(dates) - int(named) > 3 else named
    )  # 2012年以来, in a report of 2019


def published(plain: str, about: str) -> str:
    """Give the year in which a document was published, from its latest full date, if later."""
    dates = [match[1] for match in _DATE.finditer(plain)]
    latest = max(dates, default="")
    return latest if about and about < latest <= str(int(about) + 2) else ""
