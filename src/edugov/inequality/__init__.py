"""Measures of inequality between schools or districts, one a module, weighted by students where named.

All take ``values`` (array of float: quantity per student, 0 or more, one element a school; missing values are left
out) and ``weights`` (array of float: students of a school; ``None`` counts every school once). All raise
``ValueError`` for negative values, weights not above zero, or a total of zero.
"""

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
