"""The audit: a report's own figures against each other, with the tolerance of their printed
digits."""

import re
from functools import cache

import pandas as pd

from edugov.tables import DATA

from .checks import CHECKS
from .claims import Figure, Finding, Report
from .intervals import printed_interval

RELATIONS = DATA / "relations.csv"
COLUMNS = [
    "finding_id",
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
    "note",
]
VAGUE = re.compile("余|多|约|近|左右|以上|以内|以下|低于|少于|超过|不足")
MOST = re.compile("以内|以下|不超过|不高于")
LEAST = re.compile("以上|不低于|不少于")
PLACE = 20  # characters that a figure without offsets is taken to fill


def audit(figures: pd.DataFrame) -> pd.DataFrame:
    """Check the arithmetic of reports (核对报告数据), each source and region by itself.

    A check recomputes a printed figure from others of the same report. Each operand may be off by
    half its last printed digit, whole numbers of things and people are exact; a claim holds where
    the interval of the recomputed and that of the printed result have a number in common. Which
    figures belong together is said by `data/relations.csv` and by where they stand. Estimates and
    bounds (约、以上) are never operands.

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
        `holds`, `does not hold`, or `cannot check` where a difference proves nothing; `note` says
        why, or which unit may be off.

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
    table = figures.reset_index(drop=True)
    for column in ("region_code", "section", "start", "scope", "note"):
        if column not in table:
            table[column] = ""
    table["value"] = pd.to_numeric(table["value"], errors="coerce")
    table["start"] = pd.to_numeric(table["start"], errors="coerce").fillna(
        pd.Series(table.index * PLACE)
    )
    words = [column for column in table.columns if column not in ("value", "start")]
    table[words] = table[words].astype(object).where(table[words].notna(), "").astype(str)
    table = table[table["value"].notna()]
    rows = []
    for (source, region), group in table.groupby(["source_id", "region_code"], sort=True):
        report = Report([_figure(row) for row in group.to_dict("records")], _relations())
        found = [
            (finding.kind or check.__name__, finding)
            for check in CHECKS
            for finding in check(report)
        ]
        found.sort(key=lambda pair: (min(f.start for f in pair[1].figures), pair[0], pair[1].en))
        rows += [_row(check, finding, source, region) for check, finding in found]
    findings = pd.DataFrame(rows, columns=COLUMNS)
    count = findings.groupby("source_id").cumcount() + 1
    findings["finding_id"] = findings["source_id"] + "-audit-" + count.map("{:03d}".format)
    return findings


@cache
def _relations() -> list[dict]:
    return pd.read_csv(RELATIONS, dtype=str, keep_default_na=False).to_dict("records")


def _figure(row: dict) -> Figure:
    number = row["value_printed"]
    unit = row["unit_printed"]
    words = number if unit and number.endswith(unit) else number + unit
    wording = words + row["note"]
    limit = "most" if MOST.search(wording) else "least" if LEAST.search(wording) else ""
    return Figure(
        figure_id=row["figure_id"],
        year=row["year"],
        stage=row["stage"],
        indicator=row["indicator_id"],
        quantity=row["quantity"],
        value=row["value"],
        unit=row["unit"],
        words=words,
        subject=row["subject_zh"],
        part=row["scope"] == "part",
        section=row["section"],
        start=int(row["start"]),
        sound=row["status"] == "ok",
        vague=VAGUE.search(words) is not None,
        limit=limit,
        interval=printed_interval(row["value"], number, row["unit"]),
    )


def _row(check: str, finding: Finding, source: str, region: str) -> dict:
    interval = finding.interval
    return {
        "check": check,
        "source_id": source,
        "region_code": region,
        "sentence_en": finding.en,
        "sentence_zh": finding.zh,
        "figure_ids": " ".join(figure.figure_id for figure in finding.figures),
        "printed": finding.figures[0].value,
        "recomputed": finding.recomputed,
        "interval_low": interval.low if interval else None,
        "interval_high": interval.high if interval else None,
        "verdict": finding.verdict,
        "note": finding.note,
    }
