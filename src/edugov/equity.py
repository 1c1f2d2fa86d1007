"""Published coefficients of variation between schools (差异系数): composites, each table judged by
its own rule set, and what drives them.

Everywhere `coefficients` has one row a coefficient, columns as in `data/equity_published.csv`, and
`standards` one row a rule, as in `data/standards.csv`. A table is what one source prints of a
region, year, stage and rule set (`TABLE`). A rule set without a rule for the stage, and an
indicator doubled or foreign to its set, are a Fault.
"""

from math import nan
from typing import NamedTuple

import numpy as np
import pandas as pd

from edugov.balance import judged
from edugov.labels import LANGUAGES, joined, say
from edugov.tables import Fault, as_text

TABLE = ["region_code", "source_id", "year", "stage", "rule_set"]


class _Table(NamedTuple):
    """A published table: its key (`TABLE`), coefficients, printed composite, and limits; of 2012
    all have its one."""

    key: tuple
    single: pd.Series
    composite: float
    limits: pd.Series

    @property
    def is_basic(self) -> bool:
        """Whether it is judged by the mean of its coefficients, as in 2012."""
        return self.key[-1] == "basic_2012"

    @property
    def missing(self) -> str:
        """The names of the coefficients that are missing."""
        return ", ".join(self.single.index[self.single.isna()])


def _limits(rule_set: str, stage: str, standards: pd.DataFrame) -> pd.Series:
    """Return the limit beside the name of each coefficient of a rule set."""
    of_set = standards["rule_set"].eq(rule_set)
    chosen = of_set & standards["stage"].eq(stage)
    rules = standards[chosen]
    if rules.empty:
        raise Fault(f"equity_published, rule_set and stage: no rule for {rule_set!r} at {stage!r}")
    column = "related_indicator_ids" if rule_set == "basic_2012" else "indicator_id"
    ids = rules[column].str.split().explode()
    names = ids.str.removeprefix("cv_")
    thresholds = rules["threshold"].astype(float)[ids.index]
    return pd.Series(dict(zip(names, thresholds, strict=True)))


def _tables(coefficients: pd.DataFrame, standards: pd.DataFrame) -> list[_Table]:
    """Return each published table."""
    filled = coefficients.copy()
    for name in TABLE:
        filled[name] = filled[name].map(as_text)
    found = []
    for key, rows in filled.groupby(TABLE, sort=False):
        region, _, _, stage, rule_set = key
        limits = _limits(rule_set, stage, standards)
        marks = rows["composite"].astype(str)
        whole = marks.str.lower().eq("true")
        names = rows["indicator_id"][~whole].str.removeprefix("cv_")
        unknown = names[~names.isin(limits.index)]
        wrong = [*unknown, *names[names.duplicated()]]
        if wrong:
            raise Fault(
                f"equity_published, {region} {stage}, indicator_id: {wrong[0]} is not of "
                f"{rule_set} or doubled"
            )
        values = rows["coefficient_of_variation"].astype(float)
        values_of_single = values[~whole].to_numpy()
        single = pd.Series(values_of_single, index=names)
        composite = nan
        if whole.any():
            composite = values[whole].iloc[0]
        if len(single):  # where only the composite is printed, none of the eight was to be read
            single = single.reindex(limits.index)
        found.append(_Table(key, single, composite, limits))
    return found


def composite(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Compare the printed composite (综合差异系数) with the plain mean of the eight coefficients of
    2012.

    Source: 教督〔2012〕3号, the rules BB_CV_P and BB_CV_J in data/standards.csv.

    Parameters
    ----------
    coefficients : DataFrame
        One row a coefficient, columns as in `data/equity_published.csv`.
    standards : DataFrame
        One row a rule, columns as in `data/standards.csv`; it holds the limits.

    Returns
    -------
    DataFrame
        One row a table of 2012 (of 2017 the mean is no measure of the rule): `composite_printed`,
        `composite_recomputed` (empty when a coefficient is missing). The mean hides that one
        coefficient may be far above the others.

    Raises
    ------
    Fault
        A rule set has no rule for the stage, or an indicator is doubled or foreign to its set.

    Examples
    --------
    >>> rule = dict(rule_set="basic_2012", stage="primary", threshold=0.65,
    ...     related_indicator_ids="cv_a cv_b")
    >>> rows = pd.DataFrame(dict(indicator_id=["a", "b"], coefficient_of_variation=[0.2, 0.4]))
    >>> rows = rows.assign(composite=False, region_code="340103", source_id="s", year="",
    ...     stage="primary")
    >>> rows["rule_set"] = "basic_2012"
    >>> composite(rows, pd.DataFrame([rule]))["composite_recomputed"].tolist()
    [0.3]
    """
    rows = []
    for table in _tables(coefficients, standards):
        if table.is_basic:
            mean = round(table.single.mean(skipna=False), 9)
            rows.append([*table.key, table.composite, mean])
    return pd.DataFrame(rows, columns=[*TABLE, "composite_printed", "composite_recomputed"])


def _reasons(table: _Table, verdict: pd.Series, limit: float, over: int) -> list[str]:
    """Return why a table has its verdict, in each language."""
    keys = []
    if verdict["verdict"] != "cannot judge":
        keys.append(f"coefficients.{table.key[-1]}")
    if table.missing:
        keys.append("coefficients.missing")
    facts = {"composite": verdict["judged_value"], "limit": limit}
    missing = table.missing.split(", ") if table.missing else []
    facts |= {"count": over, "missing": len(missing)}
    told = []
    for lang in LANGUAGES:
        reasons = [say(key, lang, **facts) for key in keys]
        told.append(joined(reasons, lang))
    return told


def judge_table(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Judge each published table (差异系数表) by its own rule set: basic balance 2012 or quality
    balance 2017.

    2012: the mean of the eight is at most 0.65 (primary) or 0.55 (lower secondary); no single one
    has one. 2017: each of the seven is at most 0.50 or 0.45, the mean does not count.
    Source: 教督〔2012〕3号 and 教督〔2017〕6号, as in data/standards.csv.

    Parameters
    ----------
    coefficients : DataFrame
        One row a coefficient, columns as in `data/equity_published.csv`.
    standards : DataFrame
        One row a rule, columns as in `data/standards.csv`; it holds the limits.

    Returns
    -------
    DataFrame
        One row a table: `verdict_id`, `limit`, `verdict`, `margin` (limit minus the composite, or
        minus the highest of the seven), `over_limit`, `missing`, `reason_en`, `reason_zh`. A
        missing coefficient gives `cannot judge` unless the printed composite, or one over the
        limit, settles it. It judges the coefficients only: each assessment has other parts, which
        no table shows.

    Raises
    ------
    Fault
        A rule set has no rule for the stage, or an indicator is doubled or foreign to its set.

    Examples
    --------
    >>> rule = dict(rule_set="basic_2012", stage="primary", threshold=0.65,
    ...     related_indicator_ids="cv_a cv_b")
    >>> rows = pd.DataFrame(dict(indicator_id=["a", "b"], coefficient_of_variation=[0.2, 0.4]))
    >>> rows = rows.assign(composite=False, region_code="340103", source_id="s", year="",
    ...     stage="primary")
    >>> rows["rule_set"] = "basic_2012"
    >>> judged = judge_table(rows, pd.DataFrame([rule]))  # mean 0.3
    >>> judged[["verdict", "margin"]].values.tolist()
    [['met', 0.35]]
    """
    rows = []
    for table in _tables(coefficients, standards):
        limit = table.limits.iloc[0]
        wide = table.single.to_frame().T.reset_index(drop=True)
        printed = pd.Series([table.composite])
        limits = np.array([limit])
        verdicts = judged(wide, limits, composite=table.is_basic, printed=printed)
        verdict = verdicts.iloc[0]
        settled = verdict["verdict"] != "cannot judge"
        if table.is_basic:
            over = []
        else:
            is_over = table.single > limit
            over = list(table.single.index[is_over])
        rows.append(
            [
                *table.key,
                "coefficients:" + "-".join(table.key),
                limit,
                verdict["verdict"],
                verdict["margin"] if settled else nan,
                ", ".join(over),
                table.missing,
                *_reasons(table, verdict, limit, len(over)),
            ]
        )
    columns = [
        *TABLE,
        "verdict_id",
        "limit",
        "verdict",
        "margin",
        "over_limit",
        "missing",
        "reason_en",
        "reason_zh",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"margin": "float64"})


def drivers(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Rank the coefficients of each table (主导指标): which drive the composite (2012), which
    strain the limit (2017).

    Parameters
    ----------
    coefficients : DataFrame
        One row a coefficient, columns as in `data/equity_published.csv`.
    standards : DataFrame
        One row a rule, columns as in `data/standards.csv`; it holds the limits.

    Returns
    -------
    DataFrame
        One row a coefficient: `rank` (1 = highest, equal ones share the better),
        `share_of_composite_pct` (2012; adds up to 100, empty when one is missing), `ratio_to_limit`
        (2017; above 1 fails), `verdict` on the single coefficient (2017; cannot judge where it is
        missing; empty for 2012, which limits none). A high coefficient names the unequal quantity,
        neither the schools nor the reason.

    Raises
    ------
    Fault
        A rule set has no rule for the stage, or an indicator is doubled or foreign to its set.

    Examples
    --------
    >>> rule = dict(rule_set="basic_2012", stage="primary", threshold=0.65,
    ...     related_indicator_ids="cv_a cv_b")
    >>> rows = pd.DataFrame(dict(indicator_id=["a", "b"], coefficient_of_variation=[0.2, 0.4]))
    >>> rows = rows.assign(composite=False, region_code="340103", source_id="s", year="",
    ...     stage="primary")
    >>> rows["rule_set"] = "basic_2012"
    >>> ranked = drivers(rows, pd.DataFrame([rule]))
    >>> ranked[["indicator_id", "rank", "share_of_composite_pct"]].round(1).values.tolist()
    [['a', 2, 33.3], ['b', 1, 66.7]]
    """
    columns = [
        *TABLE,
        "indicator_id",
        "coefficient_of_variation",
        "rank",
        "share_of_composite_pct",
        "ratio_to_limit",
        "verdict",
    ]
    parts = []
    for table in _tables(coefficients, standards):
        single = table.single
        of_table = dict(zip(TABLE, table.key, strict=True))
        part = pd.DataFrame(of_table, index=single.index)
        part["indicator_id"] = single.index
        part["coefficient_of_variation"] = single
        part["rank"] = single.rank(ascending=False, method="min").astype("Int64")
        if table.is_basic:
            part["share_of_composite_pct"] = single / single.sum(skipna=False) * 100
            part["ratio_to_limit"] = nan
            part["verdict"] = ""
        else:
            part["share_of_composite_pct"] = nan
            part["ratio_to_limit"] = single / table.limits
            within = np.where(single <= table.limits, "met", "not met")
            part["verdict"] = np.where(single.notna(), within, "cannot judge")
        parts.append(part)
    if not parts:
        return pd.DataFrame(columns=columns)
    return pd.concat(parts, ignore_index=True)[columns]
