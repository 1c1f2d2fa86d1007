"""What reading a report costs: a report of 30,000 characters, ten times as much, and the memory of
5 MB."""

import resource
import time
from pathlib import Path

from edugov.reading import report
from edugov.reading.extract import read_text

SENTENCE = (
    "2031年，青禾县一般公共预算教育经费52000万元，比上年增长4.00%；小学专任教师512人，初中专任教师305人，"
    "学前三年毛入园率92.3%，九年义务教育巩固率97.1%。全县坚持教育优先发展，深化改革，改善条件，工作有序推进。\n"
)  # invented, in the manner of a report


def spent(text: str, words) -> float:
    """Return the processor time of one reading."""
    start = time.process_time()
    read_text(text, lexicon=words)
    return time.process_time() - start


def main() -> None:
    """Print what reading costs, from the reports at hand or, without them, from an invented one."""
    corpus = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    real = "".join(path.read_text(encoding="utf-8") for path in sorted(corpus.glob("*.txt")))
    words = report.lexicon()
    text = (real or SENTENCE * 400)[:30_000]
    once = min(spent(text, words) for _ in range(5))
    print(f"30,000 characters: {once:.3f} s of one processor (limit 0.15)")
    print(
        f"ten times as many: {min(spent(text * 10, words) for _ in range(2)) / once:.1f} "
        "times the time (limit 12)"
    )
    read_text((text * 100)[:1_700_000], lexicon=words)  # about 5 MB of UTF-8
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"5 MB of text: {peak:.0f} MB at the most, the whole process (limit 300)")


if __name__ == "__main__":
    main()
