"""Which rows of an older clone are the book's and which a user's, by git (书中原有数据)."""

import io
from pathlib import Path

import pandas as pd

from edugov.files.git import git
from edugov.tables import Fault


def common_commit(folder: Path, other: Path) -> str:
    """Return the newest commit that two folders' repositories both have before what stands there
    now; empty where one is in none, or they have none in common."""
    try:
        own = git(folder, "rev-list", "HEAD").split()
        known = set(git(other, "rev-list", "HEAD").split())
    except (Fault, OSError):
        return ""
    return next((commit for commit in own if commit in known), "")


def table_at(folder: Path, commit: str, file: str) -> pd.DataFrame | None:
    """Return a file of a folder as it was in a commit, as texts; None where it was not there."""
    try:
        text = git(folder, "cat-file", "blob", f"{commit}:./{file}")
    except Fault:
        return None
    return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False).fillna("")
