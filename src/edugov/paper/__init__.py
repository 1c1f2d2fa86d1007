"""The book on paper: its pages as PDF, whole or as a sheet a region."""

from importlib.util import find_spec

from edugov.fault import Fault

_LACKING = [name for name in ("playwright", "pikepdf") if find_spec(name) is None]
if _LACKING:
    raise Fault(f"printing needs {', '.join(_LACKING)}: pip install 'edugov[pdf]'")
