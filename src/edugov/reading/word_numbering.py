"""Numbers of lists and headings in Word documents, and words that a style strikes out, hides or
raises.

Automatic numbers (自动编号) stand in no word of a document: they are counted here as Word does.
"""

import re
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import lxml.etree

from edugov.reading.grids import whole

Element = lxml.etree._Element
SPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "m": "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
}
W = f"{{{SPACES['w']}}}"
SETTINGS = [W + name for name in "strike dstrike vanish vertAlign position numId ilvl name".split()]
OFF = ("0", "false", "off", "none", "baseline")
LEGAL = "legal"  # all numbers in digits
ONES = ["", *"一二三四五六七八九"]
CHINESE = set(
    "chineseCounting chineseCountingThousand taiwaneseCounting taiwaneseCountingThousand "
    "japaneseCounting ideographDigital taiwaneseDigital japaneseDigitalTenThousand".split()
)
SIGNS = {
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "chineseLegalSimplified": "壹贰叁肆伍陆柒捌玖拾",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperRoman": "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
    "lowerRoman": "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ",
}


def said(element: Element, name: str = "val") -> str | None:
    """What an attribute says; a setting without a value is on."""
    return element.get(W + name, "1" if name == "val" else None)


def value(parent: Element, path: str) -> str | None:
    """Value of the setting at a path."""
    found = parent.find(path, SPACES)
    return None if found is None else said(found)


def looks_of(properties: Element | None) -> dict[str, str]:
    """What properties, or a style, say themselves: setting to value, empty where it is off."""
    settings = properties.iter(*SETTINGS) if properties is not None else ()
    looks = {setting.tag.removeprefix(W): said(setting) for setting in settings}
    return {name: "" if words in OFF else words for name, words in looks.items()}


def looks_by_style(root: Element) -> Callable[[str | None], dict[str, str]]:
    """Give the looks of a style by its id, with those of the styles that it is based on."""
    styles = {said(style, "styleId"): style for style in root.iterfind(".//w:style", SPACES)}

    @cache
    def looks(style_id):
        style = styles.pop(style_id, None)  # taken out: styles based on one another come to an end
        return {} if style is None else looks(value(style, "w:basedOn")) | looks_of(style)

    return looks


class Level(NamedTuple):
    """A level of a list as one of the uses of the list has it."""

    list_id: str | None
    start: int
    anew: bool  # whether this use begins at its start, not where another has ended
    kind: str
    words: str
    below: int  # depth of the levels after which this one begins at its start again


class Numbering:
    """The lists of a document, and how far each has been counted."""

    def __init__(self, root: Element) -> None:
        self._levels = {}  # use of a list, depth -> level
        links = root.iterfind(".//w:lvl/w:pStyle", SPACES)
        self.depths = {said(link): said(link.getparent(), "ilvl") for link in links}  # of styles
        self._counts = defaultdict(dict)  # list -> depth -> last number
        styled = {name: each for each in root if (name := value(each, "w:styleLink"))}
        lists = {
            said(each, "abstractNumId"): styled.get(value(each, "w:numStyleLink"), each)
            for each in root
        }
        for use in root.iterfind("w:num", SPACES):
            name = value(use, "w:abstractNumId")
            starts = {said(each, "ilvl"): value(each, "w:startOverride") for each in use}
            for level in [*lists.get(name, ()), *use.iterfind(".//w:lvl", SPACES)]:
                depth = said(level, "ilvl")
                start = starts.get(depth)
                kind = value(level, ".//mc:Fallback/w:numFmt") or value(level, "w:numFmt")
                self._levels[said(use, "numId"), whole(depth, least=0)] = Level(
                    name,
                    whole(start or value(level, "w:start"), least=0),
                    start is not None,
                    value(level, "w:isLgl") and LEGAL or kind or "decimal",
                    value(level, "w:lvlText") or "",
                    whole(value(level, "w:lvlRestart") or "9", least=0),
                )

    def label(self, use: str, depth: int) -> str:
        """Count one paragraph of a use of a list, and give what Word writes before it."""
        level = self._levels.get((use, depth))
        if level is None or level.kind == "bullet":
            return ""
        counts = self._counts[level.list_id]
        if level.anew:
            self._levels[use, depth] = level._replace(anew=False)
            counts.pop(depth, None)
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [other for other in counts if other > depth]:
            if depth < self._levels.get((use, deeper), level).below:
                del counts[deeper]

        def written(match: re.Match) -> str:
            place = int(match[1]) - 1
            other = self._levels.get((use, place), level)
            kind = LEGAL if level.kind == LEGAL else other.kind
            return sign(counts.get(place, other.start), kind)

        return re.sub("%([1-9])", written, level.words)


def sign(number: int, kind: str) -> str:
    """Write a number as a kind of list does, in digits where the kind is not known."""
    tens, ones = divmod(number, 10)
    if kind in CHINESE and tens < 10:
        return f"{ONES[tens] if tens > 1 else ''}{'十' if tens else ''}{ONES[ones]}"
    signs = SIGNS.get(kind, "")
    return signs[number - 1] if 0 < number <= len(signs) else str(number)
