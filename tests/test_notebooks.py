"""The notebooks: their form, that each runs by hand, and that each speaks both languages."""

import ast
import json
import re
import shutil
from pathlib import Path

import nbformat
import papermill
import pytest
from lxml import html

from edugov import pages, tables
from edugov.rendering import own_pages
from tests.conftest import ROOT
from tests.project import edugov, pages_of

# a user's own pages are not held to the form of the book's
NOTEBOOKS = sorted(path for path in ROOT.glob("notebooks/*.ipynb") if not own_pages.is_own(path))
TEMPLATES = [
    path
    for path in NOTEBOOKS
    if path.name.startswith("region_") and path.name != "region_index.ipynb"
]
OVERVIEWS = sorted({*NOTEBOOKS} - {*TEMPLATES})
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code_of(path: Path) -> list[str]:
    return [cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "code"]


@every_notebook
def test_notebook_is_valid_and_begins_with_a_title(path):
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    assert notebook.cells[0].cell_type == "markdown"
    assert notebook.cells[0].source.startswith("# ")
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


@every_notebook
def test_parameters_stand_in_one_cell_and_are_literal(path):
    cells = [
        cell
        for cell in nbformat.read(path, 4).cells
        if "parameters" in cell.metadata.get("tags", [])
    ]
    assert len(cells) == 1
    for statement in ast.parse(cells[0].source).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)
    names = re.findall(r"^(\w+) =", cells[0].source, re.MULTILINE)
    assert "lang" in names
    assert ("region" in names) == (path in TEMPLATES)


@every_notebook
def test_notebook_defines_no_function_and_stores_no_output(path):
    for cell in nbformat.read(path, 4).cells:
        if cell.cell_type == "code":
            assert cell.outputs == [] and cell.execution_count is None
            tree = ast.parse(cell.source)
            defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
            named = [
                node
                for node in ast.walk(tree)
                if isinstance(node, defined) and not isinstance(node, ast.Lambda)
            ]
            assert named == []
            assert not any(
                isinstance(node.value, ast.Lambda)
                for node in tree.body
                if isinstance(node, ast.Assign)
            )


def test_every_table_of_the_package_can_be_downloaded_and_is_described():
    cells = nbformat.read(ROOT / "notebooks" / "data_tables.ipynb", 4).cells
    described = re.findall(
        r'pages\.dictionary\("(\w+)", lang\)', "\n".join(cell.source for cell in cells)
    )
    linked = re.findall(r"<\.\./\.\./data/(\w+)\.csv>", "\n".join(cell.source for cell in cells))
    assert described == linked == tables.names()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_template_reads_nothing_but_its_regions_dossier(path):
    code = "\n".join(code_of(path))
    assert code.count("regions.dossier(region)") == 1
    assert not re.search(r"tables\.(read|names|DATA|ROOT)|\bopen\(|read_csv|read_text|Path\(", code)


@pytest.mark.parametrize("path", OVERVIEWS, ids=lambda path: path.stem)
def test_overview_writes_out_each_table_it_reads_or_goes_through_all(path):
    # what it is made of decides when it is made again
    code = "\n".join(code_of(path))
    if "tables.names()" in code:
        return
    calls = re.findall(r"(?:tables\.read|pages\.dictionary)\(([^),]*)", code)
    assert all(re.fullmatch(r"""["'][a-z_]+["']""", call.strip()) for call in calls)
    assert not re.search(r"read_csv|\bopen\(|read_text|regions\.dossier|tables\.DATA", code)


def shown(page: dict) -> str:
    found = []
    for cell in page["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            text = data.get("text/html", data.get("text/markdown", ""))
            found.append(text if isinstance(text, str) else "".join(text))
    return "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_template_runs_by_hand_with_its_own_defaults(path, tmp_path):
    done = papermill.execute_notebook(
        path, tmp_path / path.name, progress_bar=False, cwd=path.parent
    )
    outputs = [output for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [output.text for output in outputs if output.output_type == "stream"] == []
    assert len(shown(done)) > 500


@pytest.mark.slow
def test_a_region_in_chinese_has_chinese_labels(rendered, tmp_path):
    root = Path(shutil.copytree(rendered, tmp_path / "project"))
    done = edugov(root, "render", "yining", "beijing", "-p", "lang=zh")
    assert done.returncode == 0, done.stderr
    assert "website" not in done.stdout  # which has this language
    assert pages_of(root) == pages_of(rendered)
    chinese = pages_of(root, "book-zh")
    assert len(chinese) >= 5
    for name, data in chinese.items():
        text = shown(json.loads(data))
        page = html.fromstring(f"<div>{text}</div>")
        heads = [head.text_content() for head in page.xpath("//thead//th | //caption")]
        assert [head for head in heads if not re.search("[\u4e00-\u9fff]", head)] == [], name
        sentences = re.findall(r"^- (.*)$", text, re.MULTILINE)
        assert sentences
        own = [
            line for line in sentences if not re.search(r"\(\d+ / \d+\)$", line)
        ]  # the tables' notes are in English
        assert [line for line in own if not re.search("[\u4e00-\u9fff]", line)] == [], name
        assert not re.search(
            r"\b(met|short|right side|cannot judge|primary|lower secondary)\b", page.text_content()
        ), name


@pytest.mark.parametrize(("since", "is_said"), [(2012, True), (2011, False)])
def test_money_per_student_names_the_goal_only_of_its_year(since, is_said, monkeypatch):
    """A copy of the chapter that begins in another year."""
    said = []
    monkeypatch.setattr(pages, "finding", lambda sentences: said.extend(map(str, sentences)))
    cells = code_of(ROOT / "notebooks" / "comparisons_money_per_student.ipynb")
    begin, finding = "since, later, last = 2012, 2013, 2019", "pages.finding("
    upto = next(number for number, cell in enumerate(cells) if finding in cell) + 1
    code = "\n".join(cells[:upto])
    assert begin in code
    exec(code.replace(begin, f"since, later, last = {since}, 2013, 2019"), {})
    assert any(f"to {since}" in sentence for sentence in said)
    assert any("national goal" in sentence for sentence in said) == is_said
