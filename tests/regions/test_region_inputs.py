"""What belongs to a region is cut out of the rows that tell whether it has to be cut out again."""

import pandas as pd
import pytest

from edugov import regions, tables
from edugov.regions import region_inputs
from edugov.tables.rows_by_region import Whole


@pytest.fixture(scope="module")
def whole():
    return Whole(tables.every())


def test_what_belongs_to_a_region_is_the_same_where_all_other_rows_are_gone(whole):
    having = regions.with_pages(whole.tables)
    codes = having.loc[having["pages"], "region_code"]
    assert len(codes) > 50
    for code in codes:
        cut = dict(whole.tables)
        for name, near in region_inputs.reach(code, whole).items():
            if near is not None:
                cut[name] = cut[name][cut[name]["region_code"].isin(near)]
        own = regions.belonging(code, cut)
        for name, expected in regions.belonging(code, whole.tables, whole).items():
            pd.testing.assert_frame_equal(own[name], expected, obj=f"{code} {name}")


@pytest.mark.parametrize(
    ("changed", "told_anew"),
    [
        ("500235", {"500235"}),  # a county
        ("500000", {"500235", "500000"}),  # the province that it lies in
        ("000000", {"500235", "500000", "440000", "000000"}),  # the nation
    ],
)
def test_a_changed_figure_is_told_of_its_region_and_of_those_below_it(whole, changed, told_anew):
    figures = whole.tables["figures"].copy()
    first = figures.index[figures["region_code"] == changed][0]
    figures.loc[first, "value"] += 1
    after = Whole(whole.tables | {"figures": figures})
    codes = ["500235", "500000", "440000", "000000"]
    assert {
        code for code in codes if region_inputs.told(code, whole) != region_inputs.told(code, after)
    } == told_anew
