"""What headings, lines of their own and openings of paragraphs say of what follows (标题)."""

import re
from itertools import takewhile

from edugov.han import HAN
from edugov.reading.grammar.context import Context, Paragraph, Section, only_stage
from edugov.reading.grammar.cutting import Token, cut, has, only
from edugov.reading.grammar.state import Known
from edugov.reading.printed_years import DATE, GIVEN, YEAR, begins, published, year_of

TITLE_IN = 400  # characters at the beginning in which a title stands
TITLE_LINE = 50  # characters of a line of a title
HEADING = 40  # characters of a heading
LINE = 30  # characters of a line that says what the lines below it are about
MARKS = frozenset(",，;；:")  # of a sentence
FIRST = ("1", "一")  # items that open a list: what stands above is of them
SOON = 3  # a year so many after the document's is none that it speaks of as past
_TITLE = re.compile(r"[^。\n]{0,60}?(?:报告|汇报|公报|公告|总结|通报)")
_NAMED = re.compile("关于.{0,40}(?:报告|汇报|公报|公告|通报|意见)")
_HEADING = re.compile(
    r"(?P<one>[一二三四五六七八九十]{1,3})、|(?P<two>\([一二三四五六七八九十]{1,3}\))"
    r"|(?P<three>\d{1,2})[.、](?!\d(?!\d{3}年))|(?P<four>\(\d{1,2}\))"
    rf"|\[(?P<label>[{HAN}]{{2,10}})\]"
)
_TODAY = re.compile("(?:截[至止]|到)?目前")
_LEVELS = {"one": 0, "two": 1, "three": 2, "four": 2, "label": 1}
_SAID_YEAR = re.compile(
    r"(?<![到至于])(?<!力争|争取|确保|计划|预计|目标)(?<!\d)20\d\d"
    r"(?=年(?!度?(?:目标|计划|力争|预计|将|拟|实现|末|底前|底|前|以前|之前)))"
)


def head_of(plain: str) -> str:
    """Return the title of a document."""
    head = "".join(line[:TITLE_LINE] for line in _title_lines(plain))
    match = _TITLE.match(plain)
    return head or (match[0] if match else "")


def _title_lines(plain: str) -> list[str]:
    """List the first lines, two at most, before one that is a sentence."""
    lines = [line for line in plain[:TITLE_IN].split("\n") if line.strip()][:2]
    return list(takewhile(lambda line: not set("。|") & set(line), lines))


def _title_stage(plain: str, found: list[Token]) -> str:
    """Give the stage that a title names; a first line longer than any title is text, if it is none
    with its office: 杞县政府关于学前教育的报告."""
    long = [line for line in _title_lines(plain) if len(line) > TITLE_LINE]
    text = any(MARKS & set(line) or not _NAMED.search(line) for line in long)
    return "" if text else only_stage(found)


def context_of(reader: Known) -> Context:
    """Give what the title and the dates of a document say of all of it."""
    plain, year = reader.plain, reader.year
    dated = published(plain, year)
    titled = re.findall(r"(?:19|20)\d\d", reader.head)
    said = [match[0] for match in _SAID_YEAR.finditer(plain)]
    past = [one for one in said if year and one <= str(int(year) + SOON)]
    found = cut(reader.head, 0, len(reader.head), reader.words)
    section = Section()
    section.hear(found)
    if section.future:
        section.year = year
    latest = max([year, dated, *titled, *past])
    first = begins(reader.head) or year
    return Context(year, _title_stage(plain, found), dated, first, latest, section)


def read_heading(reader: Known, start: int, end: int) -> int:
    """Note what a heading says, and give where the sentence proper begins."""
    match = _HEADING.match(reader.plain, start, end)
    if not match:
        return start
    context, begin = reader.context, match.end()
    level = _LEVELS[match.lastgroup]
    above = context.section.numbers[:level]
    context.section.numbers = (*above, match[match.lastgroup], *[""] * (2 - level))
    context.paragraph.year, context.item = "", match.lastgroup
    if match.lastgroup in ("one", context.listed[1]):
        context.listed = "", ""
    _leave_item(context, match)
    limit = min(end, begin + HEADING)
    stop = next((place for place in range(begin, limit) if place in reader.breaks), end)
    titled = match.span("label") if match["label"] else (begin, min(stop, limit))
    title = cut(reader.plain, *titled, reader.words)
    if level < 2:
        context.section.stage = only_stage(title)
        context.section.beside = _beside_stage(title)
        context.topics, context.last, context.paragraph = (), None, Paragraph()
    elif stop < end:
        context.paragraph.line_stage = only_stage(title)
    if level == 0:
        years = [token.year for token in title if token.letter == "Y"]
        context.section.year = years[0] if years else ""
        _open_section(reader, title)
    return begin


def _leave_item(context: Context, match: re.Match[str]) -> None:
    """Forget what the item before named, where the next of its kind begins: 4.班额: 5.系数."""
    kind, items = match.lastgroup, context.items
    begun = items.get(kind)
    if begun is not None and match[0].strip("().、") not in FIRST:
        context.topics = tuple(topic for topic in context.topics if topic.start < begun)
    kept = {"three": items["three"]} if kind == "four" and "three" in items else {}
    context.items = {**kept, kind: match.start()}


def _beside_stage(title: list[Token]) -> frozenset[str]:
    """Give the features of what a heading joins to a stage: 高中阶段和教师队伍."""
    for before, join, noun in zip(title, title[1:], title[2:], strict=False):
        if before.letter == "S" and join.letter == "、":
            return noun.features
    return frozenset()


def _open_section(reader: Known, title: list[Token]) -> None:
    """Note whether what a heading opens is planned: it says so, or is of a year to come."""
    section = reader.context.section
    section.future = section.year[:4] > reader.year > ""
    section.ruled = False
    section.hear(title)
    if has(title, "g") and only(title, "g=、"):  # 一、目标任务
        section.future = True


def read_opening(reader: Known, found: list[Token], end: int, first: bool) -> None:
    """Note the year that a paragraph opens with, and what a line of its own says."""
    plain, context = reader.plain, reader.context
    if _TODAY.match(plain, context.sentence.start):
        context.paragraph.year = ""  # 2030年8月,会议听取了报告。目前,全县有小学12所。
    dated = any(token.text in ("截至", "截止", "至") for token in found[:1])
    for opening in found[dated : dated + 1]:
        if opening.letter == "Y" and plain[opening.end : opening.end + 1] not in "以起至、":
            context.paragraph.year = "" if "-" in opening.year else opening.year
            if dated:
                context.paragraph.as_of = opening.year
    start = context.sentence.start
    if first and end - start <= LINE and plain[end : end + 1] == "\n":
        _read_line(reader, found, start, end)


def _read_line(reader: Known, found: list[Token], start: int, end: int) -> None:
    """Note the year, and of one without a number the stage and the mood, of a line of its own."""
    plain, context = reader.plain, reader.context
    match = YEAR.match(plain, start + (plain[start] in '“"'), end)
    if match and not (match["masked"] or DATE.match(plain, start)):
        given = start == 0 and GIVEN.search(plain[:end])
        context.section.year = reader.year if given else year_of(match)
        if has(found, "z"):  # 2021年重点工作
            context.section.stage = only_stage(found)
            _open_section(reader, found)
    alone = plain.find("\n", end + 1, end + 20) < 0
    if alone and not any(token.number for token in found):
        context.paragraph.line_stage = only_stage(found)
        context.section.hear(found)
