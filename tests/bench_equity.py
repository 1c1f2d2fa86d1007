"""Cost of the equity measures on an invented country, as ratios: python -m tests.bench_equity."""

import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from inequality.theil import TheilD
from scipy.stats import bootstrap

from edugov.inequality import grouped_gini, theil_decomposition
from edugov.makers.interval_coverage import draw_schools, resampled_coefficients, row_coefficients
from edugov.makers.invented import SEED, invent_schools
from edugov.schools.country import file_coefficients, school_coefficients
from edugov.schools.interval import jackknife_interval
from edugov.schools.parts import apply_scope, parts
from edugov.schools.rule_sets import BASIC_2012
from edugov.schools.variation import GROUP, coefficients, number_groups, variations
from tests.bench_bounds import Bounds

QUANTITIES = [indicator.quantity for indicator in BASIC_2012.indicators]
# the most that a process held, without what the one held that began it
MEMORY = """
import re, sys
from pathlib import Path
from edugov.schools.country import file_coefficients
file_coefficients(sys.argv[1], "basic_2012", scope="basic_2012")
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024)"""


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
    """The formula in plain numpy for groups in any order, without missing values, checks or a
    table."""
    results = []
    total = np.bincount(group, students, groups_count)
    for quantity in arrays:
        mean = np.bincount(group, quantity, groups_count) / total
        squares = students * (quantity / students - mean[group]) ** 2
        results.append(np.sqrt(np.bincount(group, squares, groups_count) / total) / mean)
    return results


def best_pass(arrays: list, students: np.ndarray, group: np.ndarray, groups_count: int) -> list:
    """The formula in the best numpy that we know, without missing values, checks or a table: sums
    over stretches of one group, means repeated over them. Its groups stand together."""
    starts = np.flatnonzero(np.append(True, group[1:] != group[:-1]))
    sizes = np.diff(starts, append=len(group))
    place = group[starts]
    total = np.add.reduceat(students, starts)
    results = []
    for quantity in arrays:
        mean = np.add.reduceat(quantity, starts) / total
        away = quantity / students
        away -= np.repeat(mean, sizes)
        away *= away
        away *= students
        found = np.empty(groups_count)
        found[place] = np.sqrt(np.add.reduceat(away, starts) / total) / mean
        results.append(found)
    return results


def best_gini(
    values: np.ndarray, weights: np.ndarray, group: np.ndarray, groups_count: int
) -> np.ndarray:
    """The Gini coefficient of each group in the best numpy that we know, without checks: in order
    by value, then by group as numbers of 16 bits, which are not compared but counted."""
    order = np.argsort(values)
    order = order[np.argsort(group[order].astype(np.uint16), kind="stable")]
    group, weights, values = group[order], weights[order], values[order]
    starts = np.flatnonzero(np.diff(group, prepend=-1))
    sizes = np.diff(starts, append=len(group))
    total = np.add.reduceat(weights, starts)
    reached = np.cumsum(weights)
    reached -= np.repeat(reached[starts] - weights[starts], sizes)
    amount = weights * values
    rank = 2 * reached - weights - np.repeat(total, sizes)
    quantity = np.add.reduceat(amount, starts)
    return np.add.reduceat(amount * rank, starts) / (total * quantity)


def compiled_bootstrap():
    """Return the bootstrap of the coverage study as a compiled loop, or None without numba, which
    is no dependency: what is here is faster than it."""
    try:
        import numba
    except ImportError:
        return None

    @numba.njit
    def resampled(quantity, students, drawn):
        found = np.empty((len(students), len(drawn)))
        for county in range(len(students)):
            for draw in range(len(drawn)):
                total, quantity_sum, square = 0.0, 0.0, 0.0
                for school in drawn[draw]:
                    total += students[county, school]
                    quantity_sum += quantity[county, school]
                mean = quantity_sum / total
                for school in drawn[draw]:
                    weight = students[county, school]
                    away = quantity[county, school] / weight - mean
                    square += weight * away * away
                found[county, draw] = np.sqrt(square / total) / mean
        return found

    return resampled


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


def coefficient_figures(bounds: Bounds, table: pd.DataFrame) -> float:
    """Report the coefficients beside numpy's best; return what those of the table take."""
    group, groups = number_groups(table)
    students = table["students"].to_numpy()
    arrays = [table[quantity].to_numpy() for quantity in QUANTITIES]
    whole = [np.nan_to_num(quantity, nan=1.0) for quantity in arrays]  # numpy's knows no missing
    told = students, group, len(groups)

    def measure(quantities: list) -> list:
        return list(variations(quantities, *told, weighting="enrolment"))

    best = best_pass(whole, *told)
    found = [each.coefficient for each in measure(whole)]
    many = np.bincount(group) > 1  # one school does not differ
    np.testing.assert_allclose(np.array(found)[:, many], np.array(best)[:, many], rtol=1e-12)
    one, best_one, eight, best_eight, bare, point, interval = fastest(
        partial(measure, whole[:1]),
        partial(best_pass, whole[:1], *told),
        partial(measure, arrays),
        partial(best_pass, whole, *told),
        partial(bare_pass, whole, *told),
        partial(coefficients, table, BASIC_2012, weighting="enrolment"),
        partial(coefficients, table, BASIC_2012, weighting="enrolment", ends=jackknife_interval),
    )
    print(
        f"one coefficient {one * 1e3:.2f} ms, numpy {best_one * 1e3:.2f}; eight {eight * 1e3:.2f}, "
        f"numpy {best_eight * 1e3:.2f}; on the table {point * 1e3:.2f}, plain numpy "
        f"{bare * 1e3:.2f}; with intervals {interval * 1e3:.2f}"
    )
    bounds.at_most("one coefficient / numpy's best", one / best_one, 2)
    bounds.at_most("eight coefficients on arrays / numpy's best", eight / best_eight, 1.5)
    bounds.at_most("eight coefficients on the table / plain numpy", point / bare, 1.5)
    bounds.at_most("intervals / point estimates", interval / point, 1.5)
    return point


def gini_figures(bounds: Bounds, table: pd.DataFrame) -> None:
    """Report the Gini coefficients of all counties beside numpy's best."""
    group, groups = number_groups(table)
    weights = table["students"].to_numpy()
    values = (table["books_count"] / table["students"]).fillna(1.0).to_numpy()
    run = partial(grouped_gini, values, group, len(groups), weights=weights)
    plain = partial(best_gini, values, weights, group, len(groups))
    np.testing.assert_allclose(run(), plain(), rtol=1e-10, atol=1e-12)
    ours, best = fastest(run, plain)
    print(f"Gini by county {ours * 1e3:.2f} ms, numpy {best * 1e3:.2f}")
    bounds.at_most("Gini by county / numpy's best", ours / best, 2)


def bootstrap_figures(bounds: Bounds) -> None:
    """Report the bootstrap of the coverage study beside scipy's and a compiled loop, all with the
    same draws."""
    students, (quantity,) = draw_schools(np.random.default_rng(SEED), (50, 30))
    of_scipy = {"paired": True, "axis": -1, "batch": 20, "n_resamples": 1000}

    def ours() -> np.ndarray:
        return resampled_coefficients(np.random.default_rng(SEED), quantity, students, 1000)

    def scipy() -> np.ndarray:
        random = np.random.default_rng(SEED)
        told = bootstrap(
            (quantity, students), row_coefficients, method="percentile", rng=random, **of_scipy
        )
        return told.bootstrap_distribution

    np.testing.assert_allclose(ours(), scipy(), rtol=1e-12)
    own, library = fastest(ours, scipy)
    bounds.at_least("bootstrap of 50 counties, 1000 draws: scipy / ours", library / own, 3)
    loop = compiled_bootstrap()
    if loop is None:
        print("numba is not installed: the bootstrap was not compared with a compiled loop")
        return

    def compiled() -> np.ndarray:
        drawn = np.random.default_rng(SEED).integers(0, 30, (1000, 30))
        return loop(quantity, students, drawn)

    np.testing.assert_allclose(ours(), compiled(), rtol=1e-12)
    own, fast = fastest(ours, compiled)
    bounds.at_most("bootstrap / compiled loop", own / fast, 3)


def memory_figures(bounds: Bounds, path: Path, schools_count: int) -> None:
    """Report what a process takes, Python and its libraries too, that reads a file of so many
    schools and gives the coefficients."""
    told = subprocess.run(
        [sys.executable, "-c", MEMORY, str(path)], check=True, capture_output=True, text=True
    )
    megabytes = float(told.stdout)
    name = f"memory for {schools_count:,} schools in one pass, MB"
    bounds.at_most(name, megabytes, 500 if schools_count == 200_000 else 1000)


def main() -> int:
    """Print each figure beside its limit; 1 when one is missed."""
    bounds = Bounds("equity")
    schools = invent_schools(2900, 200_000, seed=SEED)
    table = parts(apply_scope(schools, "basic_2012")[0])
    group, groups = number_groups(table)
    print(f"{len(schools)} schools, {len(table)} parts, {len(groups)} counties and stages")
    point = coefficient_figures(bounds, table)
    gini_figures(bounds, table)
    bootstrap_figures(bounds)

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
        memory_figures(bounds, paths[0], len(schools))
        invent_schools(5800, 400_000, seed=SEED).to_parquet(paths[0], index=False)
        memory_figures(bounds, paths[0], 400_000)

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
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
