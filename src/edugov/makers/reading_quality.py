"""reading_quality.csv: how well the reader reads without a hand, field by field (阅读质量)."""

from pathlib import Path

import pandas as pd

from edugov.makers import Material, progress
from edugov.reading.documents import open_document
from edugov.reading.extract import read_text
from edugov.reading.lexicon import Lexicon
from edugov.tables import Fault, lookup

# set of documents: folder of the texts, folder of the labels
SETS = {
    "long reports": ("corpus", "gold"),
    "short notices": ("reports", "reports"),
    "tuned on since": ("reports2/docs", "reports2"),
}
# The same documents as the reader read them before anybody had looked at them: it cannot be made
# again by a reader that has been changed with them in sight, so its rows are kept.
UNSEEN = "not tuned on"
SAME_LABEL = ["doc", "indicator_id", "level", "quantity", "value_si", "year"]
SAME_READING = ["indicator_id", "stage", "quantity", "value", "year", "status"]
QUANTITIES = {"level": "value", "growth_pct": "growth"}  # of labels; the others are called alike
# What is asked of a figure, each with all before it; `found` asks for indicator and value alone.
MEASURES = ["found", "stage", "year", "all"]
COLUMNS = {  # of the table: what was counted, and whether it came out well
    "labelled_count": ("labelled", "size"),
    "found_count": ("labelled", "found"),
    "found_stage_count": ("labelled", "stage"),
    "found_year_count": ("labelled", "year"),
    "found_all_count": ("labelled", "all"),
    "read_count": ("read", "size"),
    "right_count": ("read", "found"),
    "right_all_count": ("read", "all"),
    "damaged_count": ("damaged", "size"),
    "flagged_count": ("damaged", "found"),
}


def make(material: Material) -> pd.DataFrame:
    """Count, by set of documents and subject, what the labels have, what of it was found, and how
    much of what was read is right: indicator and value, with stage, with year, in all fields.

    The sets stand below the folder of the documents: long reports in ``corpus`` with their labels
    in ``gold``, short notices with theirs in ``reports``, documents that the reader was tuned on
    only after they had been scored in ``reports2``; their rows as first scored are kept.
    Labels are CSV files with the columns doc, indicator_id, level, quantity,
    value_si (in the indicator's unit), year, and must_flag or damaged, trap. Only core indicators
    are counted; what a document prints twice counts once.

    Parameters
    ----------
    material : Material
        With the folder of the documents and labels.

    Returns
    -------
    pandas.DataFrame
        One row a set and subject, counts of figures. ``found_count``: labels whose indicator and
        value were read; ``found_stage_count``: with the stage; ``found_year_count``: with stage and
        year; ``found_all_count``: with quantity and scope too. ``right_count`` and
        ``right_all_count`` are the same of what was read as sound. A year agrees where both have
        the same, or the label has none and the reader says that it inferred one.

    Raises
    ------
    Fault
        A folder has no labels, or a document that has labels is not there.
    """
    indicators = material.table("indicators")
    core = indicators.loc[indicators["core"], "indicator_id"]
    counted = []
    for name, (texts, labels) in SETS.items():
        labelled = read_labels(material.documents / labels, core)
        for document, own in progress(list(labelled.groupby("doc")), "document"):
            path = _path(material.documents / texts, document)
            text = open_document(path).text
            read = read_core(text, material.lexicon, core)
            found = compare(read, own)
            counted.append(found.assign(documents=name))
    every = pd.concat(counted, ignore_index=True)
    family = lookup(indicators, "indicator_id", "family")
    every["family"] = every["indicator_id"].map(family)
    every["size"] = True
    table = every.groupby(["documents", "family", "what"])[["size", *MEASURES]].sum()
    table = table.unstack("what", fill_value=0)
    columns = {
        column: table[(measure, what)].astype("Int64")
        for column, (what, measure) in COLUMNS.items()
    }
    held = material.table("reading_quality")
    unseen = held[held["documents"] == UNSEEN]
    made = pd.DataFrame(columns).reset_index()
    again = pd.concat([made, unseen], ignore_index=True)
    return again.sort_values(["documents", "family"], kind="stable", ignore_index=True)


def _path(folder: Path, document: str) -> Path:
    """Return the file of a document, whatever its format."""
    for path in sorted(folder.glob(f"{document}.*")):
        if path.suffix not in (".json", ".csv"):  # of its address, of its labels
            return path
    raise Fault(f"{folder}: no document {document}; it has labels")


def read_labels(folder: Path, core: pd.Series) -> pd.DataFrame:
    """Read the labels by hand in a folder: one row a figure of a core indicator that has digits.

    The result adds to the columns of the files `value` (number, missing where none can be read),
    `damaged`, and `is_part` (a sub-area's figure); the quantity is named as in figures.csv.
    """
    paths = sorted(path for path in folder.glob("*.csv") if "audit" not in path.name)
    if not paths:
        raise Fault(f"{folder}: no labels; right would be CSV files of figures read by hand")
    every = [
        pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig") for path in paths
    ]
    labels = pd.concat(every, ignore_index=True).fillna("")
    is_core = labels["indicator_id"].isin(core)
    labels = labels[is_core & labels["quantity"].ne("placeholder")]
    labels = labels.drop_duplicates(SAME_LABEL, keep="last")
    marks = labels.reindex(columns=["must_flag", "damaged"], fill_value="")
    traps = labels.reindex(columns=["trap"], fill_value="")["trap"]
    return labels.assign(
        value=labels["value_si"].map(_number),
        damaged=marks.eq("true").any(axis=1),
        is_part=traps.str.contains("sub-area"),
        quantity=labels["quantity"].replace(QUANTITIES),
    )


def read_core(text: str, words: Lexicon, core: pd.Series) -> pd.DataFrame:
    """Read the figures of core indicators in a text, what is printed twice once."""
    read = read_text(text, lexicon=words)
    return read[read["indicator_id"].isin(core)].drop_duplicates(SAME_READING)


def compare(read: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Compare what was read in one document with its labels.

    The result has one row a label (`what` is labelled or damaged) and one a figure read without a
    flag (read): `indicator_id`, and whether the label was found and the figure labelled, by
    indicator and value (`found`), with `stage`, with `year`, in `all` fields. Of a damaged label
    `found` says that it was flagged. A figure read is used for one label only, the one that it
    agrees with most.
    """
    clear = read[read["status"] == "ok"]
    is_doubted = read["status"] != "ok"
    flagged = set(read.loc[is_doubted, "indicator_id"])
    used: set = set()
    rows = []
    for label in labels.itertuples():
        if label.damaged:
            is_flagged = int(label.indicator_id in flagged)
            rows.append((label.indicator_id, "damaged", *_reached(is_flagged)))
            continue
        left = clear.index.difference(used)
        depths = {place: _depth(clear.loc[place], label) for place in left}
        best = max(depths, key=depths.__getitem__, default=None)
        depth = depths.get(best, 0)
        if depth:
            used.add(best)
        rows.append((label.indicator_id, "labelled", *_reached(depth)))
    for place, indicator_id in clear["indicator_id"].items():
        figure = clear.loc[place]
        depth = max((_depth(figure, label) for label in labels.itertuples()), default=0)
        rows.append((indicator_id, "read", *_reached(depth)))
    return pd.DataFrame(rows, columns=["indicator_id", "what", *MEASURES])


def _reached(depth: int) -> list[bool]:
    return [depth > place for place in range(len(MEASURES))]


def _depth(figure: pd.Series, label) -> int:
    """Return how many of `MEASURES` a figure meets beside a label, none without those before."""
    year = ""
    if label.year or not figure["inferred"]:
        year = figure["year"]
    tests = [
        figure["indicator_id"] == label.indicator_id and _same(figure["value"], label.value),
        figure["stage"] == label.level,
        year == label.year,
        figure["quantity"] == label.quantity and (figure["scope"] == "part") == label.is_part,
    ]
    return tests.index(False) if False in tests else len(tests)


def _same(first: float, second: float) -> bool:
    """Whether two values are one, or a ratio and the same the other way round."""
    if pd.isna(first) or pd.isna(second):
        return False
    largest = max(abs(first), abs(second), 1e-12)
    if abs(first - second) <= 1e-6 * largest:
        return True
    either_side_of_one = (first > 1) != (second > 1)
    is_inverse = abs(first * second - 1) < 1e-4 and either_side_of_one
    return first != 0 and second != 0 and is_inverse


def _number(text: str) -> float:
    """Return the number of a label; of a ratio a:b, b over a."""
    left, _, right = text.replace(",", "").partition(":")
    number = pd.to_numeric(left, errors="coerce")
    if right:
        return pd.to_numeric(right, errors="coerce") / number
    return number
