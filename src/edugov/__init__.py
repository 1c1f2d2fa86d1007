"""edugov: figures on local education governance in China, read, checked, judged and shown.

For an analysis of your own: `edugov.figures`, `edugov.panel` and `edugov.verdicts` give tables with
names (see `edugov.research`); every module is there as well, such as `edugov.tables.read` and
`edugov.schools.assessment.assess`, or `edugov.schools.assess`.
"""

from collections.abc import Callable
from importlib import import_module
from types import ModuleType

__version__ = "0.1.0"
_RESEARCH = ("figures", "panel", "verdicts", "LeftOut")


def __getattr__(name: str):
    """Import what is asked for when it is asked for, since the whole library takes seconds."""
    if name in _RESEARCH:
        return getattr(import_module("edugov.research"), name)
    return submodules("edugov")(name)


def submodules(package: str) -> Callable[[str], ModuleType]:
    """Return what a package gives as its `__getattr__`, so that each of its modules is there after
    `import edugov` and is imported when it is asked for."""

    def of_package(name: str) -> ModuleType:
        try:
            return import_module(f"{package}.{name}")
        except ModuleNotFoundError as error:
            if error.name != f"{package}.{name}":
                raise
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return of_package


def __dir__() -> list[str]:
    """Name the functions for an analysis, besides what has been imported."""
    return sorted({*globals(), *_RESEARCH})
