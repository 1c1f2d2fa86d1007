"""`edugov make`: tables of data/ that a command makes again, one module a table, under the table's
name. Beside them stand english_names and wording, of which such modules make use, and invented, a
country of schools.

A maker's module has ``make(material)``, which returns the whole table. What each table is made from
stands in ``datapackage.json``, as its ``provenance``. No page needs what stands here, except the
chapter on an invented country.
"""

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from edugov import files, tables
from edugov.files.changes import changing
from edugov.labels import noted, say
from edugov.reading.documents import Document, open_document
from edugov.reading.lexicon import Lexicon, load_lexicon
from edugov.tables import Fault


@dataclass(frozen=True)
class Material:
    """What makers work with: the data package, and the folder of the documents, where there is
    one."""

    data: Path = tables.DATA
    folder: Path | None = None  # of the documents; data/raw where none is named

    @cached_property
    def documents(self) -> Path:
        """Return the folder of the documents; a Fault says what is wanted where there is none."""
        folder = self.folder or self.data / "raw"
        if not folder.is_dir():
            raise Fault(
                f"{folder}: no such folder; this table is made from documents that are not part "
                "of the project: name the folder that holds them with --from"
            )
        return folder

    @cached_property
    def lexicon(self) -> Lexicon:
        """Return the wordings of the data package."""
        return load_lexicon(self.data)

    def table(self, name: str) -> pd.DataFrame:
        """Read a table of the data package, without a user's own rows: what is made of the book's
        rows stands among these."""
        return tables.read_file(name, self.data / f"{name}.csv", self.data)

    def document(self, source_id: str) -> Document:
        """Open the document of a source, ``SOURCE_ID.txt`` in the folder or below it.

        A Fault where no such file is there, or none with the text that sources.csv gives the
        checksum of.
        """
        found = sorted(self.documents.rglob(f"{source_id}.txt"))
        if not found:
            raise Fault(f"{self.documents}: no file {source_id}.txt in this folder or below it")
        sources = self.table("sources").set_index("source_id")
        wanted = sources.loc[source_id, "text_sha256"]
        for path in found:
            document = open_document(path)
            if document.sha256 == wanted:
                return document
        raise Fault(
            f"{found[0]}: another text than the one of {source_id} in sources.csv; its SHA-256 "
            f"would be {wanted}"
        )

    def reports(self) -> dict[str, Document]:
        """Open the documents of all reports that stand in schemes.csv."""
        return {
            source_id: self.document(source_id) for source_id in self.table("schemes")["source_id"]
        }


def names() -> list[str]:
    """Return the names of the tables that have a maker, in the order of the data package."""
    modules = {module.name for module in pkgutil.iter_modules(__path__)}
    return [name for name in tables.names() if name in modules]


def provenance(name: str, folder: Path = tables.DATA) -> dict[str, str]:
    """Return how a table came to be: `how` (typed, transcribed, made or mixed), and `from`
    what, in words."""
    return tables.package(folder).get_resource(name).custom["provenance"]


def origin(name: str, lang: str, folder: Path = tables.DATA) -> str:
    """Say in a sentence how a table came to be."""
    found = provenance(name, folder)
    return say(f"provenance.{found['how']}", lang, source=noted(found["from"], lang))


def make(name: str, material: Material) -> pd.DataFrame:
    """Make a table of the data package again and return it; nothing is written.

    A Fault where the table has no maker, or what it is made from is not at hand.
    """
    if name not in names():
        tables.fields(name, material.data)  # a Fault where there is no such table at all
        raise Fault(
            f"{name}: no command makes it. {origin(name, 'en', material.data)} "
            f"There are makers of {', '.join(names())}"
        )
    return importlib.import_module(f"{__name__}.{name}").make(material)


def remake(name: str, material: Material) -> tuple[int, bool]:
    """Make a table again and put it into the data package, whole and checked, or not at all.

    Returns how many rows it has, and whether the file is another than before.
    """
    from edugov.tables.own_rows import write_checked

    with changing(material.data):
        table = make(name, material)
        path = material.data / f"{name}.csv"
        changed = not path.is_file() or path.read_text(encoding="utf-8") != files.to_csv(table)
        if changed:
            write_checked({path.name: files.to_csv(table)}, material.data)
    return len(table), changed


def progress(items: list, unit: str) -> tqdm:
    """Go through the steps of a maker with a progress bar, where there is a terminal to show it."""
    return tqdm(items, unit=unit, disable=None, leave=False)
