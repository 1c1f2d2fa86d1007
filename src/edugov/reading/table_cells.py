"""Cells of tables: what a heading means, and one number with its headings as a figure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from edugov.han import IS_HAN
from edugov.reading.damage import impossible, no_coefficient
from edugov.reading.figures import Figure, unit_of
from edugov.reading.grammar.context import Context, Sentence
from edugov.reading.grammar.cutting import Token, cut
from edugov.reading.grammar.definitions import Definition, Meaning
from edugov.reading.grammar.fields import LARGE
from edugov.reading.grammar.phrases import Phrase, phrase_of
from edugov.reading.lexicon import Lexicon
from edugov.reading.numbers import Number, numbers
from edugov.reading.printed_years import YEAR_ALONE

NUMBER = r"-?\d[\d,]*(?:\.\d+)?%?"
NUMERIC = (  # 2031年决算数 is none
    r"(?!(?:19|20)\d\d年.)[<>≤≥]?"
    rf"(?:{NUMBER}|\d+(?:\.\d+)?[万亿]?[^\d\s:|.、]{{0,4}}|\d+(?:\.\d+)?:\d+(?:\.\d+)?)"
)
_NUMERIC = re.compile(NUMERIC)
_SCALE = re.compile(r"(?:[(:]|^)(?:单位:)?(万|亿|千|百万|)(?=元|人|平方米|册|所|个|名)")
ASPECT = re.compile(
    r"(?:国家|省定|省级|评估|指标|规定)?(?:标准|要求)值?|(?:规划)?目标值?|自评(?:结果|值|情况)?|实际(?:值|水平|情况)?"
    r"|绝对数|比上年|现状值?|达到值|(?:本[县市区]|全[县市区]|县域)?(?:数据|结果|完成情况|数值)"
)
TOTAL = re.compile("[小合总共]?计|总数")
LIMIT = re.compile(r"标准(?!差|化)|要求|规定")
UNIT = re.compile(
    r"\(?(?:[%‰]|(?:万|亿|千|百万)?(?:元|人|名|所|个|册|台|套|间|平方米|㎡|平方米/生|元/生))\)?"
)
_CHANGED = re.compile(r"±|增减|[比较][^增减]{1,6}(?:增加|减少)|同比(?:增加|减少)")
_FALLS = re.compile(r"[^增±]*(?:减少|下降|降低|降幅|减幅)[^增±]*")
_COUNTED = re.compile(r"增减数|[加少]数|\((?:万|亿)?(?:元|人|名|所|个|册|台|间|平方米)\)")
_IN_PERCENT = re.compile(r"[%率幅速长升]|比例|百分比|下降")
_IN_POINTS = re.compile(r"百分点")
NO_UNIT = "its table prints no unit of money"
UNSURE_CHANGE = "its heading does not say in what unit it changed"
MEAN = re.compile("平均|均值")  # in a table of coefficients a row of means is none of them
_SPREAD = re.compile(
    "标准差|标准偏差|方差|极差|最大值|最小值|最高值|最低值|排名|位次|[为占成].{0,4}预算.{0,3}%"
)
_PLANNED = re.compile("(?:预算|计划|任务)[数额]")
QUALITY = re.compile("优质均衡|2017")  # its rule looks at each coefficient and has no composite
SCHOOL = frozenset({"school"})
LIMITS = frozenset({"standard"})  # 标准 heads the limits of any indicator
_EMPTY = frozenset(("", "-", "--", "/", "…", "x", "·"))


@dataclass(slots=True)
class Cell:
    """One cell: its text and what the lexicon makes of it."""

    start: int
    end: int
    text: str
    phrase: Phrase = Phrase()  # of the words that say what is counted
    stages: list[str] = field(default_factory=list)
    year: str = ""
    cv: bool = False
    growth: bool = False
    factor: float | None = None  # None where no unit is printed
    doubt: str = ""  # why what stands below it is not sure
    above: "Cell | None" = None  # the heading that stands over it
    unknown: str = ""  # its first word that nobody knows

    @property
    def known(self) -> bool:
        """Say whether a heading can be read from this cell."""
        return bool(self.phrase.features or self.stages or self.year or self.cv or self.growth)

    @property
    def empty(self) -> bool:
        """Say whether the cell holds nothing, or a stroke for nothing."""
        return self.text in _EMPTY

    @property
    def numeric(self) -> bool:
        """Say whether the cell holds a number and nothing else."""
        return bool(_NUMERIC.fullmatch(self.text)) and not self.year


@dataclass(slots=True)
class Around:
    """What a table stands in: the words near it, and year and stage where the table names none."""

    lexicon: Lexicon
    text: str
    year: str
    stage: str
    planned: bool  # the words near it speak of plans
    school: str  # the one school that the document is of


def cell_of(plain: str, start: int, end: int, lexicon: Lexicon) -> Cell:
    """Make a cell of a stretch of even text, without the space around it, and read it as a
    heading."""
    printed = plain[start:end].lstrip()
    text = printed.rstrip()
    cell = Cell(end - len(printed), end - len(printed) + len(text), text)
    if cell.empty or (cell.numeric and not text.endswith(("年", "年度"))):
        return cell
    scale = _SCALE.search(text)
    cell.factor = (
        {"": 1.0, "万": 1e4, "亿": 1e8, "千": 1e3, "百万": 1e6}[scale[1]] if scale else None
    )
    found = cut(plain, cell.start, cell.end, lexicon.words)
    cell.cv = any("cv" in token.features for token in found)
    changed = _CHANGED.search(text) is not None
    cell.growth = changed or any(token.letter in "RLG" for token in found)
    cell.year = "".join([token.year for token in found if token.letter == "Y"][-1:])
    said = "HMQS" if changed else "HMVQS"  # 增加(人) is of what is counted, and no act
    words = [token for token in found if token.letter in said and "cv" not in token.features]
    cell.phrase = replace(phrase_of(words), stages=())
    stages = phrase_of(words).stages
    cell.stages = ["" if stage == "several" else stage for stage in stages[-1:]]
    unknown = (token.text for token in found if _is_unknown(token))
    cell.unknown = "" if changed or TOTAL.fullmatch(text) else next(unknown, "")
    return cell


def _is_unknown(token: Token) -> bool:
    """Say whether nobody knows what a word means, and it is no unit."""
    is_word = token.letter == "U" and IS_HAN.search(token.text)
    return bool(is_word) and not UNIT.fullmatch(token.text)


def rows_of(plain: str, start: int, end: int, lexicon: Lexicon) -> list[list[Cell]]:
    """Cut lines into rows of cells, without what stands before a stroke that opens every line."""
    lines, place = [], start
    for line in plain[start:end].split("\n"):
        row = []
        for text in line.split("|"):
            row.append(cell_of(plain, place, place + len(text), lexicon))
            place += len(text) + 1
        lines.append(row)
    led = all(len(row) > 1 and not row[0].text for row in lines)
    rows = [row[led:] for row in lines]
    for cells in (_numbers_in(next(filter(_numbers_in, rows), [])), _numbers_in(_firsts(rows))):
        years = [cell.text for cell in cells]
        if (
            len(years) > 1
            and len(set(years)) == len(years)
            and all(map(YEAR_ALONE.fullmatch, years))
        ):
            for cell in cells:
                cell.year = cell.text
    return rows


def _numbers_in(cells: list[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.numeric]


def _firsts(rows: list[list[Cell]]) -> list[Cell]:
    """Give the first cell of each row."""
    return [row[0] for row in rows]


def meaning_of(named: list[Cell], cv: bool, around: Around) -> Meaning | None:
    """Find what a column and a row say together, the nearest heading first."""
    said, best = Phrase(), None
    context = Context(title_stage=around.stage, sentence=Sentence(text=around.text))
    for name in named:
        if not name.phrase.features and not (cv and name.cv):
            continue
        said = name.phrase.plus(said)
        features = said.features | ({"cv"} if cv else set())
        stages = tuple(stage for cell in named for stage in cell.stages)
        whole = replace(said, features=features, stages=stages[:1])
        if found := around.lexicon.meanings.of(whole, None, context):
            best = found
            if said.features:
                break
        if name.unknown and "spending" in name.phrase.features:
            return None  # 科学技术支出 below 一般公共预算支出
    return None if best and best.definition.doubt else best


def quantity_of(
    column: Cell | None, one: Definition, moved: Cell | None, year: str, around: Around
) -> str:
    """Tell a value from a growth, a change in the indicator's own unit, a limit and a goal."""
    if moved:
        told = _IN_PERCENT.search(moved.text) and not _COUNTED.search(moved.text)
        return "growth" if told and one.unit != "percent" else "change"
    if column and column.phrase.features <= LIMITS and LIMIT.search(column.text):
        return one.quantity or "threshold"
    planned = around.planned and around.year and year > str(int(around.year) + 1)
    if (column and "目标" in column.text) or planned:
        return "target"
    return one.quantity or "value"


def stage_of(one: Definition, column: Cell | None, names: list[Cell], around: Around) -> str:
    """Give a figure's stage; the caption names one only where row and column name none."""
    if one.stage.startswith("="):
        return one.stage[1:]
    titled, *own = names
    stages = [stage for name in [*reversed(own), column] if name for stage in name.stages]
    named = [stage for stage in [*stages, *titled.stages] if stage not in ("", "all")]
    if "" in titled.stages and not named and not one.stage:
        return ""
    told = (named if "" not in stages else []) + stages + titled.stages
    open_to_all = "" if one.features & LARGE else "all"
    return told[0] if told else one.stage or around.stage or open_to_all


def _upwards(column: Cell | None) -> list[Cell]:
    """Give the heading of a column and those that stand over it, from below."""
    found = []
    while column is not None:
        found.append(column)
        column = column.above
    return found


def figure_of(cell: Cell, column: Cell | None, names: list[Cell], around: Around) -> Figure | None:
    """Read one number under its column and row headings (the first of the names is the table's
    caption)."""
    named = [*_upwards(column), *reversed(names)]
    number = next(numbers(cell.text), None)
    if number is None or (number.value is None and number.flaw != "malformed"):
        return None
    meaning = _meaning_below(column, names, named, around)
    if meaning is None:
        return None
    one = meaning.definition
    moved = next((name for name in named if name.growth), None)
    headed = _first(name.year for name in named)
    year = headed or around.year
    quantity = quantity_of(column, one, moved, year, around)
    figure = Figure(
        one.indicator,
        stage_of(one, column, names, around),
        quantity,
        _scaled(number, unit_of(quantity, one.unit), named),
        unit_of(quantity, one.unit),
        year,
        cell.start + number.start,
        cell.start + number.end,
        number.unit,
        note="table",
        bound=number.bound,
    )
    if meaning.groups or (column and (column.unknown or _PLANNED.search(column.text))):
        figure.scope = "part"
    figure.subject_zh, figure.base = around.lexicon.names.get(one.indicator, ""), one.unit
    figure.inferred = "year" if year and not headed else ""
    _doubt(figure, number, one, any(name.factor for name in named))
    if moved:
        _doubt_change(figure, moved)
    _doubt_headings(figure, column, names[0])
    impossible(figure, cell.text.lstrip("+-"), "".join(name.text for name in named))
    return figure


def _first(said: Iterator):
    """Return the first of what headings say, from below; the empty string where none says it."""
    return next(filter(None, said), "")


def _meaning_below(
    column: Cell | None, names: list[Cell], named: list[Cell], around: Around
) -> Meaning | None:
    """Find what a number below these headings means, if it is none of the kinds left out."""
    if any(_SPREAD.search(name.text) for name in named):
        return None
    own = [*names[1:], *([column] if column else [])]
    mean = any(MEAN.search(name.text) for name in own)
    cv = any(name.cv for name in (names[1:] if mean else named))
    titled = names[0]
    if any(name.phrase.features - SCHOOL for name in named if name is not titled):
        kinds = [name for name in own if _names_a_school(name)]
        named = [replace(name, phrase=Phrase()) if name in kinds else name for name in named]
    meaning = meaning_of(named, cv, around)
    if not meaning and column and column.phrase.features == LIMITS:
        meaning = meaning_of(named[1:], cv, around)
    composite = meaning is not None and meaning.definition.features <= {"cv", "composite"}
    return None if composite and QUALITY.search(names[0].text) else meaning


def _names_a_school(name: Cell) -> bool:
    """Say whether a name says whose pupils are counted, 职业学校, and not what: 学校数."""
    return name.phrase.features == SCHOOL and "数" not in name.text


def _scaled(number: Number, unit: str, named: list[Cell]) -> float | None:
    """Give the value of a number in the unit of its headings; a growth or rate has its own."""
    if number.value is None:
        return None
    factor = 1.0
    if not unit.startswith("percent") and not number.unit:
        factor = _first(name.factor for name in named) or 1.0
    return float(f"{number.value * factor:.12g}")


def _doubt(figure: Figure, number: Number, one: Definition, told: bool) -> None:
    """Flag a number that cannot be read, a coefficient that is none, and a sum of which no heading
    has told the unit: 元 or 万元."""
    if figure.value is None:
        figure.flag("damaged", note=number.why)
    elif figure.unit == "yuan" and not (number.unit or told):
        figure.flag("ambiguous", note=NO_UNIT)
    elif "cv" in one.features:
        no_coefficient(figure)


def _doubt_change(figure: Figure, moved: Cell) -> None:
    """Give a change the sign of its heading, and flag one of which that does not say the unit."""
    if figure.value and _FALLS.fullmatch(moved.text):
        figure.value = -abs(figure.value)
    rate = figure.base == "percent"
    told = (_IN_POINTS if rate else _COUNTED).search(moved.text)
    if figure.quantity == "change" and not (told or "点" in figure.unit_printed):
        figure.flag("ambiguous", note=UNSURE_CHANGE)


def _doubt_headings(figure: Figure, column: Cell | None, titled: Cell) -> None:
    """Flag what headings leave open: what a column is of, or which of a caption's stages."""
    if column and column.doubt:
        figure.flag("ambiguous", note=column.doubt)
    elif not figure.stage and "" in titled.stages:
        figure.flag("ambiguous", note="its caption names several stages")
