"""Verdicts on everything in one table: every figure, its growth, and every table of coefficients.

`verdicts` judges a data package, or one region's part of it. Pages take their verdicts from its
table and nowhere else.
"""

import pandas as pd

from edugov import funding
from edugov.tables import Tables, as_text, lookup
from edugov.tables.rows_by_region import remembered
from edugov.tables.vouched import vouched

from . import growth, published_coefficients
from .applied_rules import Rule, limit, rules
from .figures import fits, judge_figure, settle
from .judgement import COLUMNS, DECIDING_FIRST, VERDICTS, Judgement, decided, deciding, table

__all__ = [
    "DECIDING_FIRST",
    "COLUMNS",
    "VERDICTS",
    "Tables",
    "decided",
    "deciding",
    "limit",
    "verdicts",
]

COEFFICIENT = "cv_"  # judged with its whole table


def _records(figures: pd.DataFrame) -> list[dict]:
    """Return figures as dicts with text keys, `all` for a stage that is not stated."""
    numbers = ["value", "previous_value"]
    texts = figures.columns.difference(numbers)
    as_texts = {name: figures[name].map(as_text) for name in texts}
    clean = figures.assign(**as_texts)
    clean = clean.assign(
        stage=clean["stage"].mask(clean["stage"].eq(""), "all"),
        status=clean["status"].mask(clean["status"].eq(""), "ok"),
        value=clean["value"].astype(float),
    )
    return clean.to_dict("records")


def _judgeable(figures: pd.DataFrame, kinds: dict[str, str]) -> pd.DataFrame:
    """Return the figures that rules may speak of: of a known region, and not selected.

    A figure known only because it was extreme (入选, such as the fastest growth of a notice) is
    shown and never judged.
    """
    known = figures["region_code"].isin(list(kinds))
    return figures[known & figures["selected"].eq("")]


def _by_indicator(found: list[Rule]) -> dict[str, list[Rule]]:
    by_indicator: dict[str, list[Rule]] = {}
    for rule in found:
        for indicator in rule.indicator_ids:
            by_indicator.setdefault(indicator, []).append(rule)
    return by_indicator


def _judge_figures(figures: pd.DataFrame, found: list[Rule], kinds: dict) -> list[Judgement]:
    """Judge levels and changes one by one, by rules that are not on growth."""
    by_indicator = _by_indicator([rule for rule in found if not rule.on_growth])
    judged: list[Judgement] = []
    for figure in _records(figures[figures["indicator_id"].isin(by_indicator)]):
        kind = kinds[figure["region_code"]]
        mine = []
        for rule in by_indicator[figure["indicator_id"]]:
            if fits(figure, rule, kind):
                mine.append(judge_figure(figure, rule, kind))
        judged += settle(mine)
    return judged


def _judge_growth(
    figures: pd.DataFrame, found: list[Rule], kinds: dict, run: dict
) -> list[Judgement]:
    """Judge growth, and say of unsound growth that it cannot be judged where no sound one is."""
    on_growth = [rule for rule in found if rule.on_growth]
    judged = growth.judge(figures, on_growth, kinds, run)
    settled = {(one.region_code, one.year, one.stage, one.rule.rule_id) for one in judged}
    by_indicator = _by_indicator(on_growth)
    is_ruled = figures["indicator_id"].isin(by_indicator)
    unsound = figures[is_ruled & figures["quantity"].eq("growth")]
    unsound = unsound.drop(vouched(unsound).index)
    for figure in _records(unsound):
        kind = kinds[figure["region_code"]]
        for rule in by_indicator[figure["indicator_id"]]:
            place = (figure["region_code"], figure["year"], figure["stage"])
            key = (*place, rule.rule_id)
            if key not in settled and fits(figure, rule, kind):
                judged.append(judge_figure(figure, rule, kind))
    return judged


@remembered("figures", "funding_national", "equity_published", "standards", "regions", "stages_run")
def verdicts(data: Tables) -> pd.DataFrame:
    """Judge everything that a rule speaks of (达标判定).

    Parameters
    ----------
    data : dict of DataFrame
        `figures`, `funding_national`, `equity_published`, `standards`, `regions`, `stages_run` of
        the data package.

    Returns
    -------
    DataFrame
        One row a judged thing and rule, columns `judgement.COLUMNS`: `kind` (figure; growth of an
        indicator, stage and year; whole, a year over all its stages; coefficients, a published
        table), `verdict` (one of `VERDICTS`), `value` (what is compared, in `margin_unit`),
        `margin` (distance to the threshold, positive on the right side; empty when not judged),
        `margin_share` (of the limit), `binding` (why the mark does not bind: other level, other
        stage, other quantity, not due, open wording), reasons in both languages, and how sure the
        rule is. What no rule speaks of has no row, nor has a selected figure, a quoted target or a
        figure of no known region. It cannot say that each county or school meets what a region's
        average meets.

    Notes
    -----
    A rule holds from its first year until the one that supersedes it; one known from memory gives
    cannot judge. Missing value: cannot judge. Zero growth meets 只增不减.

    Examples
    --------
    >>> from edugov import tables
    >>> names = ["figures", "funding_national", "equity_published", "standards", "regions"]
    >>> data = {name: tables.read(name) for name in [*names, "stages_run"]}
    >>> found = verdicts(data)
    >>> zhaotong = found[found["region_code"].eq("530600") & found["rule_id"].eq("PRE_PUB")]
    >>> zhaotong[["verdict", "margin"]].values.tolist()
    [['not met', -10.34]]
    """
    regions = data["regions"]
    kinds = lookup(regions, "region_code", "kind")
    by_kind = data["stages_run"].groupby("kind", sort=False)["stage"]
    run = by_kind.agg(list).to_dict()
    found = rules(data["standards"])
    own = _judgeable(data["figures"], kinds)
    national = funding.national_figures(data["funding_national"])
    figures = pd.concat([own, national], ignore_index=True)
    is_coefficient = figures["indicator_id"].str.startswith(COEFFICIENT)

    judged = _judge_figures(figures[~is_coefficient], found, kinds)
    judged += _judge_growth(figures, found, kinds, run)
    rows = published_coefficients.rows(data, found, kinds)
    whole = pd.DataFrame(rows, columns=COLUMNS)
    if not len(whole):
        return table(judged)
    if judged:
        return pd.concat([table(judged), whole], ignore_index=True)
    return whole
