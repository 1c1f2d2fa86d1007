"""All tables cut by region or by source at once (`Whole`), without a search through a table for
each."""

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TypeVar

import numpy as np
import pandas as pd
from pandas.util import hash_pandas_object

from edugov.tables import Tables, reads

Made = TypeVar("Made")
NOWHERE = np.array([], dtype=np.intp)
REMEMBERED = 4  # results of a function: of all regions, of those that reported, of two others
DIGEST = "row_digest"  # the column that `with_digests` adds


class Whole:
    """All tables by name, and where in them the rows of a region or of a source stand."""

    def __init__(self, every: Tables) -> None:
        self.tables = every
        self._places: dict[tuple[str, str], Mapping[str, np.ndarray]] = {}
        self._digests: dict[str, np.ndarray] = {}
        self._made: dict[str, object] = {}

    def once(self, key: str, make: Callable[[], Made]) -> Made:
        """Return what was made under a key, which is made the first time that it is asked for."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def rows(self, name: str, column: str, keys: Iterable[str]) -> pd.DataFrame:
        """Return the rows of a table whose column holds one of some keys, in the order of the
        table."""
        return self.tables[name].take(self._found(name, column, keys))

    def _found(self, name: str, column: str, keys: Iterable[str]) -> np.ndarray:
        known = self.places(name, column)
        found = [known[key] for key in dict.fromkeys(keys) if key in known]
        return np.sort(np.concatenate(found)) if found else NOWHERE

    def places(self, name: str, column: str) -> Mapping[str, np.ndarray]:
        """Return the places of the rows of a table by what a column of it holds."""
        if (name, column) not in self._places:
            self._places[name, column] = self.tables[name].groupby(column).indices
        return self._places[name, column]

    def digest(self, name: str, column: str, *keys: str) -> bytes:
        """Return what tells the rows of a table with these keys from all others."""
        return self._of_rows(name)[self._found(name, column, keys)].tobytes()

    def digest_of_all(self, name: str) -> bytes:
        """Return what tells a table from all others."""
        return self._of_rows(name).tobytes()

    def _of_rows(self, name: str) -> np.ndarray:
        if name not in self._digests:
            self._digests[name] = hash_pandas_object(self.tables[name], index=False).to_numpy()
        return self._digests[name]


def with_digests(every: Tables) -> Tables:
    """Return the tables with a column more: a digest of each row, by which it is told whether rows
    are as they were."""
    marked = {}
    for name, table in every.items():
        digests = hash_pandas_object(table, index=False)
        marked[name] = table.assign(**{DIGEST: digests})
    return marked


def digests_of(rows: pd.DataFrame) -> bytes:
    """Return what tells rows of `with_digests` from all others; of a table that was computed from
    them, what it says."""
    if DIGEST in rows:
        return rows[DIGEST].to_numpy().tobytes()
    return rows.to_csv(index=False).encode()


def remembered(*needed: str) -> Callable:
    """Let a function of tables, which needs those of some names, give again what it gave of the
    same ones: a kernel makes many pages from the same rows. It is given these tables alone."""

    def remembering(compute: Callable[..., pd.DataFrame]) -> Callable[..., pd.DataFrame]:
        known: dict[tuple, pd.DataFrame] = {}

        @wraps(compute)
        def computed(tables: Tables, *others: pd.DataFrame | None) -> pd.DataFrame:
            given = {name: tables[name] for name in needed if name in tables}
            asked = {**given, **{f"other {place}": one for place, one in enumerate(others)}}
            key = tuple(
                (name, one is not None and reads.digest(one)) for name, one in asked.items()
            )
            if key not in known:
                while len(known) >= REMEMBERED:
                    known.pop(next(iter(known)))
                known[key] = compute(given, *others)
            return known[key].copy()

        return computed

    return remembering
