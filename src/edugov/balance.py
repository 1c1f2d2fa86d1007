"""Tables of coefficients of variation (差异系数) of one place, published or computed, each against
the limits of its rule set."""

import numpy as np
import pandas as pd


def judged(
    wide: pd.DataFrame, limit: np.ndarray, *, composite: bool, printed: pd.Series | None = None
) -> pd.DataFrame:
    """Judge tables by their mean (综合差异系数, as in 2012) or by each coefficient (as in 2017).

    2012: the plain mean of all eight is judged against one limit, no single one has a limit. 2017:
    every coefficient has the limit, so the largest decides. A missing coefficient is no help: a
    table cannot be judged unless the printed composite (2012), or a coefficient above the limit
    (2017), settles it.

    Parameters
    ----------
    wide : DataFrame
        One row a table, one column an indicator of its rule set; coefficients of variation (0 or
        more; NaN when missing).
    limit : array of shape (number of tables,)
        The limit of each table.
    composite : bool
        Whether the mean is judged, or each coefficient.
    printed : Series, optional
        The composite that each table prints, on the same index; it stands for the mean only where
        a coefficient is missing.

    Returns
    -------
    DataFrame
        On the same index: `judged_value`, `limit`, `margin` (limit less judged value; negative
        fails), `verdict` (met, not met, cannot judge).

    Source: 教督〔2012〕3号 and 教督〔2017〕6号, the limits of `data/standards.csv`.

    Examples
    --------
    Jiujiang's seven of 2023 as published: their mean looks safe, one is above 0.50.

    >>> jiujiang = [.297929, .501787, .401952, .288419, .37545, .312782, .394205]
    >>> wide = pd.DataFrame([jiujiang], columns=list("abcdefg"))
    >>> found = judged(wide, np.array([0.5]), composite=False)
    >>> found[["judged_value", "verdict"]].values.tolist()
    [[0.501787, 'not met']]
    """
    wide = wide.astype(float)
    if composite:
        value = wide.mean(axis=1, skipna=False)
        if printed is not None:
            value = value.fillna(printed)
        decided = value.notna()
    else:
        value = wide.max(axis=1)
        decided = wide.notna().all(axis=1) | (value > limit)
    within = np.where(value <= limit, "met", "not met")
    found = {
        "judged_value": value,
        "limit": limit,
        "margin": (limit - value).round(9),
        "verdict": np.where(decided, within, "cannot judge"),
    }
    return pd.DataFrame(found, wide.index)
