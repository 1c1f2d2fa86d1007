"""The invented country, its files, and the same numbers on Dask."""

import numpy as np
import pandas as pd
import pytest

from edugov.schools.country import (
    distributed_coefficients,
    file_coefficients,
    invent_schools,
    school_coefficients,
    write_partitions,
)
from edugov.schools.parts import COLUMNS, SCHOOL_TYPES


@pytest.fixture(scope="module")
def country() -> pd.DataFrame:
    return invent_schools(60, 3000, seed=7)


def test_the_same_seed_gives_the_same_country(country):
    pd.testing.assert_frame_equal(country, invent_schools(60, 3000, seed=7))
    assert not country.equals(invent_schools(60, 3000, seed=8))


def test_the_country_is_a_school_table(country):
    assert country.columns.tolist() == COLUMNS["column_id"].tolist()
    assert country["region_code"].nunique() == 60 and country["school_code"].is_unique
    assert country["region_code"].str.fullmatch("9[0-9]{5}").all()  # no real code begins with 9
    for kind, (_, stages) in SCHOOL_TYPES.items():
        some = country[country["school_type"] == kind]
        for stage in ("primary", "lower_secondary", "upper_secondary"):
            assert ((some[f"students_{stage}"] > 0) == (stage in stages)).all()
    numbers = country[COLUMNS.loc[COLUMNS["kind"] == "number", "column_id"]].to_numpy()
    assert 0.001 < np.isnan(numbers).mean() < 0.004 and (numbers[~np.isnan(numbers)] >= 0).all()
    assert not (country["indoor_sports_area_m2"] > country["teaching_area_m2"]).any()


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
