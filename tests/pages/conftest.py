"""What the tests of several pages share: all tables, and the verdicts of all regions."""

import pandas as pd
import pytest

from edugov import judging, tables


@pytest.fixture(scope="module")
def every() -> dict[str, pd.DataFrame]:
    """Give every table of the data package."""
    return {name: tables.read(name) for name in tables.names()}


@pytest.fixture(scope="module")
def judged(every) -> pd.DataFrame:
    """Give the verdicts on the figures of all regions."""
    figures = every["figures"]
    return judging.verdicts({**every, "figures": figures[figures["region_code"] != ""]})
