"""The measured bars on the labelled reports, and speed; skipped where the reports are not at
hand."""

import subprocess
import sys
from pathlib import Path

import pytest

from edugov.reading.extract import read_text

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
BARS = {"recall": 0.92, "recall strict": 0.88, "precision": 0.96, "year": 0.95, "flagged": 0.95}


def score(folder, gold, lexicon, out):
    for report in sorted(folder.glob("*.txt")):
        frame = read_text(report.read_text(encoding="utf-8"), lexicon=lexicon)
        frame.to_csv(out / f"{report.stem}.csv", index=False)
    command = [sys.executable, str(SHARED / "tools/score_reading.py"), "--gold", *map(str, gold)]
    command += ["--read", str(out), "--indicators", str(SHARED / "reference/indicators.csv")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.rsplit("=", 1) for line in printed.splitlines() if "=" in line]
    found = {
        name[: name.rindex(" ")].strip(): float(share)
        for name, share in ((a.rstrip(), b) for a, b in lines)
    }
    silent, total = printed.split("silent")[1].split(" of ")
    return found, int(silent) / int(total)


@pytest.mark.parametrize("name", ["gold", "reports"])
def test_bars(name, shared, lexicon, tmp_path):
    folder = SHARED / ("corpus" if name == "gold" else "reports")
    gold = (
        SHARED.glob("gold/*-20*.csv") if name == "gold" else [SHARED / "reports/reports-gold.csv"]
    )
    found, silent = score(folder, sorted(gold), lexicon, tmp_path)
    assert BARS.keys() <= found.keys()
    assert {key: found[key] for key in BARS if found[key] < BARS[key]} == {}
    assert silent <= 0.01
