"""The audit of the arithmetic of reports (核算): the figures of one report against each other, with
the tolerance of their printed digits; here the words that make a number a bound (以内, 不超过),
which no check counts with."""

import re
from collections.abc import Iterable

import pandas as pd

from edugov import funding, tables
from edugov.evidence import Finding, named
from edugov.evidence import finding as sentence
from edugov.labels import LANGUAGES, Reason
from edugov.tables import Tables
from edugov.tables.rows_by_region import remembered
from edugov.tables.vouched import bound
from edugov.tolerance import printed_interval

from .checks import CHECKS
from .claims import (
    COMPUTED,
    DOUBTFUL,
    FAILS,
    HOLDS,
    IMPLIED,
    OPEN,
    ORDER,
    REPEATED,
    AuditFigure,
    CheckedClaim,
    Report,
    year_before,
)

COLUMNS = [
    "finding_id",
    "kind",
    "check",
    "source_id",
    "region_code",
    "sentence_en",
    "sentence_zh",
    "figure_ids",
    "printed",
    "recomputed",
    "interval_low",
    "interval_high",
    "verdict",
    "answer",
    "note_en",
    "note_zh",
]
KINDS = (COMPUTED, REPEATED, ORDER, IMPLIED)
VAGUE = re.compile("余|多|约|近|左右|以上|以内|以下|低于|少于|超过|不足")
MOST = re.compile("以内|以下|不超过|不高于")
LEAST = re.compile("以上|不低于|不少于")
LIKE_FOR_LIKE = re.compile(funding.LIKE_FOR_LIKE)
# what a note says of the year compared with
BASE = re.compile(r"(?:compared with|against|vs) (\d{4})")
NO_UNIT_BEFORE = "unit of the previous value missing"  # so a note says of what was printed
NUMBERS = ("value", "previous_value", "start")
PLACE = 20  # characters that a figure without offsets is taken to fill


def audit(figures: pd.DataFrame) -> pd.DataFrame:
    """Check the arithmetic of reports (核对报告数据), each source and region by itself.

    A check recomputes a printed figure from others of the same report. Each operand may be off by
    half its last printed digit, whole numbers of things and people are exact; a claim holds where
    the interval of the recomputed and that of the printed result have a number in common. Which
    figures belong together is said by `data/relations.csv` and by where they stand. Estimates and
    bounds (约、以上) are never operands. Nothing is said not to hold where a figure is damaged or
    ambiguous, like for like (同口径、可比), or where a kind of school stands beside a sum.

    Parameters
    ----------
    figures : DataFrame
        The table of figures, one row a figure; `value` in the canonical unit; `start` may be empty
        (then the order of the rows says what stands near). Rows without a value are left out.

    Returns
    -------
    DataFrame
        One row a finding: `check`, the claim as a sentence in two languages, `figure_ids` joined by
        a space, `printed` and `recomputed` in the canonical unit with the interval, and `verdict`:
        `holds`, `does not hold`, or `cannot check` where a difference proves nothing; `note_en` and
        `note_zh` say why, or which unit may be off. `kind` is `computed` where a printed number was
        worked out again (shares of what holds are of these alone), `repeated` where one number is
        printed in several places, `order` where printed numbers are only compared, `implied` where
        a number that nobody printed follows from others. `answer` is the verdict of what was worked
        out or is amiss, else the kind; `doubtful` (存疑) where what is amiss would be right if the
        number counted something else. Parts that are more than their whole never hold.

    Examples
    --------
    >>> table = pd.DataFrame(
    ...     [("2031", "value", 120, "120", "person"), ("2030", "value", 100, "100", "person"),
    ...      ("2031", "growth", 25, "25", "percent")],
    ...     columns=["year", "quantity", "value", "value_printed", "unit"]).assign(
    ...     figure_id=["f1", "f2", "f3"], source_id="s", stage="all", indicator_id="students_count",
    ...     unit_printed="", subject_zh="学生", status="ok")
    >>> audit(table).round(6)[["check", "printed", "recomputed", "verdict"]].values.tolist()
    [['growth_from_levels', 25, 20.0, 'does not hold']]
    """
    beside = {name: tables.read(name) for name in ("relations", "indicators")}
    return _audited({"figures": figures, **beside})


@remembered("figures", "relations", "indicators")
def _audited(every: Tables) -> pd.DataFrame:
    rows = []
    relations = every["relations"].to_dict("records")
    names = _names(every["indicators"])
    groups = _cleaned(every["figures"]).groupby(["source_id", "region_code"])
    for (source, region), group in groups:
        printed = [_figure(row, names) for row in group.to_dict("records")]
        report = Report(printed, relations)
        found = []
        for check in CHECKS:
            for finding in check(report):
                found.append((finding.check or check.__name__, finding))
        found.sort(key=_place)
        rows += [_row(check, finding, source, region) for check, finding in found]
    findings = pd.DataFrame(rows, columns=COLUMNS)
    count = findings.groupby("source_id").cumcount() + 1
    number = count.map("{:03d}".format)
    findings["finding_id"] = findings["source_id"] + "-audit-" + number
    return findings


def _cleaned(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that have a value, as printed and as a number: missing words empty, and
    each with a place in the text, that of its row where it has none of its own."""
    table = figures.reset_index(drop=True)
    for column in ("region_code", "section", "start", "scope", "note", "previous_value"):
        if column not in table:
            table[column] = ""
    for column in NUMBERS:
        table[column] = pd.to_numeric(table[column], errors="coerce")
    place = pd.Series(table.index * PLACE)
    table["start"] = table["start"].fillna(place)
    words = table.columns.difference(NUMBERS)
    known = table[words].notna()
    texts = table[words].astype(object)
    table[words] = texts.where(known, "").astype(str)
    is_printed = table["value_printed"].ne("")
    return table[is_printed & table["value"].notna()]


def counts(findings: pd.DataFrame) -> dict[str, int]:
    """Count what an audit found: claims worked out again by verdict, and all else by kind."""
    by_kind = {}
    for kind in KINDS:
        of_kind = findings["kind"] == kind
        by_kind[kind] = findings.loc[of_kind, "verdict"]
    computed = by_kind[COMPUTED]
    order = findings.loc[findings["kind"] == ORDER, "answer"]
    return {
        "checks": len(computed),
        "holds": int(computed.eq(HOLDS).sum()),
        "fails": int(computed.eq(FAILS).sum()),
        "cannot": int(computed.eq(OPEN).sum()),
        "repeated": len(by_kind[REPEATED]),
        "order": len(by_kind[ORDER]),
        "order_fails": int(order.eq(FAILS).sum()),
        "doubtful": int(order.eq(DOUBTFUL).sum()),
        "implied": len(by_kind[IMPLIED]),
    }


def told(findings: pd.DataFrame, lang: str) -> list[Finding]:
    """Say what an audit found, in sentences: what was worked out again, how many discrepancies are
    behind what does not hold where they are fewer, and what else was seen."""
    found = counts(findings)
    if not len(findings):
        return []
    said = []
    is_computed = findings["kind"] == COMPUTED
    if is_computed.any():
        said.append(sentence("audit.count", lang, named(findings[is_computed]), **found))
    amiss = findings[findings["answer"] == FAILS]
    apart = discrepancies(amiss["figure_ids"])
    if apart < len(amiss):
        said.append(sentence("audit.apart", lang, named(amiss), fails=len(amiss), apart=apart))
    if not is_computed.all():
        said.append(sentence("audit.besides", lang, named(findings[~is_computed]), **found))
    return said


def discrepancies(figure_ids: Iterable[str]) -> int:
    """Count what is behind several claims that do not hold: those with a figure in common, also
    by way of a third, are one discrepancy (同一处矛盾).

    Examples
    --------
    >>> discrepancies(["f1 f2", "f2 f3", "f4"])
    2
    """
    apart: list[set[str]] = []
    for ids in figure_ids:
        joined = set(ids.split())
        others = []
        for one in apart:
            if joined.isdisjoint(one):
                others.append(one)
            else:
                joined |= one
        apart = [*others, joined]
    return len(apart)


def _place(pair: tuple[str, CheckedClaim]) -> tuple[int, str, str]:
    """Findings stand in the order of the text."""
    check, finding = pair
    start = min(figure.start for figure in finding.figures)
    return start, check, finding.words["en"]


def _names(indicators: pd.DataFrame) -> dict[str, Reason]:
    """Return the names of the indicators in both languages."""
    named = indicators.set_index("indicator_id").rename(columns={"name_en": "en", "name_zh": "zh"})
    return named[list(LANGUAGES)].to_dict("index")


def _figure(row: dict, names: dict[str, Reason]) -> AuditFigure:
    number = row["value_printed"]
    unit = row["unit_printed"]
    words = number
    if not unit or not number.endswith(unit):
        words += unit
    has_minus = number.startswith(("-", "−"))
    if row["value"] < 0 and not has_minus:
        words = f"−{words}"  # a fall that is printed in words
    wording = words + row["note"]
    base = BASE.search(row["note"])
    limit = ""
    if MOST.search(wording):
        limit = "most"
    elif LEAST.search(wording):
        limit = "least"
    unnamed = {"en": row["indicator_id"].replace("_", " "), "zh": row["subject_zh"]}
    return AuditFigure(
        figure_id=row["figure_id"],
        year=row["year"],
        stage=row["stage"],
        indicator=row["indicator_id"],
        name=names.get(row["indicator_id"], unnamed),
        quantity=row["quantity"],
        value=row["value"],
        unit=row["unit"],
        words=words,
        subject=row["subject_zh"],
        part=row["scope"] == "part",
        section=row["section"],
        start=int(row["start"]),
        sound=row["status"] == "ok" and not LIKE_FOR_LIKE.search(row["subject_zh"] + wording),
        base=base.group(1) if base else year_before(row["year"]),
        vague=bool(VAGUE.search(words) or bound(row["note"])),
        limit=limit,
        interval=printed_interval(row["value"], number, row["unit"]),
        previous=row["previous_value"],
        previous_sound=NO_UNIT_BEFORE not in row["note"],
    )


def _row(check: str, finding: CheckedClaim, source: str, region: str) -> dict:
    interval = finding.interval
    amiss = finding.verdict != HOLDS and finding.kind != IMPLIED
    told = amiss or finding.kind == COMPUTED
    answer = finding.verdict if told else finding.kind
    return {
        "kind": finding.kind,
        "check": check,
        "source_id": source,
        "region_code": region,
        "sentence_en": finding.words["en"],
        "sentence_zh": finding.words["zh"],
        "figure_ids": " ".join(dict.fromkeys(figure.figure_id for figure in finding.figures)),
        "printed": finding.figures[0].value,
        "recomputed": finding.recomputed,
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
        "verdict": finding.verdict,
        "answer": DOUBTFUL if finding.doubtful else answer,
        "note_en": finding.note["en"],
        "note_zh": finding.note["zh"],
    }
