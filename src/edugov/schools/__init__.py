"""Balance between schools (差异系数) from a school table."""

from edugov import submodules


def __getattr__(name: str):
    """Give `assess` here too, and import a module when it is asked for."""
    if name == "assess":
        return submodules(__name__)("assessment").assess
    return submodules(__name__)(name)
