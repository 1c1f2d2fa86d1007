"""The dictionary of indicators: which of them an id, a name or an alias means."""

from difflib import get_close_matches
from pathlib import Path

from edugov import tables
from edugov.tables import DATA, Fault

MOST_NEAR = 8  # names that a sentence lists


def indicator_of(text: str, data: Path = DATA) -> str:
    """Return the id of an indicator by its id, a name or an alias; a Fault names the near ones."""
    known = tables.read("indicators", data)
    for column in ("indicator_id", "name_zh", "name_en"):
        named = known[known[column] == text]
        if len(named):
            return named["indicator_id"].iloc[0]
    aliases = known["aliases_zh"].str.split("|")
    has_alias = [text in names for names in aliases]
    meant = known[has_alias]["indicator_id"]
    if len(meant) == 1:
        return meant.iloc[0]
    every = [*known["indicator_id"], *known["name_zh"], *known["name_en"]]
    close = list(meant)[:MOST_NEAR] or get_close_matches(text, every, MOST_NEAR, 0.5)
    raise Fault(f"no indicator {text!r}; near: {'; '.join(close) or 'none'}")
