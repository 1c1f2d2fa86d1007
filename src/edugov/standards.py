"""Verdicts: the figures of regions against the official rules that apply to them
(`data/standards.csv`)."""

import re
from collections import Counter

import pandas as pd

from edugov.funding import as_text
from edugov.labels import LANGUAGES, joined, number, say
from edugov.tables import Fault

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
TABLE = [
    "source_id",
    "region_code",
    "year",
    "stage",
]  # figures that agree on these stand in one table
SINGLE_COEFFICIENT = "cv_(?!composite)"  # a composite that a report prints has a limit of its own
COMPARATORS = {"<=": "≤", "<": "<", ">=": "≥", ">": ">"}


def limit(rule: pd.Series, lang: str) -> str:
    """Return the limit of a rule as a reader expects it, such as: ≥ 50%."""
    return f"{COMPARATORS[rule['comparator']]} {number(rule['threshold'], rule['unit'], lang)}"


def _years(figure: dict) -> list[int]:
    return [int(year) for year in re.findall(r"(?:19|20)\d\d", figure["year"])]


def _reason(key: str, **values) -> list[str]:
    """Return a reason in each language; a value that differs between them is a list of both."""
    own = [
        {name: value[i] if isinstance(value, list) else value for name, value in values.items()}
        for i in (0, 1)
    ]
    return [say(f"reason.{key}", lang, **own[i]) for i, lang in enumerate(LANGUAGES)]


def _rank(figure: dict) -> int:
    """Order the figures that tell of one change: a printed rate, then two levels, then the
    difference."""
    sound = figure["status"] in ("", "ok") and figure["scope"] != "part"
    ranks = {"growth": 0, "value": 1 if pd.notna(figure["previous_value"]) else 9, "change": 2}
    return ranks.get(figure["quantity"], 9) if sound else 9


def _rule_set(indicators: set, rule_sets: dict[str, set]) -> str:
    """Return the one rule set whose own indicators, shared with no other, stand in a table; else
    nothing."""
    sets = Counter(name for members in rule_sets.values() for name in members)
    found = [
        name
        for name, members in rule_sets.items()
        if any(sets[own] == 1 for own in indicators & members)
    ]
    return found[0] if len(found) == 1 else ""


def _fits(figure: dict, rule: dict, kind: str) -> bool:
    """Say whether the rule speaks of this quantity, stage, kind of region, province and year."""
    years, judged = _years(figure), rule["judged_quantity"].split()
    stages, kinds = rule["judged_stages"] + " " + rule["beside_stages"], rule["judged_kinds"]
    if years:  # with no year printed a rule made for another kind of region is not even compared
        kinds += " " + rule["beside_kinds"]
    if figure["quantity"] == "value" and "growth" in judged and pd.isna(figure["previous_value"]):
        return False  # a rule on change, and the level before is not known
    in_force = not years or rule["start"] <= years[-1] < rule["end"]
    here = not rule["area_codes"] or figure["region_code"][:2] in rule["area_codes"].split()
    in_words = figure["stage"] in stages.split() and kind in kinds.split()
    return figure["quantity"] in judged and in_words and in_force and here


def _verdict(figure: dict, rule: dict, kind: str, rule_set: str) -> dict:
    """Judge one figure by one rule that fits it."""
    value, unit, years, status = (
        figure["value"],
        figure["unit"],
        _years(figure),
        figure["status"] or "ok",
    )
    told = f"{value:g}"
    if figure["quantity"] == "value" and "growth" in rule["judged_quantity"].split():
        value, unit = round((value / figure["previous_value"] - 1) * 100, 6), "percent"
        told = f"{value:+.4g}"
    threshold, due = rule["threshold"], int(rule["applies_from"][:4])
    margin = round((value - threshold) * (1 if rule["comparator"][0] == ">" else -1), 6)
    right = margin > 0 or (margin == 0 and "=" in rule["comparator"])
    unread, related = pd.isna(value), figure["indicator_id"] != rule["indicator_id"]
    other_unit = unit != rule["unit"] and not (threshold == 0 and figure["quantity"] == "change")
    early, by_itself = (
        years and years[-1] < due,
        related and rule["related_verdict"] == "cannot judge",
    )
    beside = (
        bool(rule["beside_subject_zh"])
        and rule["beside_subject_zh"] in figure["subject_zh"] + figure["note"]
    )
    doubtful = not by_itself and (
        related or beside or (margin < 0 and rule["when_missed"] == "watch")
    )
    elsewhere = (
        kind not in rule["judged_kinds"].split()
        or figure["stage"] not in rule["judged_stages"].split()
    )
    shown = [f"{told} {unit.replace('_', ' ')}", told]
    made_for = [
        f"{rule['applies_to']} ({rule['stage'].replace('_', ' ')})",
        say(f"region_kind.{kind}", "zh"),
    ]
    compared = {"sign": COMPARATORS[rule["comparator"]], "threshold": threshold}
    said = [  # what each stands for: a note, an obstacle to judging, a flag that leaves it at watch
        (
            "note",
            not unread and not (related and rule["rule_set"]),
            _reason("compared", value=shown, **compared),
        ),
        ("note", early and right, _reason("early", due=due)),
        ("note", margin == 0, _reason("exact")),
        ("obstacle", status != "ok" or unread, _reason("unread" if status == "ok" else status)),
        ("obstacle", other_unit and not unread, _reason("unit", rule_unit=rule["unit"])),
        ("obstacle", figure["scope"] == "part", _reason("part")),
        ("obstacle", rule["confidence"] == "memory", _reason("memory")),
        ("obstacle", rule["rule_set"] and not rule_set, _reason("rule_set")),
        ("obstacle", years and years[0] < rule["start"], _reason("range")),
        ("obstacle", by_itself, [rule["caveat_en"], rule["caveat_zh"]]),
        ("flag", doubtful, [rule["caveat_en"], rule["caveat_zh"]]),
        ("flag", elsewhere, _reason("right" if right else "wrong", made_for=made_for)),
        ("flag", early and not right, _reason("not_due", due=due)),
    ]
    found = {kind for kind, stands, _ in said if stands}
    verdict = (
        "cannot judge"
        if "obstacle" in found
        else "watch"
        if "flag" in found
        else "met"
        if right
        else "not met"
    )
    return {
        "figure_id": figure["figure_id"],
        "verdict": verdict,
        "margin": None if verdict == "cannot judge" else margin,
        "margin_unit": unit,
        "reasons": [reason for _, stands, reason in said if stands],
        "right": right,
        **{name: rule[name] for name in ("rule_id", "confidence", "stage", "last")},
    }


def _settle(rows: list[dict], figure: dict) -> list[dict]:
    """Join the rows of one figure: versions of a rule when no year is printed, stages printed
    together."""
    if not _years(figure):
        versions_by_last: dict[str, list[dict]] = {}
        for row in rows:
            versions_by_last.setdefault(row["last"], []).append(row)
        rows = []
        for (
            versions
        ) in versions_by_last.values():  # oldest first; the newest not from memory speaks for all
            row = next(
                (row for row in reversed(versions) if row["confidence"] != "memory"), versions[-1]
            )
            changed = len({version["right"] for version in versions}) > 1
            row["reasons"].append(_reason("changed" if changed else "no_year"))
            rows.append(row | {"verdict": "cannot judge", "margin": None} if changed else row)
    apart = [row for row in rows if row["stage"] in ("primary", "lower_secondary")]
    if figure["stage"] == "compulsory" and {"met", "not met"} <= {row["verdict"] for row in apart}:
        for row in apart:
            row["verdict"] = "watch"
            row["reasons"].append(_reason("together"))
    return rows


def _rules(standards: pd.DataFrame) -> list[dict]:
    """Return the rules that judge regions, oldest first, with first year, end year and last
    version."""
    rules = standards.fillna("").to_dict("records")
    by_id = {rule["rule_id"]: rule for rule in rules}
    for rule in rules:
        if rule["comparator"] not in COMPARATORS:
            raise Fault(
                f"standards, rule {rule['rule_id']}, comparator: {rule['comparator']!r} is "
                "none of <= < >= >"
            )
        rule["threshold"], rule["applies_from"] = (
            float(rule["threshold"]),
            str(rule["applies_from"]),
        )
        rule["start"] = int(float(rule["announced"] or rule["applies_from"][:4]))
        successor = by_id.get(rule["superseded_by"])
        rule["end"] = int(str(successor["applies_from"])[:4]) if successor else 9999
        rule["last"] = rule["rule_id"]
        while by_id[rule["last"]]["superseded_by"]:
            rule["last"] = by_id[rule["last"]]["superseded_by"]
    return sorted(
        (rule for rule in rules if rule["judged_kinds"]), key=lambda rule: rule["applies_from"]
    )


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
    >>> figure = dict(figure_id="f-0001", source_id="f", region_code="500235", year="2021", stage="preschool",
    ...     indicator_id="public_kindergarten_enrolment_share", quantity="value", value=39.66, unit="percent",
    ...     previous_value=None, status="ok", scope="region", subject_zh="", note="")
    >>> judge(pd.DataFrame([figure]), read("standards"), read("regions"))[["rule_id", "verdict", "margin"]]
       rule_id  verdict  margin
    0  PRE_PUB  not met  -10.34
    """
    kinds = dict(zip(regions["region_code"], regions["kind"], strict=True))
    by_indicator: dict[str, list[dict]] = {}
    rule_sets: dict[str, set] = {}
    for rule in _rules(standards):
        indicators = [rule["indicator_id"], *rule["related_indicator_ids"].split()]
        for indicator in indicators:
            by_indicator.setdefault(indicator, []).append(rule)
        if rule["rule_set"]:
            rule_sets.setdefault(rule["rule_set"], set()).update(indicators)
    known = figures[figures["indicator_id"].isin(by_indicator) & figures["region_code"].notna()]
    texts = known.columns.difference(["value", "previous_value"])
    records = known.assign(**{name: known[name].map(as_text) for name in texts}).astype(
        {"value": float}
    )
    records = records.to_dict("records")
    tables: dict[tuple, dict] = {}  # of each table its indicators, with the best figure of a change
    for figure in records:
        ranks, indicator = (
            tables.setdefault(tuple(figure[name] for name in TABLE), {}),
            figure["indicator_id"],
        )
        ranks[indicator] = min(ranks.get(indicator, 9), _rank(figure))
    rows = []
    for figure in records:
        if figure["region_code"] not in kinds:
            raise Fault(
                f"figures, {figure['figure_id']}, region_code: {figure['region_code']!r} "
                "is not in regions"
            )
        kind, ranks = kinds[figure["region_code"]], tables[tuple(figure[name] for name in TABLE)]
        figure["stage"] = figure["stage"] or "all"
        rule_set, doubled = (
            _rule_set(set(ranks), rule_sets),
            _rank(figure) > ranks[figure["indicator_id"]],
        )
        found = [
            _verdict(figure, rule, kind, rule_set)
            for rule in by_indicator[figure["indicator_id"]]
            if _fits(figure, rule, kind)
            and (not rule["rule_set"] or rule_set in ("", rule["rule_set"]))
            and not (doubled and "growth" in rule["judged_quantity"].split())
        ]
        rows += _settle(found, figure)
    for row in rows:
        row["reason_en"], row["reason_zh"] = map(
            joined, zip(*row["reasons"], strict=True), LANGUAGES
        )
    return pd.DataFrame(rows, columns=COLUMNS).astype({"margin": "float64"})
