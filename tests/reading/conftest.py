"""The lexicon of the tree, loaded once; every sentence in these tests is invented."""

from pathlib import Path

import pytest

from edugov.reading.extract import read_text
from edugov.reading.lexicon import load_lexicon

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def lexicon():
    return load_lexicon(ROOT / "data")


@pytest.fixture(scope="session")
def read(lexicon):
    """Read a text to tuples of indicator, stage, quantity, value, year, status."""

    def rows(text, *names, **options):
        frame = read_text(text, lexicon=lexicon, **options)
        names = names or ("indicator_id", "stage", "quantity", "value")
        return list(frame[list(names)].itertuples(index=False, name=None))

    return rows
