"""The row in sources.csv of a document that `edugov add` adds, what a person says of it (title,
date, address), and what came of it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Added:
    """What came of adding: the region's code, the source, how many rows of what, and whether
    anything changed."""

    region_code: str
    source_id: str
    rows_count: int
    row_name: str
    changed: bool
    said: tuple[str, ...] = ()  # what was left out of the file, and what is doubtful in it


@dataclass(frozen=True)
class Entry:
    """What a person says of a source; of a report, what is empty is looked for in the document."""

    title: str = ""
    publisher: str = ""
    date: str = ""
    link: str = ""


NOTHING_SAID = Entry()


def source_row(source_id: str, title_en: str, entry: Entry) -> dict[str, str]:
    """Return the row of a source without its kind, licence and note."""
    return {
        "source_id": source_id,
        "title_zh": entry.title,
        "title_en": title_en,
        "publisher": entry.publisher or "not stated",
        "date": entry.date,
        "link": entry.link,
        "link_kind": "official" if entry.link else "no_address",
    }


def of_a_table(path: Path) -> dict[str, str]:
    """Return kind, licence and note of a source that is a table of the user's."""
    return {
        "kind": "dataset",
        "licence": "figures are facts",
        "note": f"added from {path.suffix.lower().removeprefix('.')}",
    }
