"""Equity: published between-school coefficients (差异系数), each table judged by its own rule set.

Everywhere `coefficients` has one row a coefficient, columns as in `data/equity_published.csv`, and
`standards` one row a rule, as in `data/standards.csv`. A table is what one source prints of a
region, year, stage and rule set (`TABLE`). A rule set without a rule for the stage, and an
indicator doubled or foreign to its set, are a Fault.
"""

from math import nan

import pandas as pd

from edugov.funding import as_text
from edugov.labels import LANGUAGES, joined, say
from edugov.tables import Fault

TABLE = ["region_code", "source_id", "year", "stage", "rule_set"]


def _tables(coefficients: pd.DataFrame, standards: pd.DataFrame) -> list[tuple]:
    """Return of each published table its key, coefficients, printed composite, and limits; of 2012
    all have its one."""
    filled = coefficients.assign(**{name: coefficients[name].map(as_text) for name in TABLE})
    found = []
    for key, rows in filled.groupby(TABLE, sort=False):
        rules = standards[standards["rule_set"].eq(key[-1]) & standards["stage"].eq(key[-2])]
        if rules.empty:
            raise Fault(
                f"equity_published, rule_set and stage: no rule for {key[-1]!r} at {key[-2]!r}"
            )
        ids = (
            rules["related_indicator_ids" if key[-1] == "basic_2012" else "indicator_id"]
            .str.split()
            .explode()
        )
        limits = dict(
            zip(
                ids.str.removeprefix("cv_"),
                rules["threshold"].astype(float)[ids.index],
                strict=True,
            )
        )
        whole = rows["composite"].astype(str).str.lower().eq("true")
        names = rows.loc[~whole, "indicator_id"].str.removeprefix("cv_")
        wrong = [*names[~names.isin(limits)], *names[names.duplicated()]]
        if wrong:
            raise Fault(
                f"equity_published, {key[0]} {key[3]}, indicator_id: {wrong[0]} is not of "
                f"{key[4]} or doubled"
            )
        values = rows["coefficient_of_variation"].astype(float)
        single = pd.Series(values[~whole].to_numpy(), index=names).reindex(list(limits))
        found.append(
            (key, single, values[whole].iloc[0] if whole.any() else nan, pd.Series(limits))
        )
    return found


def composite(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Compare the printed composite (综合差异系数) with the plain mean of the eight coefficients of
    2012.

    Returns
    -------
    DataFrame
        One row a table of 2012 (of 2017 the mean is no measure of the rule): `composite_printed`,
        `composite_recomputed` (empty when a coefficient is missing), `difference`,
        `within_rounding` (at most one last printed digit: half from the eight, half from their
        mean), `missing`. The mean hides that one coefficient may be far above the others.

    Examples
    --------
    >>> rule = dict(rule_set="basic_2012", stage="primary", threshold=0.65, related_indicator_ids="cv_a cv_b")
    >>> rows = pd.DataFrame(dict(indicator_id=["a", "b"], coefficient_of_variation=[0.2, 0.4]))
    >>> rows = rows.assign(composite=False, region_code="340103", source_id="s", year="", stage="primary")
    >>> rows["rule_set"] = "basic_2012"
    >>> composite(rows, pd.DataFrame([rule]))["composite_recomputed"].tolist()
    [0.3]
    """
    rows = []
    for key, single, printed, _ in _tables(coefficients, standards):
        if key[-1] == "basic_2012":
            mean = round(single.mean(skipna=False), 9)
            digits = max(len(repr(value).partition(".")[2]) for value in single.fillna(0).tolist())
            within = (
                None if pd.isna(printed - mean) else abs(printed - mean) <= 10.0**-digits + 1e-9
            )
            rows.append(
                [
                    *key,
                    printed,
                    mean,
                    printed - mean,
                    within,
                    ", ".join(single.index[single.isna()]),
                ]
            )
    names = [
        "composite_printed",
        "composite_recomputed",
        "difference",
        "within_rounding",
        "missing",
    ]
    return pd.DataFrame(rows, columns=[*TABLE, *names]).astype({"within_rounding": "boolean"})


def judge_table(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Judge each published table by its own rule set: basic balance 2012 or quality balance 2017.

    2012: the mean of the eight is at most 0.65 (primary) or 0.55 (lower secondary); no single one
    has one. 2017: each of the seven is at most 0.50 or 0.45, the mean does not count. `standards`
    holds these limits.

    Returns
    -------
    DataFrame
        One row a table: `limit`, `verdict`, `margin` (limit minus the composite, or minus the
        highest of the seven), `over_limit`, `missing`, `reason_en`, `reason_zh`. A missing
        coefficient gives `cannot judge` unless the printed composite, or one over the limit,
        settles it. It judges the coefficients only: each assessment has other parts, which no table
        shows.
    """
    rows = []
    for key, single, printed, limits in _tables(coefficients, standards):
        limit, missing, over = (
            limits.iloc[0],
            ", ".join(single.index[single.isna()]),
            single.index[single > limits],
        )
        if key[-1] == "basic_2012":
            value, over = (printed if missing else single.mean()), []
        else:
            value = single.max() if len(over) or not missing else nan
        margin = round(limit - value, 9)
        verdict = "cannot judge" if pd.isna(value) else "met" if margin >= 0 else "not met"
        keys = [f"coefficients.{key[-1]}"] * pd.notna(value) + ["coefficients.missing"] * bool(
            missing
        )
        facts = {"composite": value, "limit": limit, "count": len(over), "missing": missing}
        reasons = [joined((say(name, lang, **facts) for name in keys), lang) for lang in LANGUAGES]
        rows.append([*key, limit, verdict, margin, ", ".join(over), missing, *reasons])
    names = ["limit", "verdict", "margin", "over_limit", "missing", "reason_en", "reason_zh"]
    return pd.DataFrame(rows, columns=[*TABLE, *names])


def drivers(coefficients: pd.DataFrame, standards: pd.DataFrame) -> pd.DataFrame:
    """Rank the coefficients of each table: which drive the composite (2012), which strain the limit
    (2017).

    Returns
    -------
    DataFrame
        One row a coefficient: `rank` (1 = highest, equal ones share the better),
        `share_of_composite_pct` (2012; adds up to 100, empty when one is missing), `ratio_to_limit`
        (2017; above 1 fails). A high coefficient names the unequal quantity, neither the schools
        nor the reason.
    """
    names = [
        "indicator_id",
        "coefficient_of_variation",
        "rank",
        "share_of_composite_pct",
        "ratio_to_limit",
    ]
    parts = [pd.DataFrame(columns=[*TABLE, *names])]
    for key, single, _, limits in _tables(coefficients, standards):
        part = pd.DataFrame(
            {"indicator_id": single.index, "coefficient_of_variation": single.to_numpy()}
        )
        part["rank"] = (
            part["coefficient_of_variation"].rank(ascending=False, method="min").astype("Int64")
        )
        basic = key[-1] == "basic_2012"
        part["share_of_composite_pct"] = (
            (single / single.sum(skipna=False) * 100).to_numpy() if basic else nan
        )
        part["ratio_to_limit"] = nan if basic else (single / limits).to_numpy()
        parts.append(part.assign(**dict(zip(TABLE, key, strict=True))))
    return pd.concat(parts[1:] or parts, ignore_index=True)[[*TABLE, *names]]
