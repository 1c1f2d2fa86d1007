"""What readers take with them: the data package as one ZIP, and the figures of each region as CSV
and XLSX with names beside ids and headings in both languages."""

import io
import re
import zipfile
from functools import partial
from pathlib import Path

import pandas as pd
from openpyxl import Workbook

from edugov import tables
from edugov.files import to_csv
from edugov.files.kept import Kept
from edugov.labels import label_of, names
from edugov.markup import file_name, for_spreadsheet
from edugov.rendering import own_pages, planning
from edugov.tables import Tables
from edugov.tables.rows_by_region import Whole

PACKAGE = "edugov-data.zip"
# the same tables are to give the same files, which hold times
NO_CLOCK = (2026, 1, 1, 0, 0, 0)
TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
# columns of ids that a table names, and of ids that the catalogue of labels does under their name
NAMED_BY = {"region_code": "regions", "indicator_id": "indicators"}
NAMED = ("stage", "quantity", "status")


def write(folder: Path) -> None:
    """Write all downloads into a folder, and remove what is there beside them; what is made from
    the same rows as before stays."""
    every = tables.every()
    whole = Whole(every)
    package = files_of_package()
    naming = [whole.digest_of_all(name) for name in NAMED_BY.values()]
    shared = planning.digest(planning.library_hash(), package["datapackage.json"], *naming)
    kept = Kept(folder.with_name(f"{folder.name}.json"))
    kept.write(folder / PACKAGE, planning.digest(*package.values()), partial(_zipped, package))
    names = {PACKAGE}
    having = own_pages.with_pages(every).merge(every["regions"])
    for row in having[having["profile"]].itertuples():
        slug = file_name(row.slug)
        own = whole.digest("figures", "region_code", row.region_code)
        key = planning.digest(shared, own)
        for ending, make in {".csv": _csv_of, ".xlsx": _xlsx_of}.items():
            kept.write(folder / f"{slug}{ending}", key, partial(make, row.region_code, whole))
            names.add(f"{slug}{ending}")
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()
    kept.save()


def _shown(code: str, whole: Whole) -> pd.DataFrame:
    rows = whole.rows("figures", "region_code", [code])
    return for_spreadsheet(figures(rows.reset_index(drop=True), whole.tables))


def _csv_of(code: str, whole: Whole) -> bytes:
    return to_csv(_shown(code, whole)).encode("utf-8-sig")


def _xlsx_of(code: str, whole: Whole) -> bytes:
    return workbook(_shown(code, whole))


def figures(rows: pd.DataFrame, every: Tables) -> pd.DataFrame:
    """Return figures with names beside ids, each heading in Chinese and English."""
    shown: dict[str, pd.Series] = {}
    titles = {field["name"]: field for field in tables.fields("figures")}
    for column, values in rows.items():
        field = titles[column]
        heading = f"{field['title_zh']} {field['title']}"
        if column in (*NAMED_BY, *NAMED):
            for lang in ("zh", "en"):
                shown[f"{heading} ({lang})"] = _in_words(column, values, every, lang)
        shown[f"{heading} [{column}]"] = values
    return pd.DataFrame(shown)


def _in_words(column: str, values: pd.Series, every: Tables, lang: str) -> pd.Series:
    """Return what the codes of a column are called: by its table, or by the catalogue of labels."""
    if column in NAMED_BY:
        table = every[NAMED_BY[column]]
        return values.map(names(table, column, lang)).fillna("")
    return values.map(lambda key: label_of(f"{column}.{key}", key, lang))


def workbook(table: pd.DataFrame) -> bytes:
    """Return a table as XLSX: headings that stay in sight, the same bytes for the same table."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("figures 数据")
    sheet.freeze_panes = "A2"
    sheet.append(list(table))
    plain = table.astype(object).where(table.notna(), None)
    for row in plain.itertuples(index=False):
        sheet.append(list(row))
    written = io.BytesIO()
    book.save(written)
    with zipfile.ZipFile(written) as made:
        parts = {
            name: TIMES.sub(rb"\g<1>2026-01-01T00:00:00Z", made.read(name))
            for name in made.namelist()
        }
    return _zipped(parts)


def files_of_package(data: Path = tables.DATA) -> dict[str, bytes]:
    """Return the description of the data package and its tables, side by side; a user's own rows
    stand in the tables."""
    named = {"datapackage.json": (data / "datapackage.json").read_bytes()}
    for name in tables.names(data):
        named[f"{name}.csv"] = tables.handed_out(name, data)
    return named


def _zipped(parts: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(zipfile.ZipInfo(name, NO_CLOCK), data, zipfile.ZIP_DEFLATED)
    return written.getvalue()
