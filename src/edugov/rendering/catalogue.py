"""Writing the entry of each source in each language, and the downloads of each region, beside the
pages."""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from edugov import tables
from edugov.duties import compliance, page_tables
from edugov.files import to_csv
from edugov.files.kept import Kept
from edugov.markup import file_name, for_spreadsheet
from edugov.pages.source_entries import source
from edugov.rendering import planning
from edugov.rendering.planning import ENGLISH, sources
from edugov.tables import Tables
from edugov.tables.rows_by_region import Whole
from edugov.website.page_order import paged

BOOK = tables.ROOT / "book"
Made = tuple[str, str, Callable[[], bytes]]  # a file: its name, its key, and what makes it


class _Material(NamedTuple):
    """What entries are made of: the tables, and a digest of what shapes every entry."""

    whole: Whole
    shared: str

    def key(self, column: str, value: str, *parts: str) -> str:
        """Return a digest of the rows of all tables that a source or a region has."""
        found = [self.shared, *parts]
        for name, table in self.whole.tables.items():
            if column in table:
                found += [name, self.whole.digest(name, column, value)]
        return planning.digest(*found)


def _material(every: Tables) -> _Material:
    whole = Whole(every)
    shaping = [whole.digest_of_all(name) for name in ("regions", "indicators")]
    described = (tables.DATA / "datapackage.json").read_bytes()
    shared = planning.digest(planning.library_hash(), described, *shaping)
    return _Material(whole, shared)


def write(book: Path = BOOK, editions: Sequence[str] = (ENGLISH,)) -> None:
    """Write the entry of each source in the language of each edition, and the CSV of each region
    that has pages; remove those that are gone. What is made from the same rows as before stays."""
    material = _material(tables.every())
    kept = Kept(book.parent / "_build" / "entries.json")
    for lang in editions:
        folder = sources(lang, book)
        files = [*_entries(material, lang), *_downloads(material)]
        for name, key, make in files:
            kept.write(folder / name, key, make)
        _remove_others(folder, {name for name, _, _ in files})
    kept.save()


def _remove_others(book: Path, names: set[str]) -> None:
    """Remove the entries and downloads of an edition that have other names."""
    for pattern in ("sources/*.md", "regions/*.md", "regions/*.csv"):
        for path in book.glob(pattern):
            if path.relative_to(book).as_posix() not in names:
                path.unlink()


def _entries(material: _Material, lang: str) -> Iterator[Made]:
    """Give the name below book/, the key and the maker of each source's entry."""
    for row in material.whole.tables["sources"].to_dict("records"):
        name = file_name(row["source_id"])
        key = material.key("source_id", row["source_id"], lang)
        make = partial(source, row, material.whole, lang)
        yield f"sources/{name}.md", key, make


def _downloads(material: _Material) -> Iterator[Made]:
    """Give the name below book/, the key and the maker of each CSV that a page offers."""
    for row in paged(material.whole.tables):
        slug, code = file_name(row.slug), row.region_code
        key = material.key("region_code", code)
        if row.profile:
            yield f"regions/{slug}.csv", key, partial(_of_region, code, material.whole)
        if row.schools:
            yield f"regions/{slug}-schools.csv", key, partial(_of_schools, code, material.whole)
        if row.series:
            yield f"regions/{slug}-series.csv", key, partial(_of_series, code, material.whole)
    whole = material.whole
    key = planning.digest(material.shared, *map(whole.digest_of_all, whole.tables))
    yield "duties/compliance.csv", key, partial(_of_duties, material.whole)


def _of_region(code: str, whole: Whole) -> bytes:
    """Return the figures of a region and its coefficients, as a CSV."""
    printed = whole.rows("figures", "region_code", [code])
    published = whole.rows("equity_published", "region_code", [code])
    figures = pd.concat([printed, _as_figures(published)])
    return _download(figures[printed.columns])


def _of_schools(code: str, whole: Whole) -> bytes:
    """Return the schools of a region, as a CSV."""
    return _download(whole.rows("schools", "region_code", [code]))


def _of_series(code: str, whole: Whole) -> bytes:
    """Return the yearly values that a user added of a region, as a CSV."""
    return _download(whole.rows("own_panel", "region_code", [code]))


@lru_cache(maxsize=1)  # both editions offer it
def _of_duties(whole: Whole) -> bytes:
    """Return each region beside each duty, as a CSV."""
    every = whole.tables
    return _download(page_tables.download(compliance.table(every), every))


def _download(table: pd.DataFrame) -> bytes:
    safe = for_spreadsheet(table)
    return to_csv(safe).encode("utf-8-sig")  # by which Excel knows UTF-8


def _as_figures(equity: pd.DataFrame) -> pd.DataFrame:
    """Turn published coefficients that are not rows of the figures into such rows."""
    is_own = equity["figure_id"] == ""
    is_known = equity["coefficient_of_variation"].notna()
    rows = equity[is_own & is_known]
    is_single = ~rows["composite"].astype(bool)
    single = "cv_" + rows["indicator_id"]
    own = rows.rename(columns={"coefficient_of_variation": "value"})
    own["year"] = rows["year"].astype("string").fillna("")
    own["indicator_id"] = rows["indicator_id"].mask(is_single, single)
    own["quantity"] = "value"
    own["unit"] = "ratio"
    own["scope"] = "region"
    own["status"] = "ok"
    columns = [field["name"] for field in tables.fields("figures")]
    return own.reindex(columns=columns)
