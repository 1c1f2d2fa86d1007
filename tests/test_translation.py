"""The Chinese of the prose and of the tables: it keeps the marks, links and numbers of the English,
and is set as Chinese."""

import ast
import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_role import myst_role_plugin

from edugov import labels, makers, tables
from edugov.labels import noted
from edugov.website import messages
from tests.conftest import ROOT

MARKDOWN = MarkdownIt().use(dollarmath_plugin).use(myst_role_plugin)
FILES = sorted((ROOT / messages.FOLDER).rglob("*.po"))
HAN = "\u3400-\u9fff"
SIGNS = "，。；：（）、“”《》？〔〕［］！"  # full width
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
WORDS = dict(
    zip(
        "one two three four five six seven eight nine ten eleven twelve".split(),
        range(1, 13),
        strict=True,
    )
)
WORDS |= {
    "zero": 0,
    "first": 1,
    "half": 1,
    "twice": 2,
    "forty": 40,
    "hundred": 100,
    "hundreds": 100,
}
MONTHS = "January February March April May June July August September October November December"
SCALES = {"million": 10**6, "万": 10**4, "亿": 10**8}
# what must not stand between or beside Chinese characters, and how it should be written
WRONG = {
    rf"(?<=[{HAN}])[,;:!?()]|[,;:!?()](?=[{HAN}])": "a half-width sign beside a Chinese character",
    rf"(?<=[{HAN}])\.(?=[{HAN}]|$)": "a half-width full stop",
    rf"(?<=[{HAN}{SIGNS}]) (?=[{HAN}{SIGNS}A-Za-z0-9])": "a space after a Chinese character",
    rf"(?<=[A-Za-z0-9%]) (?=[{HAN}{SIGNS}])": "a space before a Chinese character",
    r"\d–\d": "a range with –; years have —, other numbers ～",
    r"[\d%A-Za-z]至\d": "a range in words; numbers have ～",
    rf"\"(?=[{HAN}])|(?<=[{HAN}])\"": "straight quotation marks",
    "我们|手头|限值|读不出": "a word that the style sheet replaces",
}


def inline(text: str) -> list[Token]:
    """Return the parts of a text; a role of a docstring is in MyST where it is translated."""
    text = re.sub(r":(\w+):`", r"{\1}`", text)
    return [token for block in MARKDOWN.parse(text) if block.children for token in block.children]


def marks(tokens: list[Token]) -> Counter:
    """Count what a translation keeps: code, formulas, tags, roles and where links lead."""
    kept = Counter()
    for token in tokens:
        if token.type in ("code_inline", "math_inline", "html_inline"):
            kept[token.type, token.content] += 1
        elif token.type in ("link_open", "image"):
            kept[token.type, token.attrGet("href") or token.attrGet("src")] += 1
        elif token.type == "myst_role":
            target = re.search(r"<([^>]*)>$", token.content)
            kept[token.meta["name"], target[1] if target else token.content] += 1
    return kept


def words(tokens: list[Token]) -> str:
    """Return the text alone; code and formulas are one letter each."""
    shown = {"text": lambda token: token.content, "softbreak": lambda token: " "}
    shown |= dict.fromkeys(("code_inline", "math_inline"), lambda token: "x")
    shown["myst_role"] = lambda token: (
        token.content.partition("<")[0].strip() * (token.meta["name"] == "download")
    )
    return "".join(shown[token.type](token) for token in tokens if token.type in shown)


def numbers(text: str) -> Counter:
    """Count the numbers of a text by value, those with million, 万 or 亿 in full."""
    text = re.sub(r"(\d) (?:or|and) (?=[\d.]+ (million|亿))", r"\1 \2 ", text)
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "", text).replace("十万", "100000")
    for month, name in enumerate(MONTHS.split(), start=1):
        text = re.sub(rf"\b(\d+) {name} (\d+)", rf"\2 {month} \1", text)
    found = Counter()
    for match in NUMBER.finditer(text):
        scale = re.match(r" ?(million|万|亿)?", text[match.end() :])[1]
        value = float(match[0].replace(",", "").rstrip(".")) * SCALES.get(scale, 1)
        found[round(value, 9)] += 1
    return found


def set_wrongly(text: str) -> list[str]:
    """Return what is not set as Chinese in a text of Chinese."""
    return [
        f"{what}: …{text[max(0, match.start() - 12) : match.end() + 12]}…"
        for pattern, what in WRONG.items()
        for match in re.finditer(pattern, text)
    ]


def translated(path: Path) -> list:
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh_CN", charset="utf-8", abort_invalid=True)
    return [message for message in catalog if message.id and message.string]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_keeps_code_formulas_roles_and_links(path):
    for message in translated(path):
        english, chinese = inline(message.id), inline(message.string)
        assert marks(chinese) == marks(english), f"{path.name}:{message.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_is_bold_is_bold(path):
    """Chinese is not slanted: what English slants is bold, or a title in 《》."""
    for message in translated(path):
        count = [
            Counter(token.type for token in inline(text)) for text in (message.id, message.string)
        ]
        bold, slanted = count[0]["strong_open"], count[0]["em_open"]
        place = f"{path.name}:{message.lineno}"
        assert bold <= count[1]["strong_open"] <= bold + slanted and not count[1]["em_open"], place
        assert "*" not in words(inline(message.string)).replace("x、*", ""), place


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_has_the_numbers_of_the_english(path):
    """Each number in digits stands on both sides; what English spells may be in digits."""
    for message in translated(path):
        said = words(inline(message.id))
        english, chinese = numbers(said), numbers(words(inline(message.string)))
        spelled = {WORDS[word] for word in re.findall("[a-z]+", said.lower()) if word in WORDS}
        place = f"{path.name}:{message.lineno}"
        assert not english - chinese, place
        assert not set(chinese) - set(english) - spelled, place


def said_twice() -> list[tuple[str, str]]:
    """Give what stands in both languages: the messages of all pages, and the labels."""
    pairs = [(message.id, message.string) for path in FILES for message in translated(path)]
    return pairs + [(row["en"], row["zh"]) for row in labelled()]


def labelled() -> list[dict[str, str]]:
    with (ROOT / "src" / "edugov" / "labels" / "labels.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_badges_in_texts_and_words_in_quotation_marks_are_the_labels_of_verdicts():
    verdicts = [(row["en"], row["zh"]) for row in labelled() if row["key"].startswith("verdict.")]
    badge = re.compile(r'<span class="verdict[^>]*>\S (.*?)</span>')
    badges, quoted = 0, 0
    for english, chinese in said_twice():
        shown = list(zip(badge.findall(english), badge.findall(chinese), strict=True))
        badges += len(shown)
        assert set(shown) <= set(verdicts)
        for said, said_zh in verdicts:
            quotes = re.findall(f'[“"]{said}[”"]', english, flags=re.IGNORECASE)
            quoted += len(quotes)
            assert chinese.count(said_zh) >= len(quotes), english
    assert badges >= 7 and quoted >= 5


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_set_as_chinese(path):
    wrong = [
        f"{path.name}:{message.lineno}: {what}"
        for message in translated(path)
        for what in set_wrongly(words(inline(message.string)))
    ]
    assert not wrong, "\n".join(wrong)


def columns() -> list[tuple[Path, str]]:
    """Return the tables' columns of our own Chinese; what a source prints is kept as it is."""
    printed = {"title_zh", "subject_zh", "item_zh"}
    found = []
    for path in sorted([*ROOT.glob("data/*.csv"), *ROOT.glob("src/edugov/**/*.csv")]):
        with path.open(encoding="utf-8", newline="") as file:
            heads = next(csv.reader(file))
        found += [(path, head) for head in heads if re.search(r"\bzh$|_zh$", head)]
    return [(path, head) for path, head in found if head not in printed]


@pytest.mark.parametrize(
    ("path", "column"), columns(), ids=lambda value: getattr(value, "stem", value)
)
def test_a_table_is_set_as_chinese(path, column):
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row[column] for row in csv.DictReader(file)]
    shown = [re.sub(r"\{(?!download)[^}]*\}", "〇", text) for text in texts]
    wrong = [what for text in shown for what in set_wrongly(words(inline(text)))]
    assert not wrong, f"{path.name}, column {column}:\n" + "\n".join(wrong)


REMARKS = {  # the columns that hold remarks of ours in English, which notes.csv has in Chinese
    "figures": ("proposed_reading", "note"),
    "standards": ("applies_to", "note"),
    "sources": ("publisher", "document_number", "licence", "note"),
    "duties": ("note",),
    "equity_published": ("note",),
    "funding_national": ("note",),
    "national_benchmarks": ("note",),
    "indicators": ("definition",),
    "evaluation_outcomes": ("note",),
    "regions": ("note",),
    "corrections": ("why", "decided_by"),
    "schemes": ("note",),
    "reading_quality": ("documents",),
    "text_measures": ("note",),
}


def test_every_remark_of_the_tables_has_its_chinese():
    english = [
        f"{name}.csv, row {row}, {column}: {noted(text, 'zh')}"
        for name, columns in REMARKS.items()
        for column in columns
        for row, text in enumerate(tables.read(name)[column], start=2)
        if re.search(r"(?:[A-Za-z][a-z]+[ ,]+){2}[a-z]+", noted(text, "zh"))
    ]
    assert not english, "\n".join(english)


def written() -> set[str]:
    """Return the texts that the cells of notebooks, what opens them, the module of pages and the
    commands that add a source write; what a text has filled in is an ellipsis."""
    cells = [
        cell
        for path in ROOT.glob("notebooks/*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    code = ["".join(cell["source"]) for cell in cells]
    modules = ("pages/__init__.py", "reading/adding.py", "tables/added_sources.py")
    paths = [ROOT / "src" / "edugov" / name for name in modules]
    paths += READER.rglob("*.py")
    code += [path.read_text(encoding="utf-8") for path in paths]
    texts = {text for cell in cells for text in cell["metadata"].get("mystnb", {}).values()}
    for node in [node for text in code for node in ast.walk(ast.parse(text))]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            texts.add(node.value)
        elif isinstance(node, ast.JoinedStr):
            filled = [getattr(part, "value", None) for part in node.values]
            texts.add("".join(part if isinstance(part, str) else "…" for part in filled))
    return texts


def told_of_the_package() -> set[str]:
    """Return what the page of tables says of each: what it holds, whence, its columns and rules."""
    told = set()
    for name in tables.names():
        told |= {tables.description(name), makers.provenance(name)["from"]}
        told |= {field["description"] for field in tables.fields(name) if "description" in field}
        told |= {re.sub(r"(\{[^}]*\})+", "…", rule["right"]) for rule in tables.rules(name)}
    return told


def test_what_is_told_of_the_tables_has_its_chinese():
    english = [text for text in told_of_the_package() if not re.search(f"[{HAN}]", text)]
    assert len(english) > 400
    assert not [text for text in english if not re.search(f"[{HAN}]", noted(text, "zh"))]


@pytest.mark.parametrize("told", ["not stated", "figures are facts", "added from docx"])
def test_what_adding_tells_of_a_source_has_its_chinese(told):
    """The words of `added_sources.py` and `reading/adding.py`, on the page of the added region."""
    assert re.fullmatch(f"[{HAN}]+(docx[{HAN}]+)?", noted(told, "zh"))


READER = ROOT / "src" / "edugov" / "reading"
NOTES_OF_READER = {  # tables whose columns hold notes that the reader writes
    READER / "number_flaws.csv": "why",
    ROOT / "src" / "edugov" / "tables" / "unit_ceilings.csv": "why",
    ROOT / "data" / "definitions.csv": "doubt",
}


def noted_by_reader() -> set[str]:
    """Return what the reader notes beside a doubtful figure: in tables, and in its modules."""
    found = set()
    for path, column in NOTES_OF_READER.items():
        with path.open(encoding="utf-8", newline="") as file:
            found |= {row[column] for row in csv.DictReader(file)}
    for path in READER.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for text in notes_in(tree):
            parts = text.values if isinstance(text, ast.JoinedStr) else [text]
            said = [getattr(part, "value", None) for part in parts]
            if any(isinstance(part, str) for part in said):
                found.add("".join(part if isinstance(part, str) else "…" for part in said))
    return found - {""}


def notes_in(tree: ast.Module):
    """Give what calls of `flag` have as their note, what `doubt` is set to, and the reasons that a
    function gives (`_not_so`); of a constant what it is."""
    constants = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    texts = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "flag":
            texts += [*node.args[2:], *(one.value for one in node.keywords if one.arg == "note")]
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "attr", "") == "doubt":
            texts.append(node.value)
        elif isinstance(node, ast.FunctionDef) and node.name == "_not_so":
            returned = [one.value for one in ast.walk(node) if isinstance(one, ast.Return)]
            texts += [getattr(value, "body", value) for value in returned]
    return [constants.get(getattr(text, "id", ""), text) for text in texts]


def test_what_the_reader_notes_has_its_chinese():
    """A county's own report brings them to a page in Chinese, whatever this book's reports have."""
    notes = noted_by_reader()
    assert {"may be a growth that is planned", "a rate of its own: …"} <= notes
    assert {"its table prints no unit of money", "what should be paid, not what was"} <= notes
    assert not [text for text in notes if noted(text, "zh") == text]


def test_every_note_is_of_a_table_or_a_notebook():
    held = [
        text
        for name, columns in REMARKS.items()
        for column in columns
        for text in tables.read(name)[column].unique()
    ]
    wholes = {*held, *written(), *told_of_the_package(), *noted_by_reader()}
    known = wholes | {part for text in wholes for part in text.split("; ")}
    rows = []
    for path in sorted((ROOT / "src" / "edugov" / "labels").glob("notes*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows += csv.DictReader(file)
    assert len({row["en"] for row in rows}) == len(rows)
    assert not [row["en"] for row in rows if row["en"] not in known and not fits(row, known)]


def fits(row: dict[str, str], known: set[str]) -> bool:
    """Tell whether a note with holes is one of the texts, however its holes are filled."""
    parts = re.split(r"\{\w+\}", row["en"])
    pattern = re.compile("[^;]+".join(map(re.escape, parts)))
    return len(parts) > 1 and any(pattern.fullmatch(text) for text in known)


def test_a_note_with_holes_keeps_what_fills_them(monkeypatch):
    held = {"{count} of {all} read": "{all}条中读出{count}条"}
    monkeypatch.setattr(labels, "_notes", lambda: held)
    labels._patterns.cache_clear()
    labels._chinese.cache_clear()
    assert noted("3 of 5 read", "zh") == "5条中读出3条"
    assert noted("3 of 5 read it", "zh") == "3 of 5 read it"
    monkeypatch.undo()
    labels._patterns.cache_clear()
    labels._chinese.cache_clear()


def test_wrong_setting_is_found():
    for text in ("差异系数,标准值", "2010–2023年", "共 31个", "共31 个", "（甲)乙", "至多5%至6%"):
        assert set_wrongly(text), text
    assert not set_wrongly("共31个省份，2010—2023年为5.0%～6.7%（Newey–West）。")
    assert marks(inline("见[甲](a.md)`x`$y$")) == marks(inline("See [A](a.md) `x` $y$"))
    assert marks(inline("见[甲](b.md)")) != marks(inline("See [A](a.md)"))
    assert numbers("3 or 120 million, 1,000 on 20 May 2024") == numbers(
        "300万、1.2亿、1000、2024年5月20日"
    )
