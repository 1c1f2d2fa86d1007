"""Duties: what each government owes (`data/duties.csv`), and how far its figures and words answer it."""

from __future__ import annotations

import pandas as pd

from edugov import equity, standards
from edugov.funding import as_text
from edugov.labels import say
from edugov.tables import Fault

STATES = ["met", "not met", "watch", "cannot judge", "claimed without a figure", "not mentioned"]
MEASURING = ["value", "growth", "change", "standard"]  # a target or a quoted limit measures nothing
PARTIAL = {
    "every_rule": ("only one part of the duty is judged", "只有该职责的一部分可以判断"),
    "two_stages": ("only one stage is printed", "只印了一个学段"),
}
MISSING = {
    "rule": ("no settled rule with a number for such a region", "没有适用于该类地区且经核实的数值标准"),
    "earlier": ("the figures are older than the rule", "数字早于标准施行"),
    "measure": ("the figures are not the quantity that the rule limits", "所列数字不是标准所限定的量"),
    "damaged": ("the figures are damaged in the source", "原文数字受损"),
    "target": ("only a target or a quoted limit is printed", "只印了目标或所引标准"),
    "part": ("the figures are for a part of the region only", "数字只涉及本地区的一部分"),
    "placeholder": ("the figures are masked in the source", "原文数字被隐去"),
    "figure": ("no figure on this duty is printed", "原文未印相关数字"),
    "mention": ("the report does not mention it", "报告未提及"),
}
COLUMNS = """region_code duty_id area state missing reason_en reason_zh figure_id rule_id margin margin_unit
    margin_share judged figure_ids source_ids sections rule_confidence source_confidence item_ids admitted
    planned""".split()


def verdicts(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Judge figures and tables of coefficients, with each margin also as a share of its limit (达标裕度).

    A coefficient (差异系数) is judged with its whole table, as `equity.judge_table` does; the others one by one.

    Parameters
    ----------
    tables : dict of DataFrame
        `figures`, `equity_published`, `standards`, `regions` of the data package.

    Returns
    -------
    DataFrame
        The columns of `standards.judge`, `source_id`, `region_code` (a table of coefficients may have no
        `figure_id`), and `margin_share`: the margin divided by the limit, 0.1 being a tenth of it to spare. Where
        nothing may fall (limit 0) it is the growth itself: 0.02% of last year's level is 0.0002.

    Examples
    --------
    >>> _share(pd.Series([6.56, 0.02]), pd.Series([85.0, 0.0])).round(4).tolist()
    [0.0772, 0.0002]
    """
    figures, rules = tables["figures"], tables["standards"]
    judgeable = figures["region_code"].ne("") & ~figures["indicator_id"].str.match(standards.SINGLE_COEFFICIENT)
    judged = standards.judge(figures[judgeable], rules, tables["regions"])
    judged = judged.merge(figures[["figure_id", "source_id", "region_code"]], on="figure_id")
    printed, rows = tables["equity_published"], []
    for table in equity.judge_table(printed, rules).to_dict("records"):
        key = ["region_code", "stage", "rule_set"]
        mine = printed[(printed[key] == [table[name] for name in key]).all(axis=1)]
        ids = mine.sort_values("composite", ascending=False, kind="stable")["figure_id"]  # the composite speaks first
        own = rules[rules["rule_set"].eq(table["rule_set"]) & rules["stage"].eq(table["stage"])]
        over = own["indicator_id"].str.removeprefix("cv_").isin(table["over_limit"].split(", "))
        rule = (own[over] if over.any() else own).iloc[0]
        known = {"rule_id": rule["rule_id"], "confidence": rule["confidence"], "margin_unit": "ratio"}
        rows.append(table | known | {"figure_id": next(filter(None, ids), "")})
    whole = pd.DataFrame(rows, columns=judged.columns).astype({"margin": "float64"})
    judged = pd.concat([judged, whole], ignore_index=True)
    by_rule = rules.set_index("rule_id")
    limit, known = judged["rule_id"].map(by_rule["threshold"].astype(float)), figures.set_index("figure_id")["value"]
    side = judged["rule_id"].map({rule: 1 if sign[0] == ">" else -1 for rule, sign in by_rule["comparator"].items()})
    distance = _share((judged["figure_id"].map(known).astype(float) - limit) * side, limit)  # also of the unsettled
    return judged.assign(margin_share=_share(judged["margin"], limit), distance=distance)


def _share(margin: pd.Series, limit: pd.Series) -> pd.Series:
    return (margin / limit.abs().mask(limit.eq(0), 100)).round(6)


def _on_duties(figures: pd.DataFrame, duties: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that measure a duty, with `duty_id`; `kept` marks sound ones of the latest year."""
    split = {name: duties[name].str.split() for name in ("indicator_ids", "stages")}
    wanted = duties[["duty_id"]].assign(**split).explode("indicator_ids").explode("stages")
    found = figures.reset_index().merge(wanted, left_on="indicator_id", right_on="indicator_ids")
    found = found[found["stages"].isna() | found["stages"].eq(found["stage"])].sort_values("index", kind="stable")
    kept = found["quantity"].isin(MEASURING)
    last = found["year"].map(as_text).str[-4:].where(kept, "")
    newest = last.groupby([found[name] for name in ("region_code", "indicator_id", "stage")]).transform("max")
    return found.assign(kept=kept & (last.eq("") | last.eq(newest)))


def _decide(judged: pd.DataFrame) -> pd.Series:
    """Return the verdict that decides a duty: the worst, among equals the narrowest."""
    verdict = judged["verdict"]
    settled = judged["figure_id"].isin(judged.loc[verdict != "cannot judge", "figure_id"])
    rank = verdict.map({"not met": 0, "cannot judge": 2, "met": 3, "watch": 4})
    rank = rank.mask(verdict.eq("watch") & judged["margin"].lt(0), 1).mask(verdict.eq("cannot judge") & settled, 5)
    quoted = judged["confidence"].eq("seed")  # a limit that only the report itself quotes speaks last
    ranked = judged.assign(rank=rank, quoted=quoted)
    return ranked.sort_values(["rank", "quoted", "margin_share", "distance"], kind="stable").iloc[0]


def _unjudged(own: pd.DataFrame, every: pd.DataFrame, rules: pd.DataFrame, mentioned: bool) -> tuple[str, str]:
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
    masked, part = every["status"].eq("placeholder").any(), every["scope"].eq("part").any()
    return "claimed without a figure", "placeholder" if masked else "part" if part else "target"


def _tell(first: pd.Series, judged: pd.DataFrame, duty: dict) -> dict:
    """Return what the deciding verdict says; where it speaks of a part of the duty only, and what others say."""
    en, zh, state = [first["reason_en"]], [first["reason_zh"]], first["verdict"]
    stages = judged.loc[judged["verdict"].ne("cannot judge"), "rule_id"].unique()
    whole = {"every_rule": len(stages) == len(duty["rule_ids"].split())}
    whole["two_stages"] = len(stages) > 1 or any(rule.endswith("_all") for rule in stages)
    if state == "met" and duty["met_needs"] and not whole[duty["met_needs"]]:
        state = "watch"
        en, zh = [*en, PARTIAL[duty["met_needs"]][0]], [*zh, PARTIAL[duty["met_needs"]][1]]
    others = judged.drop(index=first.name)["verdict"]
    others = others[others.isin(["met", "not met", "watch"]) & others.ne(first["verdict"])].value_counts()
    for verdict, size in others.items():
        en.append(f"{size} other {'comparison' if size == 1 else 'comparisons'} on it: {verdict}")
        zh.append(f"另有{size}次对照：{say(f'verdict.{verdict}', 'zh')}")
    return {"state": state, "missing": "", "reason_en": "; ".join(en), "reason_zh": "；".join(zh)}


def _row(every: pd.DataFrame, judged: pd.DataFrame, duty: dict, rules: pd.DataFrame, said: dict) -> dict:
    """Return what stands between one region and one duty."""
    kept = every[every["kept"]]
    own = kept[kept["status"].ne("placeholder") & kept["scope"].ne("part")]
    judged = judged[judged["figure_id"].isin([*kept["figure_id"], ""])].reset_index(drop=True)
    row = {"duty_id": duty["duty_id"], "area": duty["area"], "source_confidence": duty["confidence"]}
    row |= {"figure_id": "", "rule_id": "", "margin_unit": "", "rule_confidence": "", "judged": len(judged)}
    if len(judged):
        first = _decide(judged)
        row |= {name: first[name] for name in ("figure_id", "rule_id", "margin", "margin_unit", "margin_share")}
        row |= _tell(first, judged, duty) | {"rule_confidence": first["confidence"]}
    else:
        row["state"], row["missing"] = _unjudged(own, every, rules, bool(said.get("mentioned")))
        (en, zh), passing = MISSING[row["missing"]], said.get("mentioned") and not said["achievements"]
        en, zh = (en + "; named only among problems and plans", zh + "，只在问题或打算中提到") if passing else (en, zh)
        if len(rules):
            en, zh = f"{en}; needed: {duty['needs_en']}", f"{zh}；需要：{duty['needs_zh']}"
        row |= {"reason_en": en, "reason_zh": zh}
    if said.get("problems"):
        row |= {
            "reason_en": row["reason_en"] + "; admitted as a problem",
            "reason_zh": row["reason_zh"] + "；自陈为问题",
        }
    sources = dict.fromkeys([*own["source_id"], *judged.get("source_id", []), said.get("source_id", "")])
    row |= {"figure_ids": " ".join(own["figure_id"]), "source_ids": " ".join(filter(None, sources))}
    row |= {"admitted": bool(said.get("problems")), "planned": bool(said.get("plans"))}
    return row | {"sections": said.get("sections", "")}


def compliance(
    figures: pd.DataFrame,
    verdicts: pd.DataFrame,
    duties: pd.DataFrame,
    scheme_items: pd.DataFrame,
    mentions: pd.DataFrame,
    regions: pd.DataFrame,
    standards: pd.DataFrame,
) -> pd.DataFrame:
    """Put each region beside each duty (履行教育职责): what it owes, what it says, what its figures show.

    Parameters
    ----------
    figures, duties, scheme_items, mentions, regions, standards : DataFrame
        As in the data package: one row a figure, a duty, an item of a scheme, a duty in a document, a region, a rule.
    verdicts : DataFrame
        One row a figure and rule, as the function `verdicts` returns.

    Returns
    -------
    DataFrame
        One row a region and duty: `state` (one of `STATES`); `missing` (what keeps a verdict away, a key of
        `MISSING`; empty where a verdict decides); `reason_en`, `reason_zh`; the figure and rule that decide, with
        `margin` and `margin_share`; `judged` (how many verdicts); all `figure_ids` on the duty; `source_ids`;
        `sections` that speak of it; `rule_confidence`, `source_confidence` (how sure the number and its document
        are); `item_ids` (what the scheme asks); `admitted`, `planned` (named among the problems, the plans). A
        region without a report has rows only for duties with figures. The template has no region code.

    Raises
    ------
    Fault
        A document is about a region that `regions` lacks.

    Notes
    -----
    Only rules made for the region's kind, and not known from memory, count as missing a figure. A duty of several
    parts (`met_needs`) is met only where they are judged, else watch.
    Of several verdicts the worst decides: not met, a watch on the wrong side, a figure that cannot be judged,
    met, a watch on the right side; among equals the smallest margin. A state cannot say that the work is done well.

    Examples
    --------
    >>> figures = pd.DataFrame(columns=["figure_id", "source_id", "region_code", "indicator_id", "stage", "year",
    ...     "quantity", "status", "scope"])
    >>> verdicts = pd.DataFrame(columns=["figure_id", "rule_id", "region_code"])
    >>> duty = dict(duty_id="d", area="access", indicator_ids="rate", stages="", rule_ids="R", confidence="page",
    ...     needs_en="the rate", needs_zh="", met_needs="")
    >>> said = dict(source_id="s", region_code="530602", duty_id="d", mentioned=True, sections="1", achievements=1,
    ...     problems=0, plans=1)
    >>> rest = [dict(item_id="i", source_id="s", duty_ids="d"), said, dict(region_code="530602", kind="county")]
    >>> rest += [dict(rule_id="R", judged_kinds="county", beside_kinds="", confidence="page")]
    >>> table = compliance(figures, verdicts, *[pd.DataFrame([row]) for row in (duty, *rest)])
    >>> table[["state", "reason_en", "planned"]].values.tolist()
    [['claimed without a figure', 'no figure on this duty is printed; needed: the rate', True]]
    """
    if unknown := sorted(set(mentions["region_code"]) - {*regions["region_code"], ""}):
        raise Fault(f"mentions, region_code: {unknown[0]!r} is not in regions")
    spoken = {(row["region_code"], row["duty_id"]): row for row in mentions.to_dict("records")}
    reporting = dict(zip(mentions["region_code"], mentions["source_id"], strict=True))
    ruled = duties[["duty_id"]].assign(rule_id=duties["rule_ids"].str.split()).explode("rule_id").dropna()
    measured, judged = _on_duties(figures, duties), verdicts.merge(ruled, on="rule_id")
    nameless = measured["region_code"].eq("") & measured["source_id"].ne(reporting.get("", ""))
    key, rows = ["region_code", "duty_id"], []
    of_figure, of_verdict = dict(iter(measured[~nameless].groupby(key))), dict(iter(judged.groupby(key)))
    kinds = dict(zip(regions["region_code"], regions["kind"], strict=True)) | {"": "prefecture"}  # of the template
    sure = standards[standards["confidence"] != "memory"].set_index("rule_id", drop=False)
    made_for = (sure["judged_kinds"] + " " + sure["beside_kinds"]).str.split()
    for code in [*regions["region_code"], ""]:
        asked = scheme_items[scheme_items["source_id"] == reporting.get(code, "")]
        for duty in duties.to_dict("records"):
            one = code, duty["duty_id"]
            shown = one in of_verdict or (one in of_figure and of_figure[one]["kept"].any())
            if one in spoken or (code and shown):
                mine, ruled = of_figure.get(one, measured.iloc[:0]), of_verdict.get(one, judged.iloc[:0])
                rules = sure[sure.index.isin(duty["rule_ids"].split()) & [kinds[code] in words for words in made_for]]
                row = _row(mine, ruled, duty, rules, spoken.get(one, {}))
                named = [duty["duty_id"] in ids.split() for ids in asked["duty_ids"]]
                rows.append(row | {"region_code": code, "item_ids": " ".join(asked.loc[named, "item_id"])})
    return pd.DataFrame(rows, columns=COLUMNS).astype({"margin": "float64", "margin_share": "float64"})


def table(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return `compliance` of a data package, or of one region's part of it, with its own verdicts."""
    wanted = ("duties", "scheme_items", "mentions", "regions", "standards")
    return compliance(tables["figures"], verdicts(tables), *(tables[name] for name in wanted))
