"""Bringing a table of an earlier version to today's columns and words, by changed_columns.csv
(旧版栏目)."""

from pathlib import Path

import pandas as pd

from edugov import tables
from edugov.tables import Fault

CHANGES = pd.read_csv(
    Path(__file__).with_name("changed_columns.csv"), dtype=str, keep_default_na=False
)


def renewed(name: str, texts: pd.DataFrame, file: str, data: Path = tables.DATA) -> pd.DataFrame:
    """Return a table of an earlier version in the columns and words of this one.

    Parameters
    ----------
    name : str
        The table, such as ``"figures"``.
    texts : DataFrame of str
        One row a row of the file.
    file : str
        What a fault calls the file.
    data : Path
        The data package of this version.
    """
    forms = CHANGES[CHANGES["table"] == name]
    texts = texts.copy()
    for form in forms.itertuples():
        if form.what == "renamed":
            texts = texts.rename(columns={form.column: form.becomes})
        if form.what == "removed":
            texts = texts.drop(columns=form.column, errors="ignore")
        if form.what == "new" and form.column not in texts:
            texts[form.column] = form.becomes
    today = [field["name"] for field in tables.fields(name, data)]
    _refuse_columns(list(texts), today, file)
    for form in forms.itertuples():
        if form.what == "word":
            cells = texts[form.column]
            texts[form.column] = cells.replace(form.value, form.becomes)
    return texts[today]


def _refuse_columns(columns: list[str], today: list[str], file: str) -> None:
    """Refuse columns that are none of this version's, and the lack of one that is."""
    right = ", ".join(today)
    for place, column in enumerate(columns, start=1):
        if column not in today:
            raise Fault(
                f"{file}, row 1, column {place}, value {column!r}: no column of this version, and "
                f"nothing says what became of it; right are {right}"
            )
    for column in today:
        if column not in columns:
            raise Fault(
                f"{file}, row 1: column {column} is missing, and nothing says what stood for it "
                f"in an earlier version; right are {right}"
            )
