"""Measures of inequality between schools or districts, one a module, weighted by students where named."""

from .atkinson import atkinson
from .gini import gini
from .lorenz import concentration_curve, concentration_index, lorenz_curve
from .mcloone import mcloone
from .ranges import quantile_shares, range_ratio, weighted_quantile
from .theil import theil, theil_decomposition

__all__ = [
    "atkinson",
    "concentration_curve",
    "concentration_index",
    "gini",
    "lorenz_curve",
    "mcloone",
    "quantile_shares",
    "range_ratio",
    "theil",
    "theil_decomposition",
    "weighted_quantile",
]
