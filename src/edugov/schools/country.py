"""The official coefficients of a whole country at once, from a table or from files of whole
counties."""

from pathlib import Path

import numpy as np
import pandas as pd

from .parts import COLUMNS, apply_scope, parts
from .rule_sets import RULE_SETS
from .variation import coefficients


def school_coefficients(schools: pd.DataFrame, rule_set: str, *, scope: str) -> pd.DataFrame:
    """Official coefficients of all counties from a school table: scope, split, measure
    (全国差异系数).

    The table may hold any number of counties and years; ``rule_set`` and ``scope`` are keys of
    `rule_sets.RULE_SETS` and `parts.SCOPES`. The result is the table of
    `variation.coefficients`, weighted by enrolment.
    """
    counted, _ = apply_scope(schools, scope)
    return coefficients(parts(counted), RULE_SETS[rule_set], weighting="enrolment")


def write_partitions(
    schools: pd.DataFrame, folder: str | Path, partitions_count: int
) -> list[Path]:
    """Write a school table as Parquet files, each with whole counties (needs pyarrow)."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    codes = np.sort(schools["region_code"].astype("object").unique())
    paths = []
    for number, some in enumerate(np.array_split(codes, partitions_count)):
        path = folder / f"schools-{number:04d}.parquet"
        here = schools["region_code"].isin(some)
        schools[here].to_parquet(path, index=False)
        paths.append(path)
    return paths


def file_coefficients(path: str | Path, rule_set: str, *, scope: str) -> pd.DataFrame:
    """Coefficients of the checked school table in one Parquet (needs pyarrow) or CSV file.

    As :func:`school_coefficients`, with a path in place of the table. A CSV is read with its column
    types but not checked: use `files.read_schools` for tables from outside.
    """
    path = Path(path)
    if path.suffix == ".parquet":
        schools = pd.read_parquet(path)
    else:
        kinds = {"number": "float64", "whole": "float64", "text": "str"}
        types = dict(
            zip(COLUMNS["column_id"], COLUMNS["kind"].map(kinds).fillna("category"), strict=True)
        )
        schools = pd.read_csv(path, dtype=types, encoding="utf-8")
    return school_coefficients(schools, rule_set, scope=scope)


def distributed_coefficients(paths: list[Path], rule_set: str, *, scope: str) -> pd.DataFrame:
    """Coefficients over many files on Dask, for more than one machine's memory; the same numbers.

    As :func:`file_coefficients`, with a list of files. Each holds whole counties
    (:func:`write_partitions`), so no county is put together from two. Runs on the current Dask
    client (a cluster, or local threads when there is none). Needs the extra ``national``.
    """
    import dask

    one = dask.delayed(file_coefficients, pure=True)
    tasks = [one(path, rule_set, scope=scope) for path in paths]
    tables = dask.compute(*tasks)
    return pd.concat(tables, ignore_index=True)
