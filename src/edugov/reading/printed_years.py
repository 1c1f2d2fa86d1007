"""Years as reports print them, and the year that a document is about (年度)."""

import re
from collections import Counter

from edugov.reading.numbers import chinese

_HAN_YEAR = r"二[〇零○][〇零○一二三][〇零○一二三四五六七八九]"
_Y = r"(?:19|20)\d{2}"
YEAR_ALONE = re.compile(_Y)
YEAR = re.compile(
    rf"(?<!\d)(?:(?<!\.)|(?=20\d\d年))(?P<first>{_Y})(?:(?:年?[-~至到—]|年\d{{1,2}}月(?:底|末|份)?[-~至到—](?=20\d\d年)|/(?=\d+学年))(?P<last>{_Y}|\d\d(?=年)))?(?:(?P<school>学年度?)|年度?|(?=[秋春届学履重工目]))"
    rf"|(?P<han>{_HAN_YEAR})年"
    r"|(?P<plan>十[一二三四五]五)”?(?=(?:规划)?(?:实施)?(?:期间|时期|以来|末)|[^,，。\n]{0,6}回顾)"
    r"|(?P<masked>(?:19|20)?[xX×*]{2,4}|(?:19|20)[xX×*○]{1,2})年"
    rf"|(?<![\d./-])(?P<bare>{_Y})(?=[:|]| \|)"
)
_TITLE = re.compile(
    r"报告|成就|公报|统计|情况|公告|监测|汇报|自评|概况|要点|总结|通报|决算|年报|简报|反馈"
)
_DONE = re.compile("成就|成效|回顾|总结|巡礼")
GIVEN = re.compile("^20..年[^年]*政府工作报告|政府工作报告\\(20..年\\)")  # on the year before
_THAN = frozenset("比较与自从由到")
DATE = re.compile(r"(20\d{2})[-/.年](\d{1,2})[-/.月]\d{1,2}(?!\d)")
_COUNTS = re.compile(r"\d[所个人名万亿元%]")  # what a report counts
_LONG_AGO = 3  # years before its date that no report is about
_HEAD = 30  # characters in which a text without a title's year says of what months it is
_PART_OF_YEAR = re.compile(
    r"前[一二三四五六七八九十]{1,2}个?月|1[-—至]\d{1,2}月|[一前][一二三]?季度|上半年"
)
_HALF = 7  # a text without a year that is dated from July on is of the year that is ending
_VISITED = re.compile(  # by inspectors, in the second half of the year: they saw what was then
    r"(?<=[\n:])\s*(20\d\d)年(?:[789]|1[0-2])月[^\n。]*?(?:督导|评估|检查|验收|核查)"
)
_GOVERNMENT = re.compile("政府工作报告")
_SPRING = 3  # months in which governments report on the year before
_NEWS = re.compile("近日|日前|目前|今年|今[春秋]")  # in a text that names no year: that of its date
_PLANS = re.compile(
    r"(?<=\n)\(?[一二三四五六七八九十]{1,3}[、)][^\n。]{0,16}(?:计划|规划|目标|打算|下一步|下步)"
)
_REVIEWED = re.compile(
    r"(?<=\n)(?:\(?[一二三四五六七八九十]{1,3}[、)])?\s*(20\d\d)年[^\n。年]{0,8}回顾(?=[\n。])"
)
_TO_COME = re.compile(
    "以来|[,，]?(?:我们|[我全][省市州县区旗])?(?:将|计划|拟|力争|预计|要(?!求|素))"
)
_CITED = 60  # characters before a year in which the title that it is in begins
_CITES = re.compile("(?:[据照按照对的]|、)《[^《》\n]*$")
_NEAR = 5  # characters before a year in which a plan is announced
_PLANNED = re.compile("(?:力争|计划|预计|拟|确保|争取|规划)[于在到至]?$")
SENTENCE = re.compile(r"[^。!?\n]+")


def year_of(match: re.Match[str]) -> str:
    """Give the year of a match as the figure table writes it: `2021`, or `2018-2020` for a
    range."""
    if match["masked"]:
        return ""
    if match["han"]:
        return str(int(chinese(match["han"].replace("○", "零"))))
    if match["plan"]:  # the tenth plan began in 2001
        begun = 2001 + 5 * int(chinese(match["plan"][1]))
        if match.string.startswith("末", match.end()):
            return str(begun + 4)
        return f"{begun}-{begun + 4}"
    first, last = match["first"] or match["bare"], match["last"]
    if not last or match["school"]:
        return first
    last = last if len(last) == 4 else first[:2] + last
    return first if last < first else f"{first}-{last}"


def title_year(plain: str) -> str | None:
    """Return the year or years in a document's title, the empty string where masked, None where
    there is none.

    >>> title_year("某县2021年教育经费统计\\n日期:2023-04-10"), title_year("某县教育")
    ('2021', None)
    >>> title_year("2024年某县政府工作报告")
    '2023'
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
                compared = line[match.start() - 1 : match.start()] in ("比", "较")
                cited = since or compared or _is_cited(line, match.start())
                if match["first"] and not cited and not DATE.match(line, match.start()):
                    about = year_of(match)
                    return str(int(about) - 1) if GIVEN.search(line) else about
    return None


def document_year(plain: str) -> str:
    """Infer the year that a document is about (年度): its title's, that on which a heading looks
    back, else the one that it names most often.

    >>> document_year("某县2021年教育经费统计\\n日期:2023-04-10")
    '2021'
    >>> document_year("某县教育\\n日期:2023-04-10\\n目前,全县有小学12所。")
    '2023'
    >>> document_year("某县工作报告\\n2020年工作回顾\\n2021年重点工作\\n2021年建小学1所。")
    '2020'
    """
    dates = [(match[1], int(match[2])) for match in DATE.finditer(plain)]
    told = any(not DATE.match(plain, match.start()) for match in YEAR.finditer(plain, 0, _HEAD))
    if dates and not told and _PART_OF_YEAR.search(plain, 0, _HEAD):  # 某县前四月教育支出
        return max(dates)[0]
    if (titled := title_year(plain)) is not None:
        return titled[:4]
    if said := _told(plain, dates):
        return said
    planned = _PLANS.search(plain)
    years = _counted(plain, planned.start() if planned else len(plain))
    masked = years.pop("", 0)
    if masked > sum(years.values()):
        return ""
    if late := _late(plain, years, dates):
        return late
    if not years:
        return dates[0][0] if dates and _NEWS.search(plain) else ""
    return _near_its_date(years, [int(year) for year, _ in dates])


def _told(plain: str, dates: list[tuple[str, int]]) -> str:
    """Return the year that a heading looks back on, that of a visit, or the one before the spring
    in which a government reports."""
    if said := _REVIEWED.search(plain) or _VISITED.search(plain):
        return said[1]
    if dates and dates[0][1] <= _SPRING and _GOVERNMENT.search(plain, 0, _HEAD):
        return str(int(dates[0][0]) - 1)
    return ""


def _late(plain: str, years: Counter[str], dates: list[tuple[str, int]]) -> str:
    """Return the year of a late date, where a text names no year twice and opens with none."""
    if max(years.values(), default=0) > 1:
        return ""
    late = max((year for year, month in dates if month >= _HALF), default="")
    counts = _COUNTS.search(plain)
    opening = _counted(plain, counts.start()) if counts else years
    before = late and str(int(late) - 1) in opening
    return late if late > max(years, default="") and not before else ""


def _counted(plain: str, end: int) -> Counter[str]:
    """Count the years that a text names up to a place, without dates, plans and what it compares
    with."""
    named = [match for match in YEAR.finditer(plain, 0, end) if not match["plan"]]
    return Counter(year_of(match)[-4:] for match in named if _is_about(plain, match))


def _is_about(plain: str, match: re.Match[str]) -> bool:
    """Say whether a text is about a year: no date, none compared with, no 2012年以来, no plan, no
    title of another text."""
    if _is_cited(plain, match.start()):
        return False
    compared = plain[match.start() - 1 : match.start()] in _THAN
    dated = DATE.match(plain, match.start())
    planned = _PLANNED.search(plain, max(0, match.start() - _NEAR), match.start())
    return not (compared or dated or planned or _TO_COME.match(plain, match.end()))


def _is_cited(plain: str, place: int) -> bool:
    """Say whether a place is in the title of another text: 根据《2031年评价方案》."""
    begin = max(0, place - _CITED)
    return bool(_CITES.search(plain, begin, place))


def _near_its_date(years: Counter[str], dates: list[int]) -> str:
    """Choose the year named most often; a report is about the year before its date, or the year
    that ends as it is written."""

    def named_most(known: Counter[str]) -> str:
        return max(known, key=lambda year: (known[year], year))

    if not dates:
        return named_most(years)
    last = max(dates)
    near = {year: count for year, count in years.items() if 0 <= last - int(year) <= 1}
    often = Counter({year: count for year, count in near.items() if count > 1})
    if often:
        return named_most(often)
    named = named_most(years)
    return str(last) if last - int(named) > _LONG_AGO else named  # 2012年以来, in one of 2019


def begins(title: str) -> str:
    """Give the first year of the plan that a title names, empty where it names none.

    >>> begins("某县教育发展“十四五”规划"), begins("某县教育发展规划")
    ('2021', '')
    """
    match = re.search("十([一二三四五])五", title)
    return str(2001 + 5 * int(chinese(match[1]))) if match else ""


def published(plain: str, about: str) -> str:
    """Give the year in which a document was published, from its latest full date, if later."""
    dates = [match[1] for match in DATE.finditer(plain)]
    latest = max(dates, default="")
    return latest if about and about < latest <= str(int(about) + 2) else ""
