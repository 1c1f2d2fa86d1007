"""The tests, of the book without a user's own rows and notebooks."""

from pathlib import Path

from tests.without_own import project

HERE = Path(__file__).resolve().parents[1]
ROOT = project(HERE)  # before any test imports the library
