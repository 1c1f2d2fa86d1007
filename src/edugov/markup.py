"""Escaping: text of tables, options and documents made safe for HTML, markdown and spreadsheets.

On a page every ``str`` is text and is escaped. What is markup has a type of its own, `Html` or
`Markdown`, and is put together by `html` and `markdown`, which escape the values that they fill in.
"""

import re
import string
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from edugov.fault import Fault

if TYPE_CHECKING:
    import pandas as pd  # which what makes markup alone, as Sphinx does, need not wait for

LINE_BREAKS = re.compile("[\t-\r\x1c-\x1e\x85\u2028\u2029]")
# Characters without a glyph that change what is seen: controls, marks of direction (a right-to-left
# override shows a name backwards), invisible joiners and tags, halves of a pair
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u180e"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
REPLACEMENT = "□"  # 虚缺号, what Chinese print sets for a character that is lost; every font has it
# What has a meaning in MyST: anywhere, at the start of a line, behind a number that starts one
MARK = re.compile(r"[\\`*_{}\[\]<>#$&|~^]|^ *[!-/:-@]|^ *\d+[.)](?=\s|$)")

# What a spreadsheet reads as a formula, in the full-width forms too, and what it may: a number
FORMULA = re.compile(r"[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[-+]?(\d[\d,]*)?\.?\d+(e[-+]?\d+)?[%％]?", re.IGNORECASE)
TAG = re.compile(r"<[^>]*>")

FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def plain(text: str) -> str:
    """Return a text on one line, each character that is not seen as the sign for a lost one.

    Examples
    --------
    >>> plain("Yi\\nning \\u202egnin")
    'Yi ning □gnin'
    """
    return visible(LINE_BREAKS.sub(" ", text))


def visible(text: str) -> str:
    """Return a text of the same length and lines, without characters that are not seen."""
    return UNSEEN.sub(REPLACEMENT, text)


@dataclass(frozen=True)
class _Markup:
    """Finished markup of one kind. Text that is added to it is escaped."""

    source: str

    @staticmethod
    def escaped(text: str) -> str:
        """Return text so that it is shown as it stands."""
        raise NotImplementedError

    @classmethod
    def of(cls, value: object) -> Self:
        """Return a value as markup of this kind: such markup as it is, anything else as text."""
        if isinstance(value, cls):
            return value
        return cls(cls.escaped(plain(str(value))))

    @classmethod
    def joined(cls, parts: Iterable[object], separator: str = "") -> Self:
        """Return markup and texts one after the other, with a text between them."""
        between = cls.of(separator).source
        return cls(between.join(cls.of(part).source for part in parts))

    def __add__(self, other: object) -> Self:
        return self.joined([self, other])

    def __radd__(self, other: object) -> Self:
        return self.joined([other, self])

    def __format__(self, specification: str) -> str:
        raise TypeError("markup in an f-string would become text: use html(), markdown() or +")


class Html(_Markup):
    """Finished HTML: a cell with a link, a badge, a whole table."""

    @staticmethod
    def escaped(text: str) -> str:
        """Return text for an element or for an attribute in quotation marks."""
        return escape(text)

    def __html__(self) -> str:
        """Return it for a template of jinja, which escapes what has no such method."""
        return self.source


class Markdown(_Markup):
    """Finished MyST Markdown: a sentence with a link."""

    @staticmethod
    def escaped(text: str) -> str:
        """Return text as inline MyST that shows it: what would be a mark is an entity."""
        return MARK.sub(_last_as_entity, text)


def _last_as_entity(found: re.Match[str]) -> str:
    before = found[0][:-1]
    mark = found[0][-1]
    return f"{before}&#{ord(mark)};"


class _Filler(string.Formatter):
    """Fills values into a template of markup, each as markup of that kind."""

    def __init__(self, kind: type[_Markup]):
        self.kind = kind

    def format_field(self, value: object, specification: str) -> str:
        """Return one value: markup of the kind as it is, anything else formatted and escaped."""
        if isinstance(value, self.kind):
            return value.source
        return self.kind.of(format(value, specification)).source


def html(template: str, *values: object, **named: object) -> Html:
    """Return HTML: a template that the code itself holds, its ``{}`` filled with escaped values.

    Examples
    --------
    >>> html('<a href="#{}">{}</a>', "s-1", "<b>").source
    '<a href="#s-1">&lt;b&gt;</a>'
    """
    return Html(_Filler(Html).vformat(template, values, named))


def words(shown: Html) -> str:
    """Return the text of HTML, without its tags.

    Examples
    --------
    >>> words(Html("rule<br>at <b>most</b> 6 &lt; 7"))
    'rule at most 6 < 7'
    """
    text = unescape(TAG.sub(" ", shown.source))
    return " ".join(text.split())


def markdown(template: str, *values: object, **named: object) -> Markdown:
    """Return MyST Markdown: a template that the code itself holds, filled with escaped values.

    Examples
    --------
    >>> markdown("[{}](measures.md)", "[a]").source
    '[&#91;a&#93;](measures.md)'
    """
    return Markdown(_Filler(Markdown).vformat(template, values, named))


def web_link(address: str) -> Html:
    """Return an address as a link, and as text alone where it is not one of the web.

    Examples
    --------
    >>> web_link("javascript:alert(1)").source
    'javascript:alert(1)'
    """
    try:
        parts = urlsplit(address)
    except ValueError:  # an address in brackets that is none
        return Html.of(address)
    is_of_web = parts.scheme in ("http", "https") and parts.netloc
    is_safe = is_of_web and plain(address) == address
    return html('<a href="{0}">{0}</a>', address) if is_safe else Html.of(address)


def in_english(text: str, lang: str) -> Html:
    """Return a name that is English in every edition; on a page in another language it says so.

    Examples
    --------
    >>> in_english("Los Angeles", "en").source
    'Los Angeles'
    >>> in_english("Los Angeles", "zh").source
    '<span lang="en" translate="no">Los Angeles</span>'
    """
    if lang == "en":
        return Html.of(text)
    return html('<span lang="en" translate="no">{}</span>', text)


def file_name(text: str) -> str:
    """Return a name that may be that of a file; a Fault where it would lead elsewhere."""
    if not FILE_NAME.fullmatch(text):
        raise Fault(f"{text!r} cannot name a file of the book; use letters, digits and hyphens")
    return text


def for_spreadsheet(table: "pd.DataFrame") -> "pd.DataFrame":
    """Return a table to download, in which no text is a formula to a spreadsheet, or more than one
    cell.

    A text that begins as a formula does (``= + - @``, also after blanks) gets an apostrophe before
    it, as OWASP advises; a text that is a number, such as ``+120`` or ``-6.5%``, stays. Line breaks
    are blanks, see `plain`.

    Examples
    --------
    >>> import pandas as pd
    >>> for_spreadsheet(pd.DataFrame({"name": ["=1+1", "-650", "Yining"]}))["name"].tolist()
    ["'=1+1", '-650', 'Yining']
    """
    import pandas as pd

    safe = table.copy()
    for column in safe.columns:
        if pd.api.types.is_string_dtype(safe[column]):
            safe[column] = safe[column].map(_no_formula, na_action="ignore")
    return safe


def _no_formula(cell: object) -> object:
    if not isinstance(cell, str):
        return cell
    shown = plain(cell)
    is_number = NUMBER.fullmatch(shown)
    is_formula = FORMULA.match(shown.lstrip()) and not is_number
    return f"'{shown}" if is_formula else shown
