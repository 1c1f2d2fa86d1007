"""Characters that are read as the same, and the text of a report made even, with the way back to
every place in the text as received."""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property, lru_cache

import opencc

from edugov.han import HAN

LOST = "□"  # stands for a character, or a few bytes of one, that did not survive

# what an even form is written as; full-width letters, digits and punctuation are added below
_WRITTEN = {
    " ": "\u3000\u00a0\u2002\u2003\u2009\u200a\u202f\t\r\f\v",
    "\n": "\u2028\u2029",
    "[": "﹝【〔［",
    "]": "﹞】〕］",
    "%": "﹪",
    ":": "∶︰﹕：",
    ".": "·•．﹒․",
    "/": "∕",
    "~": "～〜∼",
    "-": "–—―─－−﹣ˉ",
    ";": "﹔",
    "(": "﹙",
    ")": "﹚",
    "x": "ｘ×╳",
    '"': "＂″",
    "，": "﹐",
    LOST: "■▇◻〓",
}
_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FORMS[ord("，")] = ord("，")  # kept: it parts numbers, the plain comma groups thousands
for _even, _characters in _WRITTEN.items():
    for _character in _characters:
        _FORMS[ord(_character)] = _even
# radicals, which a PDF may give for whole characters: Unicode says what most are, not these
_RADICALS = dict(
    zip(
        "⺁⺊⺌⺒⺓⺕⺜⺝⺞⺠⺥⺧⺩⺪⺫⺬⺮⺯⺲⺴⺶⺷⺻⺼⺽⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻒⻓⻔⻗⻘⻙⻚⻛⻜⻝⻞⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
        "厂卜小巳幺彐日月歹民爪牛王疋目示竹糸网网羊羊聿肉臼虎西西见角角贝足车长长长门雨青韦页风飞食食首马骨鬼鱼鸟卤麦黄黾齐齐齿齿龙龙龟龟",
        strict=True,
    )
)
for _code in (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)):
    _whole = _RADICALS.get(chr(_code)) or unicodedata.normalize("NFKC", chr(_code))
    if len(_whole) == 1:
        _FORMS[_code] = _whole
_PINYIN = r"\s?\([a-z\s]{0,6}[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜ][a-z\sāáǎàōóǒòēéěèīíǐì]{0,6}\)"
_PINYIN_ALONE = re.compile(_PINYIN)
_TEN = "[一二三四五六七八九十]"
_MARK = (
    rf"(?:{_TEN}{{1,3}}、|\((?:{_TEN}{{1,3}}|\d{{1,3}})\)|\d{{1,2}}[.、)](?!\d)|第{_TEN}+[章节部])"
)
_OTHER_MARK = rf"(?:[㈠-㈩⑴-⒛Ⅰ-Ⅻ][.、]?|(?:{_TEN}|\d{{1,2}}(?:\.\d{{1,2}}){{0,3}}) ) *"
_NOISE = re.compile(
    r"(?P<invisible>(?:[\u200b-\u200f\ufeff\u00ad◈✿★☆◆◇▲▶►]|(?<=[A-Za-z])[₀-₉]|&(?:nbsp|ensp|emsp|copy|gt|lt|quot|amp|middot);)+)"
    rf"|(?P<numbering>(?<=\n){_OTHER_MARK}(?=[{HAN}]{{2,20}}\n))"
    rf"|(?P<lost>\?\s?/\s?p\s?>|(?<=\d)\?(?=[\d.])|\ufffd+|&#?\w{{1,8}};)"
    rf"|(?P<pinyin>(?<=[{HAN}]){_PINYIN})"
    rf"|(?P<footnote>(?<=[{HAN}])\s?\[\d{{1,2}}\](?!号)|(?<=\d)(?<!x10)"
    rf"(?:\[[\d⁰¹²³⁴-⁹]{{1,2}}\]|[⁰¹²³⁴-⁹]{{1,3}}|[①-⑳])(?= ?[万亿多余]?[人名所个间元册台套%]))"
    r"|(?P<advert>\[广告\][^,，。;\n]{0,40}[,，]?)"
    r"|(?P<tag></?(?:br|p|div|td|tr|th|h\d|li|ul)\b[^<>\n]{0,60}>)"
    r"|(?P<furniture>(?:^|(?<=\n))[ ]*(?:当前位置|您的位置|您当前|首页|登录|网站(?:标识|无障碍)"
    r"|主办|承办|版权所有|ICP|.{0,8}ICP备|.{0,6}公网安备"
    r"|分享到|打印|点击次数|浏览次数|索 ?引 ?号|联系电话|扫一扫)[^\n]*)"
    r"|(?P<space>[ \n]+)"
)
_HEADING_LINE = re.compile(rf" *{_MARK}[^\n,，;。]{{1,30}}")
_HEADING_CLAUSES = re.compile(rf" *{_MARK}[^\n\d;。]{{1,40}}")  # 优化结构,推进普及
_TITLE_LINE = re.compile(rf" *(?:{_OTHER_MARK})?(?:[{HAN}():《》] ?|20\d\d年){{2,20}}")
_DATE_LINE = re.compile(r" *\(?20\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?\)? *(?:\d\d?:\d\d)?(?::\d\d)?")
_FIRST_LINE = re.compile(rf" *(?:[{HAN}():《》“”、·-]|20\d\d){{2,45}}")
_TITLE_END = re.compile(
    r"(?:报告|汇报|公报|公告|通报|总结|情况|统计|概况|简报|规划|计划|方案|意见|通知|要点|答复|纲要)"
    r"(?:\([^()]{1,8}\))?\Z"
)
HEADING = "heading"  # the end of its line parts it from what follows
_ENDS = frozenset("。!?;")
_DIGITS = frozenset("0123456789")
_PAGE = re.compile(
    r"(?<=[\s])-?\s?(\d{1,3})\s?-?(?=\s)(?!\s*[|所个名人万亿元%年月日台间套次家户条项分])"
)
_GROUPED_CELL = re.compile(
    r"(?<=\|) *\d{1,3}(?:，\d{3})+(?= *(?:\||\n|$))"
)  # nothing else is in it
_TAIL = re.compile(r"[\d.,]*\s*(?:[万亿余]*(?:元|人|名|所|个|平方米|间|套)|%)")
_FALL = re.compile(r"-\d+\.\d")
_THREE = re.compile(r"\d{3}(?!\d)")
_COUNTED = re.compile(r"\d[万亿余多 ]{0,3}(?:元|[人名所个间套册]|平方米|个百分点|%)$")
_COUNTS = re.compile(rf"(?![以左])[{HAN}]{{2,12}} ?\d")  # another number with a name of its own
_SPREAD = re.compile(r"^ *\S(?: \S){7,}+ *$", re.MULTILINE)  # letters that all stand apart
HEADINGS = 120  # characters; a line of headings has no more
_HEADINGS = re.compile(rf" *(?:[{HAN}()%/\d]{{2,14}} +){{2,}}[{HAN}()%/\d]{{2,14}} *")
NEIGHBOURS = 4  # lines on each side of one that is compared with them
WINDOW = 200  # characters in which they are looked for
FULL = 0.9  # of the longest near it: a shorter line, or one of many such, ends on purpose
_STACK = re.compile(
    r"^(?:(?:[^\n。|;,，]|(?<=\d),(?=\d)){1,20}\n){6,}", re.M
)  # lines that may be one cell of a table each
_LONE_NUMBER = re.compile(rf"^ *-?\d[\d,.]*[%万亿]?[{HAN}]{{0,2}} *$", re.M)
_TORN = re.compile(r"\d *\n *(?:[万亿]|[元名人所个套间](?!均))")  # a number parted from its unit
STACKED = 4  # numbers alone in a line that show that they are
_LONE_BAR = re.compile(r"\| *(?:\n|$)")


@dataclass(frozen=True)
class Text:
    """A text as received, its even form, and where the two part."""

    received: str
    plain: str
    breaks: frozenset[int]  # places in the even form where a heading's line ended without a mark
    _at: tuple[int, ...]  # places in the even form from which `_shift` applies
    _shift: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Give start and end in the text as received of a stretch of the even form."""
        first, last = (
            place + self._shift[bisect_right(self._at, place) - 1] for place in (start, end - 1)
        )
        return first, max(last + 1, first) if end > start else first

    def place(self, received: int) -> int:
        """Give the place in the even form of one in the text as received, or of what follows it."""
        at = bisect_right(self._origins, received) - 1
        nearest = max(received - self._shift[at], self._at[at])
        return min(nearest, *self._at[at + 1 : at + 2], len(self.plain))

    @cached_property
    def _origins(self) -> list[int]:
        """Where in the text as received each shift begins to apply."""
        return [place + shift for place, shift in zip(self._at, self._shift, strict=True)]


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=30_000)
def _simplified(char: str) -> str:
    plain = _converter().convert(char)
    return plain if len(plain) == 1 else char


def even_characters(received: str) -> str:
    """One character for one: half-width forms, simplified characters."""
    plain = received.translate(_FORMS)
    table = {ord(char): _simplified(char) for char in set(plain) if char >= "\u3400"}
    return _GROUPED_CELL.sub(lambda cell: cell[0].replace("，", ","), plain.translate(table))


def _spread(plain: str) -> set[int]:
    """Find the places of lines of words whose letters all stand apart, digits too: 小 学 1 2 所."""
    found: set[int] = set()
    for line in _SPREAD.finditer(plain):
        letters = line[0].split()
        if sum(map(str.isdigit, letters)) * 2 < len(letters) and not letters[-1].isdigit():
            found.update(range(*line.span()))
    return found


def _page_numbers(plain: str) -> set[int]:
    """Find page numbers: 1, 2, 3 ... one after the other, alone between white space, beside no
    unit."""
    found: list[int] = []
    for match in _PAGE.finditer(plain):
        if int(match[1]) == len(found) + 1:
            found.append(match.start(1))
    return set(found) if len(found) >= 3 else set()


def _stacked(plain: str) -> set[int]:
    """Find the breaks of tables with one cell a line, which are no breaks of the page."""
    found: set[int] = set()
    for match in _STACK.finditer(plain):
        if len(_LONE_NUMBER.findall(match[0])) >= STACKED and not _TORN.search(match[0]):
            found.update(at for at in range(*match.span()) if plain[at] == "\n")
    return found


def _space(plain: str, start: int, end: int) -> str:
    """Say what stays of a run of white space: nothing, one space between numbers, or a break."""
    before, after = plain[start - 1 : start], plain[end : end + 1]
    breaks, bar = plain.count("\n", start, end), "|" in (before, after)
    if breaks and _LONE_BAR.match(plain, end):
        return " "  # a cell and the stroke that ends it, each on a line of its own
    if breaks and _ends_a_line(plain, start, end):
        return "\n"
    if breaks and _HEADINGS.fullmatch(plain, _line_of(plain, start), start):
        return " "
    if before in _DIGITS and after in _DIGITS:
        return _between_digits(plain, start, end)
    if _counts_on(plain, start, end):
        return "，"
    fall = before in _DIGITS and _FALL.match(plain, end)  # 600 -1.5 in a row of a table
    latin = all(map(re.compile("[A-Za-z0-9]").match, (before, after)))
    return " " if bar or fall or latin or _parts_headings(plain, start, end) else ""


def _counts_on(plain: str, start: int, end: int) -> bool:
    """Say whether white space parts a number from the name of another: 学生4200人 教师250人."""
    near = max(0, start - WINDOW)
    parted = "\n" not in plain[start:end] and _COUNTS.match(plain, end)
    return bool(parted and _COUNTED.search(plain, near, start))


def _line_of(plain: str, start: int) -> int:
    """Return where the line of headings begins that can end at a place."""
    return max(0, plain.rfind("\n", 0, start) + 1, start - HEADINGS)


def _ends_a_line(plain: str, start: int, end: int) -> bool:
    """Say whether white space with a break ends a paragraph, or a row of a table.

    A lone break before "3.5" is a break inside a sentence; before "3. " or "(三)" it ends one.
    """
    if plain.count("\n", start, end) > 1 or end >= len(plain) or plain[start - 1 : start] in _ENDS:
        return True
    before = plain[max(0, start - 60) : start].rpartition("\n")[2]
    after = plain[end : end + 60].partition("\n")[0]
    return "|" in before + after or bool(re.match(_MARK, plain[end : end + 6]))


def _parts_headings(plain: str, start: int, end: int) -> bool:
    """Say whether a space parts two headings of a table: its line holds nothing but short words
    with spaces between them."""
    line = plain.rfind("\n", max(0, start - HEADINGS), start) + 1
    stop = plain.find("\n", end, end + HEADINGS)
    whole = plain[line:stop] if line and stop > 0 else ""
    return len(whole) < HEADINGS and bool(_HEADINGS.fullmatch(whole))


def _between_digits(plain: str, start: int, end: int) -> str:
    """Join two halves of one number ("17 193人"), keep two numbers of a row apart ("3.042
    4.424")."""
    left = start
    while left and plain[left - 1] in "0123456789.,":
        left -= 1
    alone = left == 0 or (plain[left - 1] not in " \n|-" and not plain[left - 1].isascii())
    whole = end - start == 1 and alone and "." not in plain[left:start] and _TAIL.match(plain, end)
    if plain[start] == " " and not (start - left < 4 and _THREE.match(plain, end)):
        return " "  # 18 7万元 is no number: see numbers
    return "" if whole and not re.match(r"(?:19|20)\d\d$", plain[left:start]) else " "


def normalise(received: str) -> Text:
    """Make a text even for reading (去噪): width, script, stray spaces, breaks, page numbers,
    furniture.

    Parameters
    ----------
    received : str
        The text of one document as received.

    Returns
    -------
    Text
        The even form `plain`, in which a line break always ends a paragraph or a table row, and the
        map from its places to those of `received`. A lost character is shown as □.

    Examples
    --------
    >>> text = normalise("在园幼儿１７１９３ 人,系 数0 . 35")
    >>> text.plain
    '在园幼儿17193人,系数0.35'
    >>> text.span(4, 9)
    (4, 9)
    >>> text.received[slice(*text.span(13, 17))]
    '0 . 35'
    """
    even = even_characters(received)
    spread, stacked = _spread(even), _stacked(even)
    pages = _page_numbers(even) - spread
    pieces: list[str] = []
    breaks: set[int] = set()
    at, shift = [0], [0]
    length = done = 0

    def put(piece: str, origin: int) -> None:
        nonlocal length
        if not piece:
            return
        if origin - length != shift[-1]:
            at.append(length)
            shift.append(origin - length)
        pieces.append(piece)
        length += len(piece)

    for match in _NOISE.finditer(even):
        start, end = match.span()
        if start < done:
            continue
        put(even[done:start], done)
        done = end
        if match.lastgroup == "lost":
            put(LOST, start)
        elif match.lastgroup in ("furniture", "tag"):
            put("\n", start)
        elif match.lastgroup == "space" and not spread >= {start, end}:
            if end in pages:  # the number and the space on its other side go too
                done = re.compile(r"(?:\d+\s*)?").match(even, end).end()
            stays = (_space if done == end else _around)(even, start, done)
            stays = stays if stacked.isdisjoint(range(start, done)) else "\n"
            if not stays and "\n" in match[0]:
                stays = _said_by_line(even, start, done)
                if stays == HEADING:
                    breaks.add(length)
                    stays = ""
            put(stays, start)
    put(even[done:], done)
    return Text(received, "".join(pieces), frozenset(breaks), tuple(at), tuple(shift))


def _said_by_line(plain: str, start: int, end: int) -> str:
    """Say what the end of a line without a mark stands for: a heading, a title, a clause, or
    nothing."""
    line = plain.rfind("\n", 0, start) + 1
    above = plain[max(0, line - 4) : line]
    own = _without_pinyin(plain[line:start])
    if _HEADING_LINE.fullmatch(own):
        return HEADING
    if _HEADING_CLAUSES.fullmatch(own) and not _fullness(plain, line, start, end)[-1]:
        return HEADING
    if _DATE_LINE.fullmatch(plain, line, start) or _is_title(plain, line, start):
        return "\n"
    apart = above.count("\n") > 1 or above[-2:-1] in _ENDS
    apart = apart or _is_title(plain, plain.rfind("\n", 0, max(0, line - 1)) + 1, line - 1)
    if apart and _TITLE_LINE.fullmatch(plain, line, start):
        return "\n"
    return "，" if _ends_short(plain, line, start, end) else ""


def _is_title(plain: str, line: int, end: int) -> bool:
    """Say whether a line is the first and reads like a title."""
    ends = line == 0 and _TITLE_END.search(plain, line, max(0, end))
    return bool(ends and _FIRST_LINE.fullmatch(plain, line, end))


def _ends_short(plain: str, line: int, start: int, end: int) -> bool:
    """Say whether a line ends with a number and its unit before the width of the page ends it, so
    that the next one says something new: 投入2亿元 above 新建学校3所."""
    if not _COUNTED.search(_without_pinyin(plain[max(line, start - WINDOW) : start])):
        return False
    full = _fullness(plain, line, start, end)
    return not full[-1] or sum(full) * 2 <= len(full)


def _fullness(plain: str, line: int, start: int, end: int) -> list[bool]:
    """Say of the lines near one, and last of itself, whether they are as wide as the page."""
    above = plain[max(0, line - WINDOW) : line].split("\n")
    near = [*above[-NEIGHBOURS - 1 :], *plain[end : end + WINDOW].split("\n")[:NEIGHBOURS]]
    lengths = [len(_without_pinyin(text)) for text in [*near, plain[line:start]]]
    return [length >= FULL * max(lengths) for length in lengths if length]


def _without_pinyin(text: str) -> str:
    return (_PINYIN_ALONE.sub("", text) if "(" in text else text).strip()


def _around(plain: str, start: int, end: int) -> str:
    before = plain[start - 1 : start]
    cell = plain.count("\n", start, end) > 2 and (before.isdigit() or before in "%)")
    return "\n" if before in _ENDS or cell or re.match(_MARK, plain[end : end + 6]) else ""
