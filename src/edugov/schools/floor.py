"""What it would take to pass: a common floor under every school, and what to buy for each.

What is bought for a combined school is bought for the whole school: each of its stages gets its
part (`parts.split_share`).
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import brentq

from .parts import TEACHERS
from .rule_sets import Indicator, RuleSet
from .variation import GROUP

_OF_A_STAGE = [f"{name}_count" for name in TEACHERS]  # teachers work where they teach
_HAIR = 1e-9  # how far below the limit a floor aims, as a share, so that rounding cannot miss it


def _counted(
    parts: pd.DataFrame, indicator: Indicator
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Rows that have a quantity, that quantity, and the students."""
    counted = parts[parts[indicator.quantity].notna()]
    quantity = counted[indicator.quantity].to_numpy(float)
    students = counted["students"].to_numpy(float)
    return counted, quantity, students


def floor_share(parts: pd.DataFrame, indicators: Sequence[Indicator], limit: float) -> float:
    """Smallest floor, as a share of each indicator's county mean, that brings the mean of some
    coefficients to a limit (共同底线).

    Schools below the floor are raised to it, the others keep what they have. For the 2017 rule,
    which limits each coefficient, of one indicator: where every school has one stage that is also
    the cheapest way to bring it to the limit by adding only, for at the least cost every school
    that gets something ends at the same value per student. For the 2012 rule, which limits the mean
    of eight, every school is raised to the same share of today's county mean in every indicator.
    Found numerically (Brent's method).

    Parameters
    ----------
    parts : DataFrame
        Of one county, year and stage: one row a school (`parts.parts`): region_code, year, stage,
        school_code, school_name, students (above 0), and a column for each quantity of the
        indicators (raw totals; missing leaves the school out of that indicator).
    indicators : sequence of Indicator
        Those whose coefficients are judged together.
    limit : float
        Largest mean of the coefficients allowed, above 0.

    Returns
    -------
    float
        Share of the mean; 0 when the limit holds already; usually below 1.

    Raises
    ------
    ValueError
        The limit is not above 0, or an indicator has no value above zero.

    Examples
    --------
    >>> books = Indicator("books_per_student", "books_count")
    >>> two = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b"], "school_name": "", "students": 10.0,
    ...     "books_count": [10.0, 40.0]})
    >>> round(floor_share(two, [books], 1 / 3), 6)  # 1 and 4 become 2 and 4; the mean is 2.5
    0.8
    """
    if not limit > 0:
        raise ValueError("the limit on coefficients is above 0")
    relative = []
    for indicator in indicators:
        counted = parts[parts[indicator.quantity].notna()]
        value = counted[indicator.quantity] / counted["students"]
        mean = _mean(parts, indicator)
        if not mean > 0:
            raise ValueError(f"{indicator.indicator_id} has no value above zero")
        distance = value.to_numpy() / mean
        relative.append((distance, counted["students"].to_numpy()))

    def excess(share: float) -> float:
        coefficients = []
        for value, weight in relative:
            raised = np.maximum(value, share)
            mean = np.average(raised, weights=weight)
            squares = (raised / mean - 1.0) ** 2
            coefficients.append(np.sqrt(np.average(squares, weights=weight)))
        return float(np.mean(coefficients)) - limit

    if excess(0.0) <= 0:
        return 0.0
    highest = max(value.max() for value, _ in relative)
    return brentq(excess, 0.0, highest)


def _mean(parts: pd.DataFrame, indicator: Indicator) -> float:
    """Return what there is per student, of the schools with a value; 0 where there is none."""
    counted = parts[parts[indicator.quantity].notna()]
    students = counted["students"].sum()
    if students:
        return counted[indicator.quantity].sum() / students
    return 0.0


class _Purse:
    """A county and year: its parts, what is bought for them, and the floor of each stage so far."""

    def __init__(self, county: pd.DataFrame) -> None:
        self.held = county.reset_index(drop=True)
        self.stages = sorted(county["stage"].unique(), reverse=True)  # primary first
        self.bought = pd.DataFrame(0.0, self.held.index, [])
        self.floor = pd.DataFrame(np.nan, self.held.index, [])

    def part(self, stage: str) -> pd.DataFrame:
        """Return a stage's parts, with what has been bought so far."""
        return self.held[self.held["stage"].eq(stage)]

    def buy(self, name: str, stage: str, floor: float) -> bool:
        """Buy whole units of a quantity that lift each part of a stage to a floor; for combined
        schools so much that the stage's part does, and their other stages get theirs. Say if
        anything was needed."""
        rows = self.part(stage).dropna(subset=name)
        if name not in self.bought:
            self.bought[name] = 0.0
            self.floor[name] = np.nan
        share = 1.0 if name in _OF_A_STAGE else rows["material_share"]
        wanted = rows["students"] * floor
        lacking = wanted - rows[name]
        needed = lacking > 1e-12 * wanted  # else it is rounding
        units = np.ceil(lacking / share).where(needed, 0.0)
        self.bought.loc[units.index, name] += units
        before = self.floor.loc[units.index, name]
        self.floor.loc[units.index, name] = np.fmax(before, floor)
        if name in _OF_A_STAGE:
            self.held.loc[units.index, name] += units
        else:
            whole = units.groupby(rows["school_code"]).sum()
            added = self.held["school_code"].map(whole).fillna(0.0)
            self.held[name] += added * self.held["material_share"]
        return bool(needed.any())

    def rows(self, before: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
        """Return the parts that lay below the floor, with what is bought for them."""
        name = indicator.quantity
        before = before.reset_index(drop=True)
        value = before[name] / before["students"]
        cost = self.bought[name]
        every = cost.groupby(before["school_code"]).transform("sum")
        found = before[[*GROUP, "school_code", "school_name", "students"]].assign(
            indicator_id=indicator.indicator_id,
            quantity=name,
            value=value * indicator.per,
            floor=self.floor[name] * indicator.per,
            cost=cost,
            credited=0.0 if name in _OF_A_STAGE else every - cost,
        )
        below = value < self.floor[name] * (1.0 - 1e-12)
        return found[below]


def _buy(purse: _Purse, indicators: Sequence[Indicator], limits: dict) -> None:
    """Buy until the mean of some coefficients is within its limit at every stage."""
    unfinished = True
    while unfinished:
        unfinished = False
        for stage in purse.stages:
            part = purse.part(stage)
            if not all(_mean(part, indicator) > 0 for indicator in indicators):
                continue
            limit = limits[stage] * (1.0 - _HAIR)
            share = floor_share(part, indicators, limit)
            for indicator in indicators:
                floor = share * _mean(part, indicator)
                unfinished |= share > 0 and purse.buy(indicator.quantity, stage, floor)


def floor_costs(parts: pd.DataFrame, rule_set: RuleSet) -> pd.DataFrame:
    """What to buy, school by school, to bring every county, year and stage to the limit
    (补齐清单).

    2017: each indicator has the floor that brings its own coefficient to the limit. 2012, which
    limits the mean of eight: one share of the county mean in all (:func:`floor_share`), which is
    one way, not the cheapest: units of eight kinds have no
    common price. Units are whole. Of a combined school's material the stage gets its part by its
    students (`parts.split_share`), so the whole school's purchase is the part's divided by that
    share; its other stage gets the rest, which is credited, and where that lifts a coefficient
    there above its limit, more is bought there.

    Parameters
    ----------
    parts : DataFrame
        One row a school and stage (`parts.parts`): region_code, year, stage, school_code,
        school_name, students (above 0), material_share (above 0, 1 where there is one stage), and a
        column for each quantity of the rule set (raw totals; missing leaves the school out of that
        indicator).
    rule_set : RuleSet
        Whose indicators are computed.

    Returns
    -------
    DataFrame
        One row a school, stage and indicator that lies below its floor: value and floor
        (indicator's unit), cost (whole units to buy for the school because of this stage: m², yuan,
        volumes, sets, persons), credited (bought for the same school because of its other stage).
        The costs of all rows together are the list; what is within its limit has no row, nor has an
        indicator without a value above zero, nor (2012) any other beside it.

    Examples
    --------
    >>> indicator = Indicator("books_per_student", "books_count")
    >>> books = RuleSet("books", (indicator,), {"primary": 0.35}, "each")
    >>> two = pd.DataFrame({"region_code": "1", "year": "2020", "stage": "primary",
    ...     "school_code": ["a", "b"], "school_name": "", "students": 10.0,
    ...     "material_share": [0.5, 1.0], "books_count": [10.0, 40.0]})
    >>> columns = ["school_code", "value", "floor", "cost"]
    >>> floor_costs(two, books).round(4)[columns].values.tolist()  # floor 4 · 0.65 / 1.35
    [['a', 1.0, 1.9259, 19.0]]
    """
    columns = [*GROUP, "school_code", "school_name", "students", "indicator_id", "quantity"]
    tables = [pd.DataFrame(columns=[*columns, "value", "floor", "cost", "credited"])]
    together = [rule_set.indicators]
    if rule_set.judged == "each":
        together = [[indicator] for indicator in rule_set.indicators]
    for _, county in parts.groupby(GROUP[:2], observed=True, sort=True):
        purse = _Purse(county)
        for indicators in together:
            _buy(purse, indicators, rule_set.limit)
        for indicator in rule_set.indicators:
            if indicator.quantity in purse.bought:
                tables.append(purse.rows(county, indicator))
    some = [table for table in tables if len(table)]
    return pd.concat(some, ignore_index=True) if some else tables[0]
