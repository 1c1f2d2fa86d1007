"""The coefficients of a whole country, from its files, and the same numbers on Dask."""

import pandas as pd
import pytest

from edugov.makers.invented import invent_schools
from edugov.schools.country import (
    distributed_coefficients,
    file_coefficients,
    school_coefficients,
    write_partitions,
)


@pytest.fixture(scope="module")
def country() -> pd.DataFrame:
    return invent_schools(60, 3000, seed=7)


@pytest.mark.parametrize("rule_set", ["basic_2012", "quality_2017"])
def test_files_give_the_same_numbers(country, rule_set, tmp_path):
    expected = school_coefficients(country, rule_set, scope=rule_set)
    assert expected["coefficient"].between(0, 3).mean() > 0.99
    country.to_parquet(tmp_path / "country.parquet", index=False)
    country.to_csv(tmp_path / "country.csv", index=False, encoding="utf-8")
    for name in ("country.parquet", "country.csv"):
        pd.testing.assert_frame_equal(
            file_coefficients(tmp_path / name, rule_set, scope=rule_set), expected
        )


def test_partitions_hold_whole_counties(country, tmp_path):
    paths = write_partitions(country, tmp_path, 7)
    seen = [set(pd.read_parquet(path)["region_code"]) for path in paths]
    assert sum(len(some) for some in seen) == len(set.union(*seen)) == 60


@pytest.mark.slow
def test_two_worker_processes_give_identical_numbers(country, tmp_path):
    distributed = pytest.importorskip("distributed")
    paths = write_partitions(country, tmp_path, 6)
    expected = school_coefficients(country, "quality_2017", scope="quality_2017")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        assert len(client.scheduler_info()["workers"]) == 2
        found = distributed_coefficients(paths, "quality_2017", scope="quality_2017")
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
