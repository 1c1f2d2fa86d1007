"""The hand labels of ../shared as a table of figures, for tests of what works on figures."""

import re
from pathlib import Path

import pandas as pd

from edugov.reading.documents import open_document

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
QUANTITY = {"level": "value", "growth_pct": "growth", "placeholder": "value"}
CORPUS = ("nantong-2021", "sichuan-template-2023", "yining-2021", "yunyang-2021", "zhaotong-2023")


def present() -> bool:
    return all((SHARED / name).is_dir() for name in ("gold", "reports", "reports2"))


def figures() -> pd.DataFrame:
    """Every labelled figure of the long and the short reports, in the columns of figures.csv."""
    rows = []
    for name in CORPUS:
        rows += [_long(row) for row in _read(SHARED / "gold" / f"{name}.csv")]
    short = _read(SHARED / "reports" / "reports-gold.csv") + _read(SHARED / "reports2" / "gold.csv")
    for name in dict.fromkeys(row["doc"] for row in short):
        (path,) = (path for path in SHARED.glob(f"reports*/**/{name}.*") if path.suffix != ".json")
        text, at = open_document(path).text, 0
        for row in (row for row in short if row["doc"] == name):
            number = re.compile(rf"(?<![\d.]){re.escape(row['value'].lstrip('-'))}(?![\d])")
            found = number.search(text, at) or number.search(text)
            at = found.start() if found else at
            rows.append(_short(row, at))
    table = pd.DataFrame(rows)
    units = pd.DataFrame(_read(SHARED / "reference" / "indicators.csv")).set_index("indicator_id")[
        "unit"
    ]
    canonical = ~table["unit"].isin(["percent", "percentage_point"])
    table.loc[canonical, "unit"] = table["indicator_id"].map(units).fillna("")
    table = table[table["indicator_id"] != "not_an_indicator"].reset_index(drop=True)
    count = table.groupby("source_id").cumcount() + 1
    table["figure_id"] = table["source_id"] + "-" + count.map("{:04d}".format)
    table["value"] = pd.to_numeric(table["value"], errors="coerce")
    return table


def _read(path: Path) -> list[dict]:
    return pd.read_csv(path, dtype=str, keep_default_na=False).to_dict("records")


def _common(row: dict) -> dict:
    point = row.get("unit_si") == "pp" or "百分点" in row["unit"]
    unit = "percent" if row["quantity"] == "growth_pct" else "percentage_point" if point else ""
    return {
        "source_id": row["doc"],
        "region_code": "",
        "year": row["year"],
        "stage": row["level"],
        "indicator_id": row["indicator_id"],
        "quantity": QUANTITY.get(row["quantity"], row["quantity"]),
        "value": row["value_si"],
        "unit": unit,
        "value_printed": row["value"],
        "unit_printed": row["unit"],
        "subject_zh": row["indicator_zh"],
        "scope": "region",
        "previous_value": "",
        "proposed_reading": row.get("repaired_reading", ""),
        "note": row.get("note", row.get("trap", "")),
    }


def _long(row: dict) -> dict:
    damaged = row.get("damaged") == "true"
    status = "placeholder" if row["quantity"] == "placeholder" else "damaged" if damaged else "ok"
    start = int(row["char_offset"])
    return _common(row) | {
        "section": row["section"],
        "start": start,
        "end": start + len(row["value"]),
        "status": status,
        "value": "" if damaged else row["value_si"],
    }


def _short(row: dict, at: int) -> dict:
    flagged = row["must_flag"] == "true"
    status = "ok" if not flagged else "ambiguous" if row["value_si"] else "damaged"
    part = "sub-area" in row["trap"] or "area " in row["trap"]
    return _common(row) | {
        "section": "",
        "start": at,
        "end": at + len(row["value"]),
        "status": status,
        "scope": "part" if part else "region",
    }
