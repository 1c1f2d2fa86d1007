"""What the tests of makers share with those of the reader: a copy of the data package."""

from tests.reading.conftest import data  # noqa: F401
