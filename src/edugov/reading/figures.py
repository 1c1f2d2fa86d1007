"""What reading gives: one figure, and the table of figures."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from edugov.reading.text import Text

COLUMNS = (
    "stage year indicator_id quantity value unit value_printed unit_printed subject_zh scope previous_value section "
    "start end status proposed_reading note"
).split()


@dataclass(slots=True)
class Figure:
    """One number of a report with all that was understood of it; places are those of the even text."""

    indicator_id: str
    stage: str
    quantity: str
    value: float | None
    unit: str
    year: str
    start: int
    end: int
    unit_printed: str = ""
    subject_zh: str = ""
    scope: str = "region"
    previous_value: float | None = None
    section: str = ""
    status: str = "ok"
    proposed_reading: str = ""
    note: str = ""
    base: str = ""  # canonical unit of the indicator
    bound: str = ""  # 以上, 余, 近 ... as printed

    def flag(self, status: str, proposed: str = "", note: str = "") -> None:
        """Say that this figure cannot be taken as it stands (the first reason given stays)."""
        if self.status == "ok":
            self.status, self.proposed_reading = status, proposed
            self.note = "; ".join(filter(None, (self.note, note)))


def table(figures: Sequence[Figure], text: Text) -> pd.DataFrame:
    """Give the figures as a table, one row a figure in order of printing, places in the text as received."""
    figures = sorted(figures, key=lambda figure: (figure.start, figure.end))
    spans = [text.span(figure.start, figure.end) for figure in figures]
    columns = {name: [getattr(figure, name, "") for figure in figures] for name in COLUMNS}
    columns["start"] = [start for start, _ in spans]
    columns["end"] = [end for _, end in spans]
    columns["value_printed"] = [text.received[start:end] for start, end in spans]
    types = {"value": "float64", "previous_value": "float64", "start": "int64", "end": "int64"}
    return pd.DataFrame(columns).astype(types)
