"""`edugov export` (导出): a table as Stata or Excel with its columns' titles and units, as CSV or
Parquet without."""

import datetime
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from edugov import __version__, tables
from edugov.fault import Fault
from edugov.files import OURS, to_csv
from edugov.labels import LANGUAGES, noted, say
from edugov.markup import for_spreadsheet
from edugov.regions import county_codes
from edugov.tables.dictionary import indicator_of

# columns that `edugov.figures` and `edugov.verdicts` put beside those of a table
_NAMES = {
    "region": "column.region",
    "province": "column.province",
    "stage_name": "column.stage",
    "indicator": "column.indicator",
}
# tables that say what a region or an indicator is, and hold nothing of it
NAMING = ("regions", "county_codes", "indicators")
STATA_NAME, STATA_LABEL = 32, 80  # characters that Stata allows
# bytes up to which a text has a fixed width: Stata takes no others as keys of a merge
STATA_FIXED = 128
# what Stata, or pandas that writes its files, takes as no name of a variable
_RESERVED = {"if", "in", "using", "with", "byte", "int", "long", "float", "double", "end"}
# Stata's files hold a time, and the same table is to give the same file
_NO_CLOCK = datetime.datetime(2026, 1, 1)


def table_of(name: str, region: str = "", indicator: str = "") -> pd.DataFrame:
    """Return a table of the data package, or the rows of it of one region, of one indicator."""
    table = tables.read(name)
    for column, value in _wanted(region, indicator).items():
        if column not in table:
            kind = column.partition("_")[0]
            raise Fault(f"{name}: its rows are of no {kind}; leave --{kind} out")
        table = table[table[column] == value]
    return table.reset_index(drop=True)


def without_rows(name: str, region: str, indicator: str = "") -> str:
    """Return what is to be said where a table has no row of a region or an indicator: which tables
    have some."""
    wanted = _wanted(region, indicator)
    others = []
    for other in tables.names():
        columns = [field["name"] for field in tables.fields(other)]
        holds_values = wanted.keys() <= set(columns) and other not in NAMING
        where = {column: [value] for column, value in wanted.items()}
        if holds_values and len(tables.read(other, where=where)):
            others.append(other)
    there = ", ".join(others) or "none"
    named = list(wanted.values())
    if region:
        named.insert(1, county_codes.in_book(region, tables.read("regions"))["name_zh"])
    return f"{name} has no row of {' '.join(named)}; tables with some: {there}"


def _wanted(region: str, indicator: str) -> dict[str, str]:
    """Return the ids that rows are to have, by column, of what was asked for by id or name."""
    wanted = {}
    if region:
        wanted["region_code"] = county_codes.in_book(region, tables.read("regions"))["region_code"]
    if indicator:
        wanted["indicator_id"] = indicator_of(indicator)
    return wanted


def write(
    table: pd.DataFrame, name: str, path: Path, lang: str = "en", data: Path = tables.DATA
) -> list[str]:
    """Write a table for another program, by the ending of the file; return what is to be said.

    Parameters
    ----------
    table : DataFrame
        Rows of a table of the data package, also as `edugov.figures` gives them, with names
        beside the ids. A column that the table does not have has its own name as title.
    name : str
        That table, for the titles and units of its columns.
    path : Path
        ``.dta``: Stata 14 and later, with titles and units as labels of the variables, title and
        version as label of the data, names that Stata does not allow changed and said, short texts
        of a fixed width so that codes can be keys. ``.xlsx``:
        a second sheet explains the columns: title, unit, description. ``.csv``: UTF-8 with the
        mark that spreadsheets look for. ``.parquet``: as it is. A Fault where it exists or ends
        otherwise.
    lang : str
        Language of the labels, ``"en"`` or ``"zh"``; csv and parquet have none, which is said.
    data : Path
        The data package.

    Examples
    --------
    >>> import edugov, pathlib, tempfile
    >>> rows = edugov.figures("general_budget_education_funding", region="500235")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     edugov.tables.export.write(rows, "figures", pathlib.Path(folder) / "money.xlsx")
    []
    """
    writer = WRITERS.get(path.suffix)
    if writer is None:
        raise Fault(f"{path}: not one of {', '.join(WRITERS)}")
    if path.exists():
        raise Fault(f"{path}: exists already and is left alone; choose another name with --out")
    numbered = [column for column in table if not isinstance(column, str)]
    if numbered:
        raise Fault(
            f"the columns {', '.join(map(str, numbered[:3]))} of the table have no names that are "
            "text, as those of a panel: give table.rename(columns='year_{}'.format).reset_index()"
        )
    explained = _explained(name, list(table), lang, data)
    title = f"{tables.title(name, lang, data)}, edugov {__version__}"
    temporary = path.with_name(f"{OURS}{path.name}")
    try:
        said = writer(table, temporary, explained, title)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    if lang != LANGUAGES[0] and path.suffix not in LABELLED:
        labelled = " or ".join(sorted(LABELLED))
        said = [
            *said,
            f"{path.suffix} has no labels, its columns are called as in data/; {labelled} has",
        ]
    return said


def _explained(name: str, columns: list[str], lang: str, data: Path) -> pd.DataFrame:
    """Return what each column of a table is: title, unit and description in a language; of columns
    that it does not have, and are written all the same, the title."""
    rows = [
        {
            "column": field["name"],
            "title": field["title_zh" if lang == "zh" else "title"],
            "unit": say(f"package_unit.{field['unit']}", lang) if field.get("unit") else "",
            "description": noted(field.get("description", ""), lang),
        }
        for field in tables.fields(name, data)
    ]
    known = {row["column"] for row in rows}
    for column in columns:
        if column not in known:
            title = say(_NAMES[column], lang) if column in _NAMES else column
            rows.append({"column": column, "title": title, "unit": "", "description": ""})
    return pd.DataFrame(rows).set_index("column")


def _stata(table: pd.DataFrame, path: Path, explained: pd.DataFrame, title: str) -> list[str]:
    names = _stata_names(list(table))
    plain = table.rename(columns=names)
    texts: list[str] = []  # long ones, each as long as it is
    for column in plain:
        if pd.api.types.is_numeric_dtype(plain[column]):  # truth values are 0, 1 and missing
            numbers = plain[column].astype("Float64")
            plain[column] = numbers.astype("float64")
        else:
            plain[column] = plain[column].fillna("").astype(object)
            if plain[column].map(_bytes_count).max() > STATA_FIXED:
                texts.append(column)
    units = explained["unit"].map(lambda unit: unit and f" ({unit})")
    labels = (explained["title"] + units).str[:STATA_LABEL]
    plain.to_stata(
        path,
        write_index=False,
        version=118,
        variable_labels={new: labels[old] for old, new in names.items()},
        data_label=title[:STATA_LABEL],
        convert_strl=texts,
        time_stamp=_NO_CLOCK,
    )
    return [f"in Stata {new} is {old}" for old, new in names.items() if new != old]


def _bytes_count(text: str) -> int:
    return len(text.encode())


def _stata_names(columns: list[str]) -> dict[str, str]:
    """Return names that Stata allows: not reserved, of 32 characters, each once."""
    names: dict[str, str] = {}
    for column in columns:
        if column in _RESERVED:
            name = f"{column}_"
        else:
            name = column[:STATA_NAME]
        number = 1
        while name in names.values():
            number += 1
            name = f"{column[: STATA_NAME - 2]}_{number}"
        names[column] = name
    return names


def _xlsx(table: pd.DataFrame, path: Path, explained: pd.DataFrame, title: str) -> list[str]:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        for_spreadsheet(table).to_excel(book, sheet_name="table", index=False)
        explained.loc[list(table)].to_excel(book, sheet_name="columns")
    return []


def _csv(table: pd.DataFrame, path: Path, explained: pd.DataFrame, title: str) -> list[str]:
    path.write_text(to_csv(for_spreadsheet(table)), encoding="utf-8-sig", newline="")
    return []


def _parquet(table: pd.DataFrame, path: Path, explained: pd.DataFrame, title: str) -> list[str]:
    try:
        table.to_parquet(path, index=False)
    except ImportError as error:
        raise Fault(
            'Parquet needs pyarrow: .venv/bin/pip install -c constraints.txt -e ".[national]"'
        ) from error
    return []


WRITERS: dict[str, Callable[[pd.DataFrame, Path, pd.DataFrame, str], list[str]]] = {
    ".dta": _stata,
    ".xlsx": _xlsx,
    ".csv": _csv,
    ".parquet": _parquet,
}
LABELLED = {".dta", ".xlsx"}  # that hold the titles of columns beside their names
ENDINGS = {"stata": ".dta", "xlsx": ".xlsx", "csv": ".csv", "parquet": ".parquet"}
