"""The measured bars on the labelled reports, and speed; skipped where the reports are not at hand."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from edugov.reading.extract import read_text

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
BARS = {"recall": 0.92, "recall strict": 0.88, "precision": 0.96, "year": 0.95, "flagged": 0.95}
needs_reports = pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason="the labelled reports are not at hand")


def score(folder, gold, lexicon, out):
    for report in sorted(folder.glob("*.txt")):
        frame = read_text(report.read_text(encoding="utf-8"), lexicon=lexicon)
        frame.to_csv(out / f"{report.stem}.csv", index=False)
    command = [sys.executable, str(SHARED / "tools/score_reading.py"), "--gold", *map(str, gold)]
    command += ["--read", str(out), "--indicators", str(SHARED / "reference/indicators.csv")]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    lines = [line.rsplit("=", 1) for line in printed.splitlines() if "=" in line]
    found = {name[: name.rindex(" ")].strip(): float(share) for name, share in ((a.rstrip(), b) for a, b in lines)}
    silent, total = printed.split("silent")[1].split(" of ")
    return found, int(silent) / int(total)


@needs_reports
@pytest.mark.parametrize("name", ["gold", "reports"])
def test_bars(name, lexicon, tmp_path):
    folder = SHARED / ("corpus" if name == "gold" else "reports")
    gold = SHARED.glob("gold/*-20*.csv") if name == "gold" else [SHARED / "reports/reports-gold.csv"]
    found, silent = score(folder, sorted(gold), lexicon, tmp_path)
    assert found.keys() == BARS.keys()
    assert {key: found[key] for key in BARS if found[key] < BARS[key]} == {}
    assert silent <= 0.01


@needs_reports
def test_thirty_thousand_characters_and_ten_times_as_many(lexicon):
    text = "".join(path.read_text(encoding="utf-8") for path in sorted((SHARED / "corpus").glob("*.txt")))[:30_000]

    def spent(sample):
        start = time.process_time()
        read_text(sample, lexicon=lexicon)
        return time.process_time() - start

    once = min(spent(text) for _ in range(3))
    assert once < 0.15
    assert spent(text * 10) < 12 * once + 0.1
