"""The table of duties: what each government owes (`data/duties.csv`), and how far its figures and
words answer it."""

from collections import defaultdict
from functools import cache

import numpy as np
import pandas as pd

from edugov import judging
from edugov.duties.deciding import DECIDING, Record, row
from edugov.duties.deciding import SETTLED as SETTLED
from edugov.tables import Fault, Tables, as_text, lookup
from edugov.tables.rows_by_region import remembered

MEASURING = ["value", "growth", "change", "standard"]  # a target or a quoted limit measures nothing
# the columns that a duty is decided from
OF_FIGURE = "figure_id source_id indicator_id stage year status scope selected kept".split()
OF_FIGURE += ["region_code", "duty_id"]
OF_VERDICT = "verdict kind stage year figure_id figure_ids source_id confidence".split()
OF_VERDICT += ["region_code", "duty_id", "reason_en", "reason_zh", *DECIDING[2:]]
# what duties are decided from, and what verdicts are
NEEDED = "figures duties schemes scheme_items mentions regions standards".split()
NEEDED += "funding_national equity_published stages_run".split()
COLUMNS = [
    "region_code",
    "duty_id",
    "area",
    "state",
    "missing",
    "reason_en",
    "reason_zh",
    "kind",
    "figure_id",
    "rule_id",
    "margin",
    "margin_unit",
    "margin_share",
    "judged",
    "figure_ids",
    "source_ids",
    "sections",
    "rule_confidence",
    "source_confidence",
    "item_ids",
    "admitted",
    "planned",
]


def _on_duties(figures: pd.DataFrame, duties: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that measure a duty, with `duty_id`; `kept` marks sound ones of the latest
    year."""
    wanted = duties[["duty_id", "indicator_ids", "stages"]].copy()
    for name in ("indicator_ids", "stages"):
        wanted[name] = wanted[name].str.split()
        wanted = wanted.explode(name)
    found = figures.reset_index().merge(wanted, left_on="indicator_id", right_on="indicator_ids")
    fits = found["stages"].isna() | found["stages"].eq(found["stage"])
    found = found[fits].sort_values("index", kind="stable")
    measures = found["quantity"].isin(MEASURING)
    last_year = found["year"].map(as_text).str[-4:]
    found["last_year"] = last_year.where(measures, "")
    series = found.groupby(["region_code", "indicator_id", "stage"])
    newest = series["last_year"].transform("max")
    last_year = found.pop("last_year")
    current = last_year.eq("") | last_year.eq(newest)
    return found.assign(kept=measures & current)


def _ruled(judged: pd.DataFrame, duties: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts with the `duty_id` of each duty that has their rule."""
    rule_ids = duties["rule_ids"].str.split()
    ruled = duties[["duty_id"]].assign(rule_id=rule_ids).explode("rule_id").dropna()
    return judged.merge(ruled, on="rule_id")


def _rules_for(duty: dict, kind: str, rules: pd.DataFrame) -> list[Record]:
    """Return a duty's rules that are made for a kind of region."""
    own = rules[rules["rule_id"].isin(duty["rule_ids"].split())]
    kinds = own["judged_kinds"] + " " + own["beside_kinds"]
    fits = [kind in words.split() for words in kinds]
    return own[np.array(fits, dtype=bool)].to_dict("records")


def _kinds(regions: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """Return the kind of each region, and of the template, which has no code."""
    kinds = lookup(regions, "region_code", "kind")
    kinds[""] = "prefecture"
    unknown = sorted(set(mentions["region_code"]) - set(kinds))
    if unknown:
        raise Fault(f"mentions, region_code: {unknown[0]!r} is not in regions")
    return kinds


def _by_region_and_duty(rows: pd.DataFrame, columns: list[str]) -> dict[tuple, list[Record]]:
    found = defaultdict(list)
    for record in rows.filter(columns).to_dict("records"):
        found[record["region_code"], record["duty_id"]].append(record)
    return found


def _measured(tables: Tables, template: str) -> pd.DataFrame:
    """Return the figures that measure a duty; of those without a region the template's alone."""
    measured = _on_duties(tables["figures"], tables["duties"])
    has_region = measured["region_code"].ne("")
    return measured[has_region | measured["source_id"].eq(template)]


def _items(items: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return by scheme and duty the items of the scheme that ask for the duty."""
    asking = defaultdict(list)
    for item in items.to_dict("records"):
        for duty_id in item["duty_ids"].split():
            asking[item["source_id"], duty_id].append(item["item_id"])
    return asking


@remembered(*NEEDED)
def table(tables: Tables, judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """Put each region beside each duty (履行教育职责): what it owes, what it says, what its figures
    show.

    Parameters
    ----------
    tables : dict of DataFrame
        `figures`, `duties`, `schemes`, `scheme_items`, `mentions`, `regions`, `standards` of the
        data package, or of one region's part of it; for verdicts of its own also what
        `judging.verdicts` needs.
    judged : DataFrame, optional
        The table of verdicts, as `judging.verdicts` returns it for these tables.

    Returns
    -------
    DataFrame
        One row a region and duty: `state` (as `verdict.` in labels.csv); `missing` (what keeps a
        verdict away, as `duty.missing.` there; empty where a verdict decides); `reason_en`,
        `reason_zh`; the figure and rule that decide, with `margin` and `margin_share`; `judged`
        (how many verdicts); all `figure_ids` on the duty; `source_ids`; `sections` that speak of
        it; `rule_confidence`, `source_confidence` (how sure the number and its document are);
        `item_ids` (what the scheme asks); `admitted`, `planned` (named among the problems, the
        plans). A region without a report has rows only for duties with figures. The template has
        no region code.

    Raises
    ------
    Fault
        A document is about a region that `regions` lacks.

    Notes
    -----
    Only rules made for the region's kind, and not known from memory, count as missing a figure. A
    duty of several parts (`met_needs`) is met only where they are judged, else it cannot be judged.
    What speaks of all stages together decides; else of several verdicts the worst: not met, short
    of a benchmark that is not binding, a figure that cannot be judged, met, on the right side of
    such a benchmark; among equals the smallest margin. A state cannot say that the work is done
    well.

    Examples
    --------
    >>> figures = pd.DataFrame(columns=["figure_id", "source_id", "region_code", "indicator_id",
    ...     "stage", "year", "quantity", "status", "scope"])
    >>> judged = pd.DataFrame(columns=["figure_id", "figure_ids", "rule_id", "region_code"])
    >>> duty = dict(duty_id="d", area="access", indicator_ids="rate", stages="", rule_ids="R",
    ...     confidence="page", needs_en="the rate", needs_zh="", met_needs="")
    >>> said = dict(source_id="s", region_code="530602", duty_id="d", mentioned=True, sections="1",
    ...     achievements=1, problems=0, plans=1)
    >>> rows = {"duties": duty, "mentions": said,
    ...     "scheme_items": dict(item_id="i", source_id="s", duty_ids="d"),
    ...     "regions": dict(region_code="530602", kind="county"),
    ...     "schemes": dict(source_id="s", kind="duty_evaluation"),
    ...     "standards": dict(rule_id="R", judged_kinds="county", beside_kinds="",
    ...         confidence="page")}
    >>> tables = {name: pd.DataFrame([row]) for name, row in rows.items()}
    >>> found = table({"figures": figures, **tables}, judged)
    >>> found[["state", "reason_en", "planned"]].values.tolist()
    [['claimed without a figure', 'no figure on this duty is printed; needed: the rate', True]]
    """
    mentions = tables["mentions"]
    kinds = _kinds(tables["regions"], mentions)
    spoken = {(row["region_code"], row["duty_id"]): row for row in mentions.to_dict("records")}
    reporting = lookup(mentions, "region_code", "source_id")
    if judged is None:
        judged = judging.verdicts(tables)
    judged = _ruled(judged, tables["duties"])
    measured = _measured(tables, reporting.get("", ""))
    of_verdict = _by_region_and_duty(judged, OF_VERDICT)
    of_figure = _by_region_and_duty(measured, OF_FIGURE)
    sure = tables["standards"].query("confidence != 'memory'")
    duties = {duty["duty_id"]: duty for duty in tables["duties"].to_dict("records")}
    rules_for = cache(lambda duty_id, kind: _rules_for(duties[duty_id], kind, sure))
    evaluations = set(tables["schemes"].query("kind == 'duty_evaluation'")["source_id"])
    asking = _items(tables["scheme_items"])
    rows = []
    for code, kind in kinds.items():
        for duty_id, duty in duties.items():
            mine = of_figure.get((code, duty_id), [])
            verdicts_here = of_verdict.get((code, duty_id), [])
            said = dict(spoken.get((code, duty_id), {}))
            has_figures = verdicts_here or any(figure["kept"] for figure in mine)
            if not said and not (code and has_figures):
                continue
            item_ids = asking.get((reporting.get(code, ""), duty_id), [])
            if said:
                said["unasked"] = not item_ids and reporting[code] not in evaluations
            decided = row(mine, verdicts_here, duty, rules_for(duty_id, kind), said)
            rows.append({**decided, "region_code": code, "item_ids": " ".join(item_ids)})
    numbers = {"margin": "float64", "margin_share": "float64"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)
