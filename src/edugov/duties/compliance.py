"""Duties: what each government owes (`data/duties.csv`), and how far its figures and words answer
it."""

from functools import cache

import numpy as np
import pandas as pd

from edugov import judging
from edugov.labels import LANGUAGES, joined, say
from edugov.tables import Fault, Tables, as_text

SETTLED = ["met", "not met", "short", "right side"]
DECIDING = ["kind", "figure_id", "rule_id", "margin", "margin_unit", "margin_share"]
MEASURING = ["value", "growth", "change", "standard"]  # a target or a quoted limit measures nothing
# The columns that a duty is decided from: each one more is cut out again for each region and duty.
OF_FIGURE = "figure_id source_id indicator_id stage year status scope selected kept".split()
OF_FIGURE += ["region_code", "duty_id"]
OF_VERDICT = "verdict kind stage year figure_id figure_ids source_id confidence".split()
OF_VERDICT += ["region_code", "duty_id", "reason_en", "reason_zh", *DECIDING[2:]]
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


def _of_the_whole(judged: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts on all stages together, of the last year, where there are any: they
    decide, and single stages only say more."""
    growth_of_all = judged["kind"].eq("growth") & judged["stage"].eq("all")
    whole = judged[judged["kind"].eq("whole") | growth_of_all]
    if whole.empty:
        return judged
    last = whole["year"].str[-4:]
    return whole[last.eq(last.max())]


def _decide(judged: pd.DataFrame, duty: dict) -> pd.Series:
    """Return the verdict that decides a duty: the worst, among equals the narrowest, then the
    duty's first rule."""
    judged = _of_the_whole(judged)
    verdict = judged["verdict"]
    rank = verdict.map({"not met": 0, "short": 1, "cannot judge": 2, "met": 3, "right side": 4})
    open_here = verdict.eq("cannot judge")
    named = judged["figure_id"].ne("")  # a table of coefficients may have no figure
    settled = named & judged["figure_id"].isin(judged["figure_id"][~open_here])
    rank[open_here & settled] = 5  # another rule has judged the figure
    quoted = judged["confidence"].eq("seed")  # a limit that only the report quotes speaks last
    order = judged["rule_id"].map(duty["rule_ids"].split().index)
    ranked = judged.assign(rank=rank, quoted=quoted, order=order)
    keys = ["rank", "quoted", "margin_share", "order"]
    return ranked.sort_values(keys, kind="stable").iloc[0]


def _unjudged_figures(own: pd.DataFrame, rules: pd.DataFrame) -> str:
    """Return what keeps a verdict away although figures of the region measure the duty."""
    if own["status"].ne("ok").all():
        return "damaged"
    if own["selected"].ne("").all():
        return "selected"
    same = own.merge(rules, on="indicator_id", suffixes=("", "_rule"))
    start = same["announced"].mask(same["announced"].eq(""), same["applies_from"]).str[:4]
    year = same["year"].map(as_text).str[-4:]
    older = year.between("1", start) & same["year"].ne(start)
    if len(same) and older.all():
        return "earlier"
    return "measure" if len(rules) else "rule"


def _unjudged(
    own: pd.DataFrame, every: pd.DataFrame, rules: pd.DataFrame, mentioned: bool
) -> tuple[str, str]:
    """Return the state of a duty that no verdict speaks of, and what is missing."""
    if len(own):
        return "cannot judge", _unjudged_figures(own, rules)
    claimed = "claimed without a figure"
    if every["status"].eq("placeholder").any():
        return claimed, "placeholder"
    if every["scope"].eq("part").any():
        return claimed, "part"
    if len(every):
        return claimed, "target"
    if mentioned:
        return claimed, "figure"
    return "not mentioned", "mention"


def _unjudged_part(
    first: pd.Series, judged: pd.DataFrame, duty: dict, figures: pd.DataFrame
) -> str:
    """Return which part of a duty that is met was not judged, a key of ``duty.part`` in labels.csv;
    else nothing."""
    needs = duty["met_needs"]
    if first["verdict"] != "met" or not needs:
        return ""
    settled = judged[judged["verdict"].ne("cannot judge")]
    if needs == "every_rule":
        whole = settled["rule_id"].nunique() == len(duty["rule_ids"].split())
    else:
        stages = set(figures["stage"][figures["figure_id"].isin(settled["figure_id"])])
        whole = len(stages) > 1 or "all" in stages
    return "" if whole else needs


def _open_reasons(missing: str, duty: dict, rules: pd.DataFrame, said: dict, lang: str) -> list:
    """Say what is missing for a verdict, and what would be needed."""
    reason = say(f"duty.missing.{missing}", lang)
    if said.get("mentioned") and not said["achievements"]:
        reason = say("duty.passing", lang, reason=reason)
    reasons = [reason]
    if said.get("unasked"):
        reasons.append(say("duty.unasked", lang))
    if len(rules):
        needs = duty[f"needs_{lang}"]
        reasons.append(say("duty.needed", lang, needs=needs))
    return reasons


def _decided_reasons(first: pd.Series, judged: pd.DataFrame, part: str, lang: str) -> list:
    """Say why the deciding verdict is what it is, and how many others differ."""
    reasons = [first[f"reason_{lang}"]]
    if part:
        reasons.append(say(f"duty.part.{part}", lang))
    counts = judged["verdict"].drop(index=first.name).value_counts()
    for other, size in counts.items():
        if other not in SETTLED or other == first["verdict"]:
            continue
        key = "duty.one.other" if size == 1 else "duty.many.other"
        verdict = say(f"verdict.{other}", lang)
        reasons.append(say(key, lang, count=size, verdict=verdict))
    return reasons


def _source_ids(own: pd.DataFrame, judged: pd.DataFrame, said: dict) -> str:
    sources = [*own["source_id"], *judged.get("source_id", []), said.get("source_id", "")]
    once = dict.fromkeys(source for source in sources if source)
    return " ".join(once)


def _current(judged: pd.DataFrame, kept: pd.DataFrame) -> pd.DataFrame:
    """Return the verdicts that rest on one of the current figures, or on none."""
    current = set(kept["figure_id"])
    speaks = [not ids or not current.isdisjoint(ids.split()) for ids in judged["figure_ids"]]
    return judged[np.array(speaks, dtype=bool)].reset_index(drop=True)


def _row(
    every: pd.DataFrame, judged: pd.DataFrame, duty: dict, rules: pd.DataFrame, said: dict
) -> dict:
    """Return what stands between one region and one duty."""
    kept = every[every["kept"]]
    own = kept[kept["status"].ne("placeholder") & kept["scope"].ne("part")]
    judged = _current(judged, kept)
    decided = dict.fromkeys(["kind", "figure_id", "rule_id", "margin_unit", "rule_confidence"], "")
    row = decided | {
        "duty_id": duty["duty_id"],
        "area": duty["area"],
        "source_confidence": duty["confidence"],
        "figure_ids": " ".join(own["figure_id"]),
        "source_ids": _source_ids(own, judged, said),
        "admitted": bool(said.get("problems")),
        "planned": bool(said.get("plans")),
        "sections": said.get("sections", ""),
        "judged": len(judged),
    }
    if len(judged):
        first = _decide(judged, duty)
        part = _unjudged_part(first, judged, duty, kept)
        row |= first[DECIDING].to_dict() | {"rule_confidence": first["confidence"]}
        row["state"] = "cannot judge" if part else first["verdict"]
        row["missing"] = ""
    else:
        mentioned = bool(said.get("mentioned"))
        row["state"], row["missing"] = _unjudged(own, every, rules, mentioned)
    for lang in LANGUAGES:
        if len(judged):
            reasons = _decided_reasons(first, judged, part, lang)
        else:
            reasons = _open_reasons(row["missing"], duty, rules, said, lang)
        if row["admitted"]:
            reasons.append(say("duty.admitted", lang))
        row[f"reason_{lang}"] = joined(reasons, lang)
    return row


def _rules_for(duty: dict, kind: str, rules: pd.DataFrame) -> pd.DataFrame:
    """Return a duty's rules that are made for a kind of region."""
    own = rules[rules["rule_id"].isin(duty["rule_ids"].split())]
    kinds = own["judged_kinds"] + " " + own["beside_kinds"]
    fits = [kind in words.split() for words in kinds]
    return own[np.array(fits, dtype=bool)]


def _kinds(regions: pd.DataFrame, mentions: pd.DataFrame) -> dict[str, str]:
    """Return the kind of each region, and of the template, which has no code."""
    kinds = dict(zip(regions["region_code"], regions["kind"], strict=True))
    kinds[""] = "prefecture"
    unknown = sorted(set(mentions["region_code"]) - set(kinds))
    if unknown:
        raise Fault(f"mentions, region_code: {unknown[0]!r} is not in regions")
    return kinds


def _by_region_and_duty(rows: pd.DataFrame, columns: list[str]) -> dict[tuple, pd.DataFrame]:
    groups = rows.filter(columns).groupby(["region_code", "duty_id"])
    return dict(iter(groups))


def _measured(tables: Tables, template: str) -> pd.DataFrame:
    """Return the figures that measure a duty; of those without a region the template's alone."""
    measured = _on_duties(tables["figures"], tables["duties"])
    has_region = measured["region_code"].ne("")
    return measured[has_region | measured["source_id"].eq(template)]


def _items_on(duty_id: str, asked: pd.DataFrame) -> list[str]:
    """Return the items of a scheme that ask for a duty."""
    pairs = zip(asked["item_id"], asked["duty_ids"], strict=True)
    return [item_id for item_id, duty_ids in pairs if duty_id in duty_ids.split()]


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
    of a mark that does not bind, a figure that cannot be judged, met, on the right side of a mark
    that does not bind; among equals the smallest margin. A state cannot say that the work is done
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
    reporting = dict(zip(mentions["region_code"], mentions["source_id"], strict=True))
    if judged is None:
        judged = judging.verdicts(tables)
    judged = _ruled(judged, tables["duties"])
    measured = _measured(tables, reporting.get("", ""))
    of_verdict = _by_region_and_duty(judged, OF_VERDICT)
    of_figure = _by_region_and_duty(measured, OF_FIGURE)
    no_verdict, no_figure = judged.iloc[:0], measured.iloc[:0]
    sure = tables["standards"].query("confidence != 'memory'")
    duties = {duty["duty_id"]: duty for duty in tables["duties"].to_dict("records")}
    rules_for = cache(lambda duty_id, kind: _rules_for(duties[duty_id], kind, sure))
    evaluations = set(tables["schemes"].query("kind == 'duty_evaluation'")["source_id"])
    items = tables["scheme_items"]
    rows = []
    for code, kind in kinds.items():
        asked = items[items["source_id"] == reporting.get(code, "")]
        for duty_id, duty in duties.items():
            mine = of_figure.get((code, duty_id), no_figure)
            verdicts_here = of_verdict.get((code, duty_id), no_verdict)
            said = dict(spoken.get((code, duty_id), {}))
            has_figures = len(verdicts_here) or mine["kept"].any()
            if not said and not (code and has_figures):
                continue
            item_ids = _items_on(duty_id, asked)
            if said:
                said["unasked"] = not item_ids and reporting[code] not in evaluations
            row = _row(mine, verdicts_here, duty, rules_for(duty_id, kind), said)
            rows.append({**row, "region_code": code, "item_ids": " ".join(item_ids)})
    numbers = {"margin": "float64", "margin_share": "float64"}
    return pd.DataFrame(rows, columns=COLUMNS).astype(numbers)
