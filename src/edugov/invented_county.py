"""The invented county of 60 schools (虚构县) that the book shows as an example.

Its rows stand in ``data/schools.csv``; a test compares them with what is made here.
"""

import numpy as np
import pandas as pd

from .country import invent_schools

REGION_CODE = "9999Z1"  # a convention of this book, not a code of GB/T 2260
SEED = 201807  # chosen so that the county shows everything: one stage passes without one school, one does not
_KIND_ZH = {
    "primary": "小学",
    "lower_secondary": "初级中学",
    "nine_year": "九年一贯制学校",
    "complete_secondary": "完全中学",
    "teaching_point": "教学点",
    "special": "特殊教育学校",
}


def invented_county() -> pd.DataFrame:
    """School table of an invented county: 60 schools, among them combined schools and one missing cell.

    It holds nine-year schools, a complete secondary, teaching points (one under 50 students), a private
    school, a special school, and one primary school whose number of books is not known. Every name says that
    it is invented.

    Returns
    -------
    DataFrame
        One row a school, year 2023, region code 9999Z1.

    Examples
    --------
    >>> county = invented_county()
    >>> len(county), int(county["books_count"].isna().sum())
    (60, 1)
    """
    pool = invent_schools(1, 400, seed=SEED, missing_share=0.0).astype({"school_type": "str", "ownership": "str"})
    pool = pool[pool["ownership"] == "public"]
    wanted = {"primary": 40, "lower_secondary": 11, "nine_year": 4, "complete_secondary": 1, "teaching_point": 3}
    county = pd.concat([pool[pool["school_type"] == kind].head(count) for kind, count in wanted.items()])
    special = pool[pool["school_type"] == "primary"].iloc[[-1]].assign(school_type="special")
    county = pd.concat([county, special], ignore_index=True)
    kind = county["school_type"]
    number = kind.groupby(kind).cumcount() + 1
    county["school_name"] = [f"虚构{_KIND_ZH[name]}{count:02d}" for name, count in zip(kind, number, strict=True)]
    county["school_code"] = [f"INV{place:03d}" for place in range(1, len(county) + 1)]
    county["region_code"], county["year"] = REGION_CODE, "2023"
    county.loc[5, "ownership"] = "private"
    county.loc[7, "books_count"] = np.nan
    return county
