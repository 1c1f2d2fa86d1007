"""Schools that stand under another code in another year: asked about, for a new code makes a
closure and an opening."""

import pandas as pd

from .wordings import CAMPUSES, bare

ROUNDED = r"[1-9]\d{4,}0000"
FEWEST_ROUNDED = 3
_CAMPUS = rf"\(?(?:{'|'.join(CAMPUSES)})\)?$"


def rounded_codes(codes: pd.Series, heading: str) -> list[str]:
    """Ask about codes that may have lost their last digits, as numbers do in scientific notation:
    every code, three or more of them, is long and ends in zeros."""
    if len(codes) < FEWEST_ROUNDED or not codes.str.fullmatch(ROUNDED).all():
        return []
    what = "every code ends in zeros; are its last digits lost? format the column as text"
    return [f"row {codes.index[0]}, column {heading}, value {codes.iloc[0]!r}: {what}"]


def under_two_codes(texts: pd.DataFrame, heading: str) -> list[str]:
    """Name rows of a file that have one name, but for that of a campus, and several codes: students
    may be counted twice."""
    names = texts["school_name"].map(bare).str.replace(_CAMPUS, "", regex=True)
    doubts = []
    for name, rows in texts.groupby(names):
        if name and rows["school_code"].nunique() > 1:
            places = " and ".join(f"row {place}" for place in rows.index)
            what = "one name under several codes; is each student counted once?"
            doubts.append(f"{places}, column {heading}, value {name!r}: {what}")
    return doubts


def under_another_code(schools: pd.DataFrame, others: pd.DataFrame) -> list[str]:
    """Ask about schools whose name stands under another code in the nearest year before or after.

    Parameters
    ----------
    schools, others : DataFrame
        A school table of one region and year as `files.read_schools` gives it, and those of other
        years of that region.

    Returns
    -------
    list of str
        A sentence a school that is in one year only by its code and in both by its name. Names are
        compared without blanks; those that several schools of a year have are left alone.
    """
    places = schools.attrs["places"]
    heading = schools.attrs["headings"]["school_code"]
    asked = []
    for year in _nearest_years(schools["year"].iloc[0], others["year"]):
        other = others[others["year"] == year]
        here = _codes_by_name(schools, other)
        there = _codes_by_name(other, schools)
        for name in here.index.intersection(there.index):
            code = here[name]
            same_code = schools["school_code"] == code
            own = schools.index[same_code][0]
            asked.append(
                f"row {places[own]}, column {heading}, value {code!r}: {name} has the code "
                f"{there[name]} in {year}; write that code if it is the same school "
                "(--anyway: it is another)"
            )
    return asked


def _nearest_years(year: str, others: pd.Series) -> list[str]:
    """Return the nearest of other years before a year and the nearest after it, where there are
    such."""
    before = sorted(others[others < year])
    after = sorted(others[others > year])
    return before[-1:] + after[:1]


def _codes_by_name(schools: pd.DataFrame, others: pd.DataFrame) -> pd.Series:
    """Return the codes of the schools that others have not, by the name that one alone has."""
    names = schools["school_name"].map(bare)
    is_known = schools["school_code"].isin(others["school_code"])
    is_alone = ~is_known & ~names.duplicated(keep=False)
    return schools["school_code"][is_alone].set_axis(names[is_alone])
