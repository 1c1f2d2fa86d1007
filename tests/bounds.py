"""What a benchmark measured beside the bound it states: the benchmark fails where one is missed."""


class Bounds:
    """Figures of one run beside their bounds."""

    def __init__(self) -> None:
        self.missed = 0

    def at_most(self, name: str, figure: float, limit: float) -> None:
        """Print a figure that may not be above its limit."""
        self._report(name, figure, f"at most {limit:g}", figure <= limit)

    def at_least(self, name: str, figure: float, limit: float) -> None:
        """Print a figure that may not be below its limit."""
        self._report(name, figure, f"at least {limit:g}", figure >= limit)

    def _report(self, name: str, figure: float, bound: str, kept: bool) -> None:
        self.missed += not kept
        print("ok  " if kept else "MISS", f"{name}: {figure:.2f} ({bound})", flush=True)

    def exit_code(self) -> int:
        """Return 1 where a bound was missed."""
        return 1 if self.missed else 0
