"""A project with trivial notebooks and a tiny book, made again for each run in the same folder."""

import json
import shutil
from pathlib import Path

import pandas as pd
import yaml

from edugov.files.changes import LOCK
from tests.conftest import ROOT
from tests.project import without_corrections_of_lost_figures

REGION = "340207"  # the one whose rows are left, with two pages
REPORT = """泰宁县2023年履行教育职责自评报告（虚构）
全县有小学12所，在校学生8640人，专任教师512人；初中4所，在校学生4210人，专任教师318人。
学前三年毛入园率91.2%，普惠性幼儿园覆盖率86.4%，九年义务教育巩固率98.1%。
高中阶段毛入学率92.7%，公办园在园幼儿占比58.5%。
"""


def notebook(title: str, word: str) -> str:
    """Give a notebook of a heading and one line of output."""
    heading = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": f"# {title}"}
    code = {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": []}
    parameters = code | {"id": "b", "metadata": {"tags": ["parameters"]}, "source": "region = ''"}
    shown = code | {"id": "c", "source": f"print({word!r}, region)"}
    metadata = {
        "language_info": {"name": "python"},
        "kernelspec": {"name": "python3", "display_name": "Python", "language": "python"},
    }
    cells = {"cells": [heading, parameters, shown], "metadata": metadata}
    return json.dumps(cells | {"nbformat": 4, "nbformat_minor": 5})


def templates(root: Path, word: str) -> None:
    """Write the notebooks, all of which show a word."""
    (root / "notebooks").mkdir(exist_ok=True)
    for name in ("region_profile", "region_funding", "region_equity", "region_schools"):
        text = notebook("REGION_NAME", word)
        (root / "notebooks" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    text = notebook("Invented", word).replace("region = ''", "region = 'none'")
    (root / "notebooks" / "book_index.ipynb").write_text(text, encoding="utf-8")


def make(root: Path) -> None:
    """Make the project."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw", ".*"))
    for path in root.glob("data/*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        if "region_code" in table and path.stem not in ("county_codes", "regions", "schemes"):
            table = table[table["region_code"] == REGION]
            path.write_text(table.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    without_corrections_of_lost_figures(root / "data")
    templates(root, "old")
    for name in ("_config.yml", "_config.zh.yml"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "book" / "_templates", root / "book" / "_templates")
    for path in ROOT.glob("book/*.bib"):
        (root / "book" / path.name).write_text("")
    contents = {"format": "jb-book", "root": "index", "chapters": [{"expand": "regions"}]}
    (root / "book" / "_toc.yml").write_text(yaml.safe_dump(contents))
    (root / "report.txt").write_text(REPORT, encoding="utf-8")


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Give every file below a folder, by its name there."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != LOCK
    }
