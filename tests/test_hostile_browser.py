"""A site whose tables hold hostile text, in Chromium: nothing runs, nothing is asked for elsewhere,
nothing of the machine is shown, and the text stands there as text."""

import csv
import io
import re
import threading
from collections import defaultdict
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest

from edugov import tables
from edugov.audit import audit
from edugov.markup import FORMULA, NUMBER, plain
from edugov.reading import report
from edugov.reading.documents import Document
from edugov.reading.review import review_page
from tests import hostile
from tests.conftest import Quiet
from tests.payloads import CANARY, LINES, SIGNAL, TEXTS

pytestmark = pytest.mark.xdist_group("hostile site")  # built once, in one of the processes

WATCH = f"window.{SIGNAL} = (what) => console.log('FIRED ' + what)"
LOOK = """() => {
  const found = [];
  const unseen = /[\\u202a-\\u202e\\u2066-\\u2069\\u200b-\\u200f\\u0000-\\u0008\\u001b\\u007f]/;
  const address = /^\\s*(javascript|vbscript|file):|^\\s*data:text\\/html/i;
  const marks = ["STRONG", "EM", "CODE", "DEL", "SUB", "SUP", "H1", "H2", "H3", "A", "DT", "LI"];
  for (const node of document.querySelectorAll("*")) {
    const told = node.outerHTML.slice(0, 120);
    for (const { name, value } of node.attributes) {
      if (name === "data-evil") found.push("element: " + told);
      if (name.startsWith("on") && value.includes("__fired")) found.push("handler: " + told);
      if (address.test(value)) found.push("address: " + told);
      if (unseen.test(value)) found.push("unseen: " + told);
    }
    if (node.tagName === "SCRIPT" && node.textContent.includes("__fired")) found.push(told);
    if (marks.includes(node.tagName) && /^evil( \\w+)?$/.test(node.textContent.trim())) {
      found.push("markup: " + told);
    }
  }
  if (unseen.test(document.documentElement.textContent)) found.push("unseen characters");
  return found;
}"""
# The search is done when it says how many it found, or that there is nothing
FOUND = """() => /\\d|Nothing/.test(
  document.querySelector(".book-search [role=status]")?.textContent ?? "")"""
# What the reader's grammar is made of
DEFINED = "indicator_id features may of stage when context quantity doubt example".split()
# Fields that no page of this site shows: those of the Chinese edition, written by the code that
# writes the English ones, and notes of those who keep the tables
NOT_SHOWN = {
    *(("duties", name) for name in ("asks_zh", "source_zh", "needs_zh", "note")),
    *(("indicators", name) for name in ("aliases_zh", "dimension_notes")),
    *(("rectification", name) for name in ("finding_zh", "action_zh", "shown_zh")),
    *(("scheme_items", name) for name in ("item", "name_zh", "name_en", "section")),
    *(("standards", name) for name in ("beside_subject_zh", "caveat_zh")),
    *(("stages_run", name) for name in ("why_en", "why_zh")),
    *(("place_names", name) for name in ("name_en", "note")),
    *(("features", name) for name in ("feature", "meaning")),
    *(("definitions", name) for name in DEFINED),
    *(("province_steps", name) for name in ("reason_en", "reason_zh")),
    ("california_districts", "county"),
    ("corrections", "why"),
    ("county_codes", "name_en"),
    ("figures", "operand_ids"),
    ("relations", "note_zh"),
    ("regions", "note"),
    ("schemes", "name_zh"),
    ("text_measures", "note"),
}


class Seen(NamedTuple):
    """What was seen of a site: pages, their text, what fired, what was asked for elsewhere, what
    else was found on the pages."""

    texts: dict[str, str]
    fired: list[str]
    elsewhere: list[str]
    found: list[str]


@contextmanager
def served(folder: Path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def visit(browser, folder: Path, names: list[str]) -> Seen:
    """Open pages of a folder and say what was seen."""
    seen = Seen({}, [], [], [])
    context = browser.new_context()
    context.add_init_script(WATCH)
    page = context.new_page()
    with served(folder) as address:
        here = (address, "data:image", "blob:")
        page.on("console", lambda m: m.text.startswith("FIRED") and seen.fired.append(page.url))
        page.on("dialog", lambda dialog: (seen.fired.append(page.url), dialog.dismiss()))
        page.on("request", lambda r: r.url.startswith(here) or seen.elsewhere.append(r.url))
        for name in names:
            page.goto(f"{address}/{name}", wait_until="load")
            if name.startswith("search.html?"):
                page.wait_for_function(FOUND)
            seen.texts[name] = page.evaluate("document.documentElement.textContent")
            seen.found.extend(f"{name}: {what}" for what in page.evaluate(LOOK))
    context.close()
    return seen


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Give a built project of hostile tables, and what was planted."""
    root = hostile.make_project(tmp_path_factory.mktemp("hostile") / "project")
    planted = hostile.plant(root)
    made = hostile.build(root)
    assert made == {"pages": len(hostile.PAGES), "failures": []}
    return root, planted


@pytest.fixture(scope="module")
def seen(project, browser) -> Seen:
    root, _ = project
    site = root / "_build" / "html"
    paths = [path.relative_to(site).as_posix() for path in sorted(site.rglob("*.html"))]
    names = [name for name in paths if not name.startswith("_static/")]
    words = ("evil", "fired", "onerror", "heading", "javascript")
    return visit(browser, site, names + [f"search.html?q={word}" for word in words])


@pytest.mark.slow
def test_what_is_looked_for_is_found_where_text_is_not_escaped(browser, tmp_path):
    still = [text for text in TEXTS if "refresh" not in text]  # that one leaves the page
    rows = "".join(f"<td>{text}</td>" for text in still)
    links = '<a href="javascript:1">x</a><b>evil</b><strong>evil</strong>'
    (tmp_path / "index.html").write_text(f"<meta charset=utf-8>{links}{rows}", encoding="utf-8")
    seen = visit(browser, tmp_path, ["index.html"])
    assert len(seen.fired) >= 4 and len(seen.elsewhere) >= 2
    kinds = {what.split(": ")[1] for what in seen.found}
    assert {"element", "handler", "address", "markup", "unseen characters"} <= kinds


@pytest.mark.long
def test_nothing_runs_and_nothing_is_asked_for_elsewhere(seen):
    assert len(seen.texts) > 40
    assert (seen.fired, seen.elsewhere, seen.found) == ([], [], [])


@pytest.mark.slow
def test_review_page_of_a_hostile_document_shows_it_as_text(browser, tmp_path):
    text = "某县2022年教育情况\n" + "全县小学在校学生8640人。\n".join(TEXTS)
    document = Document(TEXTS[0], "txt", text, "0" * 64)
    figures = report.figures_of(document, report.lexicon(), year=2022)
    assert len(figures) > 20
    hostile_notes = figures.assign(note=TEXTS[1], unit_printed=TEXTS[2], proposed_reading=TEXTS[5])
    indicators = tables.read("indicators")
    page = review_page(document, hostile_notes, audit(hostile_notes), indicators)
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    seen = visit(browser, tmp_path, ["page.html"])
    assert (seen.fired, seen.elsewhere, seen.found) == ([], [], [])
    shown = squeezed(seen.texts["page.html"])
    whole = [line for line in LINES.values() if not re.search(r"[;\d]", line)]  # cut nowhere
    assert len(whole) > 15 and [line for line in whole if squeezed(line) not in shown] == []


@pytest.mark.long
def test_no_file_of_the_machine_is_published(project):
    root, _ = project
    site = root / "_build" / "html"
    names = {path.name for path in site.rglob("*") if path.is_file()}
    assert not {"canary.txt", "hostname", "passwd"} & names
    secret = CANARY.encode()
    assert [
        path for path in site.rglob("*") if path.is_file() and secret in path.read_bytes()
    ] == []
    downloads = {path.suffix for path in site.glob("_downloads/*/*")}
    assert downloads <= {".csv", ".ipynb", ".json"}


@pytest.mark.long
def test_hostile_text_stands_on_the_pages_as_text(project, seen, capsys):
    _, planted = project
    visible = shown_cells(planted, [squeezed(text) for text in seen.texts.values()])
    values = sum(map(len, planted.values()))
    with capsys.disabled():
        print(
            f"\nhostile text: {len(planted)} fields of {len({name for name, _ in planted})} "
            f"tables, {values:,} cells with {len(TEXTS)} payloads; {len(seen.texts)} pages opened; "
            f"{sum(map(bool, visible.values()))} fields and {sum(visible.values()):,} cells shown"
        )
    assert {field for field, count in visible.items() if not count} == NOT_SHOWN


def shown_cells(planted: dict[tuple, list[str]], texts: list[str]) -> dict[tuple, int]:
    """Count the cells of each field that stand whole in one of the texts."""
    holding = defaultdict(list)  # each cell but a link ends with a mark of its own
    for text in texts:
        for mark in set(hostile.MARK.findall(text)):
            holding[mark].append(text)
    visible = dict.fromkeys(planted, 0)
    for field, cells in planted.items():
        for cell in cells:
            mark = hostile.MARK.search(cell)
            places = holding[mark[0]] if mark else texts
            visible[field] += any(squeezed(plain(cell)) in place for place in places)
    return visible


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.long
def test_no_download_of_a_page_holds_a_formula(project, seen):
    root, _ = project
    site = root / "_build" / "html"
    own = {path.name for path in root.glob("data/*.csv")}
    texts = {
        path.relative_to(site): path.read_text(encoding="utf-8-sig")
        for path in site.glob("_downloads/*/*.csv")
        if path.name not in own  # the tables themselves stay as they are
    }
    names = {path.name for path in texts}
    assert {"yining.csv", "five-schools-schools.csv", "compliance.csv"} <= names
    assert len(texts) > 6
    for path in site.rglob("*.html"):
        assert "data:text/csv" not in path.read_text(encoding="utf-8")
    neutral = 0
    for name, text in texts.items():
        header, *rows = csv.reader(io.StringIO(text, newline=""))
        for row in rows:
            assert len(row) == len(header), name
            for cell in row:
                assert not FORMULA.match(cell.lstrip()) or NUMBER.fullmatch(cell), (name, cell)
                neutral += bool(re.match(r"'\s*[=+\-@＝]", cell))
    assert neutral > 10
