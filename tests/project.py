"""A project small enough to render in a test: the real tables cut down to a few regions."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd

from tests.conftest import ROOT

FEW = ("jiujiang-wuhu", "yining")  # regions of these whose five pages often tell as much as all
CHOSEN = {"654002": "yining", "320600": "nantong", "340207": "jiujiang-wuhu", "110000": "beijing"}


def copy_project(root: Path, *notebooks: str) -> Path:
    """Copy the data package, with the figures of four regions only, and notebooks of these names
    into a folder."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    for path in root.glob("data/*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "region_code" in table and path.stem not in (
            "county_codes",
            "regions",
            "schemes",
        ):  # other rows point to these
            table = table[table["region_code"].isin(list(CHOSEN))]
            path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    without_corrections_of_lost_figures(root / "data")
    (root / "notebooks").mkdir()
    for pattern in notebooks:
        for path in ROOT.glob(f"notebooks/{pattern}.ipynb"):
            shutil.copy(path, root / "notebooks")
    return root


def without_corrections_of_lost_figures(data: Path) -> None:
    """Leave out corrections of figures that were cut away."""
    figures = pd.read_csv(data / "figures.csv", dtype=str)["figure_id"]
    table = pd.read_csv(data / "corrections.csv", dtype=str, keep_default_na=False)
    table = table[table["figure_id"].isin(figures)]
    table.to_csv(data / "corrections.csv", index=False, lineterminator="\n")


def command(root: Path, *arguments: str) -> dict:
    """Return what starts `edugov` on the project in a folder, as arguments of subprocess.run and
    Popen."""
    return {
        "args": [sys.executable, "-m", "edugov.cli", *arguments],
        "env": {**os.environ, "EDUGOV_ROOT": str(root)},
        "cwd": root,
        "text": True,
    }


def edugov(root: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run a command of `edugov` on the project in a folder."""
    return subprocess.run(**command(root, *arguments), capture_output=True)


def pages_of(root: Path, book: str = "book") -> dict[str, bytes]:
    """Return the rendered pages of a project: name below the folder of an edition, and content."""
    return {
        str(path.relative_to(root / book)): path.read_bytes()
        for path in sorted(root.glob(f"{book}/**/*.ipynb"))
    }


def pages_of_few(root: Path) -> dict[str, bytes]:
    """Return the rendered pages of a few regions."""
    pages = pages_of(root)
    return {name: page for name, page in pages.items() if any(slug in name for slug in FEW)}
