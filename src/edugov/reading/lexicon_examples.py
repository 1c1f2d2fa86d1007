"""The check of the reader's dictionary: each row is well formed, and its example is read by it."""

from pathlib import Path

from edugov.fault import Fault
from edugov.reading.extract import figures_in
from edugov.reading.lexicon import load_lexicon
from edugov.tables.rows import rows_of

READ = ("lexicon", "features", "definitions", "indicators", "county_codes")  # tables read with


def dictionary_faults(folder: Path) -> list[str]:
    """Find what is wrong with lexicon.csv, features.csv and definitions.csv, one sentence each.

    A row that is not well formed comes alone; else every definition whose example is read as
    another indicator, or as more than one.
    """
    try:
        lexicon = load_lexicon(folder)
    except Fault as fault:
        return [str(fault)]
    found = []
    for number, row in enumerate(rows_of(folder / "definitions.csv"), start=2):
        _, figures = figures_in(f"全县{row['example']}。", lexicon)
        read = [figure.indicator_id for figure in figures]
        if read != [row["indicator_id"]]:
            found.append(
                f"definitions.csv, row {number}, column example, value {row['example']!r}: is read "
                f"as {', '.join(read) or 'nothing'}; right would be a phrase that is read as "
                f"{row['indicator_id']} alone"
            )
    return found
