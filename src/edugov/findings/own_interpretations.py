"""Remarks where a figure's year, label or place was inferred by us and is not printed."""

import pandas as pd

from edugov.labels import bracketed, say


def remarks(figure_ids: str, figures: pd.DataFrame, lang: str) -> dict[str, str]:
    """Return a remark for what is our reading of some figures: `when` on their year, `told` on what
    they measure and where; empty where it is as printed. Of a year that a reader inferred it says
    no more than tables do."""
    mine = figures[figures["figure_id"].isin(figure_ids.split())]
    by_hand = mine.loc[mine["origin"].ne("reader"), "inferred"]
    found = {"when": "", "told": ""}
    for word in by_hand[by_hand.ne("")].unique():
        remark = say(f"figure.inferred.{word}", lang)
        found["when" if word == "year" else "told"] = bracketed(remark, lang)
    if not found["when"] and mine["inferred"].eq("year").any():
        found["when"] = say("year.inferred", lang)
    return found
