"""What the tests of makers share with those of the reader: a copy of the data package, wordings."""

from tests.reading.conftest import data, lexicon  # noqa: F401
