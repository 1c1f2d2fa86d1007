"""Words in a table of yearly values: what its headings name, and which stage, indicator and unit a
cell means."""

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.labels import LANGUAGES, say, unit
from edugov.schools.wordings import UNITS, bare
from edugov.tables import DATA, Fault

WORDINGS = pd.read_csv(Path(__file__).with_name("wordings.csv"), dtype=str, keep_default_na=False)
COLUMNS = ("region", "year", "stage", "indicator", "unit", "value", "note")
REQUIRED = ("region", "year", "stage", "indicator", "value")
MOST_NEAR = 4


def _key(words: str) -> str:
    """Return words as they are compared."""
    return bare(words).casefold()


def _of_kind(kind: str) -> dict[str, str]:
    rows = WORDINGS[WORDINGS["kind"] == kind]
    return {_key(row.wording): row.of for row in rows.itertuples()}


HEADINGS = _of_kind("heading")
EXAMPLES = set(_of_kind("example"))


def heading(cell: str) -> str:
    """Return the column that a heading names, empty where it names none.

    >>> heading("地区"), heading("Indicator"), heading("页码")
    ('region', 'indicator', '')
    """
    return HEADINGS.get(_key(cell), "")


def is_example(cell: str) -> bool:
    """Tell whether a cell is that of the example of the template."""
    return _key(cell) in EXAMPLES


def stages() -> list[str]:
    """Return the stages that a value can be of."""
    (field,) = [field for field in tables.fields("own_panel") if field["name"] == "stage"]
    return field["constraints"]["enum"]


def stage_of(cell: str) -> str:
    """Return the stage that a cell means; a Fault names the near words.

    >>> stage_of("小学"), stage_of("lower secondary")
    ('primary', 'lower_secondary')
    """
    known = _of_kind("stage")
    for stage in stages():
        known[stage] = stage
        for lang in LANGUAGES:
            known[_key(say(f"stage.{stage}", lang))] = stage
    wanted = _key(cell)
    if wanted in known:
        return known[wanted]
    holding = [word for word in known if wanted and wanted in word]
    near = holding or get_close_matches(wanted, known, MOST_NEAR, 0.5) or stages()
    named = []
    for word in near:
        stage = known.get(word, word)
        named.append(f"{stage} ({_zh(stage)})")
    named = list(dict.fromkeys(named))
    raise Fault(f"no stage is called so; near: {', '.join(named)}")


def _zh(stage: str) -> str:
    return say(f"stage.{stage}", "zh")


def units(key: str) -> dict[str, int]:
    """Return what a unit may be called in a cell, and how many of the unit each of these is.

    >>> units("yuan")["万元"], units("percent")["%"]
    (10000, 1)
    """
    named = {_key(unit(key, lang)): 1 for lang in LANGUAGES if unit(key, lang)}
    named |= {_key(key): 1, _key(key.replace("_", " ")): 1}
    for row in WORDINGS.query("kind == 'unit' and of == @key").itertuples():
        named[_key(row.wording)] = int(row.value)
    of_schools = {_key(word): factor for word, factor in UNITS.get(key, {}).items()}
    return of_schools | named


def factor_of(cell: str, key: str) -> int:
    """Return how many of an indicator's unit one of the unit in a cell is; a Fault where it is no
    such unit."""
    known = units(key)
    if not cell:
        return 1
    if _key(cell) not in known:
        raise Fault(
            f"the indicator is in {shown_unit(key)}; convert the value, or correct the unit"
        )
    return known[_key(cell)]


def shown_unit(key: str) -> str:
    """Return a unit as a sentence names it."""
    words = [unit(key, lang) for lang in LANGUAGES]
    if not any(words):
        return "plain numbers"
    return f"{words[0]} ({words[1]})"


def unit_of(indicator_id: str, data: Path = DATA) -> str:
    """Return the unit of an indicator."""
    known = tables.read("indicators", data).set_index("indicator_id")
    return known.at[indicator_id, "unit"]
