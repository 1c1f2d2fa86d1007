"""The invented country: what it says of itself, as many figures as the median real region, the same
bytes for a seed, and tables in which `edugov check` finds nothing wrong."""

import os
import subprocess
import sys

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.fault import Fault
from edugov.makers import invented_country
from tests.conftest import ROOT
from tests.small import bytes_of

COUNT = 95  # more than one province has


def data(folder):
    return {name: tables.read(name, folder / "data") for name in tables.names()}


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("country")
    invented_country.invent(ROOT, folder, COUNT, seed=7)
    return folder


@pytest.fixture(scope="module")
def every(out):
    return data(out)


def invented(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table[table[column].str.contains(r"^invented-\d{2}-\d{4}$")]


def test_a_region_has_what_the_median_real_region_with_pages_has(every):
    real = {name: tables.read(name) for name in tables.names()}
    paged = regions.with_pages(real).query("pages")["region_code"]
    by_region = real["figures"].groupby("region_code")
    figures_count = paged.map(by_region.size()).fillna(0).median()
    sources_count = paged.map(by_region["source_id"].nunique()).fillna(0).median()
    mine = invented(every["figures"], "source_id").groupby("region_code")
    assert set(mine.size()) == {figures_count}
    assert set(mine["source_id"].nunique()) == {sources_count}
    assert len(mine) == COUNT


def test_each_has_a_profile_and_a_page_of_funding_below_its_province(every):
    having = regions.with_pages(every).merge(every["regions"])
    mine = invented(having, "slug")
    assert mine["profile"].all() and mine["funding"].all()
    assert mine["kind"].value_counts().to_dict() == {"county": COUNT - 2, "province": 2}
    assert (mine["region_code"].str[:2] == mine["parent_code"].str[:2]).sum() == COUNT - 2


def test_names_notes_and_codes_say_that_they_are_invented(every):
    mine = invented(every["regions"], "slug")
    assert (
        mine["name_zh"].str.startswith("虚构").all() and mine["name_en"].str.contains("Inv").all()
    )
    real = tables.read("county_codes")["region_code"].str[:2]
    assert not set(mine["region_code"].str[:2]) & set(real)
    assert invented(every["sources"], "source_id")["title_zh"].str.contains("虚构").all()


def test_no_name_holds_what_the_check_takes_for_a_year():
    slugs = pd.Series([region["slug"] for region in invented_country._regions(ROOT, 3000)])
    assert slugs.is_unique and not slugs.str.contains("(?:19|20)[0-9]{2}").any()


def test_growth_is_that_of_the_amounts(every):
    mine = invented(every["figures"], "source_id")
    levels = mine[mine["quantity"] == "value"].reset_index()
    growth = mine[mine["quantity"] == "growth"].reset_index()
    expected = (levels["value"] / levels["previous_value"] - 1) * 100
    assert (growth["value"] - expected).abs().max() <= 0.005 + 1e-9


def test_the_rows_of_the_book_stay_as_they_are(out):
    for name in ("figures", "regions", "sources", "county_codes"):
        before = (tables.DATA / f"{name}.csv").read_bytes()
        assert (out / "data" / f"{name}.csv").read_bytes().startswith(before)


def test_a_seed_gives_the_same_bytes_and_another_one_others(out, tmp_path):
    invented_country.invent(ROOT, tmp_path / "same", COUNT, seed=7)
    invented_country.invent(ROOT, tmp_path / "other", COUNT, seed=8)
    assert bytes_of(tmp_path / "same") == bytes_of(out)
    assert bytes_of(tmp_path / "other") != bytes_of(out)


def test_a_folder_that_holds_something_and_too_many_regions_are_refused(out, tmp_path):
    with pytest.raises(Fault, match="something in it"):
        invented_country.invent(ROOT, out, 1, seed=1)
    with pytest.raises(Fault, match="codes are left for"):
        invented_country.invent(ROOT, tmp_path / "more", 100_000, seed=1)
    assert not (tmp_path / "more").exists()


@pytest.mark.slow
def test_the_check_finds_nothing_wrong(out):
    done = subprocess.run(
        [sys.executable, "-m", "edugov.cli", "check"],
        env=os.environ | {"EDUGOV_ROOT": str(out), "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
