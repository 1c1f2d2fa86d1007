"""What reading a report costs: its numbers alone, a report of 30,000 characters, ten times as much,
and the memory of 5 MB: python -m tests.bench_reading."""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from edugov.reading import report
from edugov.reading.extract import read_text
from edugov.reading.numbers import numbers
from edugov.reading.text import normalise
from tests.bench_bounds import Bounds

SENTENCE = (
    "2031年，青禾县一般公共预算教育经费52000万元，比上年增长4.00%；小学专任教师512人，初中专任教师305人，"
    "学前三年毛入园率92.3%，九年义务教育巩固率97.1%。全县坚持教育优先发展，深化改革，改善条件，工作有序推进。\n"
)  # invented, in the manner of a report


def spent(text: str, words) -> float:
    """Return the processor time of one reading."""
    start = time.process_time()
    read_text(text, lexicon=words)
    return time.process_time() - start


def numbers_found(text: str) -> float:
    """Return how many million characters a second are searched for numbers."""
    plain = normalise(text).plain
    seconds = []
    for _ in range(10):
        start = time.process_time()
        assert len(list(numbers(plain))) > len(plain) / 100
        seconds.append(time.process_time() - start)
    return len(plain) / min(seconds) / 1e6


def started() -> float:
    """Return the processor time of `edugov read` on a short text, from start to end."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "short.txt"
        path.write_text(SENTENCE, encoding="utf-8")
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "edugov.cli", "read", str(path), "--out", folder]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    """Print what reading costs, from the reports at hand or, without them, from an invented one; 1
    when a bound is missed."""
    bounds = Bounds("reading")
    corpus = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    real = "".join(path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.txt")))
    words = report.lexicon()
    text = (real or SENTENCE * 400)[:30_000]
    searched = numbers_found(real or text)
    bounds.at_least("million characters a second searched for numbers", searched, 2)
    once = min(spent(text, words) for _ in range(5))
    bounds.at_most("30,000 characters, seconds of one processor", once, 0.15)
    ten_times = min(spent(text * 10, words) for _ in range(2))
    bounds.at_most("ten times as many characters / 30,000", ten_times / once, 12)
    read_text((text * 100)[:1_700_000], lexicon=words)  # about 5 MB of UTF-8
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start = min(started() for _ in range(3))
    bounds.at_most("a short text from the command line, seconds of one processor", start, 1)
    bounds.at_most("5 MB of text, MB of the whole process", peak, 300)
    return bounds.exit_code()


if __name__ == "__main__":
    sys.exit(main())
