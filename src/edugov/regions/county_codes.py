"""Codes of places (行政区划代码): which place a code or a Chinese name means, and the rows that it
needs in regions.csv.

`codes` is the table county_codes as `listed` gives it, one row a code under a name; `known` the
table of regions.
"""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from edugov import regions, tables
from edugov.tables import DATA, Fault

MOST_ASKED = 12  # namesakes that a question lists
SINCE = 2005  # regions.csv says from when a code holds where that is later
IN_BRACKETS = re.compile(r"^(.+)[（(](.+)[)）]$")  # 朝阳区（长春市）, as texts tell namesakes apart
_FULL = ("below_prefecture", "below_province", "full_name")


@dataclass(frozen=True)
class Located:
    """A place as a row of regions.csv, that table with the rows which the place needs there, those
    that are missing yet, and what a person should know of them."""

    place: pd.Series
    known: pd.DataFrame
    new: pd.DataFrame
    said: tuple[str, ...] = ()


def locate(
    text: str, year: int | None = None, data: Path = DATA, known: pd.DataFrame | None = None
) -> Located:
    """Find the place that a code or a name means: any region of regions.csv, see
    `edugov.regions.find`, and any province, prefecture or county of county_codes.csv.

    Parameters
    ----------
    text : str
        A code, or a Chinese name, alone, behind those of the places above (长春市朝阳区) or before
        them in brackets (朝阳区（长春市）); of a region in regions.csv also its slug or English
        name.
    year : int, optional
        The year that it is wanted for: codes and names of that year count. Without one, those in
        force do, and where none is, all.
    data : Path
        The data package.
    known : DataFrame, optional
        What counts as regions.csv, where other places are added with this one.

    Returns
    -------
    Located
        With the rows that regions.csv still needs: of the place, and of those above it.

    Raises
    ------
    Fault
        There never was such a place, or not in that year: it lists the near ones. Or several have
        the name: it asks.
    """
    codes = listed(data)
    known = tables.read("regions", data) if known is None else known
    named = _with_full_names(codes)
    names = named[["region_code", "name_zh", *_FULL]]
    is_meant = names.isin([text, _turned(text)]).any(axis="columns")
    named = named[is_meant]
    if named.empty:
        return _of_regions(text, year, known, codes)
    meant = _of_time(named, year, _newest(codes))
    if meant.empty:
        raise Fault(_not_then(named, year, codes))
    if len(meant) > 1:
        raise Fault(_question(text, meant))
    row = meant.iloc[0]
    first_six = known["region_code"].str[:6]
    same_code = first_six == row["region_code"]
    same_name = known["name_zh"].eq(row["name_zh"])
    own = known[same_code & same_name]
    if len(own):
        return _of_regions(own.iloc[0]["region_code"], year, known, codes)
    return _with_rows(row, year, known, codes)


def in_book(text: str, known: pd.DataFrame, data: Path = DATA) -> pd.Series:
    """Find a region that regions.csv has, as `edugov.regions.find` does, unless its name is that of
    other places of today too (重名), which regions.csv need not have.

    Parameters
    ----------
    text : str
        A code, slug or name, or the Chinese name behind those of the places above (长春市朝阳区).
    known : DataFrame
        The table regions.
    data : Path
        The data package.

    Returns
    -------
    Series
        Its row of `known`.

    Raises
    ------
    Fault
        No region has the name, or several places of today: it lists their codes.

    Examples
    --------
    >>> known = tables.read("regions")
    >>> in_book("长春市朝阳区", known)["region_code"]
    '220104'
    >>> in_book("朝阳区", known)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    edugov.fault.Fault: '朝阳区' names 2 places; give the code of one...
    """
    try:
        place = regions.find(text, known)
    except Fault as fault:
        return _of_whole_name(text, known, data, fault)
    wanted = text.casefold()
    if wanted in (place["region_code"].casefold(), place["slug"].casefold()):
        return place
    column = "name_zh" if place["name_zh"].casefold() == wanted else "name_en"
    alike = tables.read("county_codes", data, where={column: [place[column]]})
    is_other = _is_of_today(alike) & alike["region_code"].ne(place["region_code"])
    if not is_other.any():
        return place
    codes = [place["region_code"], *alike.loc[is_other, "region_code"]]
    raise Fault(_namesakes(text, place, codes, data))


def _is_of_today(codes: pd.DataFrame) -> pd.Series:
    """Tell which codes are in force, or were when the dated lists end."""
    return codes["in_force"] | codes["gone_list"].eq("")


def _of_whole_name(text: str, known: pd.DataFrame, data: Path, fault: Fault) -> pd.Series:
    """Return the region of regions.csv that has a Chinese name with those of the places above; the
    fault where there is no such place, and another where there are some that it has not."""
    codes = _with_full_names(listed(data))
    names = codes[["region_code", "name_zh", *_FULL]]
    is_meant = names.isin([text, _turned(text)]).any(axis="columns")
    meant = codes[is_meant & _is_of_today(codes)]
    own = known[known["region_code"].isin(meant["region_code"])]
    if len(own) == len(meant) == 1:
        return own.iloc[0]
    if len(own) or meant.empty:
        raise fault
    listing = "; ".join(_titles(meant, "full_name").head(MOST_ASKED))
    raise Fault(f"no region {text!r} in the book; there is {listing}, of which it has no row")


def _namesakes(text: str, place: pd.Series, codes: list[str], data: Path) -> str:
    """Ask which of several places is meant, of which the book has one."""
    every = _by_code(_with_full_names(listed(data)))
    told = []
    for code in sorted(set(codes)):
        if code == place["region_code"]:
            name = every["full_name"].get(code, place["name_zh"])
            told.append(f"{code} {name} (in the book)")
        else:
            told.append(f"{code} {every.loc[code, 'full_name']}")
    return f"{text!r} names {len(told)} places; give the code of one: {'; '.join(told)}"


def listed(data: Path = DATA) -> pd.DataFrame:
    """Return the table county_codes with what the digits of a code say: the kind of the place and
    the code above it."""
    codes = tables.read("county_codes", data)
    held = set(codes["region_code"])
    kind = [_kind(code) for code in codes["region_code"]]
    return codes.assign(
        kind=kind, parent_code=[_parent(code, held) for code in codes["region_code"]]
    )


def _kind(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _parent(code: str, held: set[str]) -> str:
    """Return the code above: of the prefecture, or of the province where it lies right under it."""
    prefecture = f"{code[:4]}00"
    province = f"{code[:2]}0000"
    if code == province:
        return regions.NATION
    if code != prefecture and prefecture in held:
        return prefecture
    return province


def _turned(text: str) -> str:
    """Return a name with what stands behind it in brackets before it, as in the lists."""
    return IN_BRACKETS.sub(r"\2\1", text)


def _titles(places: pd.DataFrame, name: str = "name_zh") -> pd.Series:
    """Return places as sentences name them: by code and name."""
    return places["region_code"] + " " + places[name]


def _by_code(codes: pd.DataFrame) -> pd.DataFrame:
    """Return the newest row of each code, by the code."""
    newest = codes.drop_duplicates("region_code", keep="last")
    return newest.set_index("region_code", drop=False)


def _with_full_names(codes: pd.DataFrame) -> pd.DataFrame:
    """Add the names of the places above, as people put them before a name."""
    newest = _by_code(codes)["name_zh"]
    name = codes["name_zh"]
    is_direct = codes["parent_code"].str.endswith("0000")
    above = codes["parent_code"].map(newest)
    prefecture = above.mask(is_direct, "").fillna("")
    province_code = codes["region_code"].str[:2] + "0000"
    is_province = codes["kind"] == "province"
    province = province_code.map(newest).mask(is_province, "")
    return codes.assign(
        below_prefecture=prefecture + name,
        below_province=province + name,
        full_name=province + prefecture + name,
    )


def _newest(codes: pd.DataFrame) -> int:
    """Return the year of the newest list: what came or went later has no date."""
    return _year(codes["last_list"].max())


def _year(month: str) -> int:
    return int(month[:4])


def _years(row: pd.Series, newest: int) -> tuple[int, int | None]:
    """Return the first and the last year of a code under a name; none where it has no end yet.
    What came after the newest list came in its year at the earliest."""
    first = _year(row["first_list"]) if row["first_list"] else newest
    if row["in_force"] or not row["gone_list"]:
        return first, None
    return first, _year(row["gone_list"])


def _of_time(named: pd.DataFrame, year: int | None, newest: int) -> pd.DataFrame:
    """Keep what held in a year, or is in force; of one code the newest name."""
    kept = named
    if year is not None:
        is_held = [_is_held(row, year, newest) for _, row in named.iterrows()]
        kept = named[np.array(is_held, dtype=bool)]
    elif named["in_force"].any():
        kept = named[named["in_force"]]
    return kept.drop_duplicates("region_code", keep="last")


def _is_held(row: pd.Series, year: int, newest: int) -> bool:
    first, last = _years(row, newest)
    return first <= year <= (last or year)


def _question(text: str, meant: pd.DataFrame) -> str:
    listed = _titles(meant, "full_name").head(MOST_ASKED).tolist()
    if len(meant) > MOST_ASKED:
        listed.append(f"and {len(meant) - MOST_ASKED} more")
    return (
        f"{text!r} names {len(meant)} places; give the code of one, or its whole name: "
        f"{'; '.join(listed)}"
    )


def _of_regions(text: str, year: int | None, known: pd.DataFrame, codes: pd.DataFrame) -> Located:
    """Find a place that regions.csv has; a Fault names what is near there and in county_codes."""
    try:
        place = regions.find(text, known)
    except Fault as fault:
        in_force = codes[codes["in_force"]]
        near = _near(text, known, in_force) or "nothing"
        raise Fault(
            f"no region {text!r}, and none since 1980; near: {near}. What has no code of GB/T "
            "2260, as a development zone, needs its row in data/own/regions.csv"
        ) from fault
    if year is not None:
        regions.refuse_other_year(place, year)
    return Located(place, known, known.iloc[:0])


def _near(text: str, known: pd.DataFrame, in_force: pd.DataFrame) -> str:
    """List the places whose code or name is like the one that is wanted."""
    if not text.isdecimal():
        every = pd.concat([known, in_force])
        names = every[list(regions.NAMES)].fillna("")
        alike = regions.near(text.casefold(), names)
        return "; ".join(filter(None, [*_longer(text, in_force), alike]))
    numbers = in_force["region_code"].astype(int)
    distance = (numbers - int(text[:6])).abs()
    prefectures = in_force["region_code"].str[:4]
    elsewhere = prefectures != text[:4]  # in another prefecture
    nearest = (distance + elsewhere * 1_000_000).nsmallest(5).index
    close = in_force.loc[nearest]
    return "; ".join(_titles(close) + " " + close["name_en"])


def _longer(text: str, in_force: pd.DataFrame) -> list[str]:
    """List the places that people call so for short: 三江县 is 三江侗族自治县."""
    stem, kind = text[:-1], text[-1:]
    if len(stem) < 2:
        return []
    names = in_force["name_zh"]
    is_longer = names.str.len() > len(text)
    meant = in_force[is_longer & names.str.startswith(stem) & names.str.endswith(kind)]
    return (_titles(meant) + " " + meant["name_en"]).head(5).tolist()


def _not_then(named: pd.DataFrame, year: int, codes: pd.DataFrame) -> str:
    """Say of places that there were not in a year when they were, and what was there then."""
    newest = _newest(codes)
    told = []
    for _, row in named.iterrows():
        first, last = _years(row, newest)
        since = f"from {first}" if row["first_list"] else f"from {first} or later"
        until = f" until {last}" if last else ""
        place = f"{row['region_code']} {row['full_name']}"
        told.append(f"{place} {since}{until}")
    akin = codes[_akin(codes, named.iloc[0])]
    others = ", ".join(_titles(_of_time(akin, year, newest)))
    there = f"; in {year} there was {others}" if others else ""
    return f"--year {year}: {'; '.join(told)}{there}. Give another year, or the place of that year"


def _akin(codes: pd.DataFrame, row: pd.Series) -> pd.Series:
    """Tell which rows may be the same place at another time: of its code, or of its name but for
    the kind (米林县, 米林市) under the same prefecture."""
    same_code = codes["region_code"] == row["region_code"]
    same_name = codes["name_zh"] == row["name_zh"]
    stems = codes["name_zh"].str[:-1]
    same_stem = stems == row["name_zh"][:-1]
    beside = same_stem & (codes["parent_code"] == row["parent_code"])
    return (same_code | beside) & ~(same_code & same_name)


def _with_rows(
    row: pd.Series, year: int | None, known: pd.DataFrame, codes: pd.DataFrame
) -> Located:
    """Make the rows of a place and of those above it that regions.csv has not yet."""
    newest = _by_code(codes)
    there = set(known["region_code"])
    missing = [row]
    while (above := missing[0]["parent_code"]) not in there:
        missing.insert(0, newest.loc[above])
    said = []
    for one in missing:
        made, told = _row(one, known, codes)
        said.append(told)
        new = pd.DataFrame([made]).astype(known.dtypes)
        known = pd.concat([known, new], ignore_index=True)
    said += _doubts(row, year, codes)
    new = known.tail(len(missing))
    place = known.iloc[-1]
    return Located(place, known, new, tuple(said))


def _row(row: pd.Series, known: pd.DataFrame, codes: pd.DataFrame) -> tuple[dict, str]:
    """Return a place as a row of regions.csv, and what is to be said of it."""
    above = known.set_index("region_code").loc[row["parent_code"]]
    first, last = _years(row, _newest(codes))
    code = row["region_code"]
    notes = _notes(row, codes)
    later = _by_code(codes).loc[code, "name_zh"]
    if later != row["name_zh"]:
        notes.append(f"code {code} until {last}, then that of {later}")
        code = f"{code}-{last}"
    english = row["name_en"]
    if english in set(known["name_en"]):
        english = f"{english} ({above['name_en']})"
    note = "; ".join(notes)
    made = {
        "region_code": code,
        "slug": _slug(row, above["slug"], known),
        "name_zh": row["name_zh"],
        "name_en": english,
        "kind": row["kind"],
        "parent_code": row["parent_code"],
        "economic_region": above["economic_region"],
        "valid_from": first if first > SINCE else None,
        "valid_to": last,
        "code_kind": "gbt2260_reused" if "-" in code else "gbt2260",
        "note": note,
    }
    because = f" ({note})" if note else ""
    place = f"{code} {row['name_zh']} {english}"
    return made, f"new in regions.csv: {place}{because}"


def _notes(row: pd.Series, codes: pd.DataFrame) -> list[str]:
    """Return what is derived or not known of a place."""
    newest = _newest(codes)
    first, last = _years(row, newest)
    notes = []
    if row["name_en_kind"] != "listed":
        notes.append("name_en derived from the characters")
    if not row["first_list"]:
        notes.append(f"valid_from: {first} at the earliest, the year is not known")
    if not row["in_force"] and not last:
        notes.append(f"no longer in force; its last year, {newest} or later, is not known")
    return notes


def _doubts(row: pd.Series, year: int | None, codes: pd.DataFrame) -> list[str]:
    """Say where it is not known whether a place had its code in a year: after the newest list."""
    is_new = not row["first_list"]
    is_gone = not row["in_force"] and not row["gone_list"]
    is_known = not is_new and not is_gone
    if year is None or year < _newest(codes) or is_known:
        return []
    may_be_same = _akin(codes, row) & codes["gone_list"].eq("")
    akin = codes[may_be_same]
    then = akin[akin["in_force"] == is_gone]
    others = "; ".join(_titles(then))
    when = "still" if is_new else "already"
    either = f", or {when} {others}," if others else ""
    place = f"{row['region_code']} {row['name_zh']}"
    return [
        f"whether it was {place} in {year}{either} is not known: "
        f"the lists with dates end in {codes['last_list'].max()}"
    ]


def _slug(row: pd.Series, above: str, known: pd.DataFrame) -> str:
    """Return a short name for addresses that no other region has."""
    parted = unicodedata.normalize("NFKD", row["name_en"])
    letters = parted.encode("ascii", "ignore").decode()
    name = re.sub(" (County|District)$", "", letters).lower().replace("'", "")
    slug = re.sub("[^a-z0-9]+", "-", name).strip("-")
    code = row["region_code"]
    taken = set(known["slug"])
    candidates = (slug, f"{slug}-{above}", f"{slug}-{code}")
    for wanted in candidates:
        if wanted not in taken:
            return wanted
    raise Fault(f"regions.csv: {slug!r} is taken, and with code {code} as well")
