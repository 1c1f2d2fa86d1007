"""Cells of tables: what the lexicon makes of a heading, and one number with its headings as a
figure."""

import re
from dataclasses import dataclass, field

from edugov.reading.damage import impossible
from edugov.reading.figures import Figure
from edugov.reading.lexicon import Lexicon, Wording, choose
from edugov.reading.numbers import numbers
from edugov.reading.tokens import change_in, stages_of, tokens

NUMBER = r"-?\d[\d,]*(?:\.\d+)?%?"
NUMERIC = (
    rf"[<>≤≥]?(?:{NUMBER}|\d+(?:\.\d+)?[万亿]?[^\d\s:|.、]{{0,4}}|\d+(?:\.\d+)?:\d+(?:\.\d+)?)"
)
_NUMERIC = re.compile(NUMERIC)
_SCALE = re.compile(r"(?:[(:]|^)(?:单位:)?(万|亿|千|百万|)(?=元|人|平方米|册|所|个|名)")
ASPECT = re.compile(
    r"(?:国家|省定|省级|评估|指标|规定)?(?:标准|要求)值?|(?:规划)?目标值?|自评(?:结果|值|情况)?|实际(?:值|水平|情况)?"
    r"|绝对数|比上年|现状值?|达到值|(?:本[县市区]|全[县市区]|县域)?(?:数据|结果|完成情况|数值)"
)
LIMIT = re.compile(r"标准(?!差|化)|要求|规定")
MEAN = re.compile("平均|均值")  # in a table of coefficients a row of means is none of them
_SPREAD = re.compile("标准差|标准偏差|方差|极差|最大值|最小值|最高值|最低值|排名|位次")
QUALITY = re.compile("优质均衡|2017")  # its rule looks at each coefficient and has no composite
COEFFICIENT_LIMIT = 2  # a coefficient of variation of schools is not larger
_EMPTY = frozenset(("", "-", "--", "/", "…", "x", "·"))


@dataclass(slots=True)
class Cell:
    """One cell: its text and what the lexicon makes of it."""

    start: int
    end: int
    text: str
    rows: tuple[Wording, ...] = ()
    stages: list[str] = field(default_factory=list)
    year: str = ""
    cv: bool = False
    growth: bool = False
    factor: float | None = None  # None where no unit is printed

    @property
    def known(self) -> bool:
        """Say whether a heading can be read from this cell."""
        return bool(self.rows or self.stages or self.year or self.cv or self.growth)

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
    for token in tokens(plain, cell.start, cell.end, lexicon):
        if token.kind == "indicator":
            cell.rows = token.rows
            cell.stages = stages_of([token]) or cell.stages
        elif token.kind == "stage":
            cell.stages = stages_of([token])
        elif token.kind == "year":
            cell.year = token.year
        elif token.kind == "cv":
            cell.cv = True
        elif change_in([token]):
            cell.growth = True
    return cell


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
    return [row[led:] for row in lines]


def figure_of(cell: Cell, column: Cell | None, names: list[Cell], around: Around) -> Figure | None:
    """Read one number under its column and row headings (the first of the names is the table's
    caption)."""
    named = [name for name in [column, *reversed(names)] if name is not None]
    number = next(numbers(cell.text), None)
    row = next((row for name in named if (row := choose(name.rows, None, "", around.text))), None)
    if row is None or number is None or (number.value is None and number.flaw != "malformed"):
        return None
    if any(_SPREAD.search(name.text) for name in named):
        return None
    growth = any(name.growth for name in named) and row.unit != "percent"
    quantity = "growth" if growth else row.quantity or "value"
    lines = names[1:]
    mean = any(MEAN.search(name.text) for name in [*lines, *([column] if column else [])])
    if any(name.cv for name in (lines if mean else named)):
        row = around.lexicon.coefficient(row)
    if row.meaning == "cv_composite_basic_2012" and QUALITY.search(names[0].text):
        return None
    titled, *own = names  # the caption names a stage only where row and column name none
    stages = [stage for name in [*own, column, titled] if name for stage in name.stages]
    stage = stages[0] if stages else row.stage or row.fixed or around.stage
    if row.fixed.startswith("="):
        stage = row.fixed[1:]
    factor = (
        next((name.factor for name in named if name.factor), 1.0)
        if not growth and not number.unit
        else 1.0
    )
    headed = next((name.year for name in named if name.year), "")
    year = headed or around.year
    if column and not column.rows and LIMIT.search(column.text):
        quantity = "threshold"
    elif (column and "目标" in column.text) or (
        around.planned and around.year and year > str(int(around.year) + 1)
    ):
        quantity = "target"
    value, unit = None, "percent" if growth else row.unit
    if number.value is not None:
        value = float(f"{number.value * factor:.12g}")
    start, end = cell.start + number.start, cell.start + number.end
    figure = Figure(
        row.meaning, stage, quantity, value, unit, year, start, end, number.unit, note="table"
    )
    figure.subject_zh, figure.base = around.lexicon.names.get(row.meaning, ""), row.unit
    figure.inferred = "year" if year and not headed else ""
    if value is None:
        figure.flag("damaged", note=number.why)
    elif row.meaning.startswith("cv_") and value >= COEFFICIENT_LIMIT:
        figure.flag("ambiguous", note="too large for a coefficient of variation")
    headings = "".join(name.text for name in named)
    impossible(figure, cell.text.lstrip("+-"), headings)
    return figure
