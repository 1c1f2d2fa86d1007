"""A project whose tables hold hostile text in every text field, rendered and built into a site.

`edugov check` would refuse most of these tables, so the site is built by calling the library:
what is proved is that the writers alone hold.
"""

import csv
import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pandas as pd
import yaml

from tests.conftest import ROOT
from tests.payloads import CANARY, LINKS, TEXTS
from tests.project import command

# The regions whose rows are kept: four with a report, the templates, two invented examples
KEPT = ["654002", "500235", "530600", "320600", "130000", "9999Z1", "9999Z2", ""]
WHOLE = ["county_codes", "regions", "schemes", "price_index"]  # other rows point to these
PAGES = [
    *("regions/yining", "regions/yining-equity", "regions/yining-funding", "regions/yunyang"),
    *("regions/five-schools-schools", "regions/invented-county-schools", "regions/index"),
    "regions/invented-county-series",
    *("sources/index", "data/duties", "data/standards", "data/indicators", "data/licences"),
    *("duties/rectification", "duties/audit", "duties/compliance", "duties/questions"),
    *("comparisons/data-quality", "comparisons/equity", "comparisons/coverage"),
]
# Text fields that the library looks words, keys or numbers up in, or takes apart as lists: a
# payload there is a fault of the table, not a text to show
STEERING = {
    "indicators": ["unit"],
    "standards": "unit applies_to rule_set judged_quantity judged_stages beside_stages "
    "judged_kinds beside_kinds area_codes announced superseded_by wording "
    "related_indicator_ids related_verdict".split(),
    "duties": ["stages", "indicator_ids", "rule_ids", "document_number"],
    "relations": ["result", "parts", "whole", "stage", "year", "strict"],
    "lexicon": "kind word features stage".split(),
    "corrections": ["reading", "corrected", "decided_by"],
    "duty_terms": ["without"],
    "scheme_items": ["duty_ids", "area"],
    "rectification": ["figure_ids"],
}
MARK = re.compile(r"q\d+r\d+(?!\d)")  # tells a cell from all others
LONGEST_NAME = 42  # longer ones leave the charts that they label no room
BUILD = """
import json
import sys

from edugov import tables
from edugov.rendering import catalogue, planning, render
from edugov.website import page_order, site

if __name__ == "__main__":
    wanted = json.loads(sys.argv[1])
    planned = planning.plan([])
    chosen = [job for job in planned if str(job.page.relative_to(planning.BOOK))[:-6] in wanted]
    failures = render.render(chosen, 2, progress=False)
    catalogue.write()

    def kept(entries):
        for entry in entries:
            below = [*kept(entry.pop("sections", []))]
            page = planning.BOOK / (entry["file"] + ".ipynb")
            if page.is_file() or "sources/" in entry["file"]:
                yield entry | ({"sections": below} if below else {})
            else:
                yield from below

    contents = {name: [*kept(entries)] for name, entries in page_order.contents().items()}
    try:
        site.build(tables.ROOT, {"en": contents})
    except tables.Fault as fault:
        failures.append(str(fault))
    print(json.dumps({"pages": len(chosen), "failures": failures}))
"""


def text_fields(folder: Path) -> dict[str, list[str]]:
    """Return the text fields of each table that no key, list of words or form limits."""
    package = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    fields = {}
    for table in package["resources"]:
        schema = table["schema"]
        keys = {name for key in schema.get("foreignKeys", []) for name in key["fields"]}
        keys |= set(schema.get("primaryKey", []))
        free = [field["name"] for field in schema["fields"] if _is_free(field)]
        steering = STEERING.get(table["name"], [])
        fields[table["name"]] = [name for name in free if name not in {*keys, *steering}]
    return fields


def _is_free(field: dict) -> bool:
    limits = field.get("constraints", {})
    return field["type"] == "string" and not {"enum", "pattern"} & set(limits)


def plant(root: Path) -> dict[tuple[str, str], list[str]]:
    """Write hostile text into every text field of every table, each row another; return what."""
    texts, links, planted = itertools.cycle(TEXTS), itertools.cycle(LINKS), {}
    names = itertools.cycle([text for text in TEXTS if len(text) <= LONGEST_NAME])
    for name, columns in text_fields(root).items():
        path = root / "data" / f"{name}.csv"
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        for column in columns:
            source = {"link": links, "name_zh": names, "name_en": names}.get(column, texts)
            rows = _rows_to_change(name, column, table)
            ids = [f"q{len(planted)}r{row}" for row in rows]
            values = [next(source) + ("" if column == "link" else f" {key}") for key in ids]
            table.loc[rows, column] = values
            planted[name, column] = values
        table.to_csv(path, index=False, lineterminator="\n", quoting=csv.QUOTE_ALL)
    return planted


def _rows_to_change(name: str, column: str, table: pd.DataFrame) -> pd.Index:
    """Return the rows in which a payload stands; numbers that are read stay numbers."""
    if name == "figures" and column in ("value_printed", "unit_printed", "unit"):
        return table.index[table["status"] != "ok"]
    return table.index


def make_project(root: Path) -> Path:
    """Copy what a site of a few regions and overviews is built from, and files not to be shown."""
    shutil.copytree(ROOT / "data", root / "data", ignore=shutil.ignore_patterns("raw"))
    shutil.copytree(ROOT / "notebooks", root / "notebooks")
    tracked = shutil.ignore_patterns(
        "regions", "sources", "data", "comparisons", "duties", "methods"
    )
    shutil.copytree(ROOT / "book", root / "book", ignore=tracked)
    shutil.copy(ROOT / "_config.yml", root)
    (root / "canary.txt").write_text(f"{CANARY}\n")
    _cut(root)
    _stand_ins(root)
    return root


def _cut(root: Path) -> None:
    tables = {
        path.stem: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in sorted(root.glob("data/*.csv"))
    }
    for name, table in tables.items():
        if name == "funding_national":
            tables[name] = table.head(len(TEXTS))
        elif "region_code" in table and name not in WHOLE:
            tables[name] = table[table["region_code"].isin(KEPT)]
    named = [
        table["source_id"]
        for name, table in tables.items()
        if "source_id" in table and name != "sources"
    ]
    prose = "".join(path.read_text(encoding="utf-8") for path in root.glob("book/*.md"))
    kept = {*pd.concat(named), *re.findall(r"sources/([a-z0-9-]+)\.md", prose)}
    tables["sources"] = tables["sources"][tables["sources"]["source_id"].isin(kept)]
    for name, table in tables.items():
        table.to_csv(root / "data" / f"{name}.csv", index=False, lineterminator="\n")


def _stand_ins(root: Path) -> None:
    """Write an empty page for each overview that is not rendered, as other pages link to it."""
    fixed = yaml.safe_load((root / "book" / "_toc.yml").read_text(encoding="utf-8"))
    for page in ["index", *_files(fixed)]:
        path = root / "book" / f"{page}.ipynb"
        if page in PAGES or path.with_suffix(".md").is_file():
            continue
        path.parent.mkdir(exist_ok=True)
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_markdown_cell(f"# Not rendered: {page}", id="a")]
        path.write_text(nbformat.writes(notebook), encoding="utf-8")


def _files(contents: object) -> list[str]:
    if isinstance(contents, list):
        return [page for item in contents for page in _files(item)]
    if not isinstance(contents, dict):
        return []
    own = [contents["file"]] if "file" in contents else []
    return own + _files([value for value in contents.values() if isinstance(value, list)])


def build(root: Path) -> dict:
    """Render and build the project without checking it; return how many pages, and what failed."""
    script = root / "build_hostile.py"  # a file, as its processes are started from it
    script.write_text(BUILD, encoding="utf-8")
    arguments = [sys.executable, str(script), json.dumps(PAGES)]
    done = subprocess.run(**command(root) | {"args": arguments}, capture_output=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
