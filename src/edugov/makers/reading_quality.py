"""reading_quality.csv: how well the reader reads, by subject, against labels by hand (阅读质量)."""

from pathlib import Path

import pandas as pd

from edugov.makers import Material, progress
from edugov.reading.extract import read_text
from edugov.reading.lexicon import Lexicon
from edugov.tables import Fault

# set of documents: folder of the texts, folder of the labels
SETS = {"long reports": ("corpus", "gold"), "short notices": ("reports", "reports")}
SAME_LABEL = ["doc", "indicator_id", "level", "quantity", "value_si", "year"]
SAME_READING = ["indicator_id", "stage", "quantity", "value", "year", "status"]
COLUMNS = {  # of the table: what was counted, and whether it came out well
    "labelled_count": ("labelled", "size"),
    "found_count": ("labelled", "sum"),
    "read_count": ("read", "size"),
    "right_count": ("read", "sum"),
    "damaged_count": ("damaged", "size"),
    "flagged_count": ("damaged", "sum"),
}


def make(material: Material) -> pd.DataFrame:
    """Count, by set of documents and subject, what the labels have, what was found, what was read
    and right.

    Both sets stand below the folder of the documents: long reports in ``corpus`` with their labels
    in ``gold``, short notices with theirs in ``reports``. Labels are CSV files with the columns
    doc, indicator_id, level, quantity, value_si (in the indicator's unit), year, and must_flag or
    damaged. Only core indicators are counted; what a document prints twice counts once.
    """
    indicators = material.table("indicators")
    core = indicators.loc[indicators["core"], "indicator_id"]
    counted = []
    for name, (texts, labels) in SETS.items():
        labelled = read_labels(material.documents / labels, core)
        for document, own in progress(list(labelled.groupby("doc")), "document"):
            path = material.documents / texts / f"{document}.txt"
            if not path.is_file():
                raise Fault(f"{path}: not found; it has labels in the folder {labels}")
            text = path.read_text(encoding="utf-8")
            found = compare(read_core(text, material.lexicon, core), own)
            counted.append(found.assign(documents=name))
    every = pd.concat(counted, ignore_index=True)
    every["family"] = every["indicator_id"].map(indicators.set_index("indicator_id")["family"])
    groups = every.groupby(["documents", "family", "what"])["well"]
    table = groups.agg(["size", "sum"]).unstack("what", fill_value=0)
    columns = {
        column: table[(measure, what)].astype("Int64")
        for column, (what, measure) in COLUMNS.items()
    }
    return pd.DataFrame(columns).reset_index()


def read_labels(folder: Path, core: pd.Series) -> pd.DataFrame:
    """Read the labels by hand in a folder: one row a figure of a core indicator that has digits.

    The result adds `value` (number, missing where none can be read) and `damaged` to the columns of
    the files.
    """
    paths = sorted(path for path in folder.glob("*.csv") if "audit" not in path.name)
    if not paths:
        raise Fault(f"{folder}: no labels; right would be CSV files of figures read by hand")
    every = [
        pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig") for path in paths
    ]
    labels = pd.concat(every, ignore_index=True).fillna("")
    labels = labels[labels["indicator_id"].isin(core) & (labels["quantity"] != "placeholder")]
    labels = labels.drop_duplicates(SAME_LABEL, keep="last")
    marks = labels.reindex(columns=["must_flag", "damaged"], fill_value="")
    return labels.assign(
        value=labels["value_si"].map(_number), damaged=marks.eq("true").any(axis=1)
    )


def read_core(text: str, words: Lexicon, core: pd.Series) -> pd.DataFrame:
    """Read the figures of core indicators in a text, what is printed twice once."""
    read = read_text(text, lexicon=words)
    return read[read["indicator_id"].isin(core)].drop_duplicates(SAME_READING)


def compare(read: pd.DataFrame, labels: pd.DataFrame) -> pd.DataFrame:
    """Compare what was read in one document with its labels.

    The result has one row a label (`what` is labelled or damaged) and one a figure read without a
    flag (read): `indicator_id`, and `well`: the label was found, the damage flagged, the figure
    labelled. A figure read is used for one label only.
    """
    clear = read[read["status"] == "ok"]
    flagged = set(read.loc[read["status"] != "ok", "indicator_id"])
    used: set = set()
    rows = []
    for label in labels.itertuples():
        if label.damaged:
            rows.append((label.indicator_id, "damaged", label.indicator_id in flagged))
            continue
        hits = [
            place
            for place in _agreeing(clear, label.indicator_id, label.value)
            if place not in used
        ]
        used.update(hits[:1])
        rows.append((label.indicator_id, "labelled", bool(hits)))
    right = set(used)
    for label in labels.itertuples():
        right.update(_agreeing(clear, label.indicator_id, label.value))
    for place, indicator_id in clear["indicator_id"].items():
        rows.append((indicator_id, "read", place in right))
    return pd.DataFrame(rows, columns=["indicator_id", "what", "well"])


def _agreeing(read: pd.DataFrame, indicator_id: str, value: float) -> list:
    """Return the places of the figures of an indicator that have a value, or a ratio the other way
    round."""
    own = read[read["indicator_id"] == indicator_id]
    return [place for place, other in own["value"].items() if _same(other, value)]


def _same(first: float, second: float) -> bool:
    if pd.isna(first) or pd.isna(second):
        return False
    if abs(first - second) <= 1e-6 * max(abs(first), abs(second), 1e-12):
        return True
    is_inverse = abs(first * second - 1) < 1e-4 and (first > 1) != (second > 1)
    return first != 0 and second != 0 and is_inverse


def _number(text: str) -> float:
    """Return the number of a label; of a ratio a:b, b over a."""
    left, _, right = text.replace(",", "").partition(":")
    number = pd.to_numeric(left, errors="coerce")
    return pd.to_numeric(right, errors="coerce") / number if right else number
