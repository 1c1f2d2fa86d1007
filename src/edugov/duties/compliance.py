"""Duties: what each government owes (`data/duties.csv`), and how far its figures and words answer
it."""

import pandas as pd

from edugov import equity, standards
from edugov.funding import as_text
from edugov.labels import LANGUAGES, joined, say
from edugov.tables import Fault

STATES = ["met", "not met", "watch", "cannot judge", "claimed without a figure", "not mentioned"]
MEASURING = ["value", "growth", "change", "standard"]  # a target or a quoted limit measures nothing
# what keeps a verdict away; said by labels.csv
MISSING = [
    "rule",
    "earlier",
    "measure",
    "damaged",
    "target",
    "part",
    "placeholder",
    "figure",
    "mention",
]
COLUMNS = """region_code duty_id area state missing reason_en reason_zh figure_id rule_id margin margin_unit
    margin_share judged figure_ids source_ids sections rule_confidence source_confidence item_ids admitted
    planned""".split()


def verdicts(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge figures and tables of coefficients, with each margin also as a share of its limit
    (达标裕度).

    A coefficient (差异系数) is judged with its whole table, as `equity.judge_table` does; the
    others one by one.

    Parameters
    ----------
    tables : dict of DataFrame
        `figures`, `equity_published`, `standards`, `regions` of the data package.

    Returns
    -------
    DataFrame
        The columns of `standards.judge`, `source_id`, `region_code` (a table of coefficients may
        have no `figure_id`), and `margin_share`: the margin divided by the limit, 0.1 being a tenth
        of it to spare. Where nothing may fall (limit 0) it is the growth itself: 0.02% of last
        year's level is 0.0002.

    Examples
    --------
    >>> _share(pd.Series([6.56, 0.02]), pd.Series([85.0, 0.0])).round(4).tolist()
    [0.0772, 0.0002]
    """
    figures = tables["figures"]
    rules = tables["standards"]
    judgeable = figures["region_code"].ne("") & ~figures["indicator_id"].str.match(
        standards.SINGLE_COEFFICIENT
    )
    judged = standards.judge(figures[judgeable], rules, tables["regions"])
    judged = judged.merge(figures[["figure_id", "source_id", "region_code"]], on="figure_id")
    printed = tables["equity_published"]
    rows = []
    for table in equity.judge_table(printed, rules).to_dict("records"):
        key = ["region_code", "stage", "rule_set"]
        mine = printed[(printed[key] == [table[name] for name in key]).all(axis=1)]
        ids = mine.sort_values("composite", ascending=False, kind="stable")[
            "figure_id"
        ]  # the composite speaks first
        own = rules[rules["rule_set"].eq(table["rule_set"]) & rules["stage"].eq(table["stage"])]
        over = own["indicator_id"].str.removeprefix("cv_").isin(table["over_limit"].split(", "))
        rule = (own[over] if over.any() else own).iloc[0]
        known = {
            "rule_id": rule["rule_id"],
            "confidence": rule["confidence"],
            "margin_unit": "ratio",
        }
        rows.append(table | known | {"figure_id": next(filter(None, ids), "")})
    whole = pd.DataFrame(rows, columns=judged.columns).astype({"margin": "float64"})
    judged = pd.concat([judged, whole], ignore_index=True)
    by_rule = rules.set_index("rule_id")
    limit = judged["rule_id"].map(by_rule["threshold"].astype(float))
    known = figures.set_index("figure_id")["value"]
    side = judged["rule_id"].map(
        {rule: 1 if sign[0] == ">" else -1 for rule, sign in by_rule["comparator"].items()}
    )
    distance = _share(
        (judged["figure_id"].map(known).astype(float) - limit) * side, limit
    )  # also of the unsettled
    return judged.assign(margin_share=_share(judged["margin"], limit), distance=distance)


def _share(margin: pd.Series, limit: pd.Series) -> pd.Series:
    return (margin / limit.abs().mask(limit.eq(0), 100)).round(6)


def _on_duties(figures: pd.DataFrame, duties: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that measure a duty, with `duty_id`; `kept` marks sound ones of the latest
    year."""
    split = {name: duties[name].str.split() for name in ("indicator_ids", "stages")}
    wanted = duties[["duty_id"]].assign(**split).explode("indicator_ids").explode("stages")
    found = figures.reset_index().merge(wanted, left_on="indicator_id", right_on="indicator_ids")
    found = found[found["stages"].isna() | found["stages"].eq(found["stage"])].sort_values(
        "index", kind="stable"
    )
    kept = found["quantity"].isin(MEASURING)
    last = found["year"].map(as_text).str[-4:].where(kept, "")
    newest = last.groupby(
        [found[name] for name in ("region_code", "indicator_id", "stage")]
    ).transform("max")
    return found.assign(kept=kept & (last.eq("") | last.eq(newest)))


def _decide(judged: pd.DataFrame, duty: dict) -> pd.Series:
    """Return the verdict that decides a duty: the worst, among equals the narrowest, then the
    duty's first rule."""
    verdict = judged["verdict"]
    settled = judged["figure_id"].isin(judged.loc[verdict != "cannot judge", "figure_id"])
    rank = verdict.map({"not met": 0, "cannot judge": 2, "met": 3, "watch": 4})
    rank = rank.mask(verdict.eq("watch") & judged["margin"].lt(0), 1).mask(
        verdict.eq("cannot judge") & settled, 5
    )
    quoted = judged["confidence"].eq(
        "seed"
    )  # a limit that only the report itself quotes speaks last
    ranked = judged.assign(
        rank=rank, quoted=quoted, order=judged["rule_id"].map(duty["rule_ids"].split().index)
    )
    return ranked.sort_values(
        ["rank", "quoted", "margin_share", "distance", "order"], kind="stable"
    ).iloc[0]


def _unjudged(
    own: pd.DataFrame, every: pd.DataFrame, rules: pd.DataFrame, mentioned: bool
) -> tuple[str, str]:
    """Return the state of a duty that no verdict speaks of, and what is missing."""
    if len(own):
        same = own.merge(rules, on="indicator_id", suffixes=("", "_rule"))
        start = same["announced"].mask(same["announced"].eq(""), same["applies_from"]).str[:4]
        older = same["year"].map(as_text).str[-4:].between("1", start) & same["year"].ne(start)
        reason = "measure" if len(rules) else "rule"
        reason = "earlier" if len(same) and older.all() else reason
        return "cannot judge", "damaged" if own["status"].ne("ok").all() else reason
    if not len(every):
        return ("claimed without a figure", "figure") if mentioned else ("not mentioned", "mention")
    masked = every["status"].eq("placeholder").any()
    part = every["scope"].eq("part").any()
    return "claimed without a figure", "placeholder" if masked else "part" if part else "target"


def _unjudged_part(
    first: pd.Series, judged: pd.DataFrame, duty: dict, figures: pd.DataFrame
) -> str:
    """Return which part of a duty that is met was not judged, a key of ``duty.part`` in labels.csv;
    else nothing."""
    settled = judged[judged["verdict"].ne("cannot judge")]
    stages = set(figures.loc[figures["figure_id"].isin(settled["figure_id"]), "stage"])
    whole = {"": True, "every_rule": settled["rule_id"].nunique() == len(duty["rule_ids"].split())}
    whole["two_stages"] = len(stages) > 1 or "all" in stages
    return "" if first["verdict"] != "met" or whole[duty["met_needs"]] else duty["met_needs"]


def _row(
    every: pd.DataFrame, judged: pd.DataFrame, duty: dict, rules: pd.DataFrame, said: dict
) -> dict:
    """Return what stands between one region and one duty."""
    kept = every[every["kept"]]
    own = kept[kept["status"].ne("placeholder") & kept["scope"].ne("part")]
    judged = judged[judged["figure_id"].isin([*kept["figure_id"], ""])].reset_index(drop=True)
    sources = dict.fromkeys(
        [*own["source_id"], *judged.get("source_id", []), said.get("source_id", "")]
    )
    row = {
        "duty_id": duty["duty_id"],
        "area": duty["area"],
        "source_confidence": duty["confidence"],
    }
    row |= {"figure_ids": " ".join(own["figure_id"]), "source_ids": " ".join(filter(None, sources))}
    row |= {"admitted": bool(said.get("problems")), "planned": bool(said.get("plans"))}
    row |= {"sections": said.get("sections", ""), "judged": len(judged)}
    if len(judged):
        first = _decide(judged, duty)
        part = _unjudged_part(first, judged, duty, kept)
        others = judged.drop(index=first.name)["verdict"]
        others = others[
            others.isin(["met", "not met", "watch"]) & others.ne(first["verdict"])
        ].value_counts()
        row |= {
            name: first[name]
            for name in ("figure_id", "rule_id", "margin", "margin_unit", "margin_share")
        }
        row |= {
            "rule_confidence": first["confidence"],
            "state": "watch" if part else first["verdict"],
            "missing": "",
        }
    else:
        row |= dict.fromkeys(["figure_id", "rule_id", "margin_unit", "rule_confidence"], "")
        row["state"], row["missing"] = _unjudged(own, every, rules, bool(said.get("mentioned")))
    for lang in LANGUAGES:
        if row["missing"]:
            reasons = [say(f"duty.missing.{row['missing']}", lang)]
            if said.get("mentioned") and not said["achievements"]:
                reasons = [say("duty.passing", lang, reason=reasons[0])]
            if said.get("unasked"):
                reasons.append(say("duty.unasked", lang))
            if len(rules):
                reasons.append(say("duty.needed", lang, needs=duty[f"needs_{lang}"]))
        else:
            reasons = [first[f"reason_{lang}"], *([say(f"duty.part.{part}", lang)] if part else [])]
            for verdict, size in others.items():
                key = "duty.one.other" if size == 1 else "duty.many.other"
                reasons.append(say(key, lang, count=size, verdict=say(f"verdict.{verdict}", lang)))
        if row["admitted"]:
            reasons.append(say("duty.admitted", lang))
        row[f"reason_{lang}"] = joined(reasons, lang)
    return row


def table(tables: dict[str, pd.DataFrame], judged: pd.DataFrame | None = None) -> pd.DataFrame:
    """Put each region beside each duty (履行教育职责): what it owes, what it says, what its figures
    show.

    Parameters
    ----------
    tables : dict of DataFrame
        `figures`, `duties`, `schemes`, `scheme_items`, `mentions`, `regions`, `standards` of the
        data package, or of one region's part of it; for verdicts of its own also what `verdicts`
        needs.
    judged : DataFrame, optional
        One row a figure and rule, as the function `verdicts` returns for these tables.

    Returns
    -------
    DataFrame
        One row a region and duty: `state` (one of `STATES`); `missing` (what keeps a verdict away,
        a key of `MISSING`; empty where a verdict decides); `reason_en`, `reason_zh`; the figure and
        rule that decide, with `margin` and `margin_share`; `judged` (how many verdicts); all
        `figure_ids` on the duty; `source_ids`; `sections` that speak of it; `rule_confidence`,
        `source_confidence` (how sure the number and its document are); `item_ids` (what the scheme
        asks); `admitted`, `planned` (named among the problems, the plans). A region without a
        report has rows only for duties with figures. The template has no region code.

    Raises
    ------
    Fault
        A document is about a region that `regions` lacks.

    Notes
    -----
    Only rules made for the region's kind, and not known from memory, count as missing a figure. A
    duty of several parts (`met_needs`) is met only where they are judged, else watch. Of several
    verdicts the worst decides: not met, a watch on the wrong side, a figure that cannot be judged,
    met, a watch on the right side; among equals the smallest margin. A state cannot say that the
    work is done well.

    Examples
    --------
    >>> figures = pd.DataFrame(columns=["figure_id", "source_id", "region_code", "indicator_id", "stage", "year",
    ...     "quantity", "status", "scope"])
    >>> judged = pd.DataFrame(columns=["figure_id", "rule_id", "region_code"])
    >>> duty = dict(duty_id="d", area="access", indicator_ids="rate", stages="", rule_ids="R", confidence="page",
    ...     needs_en="the rate", needs_zh="", met_needs="")
    >>> said = dict(source_id="s", region_code="530602", duty_id="d", mentioned=True, sections="1", achievements=1,
    ...     problems=0, plans=1)
    >>> rows = {"duties": duty, "mentions": said, "scheme_items": dict(item_id="i", source_id="s", duty_ids="d"),
    ...     "regions": dict(region_code="530602", kind="county"),
    ...     "schemes": dict(source_id="s", kind="duty_evaluation"),
    ...     "standards": dict(rule_id="R", judged_kinds="county", beside_kinds="", confidence="page")}
    >>> found = table({"figures": figures} | {name: pd.DataFrame([row]) for name, row in rows.items()}, judged)
    >>> found[["state", "reason_en", "planned"]].values.tolist()
    [['claimed without a figure', 'no figure on this duty is printed; needed: the rate', True]]
    """
    duties = tables["duties"]
    regions = tables["regions"]
    mentions = tables["mentions"]
    if unknown := sorted(set(mentions["region_code"]) - {*regions["region_code"], ""}):
        raise Fault(f"mentions, region_code: {unknown[0]!r} is not in regions")
    judged = verdicts(tables) if judged is None else judged
    spoken = {(row["region_code"], row["duty_id"]): row for row in mentions.to_dict("records")}
    reporting = dict(zip(mentions["region_code"], mentions["source_id"], strict=True))
    ruled = (
        duties[["duty_id"]]
        .assign(rule_id=duties["rule_ids"].str.split())
        .explode("rule_id")
        .dropna()
    )
    measured = _on_duties(tables["figures"], duties)
    judged = judged.merge(ruled, on="rule_id")
    nameless = measured["region_code"].eq("") & measured["source_id"].ne(reporting.get("", ""))
    key = ["region_code", "duty_id"]
    rows = []
    of_figure = dict(iter(measured[~nameless].groupby(key)))
    of_verdict = dict(iter(judged.groupby(key)))
    kinds = dict(zip(regions["region_code"], regions["kind"], strict=True)) | {
        "": "prefecture"
    }  # of the template
    sure = tables["standards"].query("confidence != 'memory'").set_index("rule_id", drop=False)
    made_for = (sure["judged_kinds"] + " " + sure["beside_kinds"]).str.split()
    evaluations = set(tables["schemes"].query("kind == 'duty_evaluation'")["source_id"])
    for code in kinds:
        asked = tables["scheme_items"]
        asked = asked[asked["source_id"] == reporting.get(code, "")]
        for duty in duties.to_dict("records"):
            one = code, duty["duty_id"]
            shown = one in of_verdict or (one in of_figure and of_figure[one]["kept"].any())
            if one in spoken or (code and shown):
                named = [duty["duty_id"] in ids.split() for ids in asked["duty_ids"]]
                said = spoken.get(one, {})
                unasked = said and not any(named) and reporting[code] not in evaluations
                mine = of_figure.get(one, measured.iloc[:0])
                ruled = of_verdict.get(one, judged.iloc[:0])
                rules = sure[
                    sure.index.isin(duty["rule_ids"].split())
                    & [kinds[code] in words for words in made_for]
                ]
                row = _row(mine, ruled, duty, rules, said | {"unasked": unasked})
                rows.append(
                    row | {"region_code": code, "item_ids": " ".join(asked.loc[named, "item_id"])}
                )
    return pd.DataFrame(rows, columns=COLUMNS).astype(
        {"margin": "float64", "margin_share": "float64"}
    )
