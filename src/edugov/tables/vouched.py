"""Which figures a verdict, a count or a comparison may rest on (可用数字)."""

import re

import pandas as pd

# what a note says of a figure printed with 余, 近, 约 and the like, as the reader writes it
_BOUND = re.compile(r"\b((?:lower|upper) bound|approximate) \(", re.I)


def bound(note: str) -> str:
    """Return what of a value a figure is by its note: ``lower bound``, ``upper bound``,
    ``approximate``; empty where it is the value itself.

    >>> bound("part-time; Lower bound (以上)"), bound("part-time")
    ('lower bound', '')
    """
    found = _BOUND.search(note)
    return found[1].lower() if found else ""


def is_printed(figures: pd.DataFrame) -> pd.Series:
    """Tell which figures have a value that is printed without a doubt, whatever it was printed
    for."""
    return figures["status"].eq("ok") & figures["value"].notna()


def is_sound(figures: pd.DataFrame) -> pd.Series:
    """Tell which figures have a value that is printed without a doubt and is known for another
    reason than that it was extreme (入选, such as the fastest growth of a notice)."""
    return is_printed(figures) & figures["selected"].eq("")


def vouched(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that may support a verdict, a count or a comparison: the sound ones of a
    whole region. All others are shown with what is amiss.

    >>> row = dict(status="ok", value=9.8, selected="", scope="region")
    >>> len(vouched(pd.DataFrame([row, row | {"scope": "part"}, row | {"status": "conflict"}])))
    1
    """
    is_whole = figures["scope"].eq("region")
    return figures[is_sound(figures) & is_whole]


def of_one_year(figures: pd.DataFrame) -> pd.DataFrame:
    """Return those that are vouched for and of one year, which is a whole number in them."""
    kept = vouched(figures)
    is_dated = kept["year"].str.fullmatch(r"\d{4}")
    return kept[is_dated].astype({"year": int})
