"""Cost of the equity measures on an invented country, as ratios: python -m tests.bench_equity."""

import resource
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from inequality.theil import TheilD

from edugov.inequality import theil_decomposition
from edugov.makers.invented import SEED, invent_schools
from edugov.schools.country import file_coefficients, school_coefficients
from edugov.schools.interval import jackknife_interval
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012
from edugov.schools.variation import GROUP, coefficients, number_groups, variations
from tests.bounds import Bounds

QUANTITIES = [indicator.quantity for indicator in BASIC_2012.indicators]


def fastest(*runs, rounds: int = 15) -> list[float]:
    """Least processor time of each function in seconds; they take turns, so a busy machine is fair
    to all."""
    times = []
    for _ in range(rounds):
        row = []
        for run in runs:
            start = time.process_time()
            run()
            row.append(time.process_time() - start)
        times.append(row)
    return np.min(times, axis=0).tolist()


def bare_pass(arrays: list, students: np.ndarray, group: np.ndarray, groups_count: int) -> list:
    """The formula in numpy, without missing values, checks or a table."""
    results = []
    total = np.bincount(group, students, groups_count)
    for quantity in arrays:
        mean = np.bincount(group, quantity, groups_count) / total
        squares = students * (quantity / students - mean[group]) ** 2
        results.append(np.sqrt(np.bincount(group, squares, groups_count) / total) / mean)
    return results


def textbook(table: pd.DataFrame) -> pd.Series:
    """The formula as a student writes it, for one county, on a pandas group."""
    results = {}
    for quantity in QUANTITIES:
        here = table[table[quantity].notna()]
        weight = here["students"] / here["students"].sum()
        mean = here[quantity].sum() / here["students"].sum()
        variance = (weight * (here[quantity] / here["students"] - mean) ** 2).sum()
        alone = len(here) < 2  # one school does not differ
        results[quantity] = np.nan if alone else np.sqrt(variance) / mean
    return pd.Series(results)


def main() -> int:
    """Print each figure beside its limit; 1 when one is missed."""
    bounds = Bounds("equity")
    schools = invent_schools(2900, 200_000, seed=SEED)
    table = parts(apply_scope(schools, "basic_2012")[0])
    group, groups = number_groups(table)
    students = table["students"].to_numpy()
    arrays = [table[quantity].to_numpy() for quantity in QUANTITIES]

    def measure() -> list:
        return list(variations(arrays, students, group, len(groups), weighting="enrolment"))

    bare, own, point, interval = fastest(
        partial(bare_pass, arrays, students, group, len(groups)),
        measure,
        partial(coefficients, table, BASIC_2012, weighting="enrolment"),
        partial(coefficients, table, BASIC_2012, weighting="enrolment", ends=jackknife_interval),
    )
    print(f"{len(schools)} schools, {len(table)} parts, {len(groups)} counties and stages")
    print(
        f"bare numpy {bare * 1e3:.1f} ms; on arrays {own * 1e3:.1f}; on the table "
        f"{point * 1e3:.1f}; "
        f"intervals {interval * 1e3:.1f}"
    )
    bounds.at_most("eight coefficients on arrays / bare numpy", own / bare, 2)
    bounds.at_most("eight coefficients on the table / bare numpy", point / bare, 2)
    bounds.at_most("intervals / point estimates", interval / point, 3)

    some = table[group < 300]  # a twentieth of the groups; the full run takes minutes
    start = time.process_time()
    by_hand = some.groupby(GROUP, observed=True).apply(textbook)
    slow = (time.process_time() - start) * len(groups) / some.groupby(GROUP, observed=True).ngroups
    found = coefficients(some, BASIC_2012, weighting="enrolment")["coefficient"].to_numpy()
    np.testing.assert_allclose(found, by_hand.to_numpy().ravel(), rtol=1e-12)
    bounds.at_least("pandas groupby-apply (300 groups, scaled up) / table", slow / point, 100)

    values = (table["books_count"] / table["students"]).fillna(1.0).to_numpy()
    region = table["region_code"].cat.codes.to_numpy()
    (fast,) = fastest(partial(theil_decomposition, values, region, weights=None))
    start = time.process_time()
    library = TheilD(values, region)
    slow = time.process_time() - start
    ours = theil_decomposition(values, region, weights=None)
    np.testing.assert_allclose([ours.total, ours.between], [library.T, library.bg[0]], rtol=1e-9)
    bounds.at_least("Theil decomposition, looping library / ours", slow / fast, 100)

    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / "country.parquet", Path(folder) / "country.csv"]
        schools.to_parquet(paths[0], index=False)
        schools.to_csv(paths[1], index=False, encoding="utf-8")
        for path in paths:
            run = partial(file_coefficients, path, "basic_2012", scope="basic_2012")
            (seconds,) = fastest(run, rounds=3)
            print(
                f"from {path.name} ({path.stat().st_size / 2**20:.0f} MB) to coefficients: "
                f"{seconds:.2f} s"
            )

    sizes = (50_000, 100_000, 200_000, 400_000)
    countries = [invent_schools(2900 * size // 200_000, size, seed=SEED) for size in sizes]
    runs = [
        partial(school_coefficients, each, "basic_2012", scope="basic_2012") for each in countries
    ]
    times = np.array(fastest(*runs))
    print(
        "50k, 100k, 200k, 400k schools, table to coefficients: "
        + ", ".join(f"{seconds * 1e3:.0f} ms" for seconds in times)
    )
    bounds.at_most("largest cost of doubling", (times[1:] / times[:-1]).max(), 2.3)
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    bounds.at_most("memory of this whole run, MB", megabytes, 1024)
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
