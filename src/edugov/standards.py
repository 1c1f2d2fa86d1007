"""Verdicts: the figures of regions against the official rules that apply to them
(`data/standards.csv`)."""

import re
from collections import Counter
from collections.abc import Container
from typing import NamedTuple

import pandas as pd

from edugov.labels import LANGUAGES, joined, number, say
from edugov.tables import Fault, as_text

COLUMNS = [
    "figure_id",
    "rule_id",
    "verdict",
    "margin",
    "margin_unit",
    "reason_en",
    "reason_zh",
    "confidence",
]
# figures that agree on these stand in one table
TABLE = ["source_id", "region_code", "year", "stage"]

SINGLE_COEFFICIENT = "cv_(?!composite)"  # a composite that a report prints has a limit of its own
COMPARATORS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}
LISTS = [  # columns of rules that hold several words
    "judged_quantity",
    "judged_stages",
    "beside_stages",
    "judged_kinds",
    "beside_kinds",
    "area_codes",
    "related_indicator_ids",
]
UNRANKED = 9  # of a figure that tells of no change, or is not sound


class _Comparison(NamedTuple):
    """A figure beside the limit of a rule."""

    value: float
    unit: str
    told: str  # the value, as a reason says it
    margin: float  # positive on the right side of the limit
    right: bool  # whether the limit is kept
    related: bool  # whether the figure is only near to what the rule limits
    by_itself: bool  # whether such a figure says nothing by itself
    early: bool  # whether the rule is not yet due


def limit(rule: pd.Series, lang: str) -> str:
    """Return the limit of a rule (标准值) as a reader expects it, such as: ≥ 50%.

    Parameters
    ----------
    rule : Series
        A row of `data/standards.csv`: comparator, threshold, unit.
    lang : str
        ``en`` or ``zh``.

    Returns
    -------
    str

    Examples
    --------
    >>> limit(pd.Series({"comparator": "<=", "threshold": 0.65, "unit": "ratio"}), "en")
    '≤ 0.65'
    """
    sign = COMPARATORS[rule["comparator"]]
    threshold = number(rule["threshold"], rule["unit"], lang)
    return f"{sign} {threshold}"


def _years(figure: dict) -> list[int]:
    return [int(year) for year in re.findall(r"(?:19|20)\d\d", figure["year"])]


def _reason(key: str, **values) -> list[str]:
    """Return a reason in each language; a value that differs between them is a list of both."""
    reasons = []
    for place, lang in enumerate(LANGUAGES):
        own = {}
        for name, value in values.items():
            own[name] = value[place] if isinstance(value, list) else value
        reasons.append(say(f"reason.{key}", lang, **own))
    return reasons


def _rank(figure: dict) -> int:
    """Order the figures that tell of one change: a printed rate, then two levels, then the
    difference."""
    if figure["status"] not in ("", "ok") or figure["scope"] == "part":
        return UNRANKED
    if figure["quantity"] == "growth":
        return 0
    if figure["quantity"] == "value" and pd.notna(figure["previous_value"]):
        return 1
    if figure["quantity"] == "change":
        return 2
    return UNRANKED


def _rule_set(indicators: set, rule_sets: dict[str, set]) -> str:
    """Return the one rule set whose own indicators, shared with no other, stand in a table; else
    nothing."""
    sets_count = Counter()
    for members in rule_sets.values():
        sets_count.update(members)
    found = []
    for name, members in rule_sets.items():
        if any(sets_count[own] == 1 for own in indicators & members):
            found.append(name)
    return found[0] if len(found) == 1 else ""


def _fits(figure: dict, rule: dict, kind: str) -> bool:
    """Say whether the rule speaks of this quantity, stage, kind of region, province and year."""
    quantity = figure["quantity"]
    years = _years(figure)
    if quantity not in rule["judged_quantity"]:
        return False
    on_change = quantity == "value" and "growth" in rule["judged_quantity"]
    if on_change and pd.isna(figure["previous_value"]):
        return False  # the level before is not known
    if figure["stage"] not in rule["judged_stages"] + rule["beside_stages"]:
        return False
    kinds = rule["judged_kinds"]
    if years:  # with no year printed a rule made for another kind of region is not even compared
        kinds = kinds + rule["beside_kinds"]
    if kind not in kinds:
        return False
    if years and not rule["start"] <= years[-1] < rule["end"]:
        return False
    areas = rule["area_codes"]
    return not areas or figure["region_code"][:2] in areas


def _compare(figure: dict, rule: dict) -> _Comparison:
    """Put a figure, or the growth from its two levels, beside the limit of a rule."""
    value = figure["value"]
    unit = figure["unit"]
    told = f"{value:g}"
    if figure["quantity"] == "value" and "growth" in rule["judged_quantity"]:
        growth = (value / figure["previous_value"] - 1) * 100
        value = round(growth, 6)
        unit = "percent"
        told = f"{value:+.4g}"
    margin = round(value - rule["threshold"], 6)
    if rule["comparator"][0] == "<":
        margin = -margin
    exact = margin == 0
    related = figure["indicator_id"] != rule["indicator_id"]
    years = _years(figure)
    return _Comparison(
        value=value,
        unit=unit,
        told=told,
        margin=margin,
        right=margin > 0 or (exact and "=" in rule["comparator"]),
        related=related,
        by_itself=related and rule["related_verdict"] == "cannot judge",
        early=bool(years) and years[-1] < rule["due"],
    )


def _notes(rule: dict, found: _Comparison) -> list[list[str]]:
    """Return what is said beside a verdict and changes nothing in it."""
    notes = []
    of_table = found.related and rule["rule_set"]
    if pd.notna(found.value) and not of_table:
        sign = COMPARATORS[rule["comparator"]]
        shown = [f"{found.told} {found.unit.replace('_', ' ')}", found.told]
        notes.append(_reason("compared", value=shown, sign=sign, threshold=rule["threshold"]))
    if found.early and found.right:
        notes.append(_reason("early", due=rule["due"]))
    if found.margin == 0:
        notes.append(_reason("exact"))
    return notes


def _obstacles(figure: dict, rule: dict, rule_set: str, found: _Comparison) -> list[list[str]]:
    """Return what keeps a figure from being judged by a rule that fits it."""
    obstacles = []
    years = _years(figure)
    if figure["status"] not in ("", "ok"):
        obstacles.append(_reason(figure["status"]))
    elif pd.isna(found.value):
        obstacles.append(_reason("unread"))
    no_change = rule["threshold"] == 0 and figure["quantity"] == "change"  # in whatever unit
    if found.unit != rule["unit"] and not no_change and pd.notna(found.value):
        obstacles.append(_reason("unit", rule_unit=rule["unit"]))
    if figure["scope"] == "part":
        obstacles.append(_reason("part"))
    if rule["confidence"] == "memory":
        obstacles.append(_reason("memory"))
    if rule["rule_set"] and not rule_set:
        obstacles.append(_reason("rule_set"))
    if years and years[0] < rule["start"]:
        obstacles.append(_reason("range"))
    if found.by_itself:
        obstacles.append([rule["caveat_en"], rule["caveat_zh"]])
    return obstacles


def _doubtful(figure: dict, rule: dict, found: _Comparison) -> bool:
    """Say whether the rule's caveat applies: to a figure near to its own, on another subject, or
    that misses it."""
    if found.by_itself:
        return False  # said as an obstacle
    subject = rule["beside_subject_zh"]
    if subject and subject in figure["subject_zh"] + figure["note"]:
        return True
    if found.related:
        return True
    return found.margin < 0 and rule["when_missed"] == "watch"


def _flags(figure: dict, rule: dict, kind: str, found: _Comparison) -> list[list[str]]:
    """Return what leaves a verdict at watch."""
    flags = []
    if _doubtful(figure, rule, found):
        flags.append([rule["caveat_en"], rule["caveat_zh"]])
    if kind not in rule["judged_kinds"] or figure["stage"] not in rule["judged_stages"]:
        stage = rule["stage"].replace("_", " ")
        made_for = [f"{rule['applies_to']} ({stage})", say(f"region_kind.{kind}", "zh")]
        flags.append(_reason("right" if found.right else "wrong", made_for=made_for))
    if found.early and not found.right:
        flags.append(_reason("not_due", due=rule["due"]))
    return flags


def _verdict(figure: dict, rule: dict, kind: str, rule_set: str) -> dict:
    """Judge one figure by one rule that fits it."""
    found = _compare(figure, rule)
    notes = _notes(rule, found)
    obstacles = _obstacles(figure, rule, rule_set, found)
    flags = _flags(figure, rule, kind, found)
    verdict = "met" if found.right else "not met"
    if obstacles:
        verdict = "cannot judge"
    elif flags:
        verdict = "watch"
    return {
        "figure_id": figure["figure_id"],
        "verdict": verdict,
        "margin": None if obstacles else found.margin,
        "margin_unit": found.unit,
        "reasons": [*notes, *obstacles, *flags],
        "right": found.right,
        "rule_id": rule["rule_id"],
        "confidence": rule["confidence"],
        "stage": rule["stage"],
        "last": rule["last"],
    }


def _newest(versions: list[dict]) -> dict:
    """Return the row that speaks for all versions of a rule, oldest first: the newest not from
    memory."""
    sure = [row for row in versions if row["confidence"] != "memory"]
    row = sure[-1] if sure else versions[-1]
    if len({version["right"] for version in versions}) == 1:
        row["reasons"].append(_reason("no_year"))
        return row
    row["reasons"].append(_reason("changed"))
    return {**row, "verdict": "cannot judge", "margin": None}


def _settle(rows: list[dict], figure: dict) -> list[dict]:
    """Join the rows of one figure: versions of a rule when no year is printed, stages printed
    together."""
    if not _years(figure):
        by_last: dict[str, list[dict]] = {}
        for row in rows:
            by_last.setdefault(row["last"], []).append(row)
        rows = [_newest(versions) for versions in by_last.values()]
    if figure["stage"] != "compulsory":
        return rows
    apart = [row for row in rows if row["stage"] in ("primary", "lower_secondary")]
    verdicts = {row["verdict"] for row in apart}
    if "met" in verdicts and "not met" in verdicts:
        for row in apart:
            row["verdict"] = "watch"
            row["reasons"].append(_reason("together"))
    return rows


def _rules(standards: pd.DataFrame) -> list[dict]:
    """Return the rules that judge regions, oldest first, with the first year, the year it is due,
    end year and last version."""
    rules = standards.fillna("").to_dict("records")
    by_id = {rule["rule_id"]: rule for rule in rules}
    for rule in rules:
        if rule["comparator"] not in COMPARATORS:
            raise Fault(
                f"standards, rule {rule['rule_id']}, comparator: {rule['comparator']!r} is "
                "none of <= < >= >"
            )
        rule["threshold"] = float(rule["threshold"])
        rule["applies_from"] = str(rule["applies_from"])
        rule["due"] = int(rule["applies_from"][:4])
        announced = rule["announced"]
        rule["start"] = int(float(announced)) if announced else rule["due"]
        for name in LISTS:
            rule[name] = rule[name].split()
    for rule in rules:
        successor = by_id.get(rule["superseded_by"])
        rule["end"] = successor["due"] if successor else 9999
        rule["last"] = rule["rule_id"]
        while by_id[rule["last"]]["superseded_by"]:
            rule["last"] = by_id[rule["last"]]["superseded_by"]
    judging = [rule for rule in rules if rule["judged_kinds"]]
    return sorted(judging, key=lambda rule: rule["applies_from"])


def _records(figures: pd.DataFrame, indicators: Container[str]) -> list[dict]:
    """Return the figures of the indicators in known regions as plain values: numbers, and texts."""
    wanted = figures["indicator_id"].isin(indicators) & figures["region_code"].notna()
    known = figures[wanted].astype({"value": float})
    for name in known.columns.difference(["value", "previous_value"]):
        known[name] = known[name].map(as_text)
    return known.to_dict("records")


def _table(figure: dict) -> tuple:
    """Return the key of the table that a figure stands in."""
    return tuple(figure[name] for name in TABLE)


def _ranks_by_table(records: list[dict]) -> dict[tuple, dict[str, int]]:
    """Return of each table its indicators, each with the best rank of its figures."""
    tables: dict[tuple, dict[str, int]] = {}
    for figure in records:
        ranks = tables.setdefault(_table(figure), {})
        indicator = figure["indicator_id"]
        ranks[indicator] = min(ranks.get(indicator, UNRANKED), _rank(figure))
    return tables


def judge(figures: pd.DataFrame, standards: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Judge each figure by the rules for its indicator, stage, year and kind of region (达标判断).

    Parameters
    ----------
    figures : DataFrame
        One row a printed figure, columns as in `data/figures.csv`; values in canonical units.
    standards : DataFrame
        One row a rule, columns as in `data/standards.csv`, which says what each rule can judge.
    regions : DataFrame
        One row a region: `region_code`, `kind`.

    Returns
    -------
    DataFrame
        One row a figure and rule: `verdict` (met, not met, watch, cannot judge), `margin` (distance
        to the threshold, positive on the right side, in `margin_unit`; empty when not judged),
        `reason_en`, `reason_zh`, the rule's `confidence`. A figure that no rule speaks of has no
        row, nor has a quoted target or limit, or a figure of no known region. It cannot say that
        each county or school meets what a region's average meets.

    Raises
    ------
    Fault
        For a region that `regions` lacks, and a comparator that is none of the four.

    Notes
    -----
    A rule holds from its first year until the one that supersedes it. A target not yet due gives
    `met` or `watch`, a rule for another kind of region or stage `watch` at most, one known from
    memory `cannot judge`. A coefficient (差异系数) is judged by the rule set of its own table, told
    by the indicators that only one rule set has. Of several figures of one change (rate, levels,
    difference) the first sound one is judged. Missing value: cannot judge. Zero growth meets
    只增不减.

    Examples
    --------
    >>> from edugov.tables import read
    >>> figure = dict(figure_id="f-0001", source_id="f", region_code="500235", year="2021",
    ...     stage="preschool", indicator_id="public_kindergarten_enrolment_share", quantity="value",
    ...     value=39.66, unit="percent", previous_value=None, status="ok", scope="region",
    ...     subject_zh="", note="")
    >>> judged = judge(pd.DataFrame([figure]), read("standards"), read("regions"))
    >>> judged[["rule_id", "verdict", "margin"]]
       rule_id  verdict  margin
    0  PRE_PUB  not met  -10.34
    """
    kinds = dict(zip(regions["region_code"], regions["kind"], strict=True))
    by_indicator: dict[str, list[dict]] = {}
    rule_sets: dict[str, set] = {}
    for rule in _rules(standards):
        indicators = [rule["indicator_id"], *rule["related_indicator_ids"]]
        for indicator in indicators:
            by_indicator.setdefault(indicator, []).append(rule)
        if rule["rule_set"]:
            rule_sets.setdefault(rule["rule_set"], set()).update(indicators)
    records = _records(figures, by_indicator)
    tables = _ranks_by_table(records)
    rows = []
    for figure in records:
        if figure["region_code"] not in kinds:
            raise Fault(
                f"figures, {figure['figure_id']}, region_code: {figure['region_code']!r} "
                "is not in regions"
            )
        kind = kinds[figure["region_code"]]
        ranks = tables[_table(figure)]
        rule_set = _rule_set(set(ranks), rule_sets)
        doubled = _rank(figure) > ranks[figure["indicator_id"]]
        figure["stage"] = figure["stage"] or "all"
        found = []
        for rule in by_indicator[figure["indicator_id"]]:
            if not _fits(figure, rule, kind):
                continue
            if rule_set and rule["rule_set"] not in ("", rule_set):
                continue  # the rule of another table
            if doubled and "growth" in rule["judged_quantity"]:
                continue  # another figure tells of the change
            found.append(_verdict(figure, rule, kind, rule_set))
        rows += _settle(found, figure)
    for row in rows:
        english, chinese = zip(*row["reasons"], strict=True)
        row["reason_en"] = joined(english, "en")
        row["reason_zh"] = joined(chinese, "zh")
    return pd.DataFrame(rows, columns=COLUMNS).astype({"margin": "float64"})
