"""Which rows of the reader's grammar change no document: `python -m tests.reading.ablation FOLDER`.

Each rule and each definition is taken away in turn, and every text file of a folder is read anew.
"""

import sys
from pathlib import Path

from edugov import tables
from edugov.reading.extract import read_text
from edugov.reading.grammar import rules, subjects
from edugov.reading.lexicon import load_lexicon

READ = ["indicator_id", "stage", "quantity", "value", "year", "scope", "status"]


def main(folder: Path) -> None:
    """Print, for each row, how many documents are read otherwise without it."""
    lexicon = load_lexicon(tables.DATA)
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.rglob("*.txt"))]

    def readings() -> list[str]:
        return [read_text(text, lexicon=lexicon)[READ].to_csv() for text in texts]

    whole = readings()

    def changed() -> int:
        return sum(now != before for now, before in zip(readings(), whole, strict=True))

    every = rules.load_rules()
    for rule in every:
        left = [one for one in every if one is not rule]
        subjects.fitting_rules = lambda shape, number, left=left: [
            one for one in rules.fitting_rules(shape, number) if one in left
        ]
        print(f"rule {rule.name}: {changed()} of {len(texts)}", flush=True)
    subjects.fitting_rules = rules.fitting_rules
    definitions = lexicon.meanings.definitions
    for one in definitions.rows:
        lexicon.meanings.definitions = type(definitions)(
            tuple(row for row in definitions.rows if row is not one)
        )
        said = " ".join(sorted(one.features))
        print(f"{one.indicator} ({said}): {changed()} of {len(texts)}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
