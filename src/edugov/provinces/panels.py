"""Panels of provinces for convergence and trends: education's share of the budget or spending in
constant prices, one row a province and year, and growth from logarithms."""

from math import exp

import numpy as np
import pandas as pd

from edugov.tables import Fault


def percent(slope: float) -> float:
    """Return growth in percent from a step of a logarithm."""
    return 100 * (exp(slope) - 1)


def of_logs(panel: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return region, year, value and log of the column, sorted; refuse what has no logarithm."""
    table = panel.dropna(subset=[column]).astype({"year": int})
    table = table.sort_values(["region_code", "year"])
    stands_twice = table.duplicated(["region_code", "year"]).any()
    if stands_twice or (table[column] <= 0).any():
        raise Fault(
            f"panel, {column}: each region and year must stand once with a value above zero"
        )
    values = table[column].to_numpy(dtype=float)
    rows = table[["region_code", "year"]]
    return rows.assign(value=values, log=np.log(values))
