"""Which rows of the tables a region's pages can depend on, so that it is quickly told whether these
changed."""

import json
from functools import partial

from edugov import regions, tables
from edugov.tables.rows_by_region import Whole

# those that all provinces are added up of, beside each of them
TOGETHER = ("funding_provincial", "province_values")
BY_SOURCE = ("sources", *tables.ON_DOCUMENTS)  # whose rows belong to it, whatever region they name


def reach(code: str, whole: Whole) -> dict[str, list[str] | None]:
    """Say by table of which regions it may have rows that belong to a region, as
    `regions.belonging` cuts them out: its own, those above it and the nation; None where any row
    may."""
    parent = whole.once("parents", partial(regions.parents, whole.tables["regions"]))
    line = [code, *regions.above(code, parent)]
    entire = {"regions", *BY_SOURCE}
    if len(line) <= 2:  # a province, or the nation
        entire.update(TOGETHER)
    found = {}
    for name, table in whole.tables.items():
        is_cut = "region_code" in table and name not in entire
        found[name] = [*line, regions.NATION] if is_cut else None
    return found


def told(code: str, whole: Whole) -> list[str]:
    """Return what tells the rows that may belong to a region from all others."""
    digests = [code, headings(whole)]
    for name, codes in reach(code, whole).items():
        if codes is None:
            digests.append(whole.digest_of_all(name).hex())
        else:
            digests.append(whole.digest(name, "region_code", *codes).hex())
    return digests


def headings(whole: Whole) -> str:
    """Return the names of all columns: a renamed one is another table."""
    named = {name: list(table) for name, table in whole.tables.items()}
    return whole.once("headings", partial(json.dumps, named))
