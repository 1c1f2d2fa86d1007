"""A country to measure the machinery by: invented regions beside those of the book, each with one
invented source and as many figures as the median region with pages has (16), in a folder of its
own. Names and notes say that they are invented; the codes are none of GB/T 2260."""

import csv
import io
import random
import shutil
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

from edugov.fault import Fault
from edugov.files import write_text

COUNTIES_OF_A_PROVINCE = 92  # 2,845 counties in 31 provinces
COUNTIES_OF_A_CODE = 90  # counties that share the first four digits of their codes
LARGEST_CHANGE_PERCENT = 20
NOTE = "invented"
YEAR = 2021
# what a project consists of: its tables, its notebooks, its prose and its settings
COPIED = (
    "data/*.csv",
    "data/datapackage.json",
    "notebooks/*.ipynb",
    "book/_toc.yml",
    "book/*.md",
    "book/*.bib",
    "book/locale/**/*.po",
    "book/_templates/**/*",
    "book/_static/**/*",
    "_config*.yml",
    "constraints.txt",
)
Rows = list[dict[str, str]]


def invent(root: Path, out: Path, regions_count: int, seed: int) -> None:
    """Write the project in `root` into the folder `out`, with so many invented regions added; the
    same seed gives the same bytes. A Fault where there is something in `out` already, or no codes
    are left for so many."""
    if out.exists() and any(out.iterdir()):
        raise Fault(f"--out {out}: there is something in it; name a new folder")
    regions = list(_regions(root, regions_count))
    for pattern in COPIED:
        for path in filter(Path.is_file, root.glob(pattern)):
            copy = out / path.relative_to(root)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copy)
    chance = random.Random(seed)
    pattern = _pattern()
    added = {
        "regions": regions,
        "county_codes": [_code(region) for region in regions],
        "sources": [_source(region) for region in regions],
        "figures": [row for region in regions for row in _figures(region, pattern, chance)],
    }
    for name, rows in added.items():
        _append(out / "data" / f"{name}.csv", rows)


def _regions(root: Path, count: int) -> Iterator[dict[str, str]]:
    """Give invented provinces, each with its counties below it, as rows of regions.csv."""
    free = _free_prefixes(root)
    provinces_count = -(-count // (COUNTIES_OF_A_PROVINCE + 1))
    if provinces_count > len(free):
        most = len(free) * (COUNTIES_OF_A_PROVINCE + 1)
        raise Fault(f"--regions {count}: codes are left for {most}")
    for number in range(count):
        province, place = divmod(number, COUNTIES_OF_A_PROVINCE + 1)
        above = f"{free[province]}0000"
        if place == 0:
            yield _region(above, "000000", "province", number)
        else:
            group, last = divmod(place - 1, COUNTIES_OF_A_CODE)
            code = f"{free[province]}{group + 1:02}{last + 1:02}"
            yield _region(code, above, "county", number)


def _free_prefixes(root: Path) -> list[str]:
    """Return the first two digits of codes that no region of the country has or had."""
    with (root / "data" / "county_codes.csv").open(encoding="utf-8", newline="") as file:
        taken = {row["region_code"][:2] for row in csv.DictReader(file)}
    return [f"{prefix}" for prefix in range(98, 9, -1) if f"{prefix}" not in taken]


def _region(code: str, above: str, kind: str, number: int) -> dict[str, str]:
    ending = {"province": "省", "county": "县"}[kind]
    return {
        "region_code": code,
        "slug": f"invented-{code[:2]}-{code[2:]}",  # parted, so that no year stands in it
        "name_zh": f"虚构{number + 1}{ending}",
        "name_en": f"Invented {kind} {number + 1}",
        "kind": kind,
        "parent_code": above,
        "economic_region": "west",
        "code_kind": "gbt2260",
        "note": NOTE,
    }


def _code(region: dict[str, str]) -> dict[str, str]:
    names = {name: region[name] for name in ("region_code", "name_zh", "name_en")}
    return names | {"in_force": "true"}


def _source(region: dict[str, str]) -> dict[str, str]:
    return {
        "source_id": region["slug"],
        "kind": "notice",
        "title_zh": f"{region['name_zh']}教育经费执行情况（虚构）",
        "title_en": f"{region['name_en']}: how its education funding was carried out (invented)",
        "publisher": region["name_zh"],
        "date": f"{YEAR + 1}",
        "link_kind": "no_address",
        "licence": NOTE,
        "note": NOTE,
    }


def _pattern() -> Rows:
    path = Path(__file__).with_name("invented_figures.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _figures(region: dict[str, str], pattern: Rows, chance: random.Random) -> Iterator[dict]:
    """Give the figures of a region: of each row of the pattern an amount, and its growth."""
    for place, row in enumerate(pattern):
        places = Decimal(1).scaleb(-int(row["decimals"]))
        drawn = chance.uniform(float(row["lowest"]), float(row["highest"]))
        printed = Decimal(drawn).quantize(places)
        change = chance.uniform(-LARGEST_CHANGE_PERCENT, LARGEST_CHANGE_PERCENT)
        before = Decimal(drawn / (1 + change / 100)).quantize(places)
        growth = ((printed / before - 1) * 100).quantize(Decimal("0.01"))
        shared = {
            "source_id": region["slug"],
            "region_code": region["region_code"],
            "year": f"{YEAR}",
            "stage": row["stage"],
            "indicator_id": row["indicator_id"],
            "subject_zh": row["subject_zh"],
            "scope": "region",
            "status": "ok",
            "origin": "transcribed",
        }
        yield shared | {
            "figure_id": f"{region['slug']}-{2 * place + 1:04}",
            "quantity": "value",
            "value": _plain(printed * int(row["in_unit"])),
            "previous_value": _plain(before * int(row["in_unit"])),
            "unit": row["unit"],
            "value_printed": f"{printed}",
            "unit_printed": row["unit_printed"],
        }
        yield shared | {
            "figure_id": f"{region['slug']}-{2 * place + 2:04}",
            "quantity": "growth",
            "value": _plain(growth),
            "unit": "percent",
            "value_printed": f"{growth}",
            "unit_printed": "%",
        }


def _plain(number: Decimal) -> str:
    """Return a number as tables hold it: without zeros at the end of its fraction."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _append(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Add rows to a table; a column that they do not name is empty."""
    text = path.read_text(encoding="utf-8")
    header = next(csv.reader([text.partition("\n")[0]]))
    written = io.StringIO()
    writer = csv.DictWriter(written, header, restval="", lineterminator="\n")
    writer.writerows(rows)
    write_text(path, text + written.getvalue())
