"""Which tables `edugov check` need not look at again: those in which nothing was found wrong, as
long as they and those that they were held against stand as they stood."""

import datetime
import json
from collections.abc import Iterable
from pathlib import Path

from edugov import tables
from edugov.files import remove_left, write_text
from edugov.files.kept import digest, library_hash, recorded

SHARED = ""  # in the place of a table: what the check of each table depends on


def record_of(data: Path) -> Path:
    """Return where the record of a project's data package stands."""
    return data.parent / "_build" / "checked.json"


class Sound:
    """What a record says of the tables of a data package; without one nothing is known of them.

    Tables are known by their bytes: those of a trial of the package are known from its record.
    """

    def __init__(self, record: Path | None, folder: Path) -> None:
        self._record, self._folder = record, folder
        self._before = recorded(record) if record else {}
        self._now: dict[str, dict[str, str]] = {}
        day = datetime.date.today().isoformat()  # a year may lie in the future
        described = (folder / "datapackage.json").read_bytes()
        root = record.parent.parent if record else folder.parent
        self._digests = {SHARED: digest(library_hash(root), described, day)}

    def knows(self, name: str) -> bool:
        """Tell whether nothing was wrong with a table, and it stands as it stood beside the
        others."""
        beside = self._before.get(name)
        is_same = beside and all(self._digest(other) == old for other, old in beside.items())
        if is_same:
            self._now[name] = beside
        return bool(is_same)

    def note(self, name: str, beside: Iterable[str]) -> None:
        """Note that nothing is wrong with a table beside some others."""
        self._now[name] = {each: self._digest(each) for each in sorted({SHARED, name, *beside})}

    def save(self) -> None:
        """Write the record."""
        if self._record:
            remove_left(self._record.parent)
            write_text(self._record, json.dumps(self._now, indent=0, sort_keys=True))

    def _digest(self, name: str) -> str:
        if name not in self._digests:
            path = tables.descriptions(self._folder).get(name, {"path": name})["path"]
            files = [path for path in tables.with_own(self._folder / path) if path.is_file()]
            self._digests[name] = digest(*(path.read_bytes() for path in files))
        return self._digests[name]
