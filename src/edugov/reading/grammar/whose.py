"""Whose figures a document holds (主体): how wide its area is, or which one school it is of; and
what makes a figure one of a part."""

import re
from collections import Counter
from itertools import dropwhile, pairwise, takewhile

from edugov.han import HAN
from edugov.reading.figures import Figure
from edugov.reading.grammar.context import Subject
from edugov.reading.grammar.cutting import Token, has, only
from edugov.reading.grammar.other_places import place_at, place_behind
from edugov.reading.grammar.reading import Reading
from edugov.reading.grammar.state import Walk
from edugov.reading.grammar.words import of_class

AREA = re.compile("[全我本](国|省|自治区|市|州|盟|县|区|旗)")
WIDER = {"国": 4, "省": 3, "自治区": 3, "市": 2, "州": 2, "盟": 2, "县": 1, "区": 1, "旗": 1}
PART = "其中"
SUMS = frozenset("共 总 一共 总共 共计 合计 总计".split())
THEIRS = "这些学校"  # of schools that were not read: neither are their people
QUOTED = 8  # characters of an unknown word that a note repeats

_PLACE = re.compile(
    rf"(?P<name>[{HAN}]"
    r"{1,8}?(?:自治县|自治州|自治旗|自治区|县|市|区|旗|州|省))(?:[、和及,]|等(?:地)?)?"
    r"(?:(?:增幅|增长|降幅)?最(?:快|高|低|慢|大|小)|同?比?增长|下降|负增长)?[(:为达]*(?:同比增长|同比下降)?$"
)
_COMMON = re.compile(
    r"(?:[全我本各该]|城|地|校|园|学|社|小|辖|山|城乡|省|自治|县|多|主城|新)[县市区州]?$"
)
_NAME = re.compile("(?:[乡镇村]|街道|中心|实验|附属|希望)$")
_SOME = r"[^,，;()]{0,6}(?:民办|公办|私立|普惠|[城乡镇村]|直属|[省市县]属)[^,，;()]{0,6}"
_WITHOUT = re.compile(rf"除{_SOME}外(?![,，]?[还另也])|不(?:含|包括|包含){_SOME}(?=[,，)])")
_BOUNDS = ",;:()|"
TOWNSHIP = ("乡", "镇", "街道")
_ENDS = ("学校", "小学", "中学", "初中", "高中", "幼儿园")
_MEAN = re.compile("平均(?:水平|值|数|[为是达,，:;。、)])")  # of a wider area, as a rule
_SCHOOLS = "中小幼校园"  # ends the short name of one
TOWN = frozenset(("urban", "rural"))
SOME = TOWN | {"sample", "half_year"}
SHARED = TOWN | {"public", "private"}  # what a list of stages may have in common
INSIDE = ("person", "class", "m2", "count")  # units of what is in a school
WHOLE = frozenset(("public", "private", "inclusive"))
ALL_SCHOOLS = ("schools_count", "schools_built_or_expanded_count")


def own_level(plain: str, region: str, titled: int = 0) -> int:
    """Return how wide the area of a document is: 4 the nation ... 1 a county, 0 unknown; that of
    its title (`titled`) where it never says 全县."""
    ending = re.search("(自治区|[省市州盟县区旗])$", region)
    if ending:
        known = WIDER[ending[1]]
        if ending[1] not in "市区":
            return known
    said = (match for match in AREA.finditer(plain) if not _MEAN.match(plain, match.end()))
    named = Counter(WIDER[match[1]] for match in said if match[0] != "全国")
    if not named:
        return titled or (WIDER["国"] if "全国" in plain else 0)
    return max(named, key=lambda level: (named[level], -level))


_SCHOOL = re.compile(
    rf"([{HAN}]"
    "{2,12}(?:中学|小学|幼儿园|学校))"
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


def place_before(plain: str, end: int) -> str:
    """Give the place name that ends right before a place of the text, if there is one."""
    match = _PLACE.search(plain[max(0, end - 16) : end])
    return match["name"] if match and not _COMMON.fullmatch(match["name"]) else ""


def narrow(walk: Walk, reading: Reading, figure: Figure) -> None:
    """Say what makes a figure one of a part: a group, a place, a word that nobody knows."""
    reasons = (
        _group,
        _as_before,
        _place_of,
        _of_others,
        _of_one_school,
        _of_phrase,
        _of_those_counted,
        _within_special,
        _container,
        _of_purpose,
    )
    found = (reason(walk, reading) for reason in reasons)
    figure.narrowed = walk.reader.school or next(filter(None, found), "")
    if figure.narrowed or walk.outer:
        figure.scope = "part"


def _as_before(walk: Walk, reading: Reading) -> str:
    """Return what narrows the figure that this one goes on from, unless an area is named since:
    全国95%,我县为96%."""
    base = reading.base.figure if reading.base else None
    goes_on = base is not None and base.start >= walk.sentence.start and not has(walk.left, "A")
    return base.narrowed if goes_on else ""


def _of_phrase(walk: Walk, reading: Reading) -> str:
    """Return the word of a figure's phrase that nobody knows."""
    return reading.phrase.narrowed


def _without(walk: Walk) -> str:
    """Return what a number leaves out: 除民办学校外,学生900人; 学生900人(不含民办)."""
    plain, number = walk.plain, walk.found[walk.place]
    start = walk.sentence.start
    begin = max(start, plain.rfind(";", start, number.start))
    end = plain.find(")", number.end) if plain.startswith("(不", number.end) else number.start
    match = _WITHOUT.search(plain, begin, end + 1)
    return match[0] if match else ""


def _place_of(walk: Walk, reading: Reading) -> str:
    """Return the other place, or the part of the region, that a number is of, or what it lacks."""
    return place_behind(walk) or _elsewhere(walk) or _around(walk) or _without(walk)


def _group(walk: Walk, reading: Reading) -> str:
    """Return the word for the group that a figure is of."""
    groups = reading.meaning.groups
    if not groups:
        return _listed_with(walk, reading)
    words = [token.text for token in reading.phrase.tokens if token.features & groups]
    return words[0] if words else min(groups)


def _of_purpose(walk: Walk, reading: Reading) -> str:
    """Return the word behind an amount that says for which schools alone it is: 投入2亿元,改善农村
    学校办学条件. It counts where nothing but the sentence says what the amount is."""
    if reading.one.unit != "yuan" or not reading.one.context:
        return ""
    groups = of_class("group") - {"public"}  # what a government builds is public
    words: list[Token] = []
    for token in walk.ahead:
        if token.letter == ";" or (words and token.letter == ","):
            break
        if token.features & groups:
            words.append(token)
    named = frozenset().union(*(token.features for token in words))
    return words[0].text if words and not named >= TOWN else ""  # 城区2所、农村5所: of both


def _listed_with(walk: Walk, reading: Reading) -> str:
    """Return the word for the group that a list opens with: 城区小学9所、初中5所."""
    if reading.phrase.features & of_class("group") or not walk.goes_on:
        return ""
    listed = dropwhile(lambda token: token.letter in "#、S=", reversed(walk.found[: walk.place]))
    first = next(listed, None)
    return first.text if first and not first.stage and first.features & SHARED else ""


def _elsewhere(walk: Walk) -> str:
    """Return the last area that the sentence names, if it is not the document's own."""
    reader, found = walk.reader, walk.found
    for at in range(walk.place - 1, -1, -1):
        token = found[at]
        if token.letter not in "PAE":
            continue
        other = place_at(walk, at)
        if other is not None:
            return other
        if token.letter == "P":
            if token.word.kind == "area" and WIDER[token.text[-1]] >= reader.level:
                return ""
            if _is_subject(walk, at):
                return "" if reader.own(token.text) else token.text
        if token.letter == "E" and _is_wider(walk, at):
            return token.text
        if token.letter == "A" and (area := AREA.match(token.text)):
            return _if_wider(area, reader.level)
    return ""


def _if_wider(area: re.Match[str], level: int) -> str:
    """Return the words for an area where it is wider than the document's own: 全省."""
    wider = level and WIDER[area[1]] > level
    return area[0] if wider and area[0][0] == "全" or area[0] == "我国" else ""


def _is_wider(walk: Walk, at: int) -> bool:
    """Say whether a clause opens with the mean of a wider area: 全市平均水平:小学9元."""
    found, level = walk.found, walk.reader.level
    before = [*takewhile(lambda token: token.letter not in _BOUNDS, reversed(found[:at]))]
    mean, follow = found[at], found[at + 1]
    if mean.text.endswith("平均") and mean.end == follow.start and follow.features:
        return False  # 全市|平均班额
    wider = max(WIDER[letter] for letter in mean.text if letter in WIDER)
    ends = has(found[at : walk.place], ";")
    return only(before, "Y=nU、") and not ends and (not level or wider > level)


def _of_others(walk: Walk, reading: Reading) -> str:
    """Return the children of whom a sentence is, for a rate that names none: 残疾儿童300人,入学率
    99%."""
    one, others = reading.one, of_class("other")
    if "enrolment_rate" not in one.features or one.features & others or reading.phrase.stages:
        return ""
    before = walk.found[: walk.place]
    words = list(takewhile(lambda token: token.letter != ";", reversed(before)))
    nearest = next(
        (token for token in words if token.features & others or token.letter in "A;"), None
    )
    return nearest.text if nearest and nearest.features else ""


def _of_one_school(walk: Walk, reading: Reading) -> str:
    """Return the one school that money, places or rooms are for: 投入9万元新建县三中."""
    if reading.one.unit not in ("yuan", "place", "m2"):
        return ""
    found, place = walk.found, walk.place
    after = takewhile(lambda token: token.letter not in ",;:", found[place + 1 :])
    before = [*takewhile(lambda token: token.letter not in ";:A#", reversed(found[:place]))]
    words = [*before, *after]
    several = any(token.text.startswith("等") for token in words)
    named = [token.text for token in words if token.letter == "P" and token.text[-1] in _SCHOOLS]
    if reading.one.unit == "place":
        named += [name.text for name, kind in pairwise(reversed(before)) if _is_name(name, kind)]
    return named[0] if named and not several else ""


def _is_name(name: Token, kind: Token) -> bool:
    """Say whether an unknown word stands right before the word for a school: 青禾|学校."""
    beside = name.letter == "U" and name.end == kind.start and kind.text in _ENDS
    return beside and 1 < len(name.text) < QUOTED


def _around(walk: Walk) -> str:
    """Return town, country or the one school with which a clause up to here opens: 城区新建小学
    2所,新增学位900个."""
    if not walk.opened:
        walk.opened = _opened(walk.found)
    return walk.opened[walk.place]


def _opened(found: list[Token]) -> list[str]:
    """Return of each word of a sentence what the clauses before it open with, see `_around`; what
    opens within brackets ends with them."""
    opened, last, outside = [], "", []
    for at, token in enumerate(found):
        opened.append(last)
        if token.letter == "(":
            outside.append(last)
        elif token.letter == ")" and outside:
            last = outside.pop()
        begins = at == 0 or found[at - 1].letter in ",;:Y"
        if token.letter in ";A":
            last = ""
        elif begins and _is_some(found, at):
            last = token.text
    return opened


def _is_some(found: list[Token], at: int) -> bool:
    """Say whether a word is of town or country, or begins the name of a school: 李集镇中心|小学."""
    token = found[at]
    if token.features & SOME or (token.stage and "kind" in token.features):  # 县职教中心
        return True
    named = _NAME.search(token.text) if token.letter == "U" else None
    return bool(named) and has(found[at + 1 : at + 2], "SHQ" if named[0] in TOWNSHIP else "S")


def _is_subject(walk: Walk, at: int) -> bool:
    """Say whether a place opens the sentence or the clause."""
    before = [token.letter for token in walk.found[:at]]
    if all(letter in "Y=n,AK" for letter in before):
        return True
    return walk.found[at] in walk.left and before[-1] in ",;:()Y=nK、"


def _of_those_counted(walk: Walk, reading: Reading) -> str:
    """Say whether a bare number of schools is some of those just counted: 新建的20所幼儿园中,已有
    8所投用."""
    last, left = walk.context.here(), walk.left
    base = last.figure if last else None
    bare = reading.number.kind == "school" and reading.says == "value" and not walk.outer
    if not bare or not base or reading.rule.startswith("list"):
        return ""
    named = has(left, "HMQSVYBT<fbD") or reading.rule in ("behind", "line")
    told = named or any(token.stage or token.text in SUMS for token in left)
    return "" if told or base.base != "school" or base.quantity != "value" else PART


def _within_special(walk: Walk, reading: Reading) -> str:
    """Return the word for a stage of special education: 小学阶段特殊教育在校生600人."""
    phrase = reading.phrase
    if "special" not in phrase.stages or len(phrase.stages) == 1:
        return ""
    others = (token.text for token in phrase.tokens if token.stage not in ("", "special"))
    return next(others, "")


def _of_unread(walk: Walk) -> str:
    """Say whether schools are of a count that was not read: 抽查学校12所,其中小学8所、初中4所."""
    return THEIRS if walk.container and has(walk.left, "s") else ""


def _container(walk: Walk, reading: Reading) -> str:
    """Return the kind of school that the number before counts, where what it has is counted."""
    one, phrase = reading.one, reading.phrase
    if one.unit not in INSIDE or walk.outer:
        return _of_unread(walk)
    if phrase.features & of_class("act") or has(walk.left, "A"):  # 新建幼儿园4所,补充教师20名
        return ""
    last = walk.context.here()
    if last and (theirs := _theirs(walk, last, reading)):
        return theirs
    if one.general and walk.container and (reading.base or not phrase.stages):
        return THEIRS
    return _kind_of_school(last.figure, reading) if last else ""


def _kind_of_school(before: Figure, reading: Reading) -> str:
    """Return the kind of schools counted before that is not all of them."""
    one, phrase = reading.one, reading.phrase
    if before.base != "school" or phrase.stages:
        return ""
    whole = before.indicator_id in ALL_SCHOOLS or one.features & WHOLE
    return "" if whole else before.subject_zh


def _theirs(walk: Walk, last: Subject, reading: Reading) -> str:
    """Return whose people are counted behind schools of one kind, or behind people of theirs."""
    before, one = last.figure, reading.one
    if set(reading.phrase.stages) - {before.stage} and not reading.base:
        return ""
    other = last.phrase.features & of_class("group")
    counted = before.base == "school" and not one_of_several(walk, last)
    narrower = counted or (before.base == one.unit == "person")
    if narrower and other - one.features - reading.meaning.groups:
        return before.subject_zh
    part = before.scope == "part" and before.quantity == "value" and one.general
    return before.narrowed if part else ""


def one_of_several(walk: Walk, last: Subject) -> bool:
    """Say whether schools were counted beside others of their stage: 公办园8所、民办园9所."""
    begin = walk.plain.rfind(";", 0, last.start)
    before = reversed([figure for figure in walk.read if begin < figure.start <= last.start])
    counted = takewhile(lambda figure: figure.base == "school", before)
    kinds = {one.indicator_id for one in counted if one.stage == last.stage}
    return len(kinds.difference(ALL_SCHOOLS)) > 1  # 幼儿园27所,其中公办园8所,在园幼儿900人
