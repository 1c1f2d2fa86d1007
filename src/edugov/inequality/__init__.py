"""Measures of inequality between schools or districts, one a module, weighted by students where
named.

All take ``values`` (array of float: quantity per student, 0 or more, one element a school; missing
values are left out) and ``weights`` (array of float: students of a school; ``None`` counts every
school once). All raise ``ValueError`` for negative values, weights not above zero, or a total of
zero.
"""

from .atkinson import atkinson as atkinson
from .gini import gini as gini
from .gini import grouped_gini as grouped_gini
from .lorenz import concentration_curve as concentration_curve
from .lorenz import concentration_index as concentration_index
from .lorenz import lorenz_curve as lorenz_curve
from .mcloone import mcloone as mcloone
from .ranges import quantile_shares as quantile_shares
from .ranges import range_ratio as range_ratio
from .ranges import weighted_quantile as weighted_quantile
from .theil import theil as theil
from .theil import theil_decomposition as theil_decomposition
