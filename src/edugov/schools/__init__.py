"""Balance between schools (差异系数) from a school table."""

from importlib import import_module


def __getattr__(name: str):
    """Give `assess` here too, and import a module when it is asked for."""
    if name == "assess":
        return import_module("edugov.schools.assessment").assess
    try:
        return import_module(f"edugov.schools.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"edugov.schools.{name}":
            raise
        raise AttributeError(f"module 'edugov.schools' has no attribute {name!r}") from None
