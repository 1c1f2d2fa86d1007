"""missing_cells.csv: how often blank cells turn a verdict, a seeded simulation of counties near the
limit (空缺与结论)."""

from itertools import product

import numpy as np
import pandas as pd

from edugov.makers import Material, progress
from edugov.makers.interval_coverage import SEED, SIZES, county_variation
from edugov.schools.blanks import completions

LIMIT = 0.5  # the true coefficient too, so that every county is near it
DRAWS = 4000
SHARES = (0.99, 0.95, 0.9, 0.8, 0.7, 0.5)  # of the students, at schools that give a value at least


def _draw(random: np.random.Generator, shape: tuple) -> tuple[np.ndarray, np.ndarray]:
    """Draw students and value per student, as the distribution `skewed` of interval_coverage."""
    size, own = random.standard_normal((2, *shape))
    students = np.rint(400.0 * np.exp(0.8 * size))
    spread = np.sqrt(np.log1p(LIMIT**2))
    value = np.exp(spread * (np.sqrt(0.75) * own - 0.5 * size))
    return np.maximum(students, 1.0), value


def _blank(order: np.ndarray, students: np.ndarray, share: float) -> np.ndarray:
    """Leave schools blank in an order, each that still fits, until the share of students with a
    value would be smaller."""
    may = (1.0 - share) * students.sum(axis=1)
    used = np.zeros(len(students))
    blank = np.zeros(students.shape, bool)
    county = np.arange(len(students))
    for school in order.T:
        size = students[county, school]
        fits = used + size <= may
        blank[county, school] = fits
        used += np.where(fits, size, 0.0)
    return blank


def _row(students: np.ndarray, value: np.ndarray, blank: np.ndarray) -> dict:
    """Return what blanks do in the counties that have some."""
    some = blank.any(axis=1)
    students = students[some]
    quantity = students * value[some]
    whole = county_variation(quantity, students)
    with_blanks = np.where(blank[some], np.nan, quantity)
    found = county_variation(with_blanks, students)
    least, greatest = completions(found)
    known = np.isfinite(found.coefficient)
    above = whole.coefficient > LIMIT
    given = found.coefficient > LIMIT
    same_side = (least > LIMIT) == (greatest > LIMIT)
    told = known & same_side
    turned = given != above
    cases = {
        "turned_share": known & turned,
        "helped_share": known & above & ~given,
        "decided_share": told,
        "decided_wrong_share": told & turned,
    }
    shares = {name: round(np.mean(counties), 4) for name, counties in cases.items()}
    return {"counties_count": len(students)} | shares


def simulate(sizes: tuple = SIZES) -> pd.DataFrame:
    """Share of simulated counties near the limit whose verdict turns when schools leave a cell
    blank (空缺改变结论的比例).

    One row a number of schools, share of the students at schools with a value (at least) and order
    in which schools are left blank: at random, those with least per student first, or those with
    most. Of the counties with a blank: turned_share (the verdict by the rest is another than by
    all), helped_share (above the limit by all, within it by the rest), decided_share (the verdict
    is the same however the blanks are filled within the values there are) and decided_wrong_share
    (and yet it is another than by all). The same seed gives the same table.
    """
    rows = []
    for size in progress(list(sizes), "size"):
        random = np.random.default_rng([SEED, size])
        students, value = _draw(random, (DRAWS, size))
        keys = {"random": random.random(students.shape), "lowest": value, "highest": -value}
        for (name, key), share in product(keys.items(), SHARES):
            order = np.argsort(key, axis=1)
            found = _row(students, value, _blank(order, students, share))
            about = {"schools_count": size, "blank_first": name, "students_share": share}
            rows.append({**about, "draws": DRAWS, **found})
    return pd.DataFrame(rows).assign(seed=SEED)


def make(material: Material) -> pd.DataFrame:
    """Simulate with the draws that the book tells of; nothing of the material is needed."""
    return simulate()
