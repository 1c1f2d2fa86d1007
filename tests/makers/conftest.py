"""What the tests of makers share with those of the reader: wordings."""

from tests.reading.conftest import lexicon  # noqa: F401
