"""The links below a chart: the rows it draws as CSV, the code that draws it, and its versions."""

from collections.abc import Iterable

import pandas as pd
from pandas.api.types import is_integer_dtype

from edugov.labels import say
from edugov.markup import Html, html
from edugov.pages.web_table import csv_link

# the code of a chart is folded above it, in the same cell; without a script the link leads there
OPEN_CODE = (
    "const code = this.closest('.cell')?.querySelector('details'); "
    "if (code) { code.open = true; code.scrollIntoView(); event.preventDefault(); }"
)
DIGITS = 10  # of a number: the last ones differ between kinds of processors
MADE = "made"  # where a page says what it was made from


def links(name: str, drawn: Iterable[object], lang: str) -> Html:
    """Return one small mark that opens the links below a chart; of what was `drawn`, tables are
    offered as CSV."""
    tables = [table for table in drawn if isinstance(table, pd.DataFrame) and len(table)]
    listed = []
    for number, table in enumerate(tables, start=1):
        file = name if len(tables) == 1 else f"{name}-{number}"
        label = say("chart.rows", lang)
        listed.append(csv_link(_flat(table), file, label))
    code = '<a href="#{}" onclick="{}">{}</a>'
    label = say("chart.code", lang)
    listed.append(html(code, name, OPEN_CODE, label))
    listed.append(html('<a href="#{}">{}</a>', MADE, say("chart.made", lang)))
    whole = '<details class="chart-marks"><summary>⋯ {}</summary>{}</details>'
    return html(whole, say("chart.more", lang), Html.joined(listed, " · "))


def _flat(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table with what its index tells as columns, and one line of headings."""
    is_numbered = table.index.names == [None] and is_integer_dtype(table.index)
    flat = table.reset_index(drop=is_numbered)
    flat.columns = [
        " ".join(map(str, column)) if isinstance(column, tuple) else str(column) for column in flat
    ]
    floats = flat.select_dtypes("float").columns
    flat[floats] = flat[floats].map(lambda value: float(f"{value:.{DIGITS}g}"))
    return flat
