"""What a benchmark measured beside the bound it states, and beside what it measured when the bound
was last looked at: the benchmark fails where a bound is missed, or where a figure got much worse.

`tests/bench_results.csv` holds the figures of one run by benchmark and version. EDUGOV_BENCH=write
puts those of this run there, in place of the ones of this version.
"""

import csv
import io
import os
from pathlib import Path

from edugov import __version__

RESULTS = Path(__file__).with_name("bench_results.csv")
COLUMNS = ("bench", "figure", "version", "value", "better")
MUCH_WORSE = 1.5  # times; less than this is the machine's mood
ABOUT_NOTHING = 0.05  # figures below it are not compared: what is left of them is noise


class Bounds:
    """Figures of one run beside their bounds; under the name of a benchmark they are compared with
    those that it had."""

    def __init__(self, bench: str = "", results: Path = RESULTS) -> None:
        self.missed = 0
        self._bench, self._results = bench, results
        self._rows: list[dict[str, str]] = []

    def at_most(self, name: str, figure: float, limit: float) -> None:
        """Print a figure that may not be above its limit."""
        self._report(name, figure, f"at most {limit:g}", figure <= limit)
        self._note(name, figure, "lower")

    def at_least(self, name: str, figure: float, limit: float) -> None:
        """Print a figure that may not be below its limit."""
        self._report(name, figure, f"at least {limit:g}", figure >= limit)
        self._note(name, figure, "higher")

    def _report(self, name: str, figure: float, bound: str, kept: bool) -> None:
        self.missed += not kept
        print("ok  " if kept else "MISS", f"{name}: {figure:.2f} ({bound})", flush=True)

    def _note(self, name: str, figure: float, better: str) -> None:
        row = [self._bench, name, __version__, f"{figure:.3g}", better]
        self._rows.append(dict(zip(COLUMNS, row, strict=True)))

    def exit_code(self) -> int:
        """Return 1 where a bound was missed or a figure is much worse than it was."""
        if self._bench:
            before = _read(self._results)
            for row in self._rows:
                self._compare(row, before)
            if os.environ.get("EDUGOV_BENCH") == "write":
                _write(self._results, before, self._rows)
        return 1 if self.missed else 0

    def _compare(self, row: dict[str, str], before: list[dict[str, str]]) -> None:
        """Report a figure that is much worse than the last one that is recorded of it."""
        same = [old for old in before if (old["bench"], old["figure"]) == _named(row)]
        if not same:
            return
        old, new = float(same[-1]["value"]), float(row["value"])
        times = old / new if row["better"] == "higher" else new / old
        if max(old, new) >= ABOUT_NOTHING and not times <= MUCH_WORSE:
            name = f"{row['figure']} / that of version {same[-1]['version']} ({old:g})"
            self._report(name, new / old, f"worse at most {MUCH_WORSE:g} times", False)


def _named(row: dict[str, str]) -> tuple[str, str]:
    return row["bench"], row["figure"]


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, before: list[dict[str, str]], rows: list[dict[str, str]]) -> None:
    """Write the figures with those of this run in place of the same ones of this version."""
    made = {(*_named(row), row["version"]) for row in rows}
    kept = [row for row in before if (*_named(row), row["version"]) not in made]
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows([*kept, *rows])
    path.write_text(text.getvalue(), encoding="utf-8")
