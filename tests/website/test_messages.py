"""The Chinese of the prose: every paragraph of a translated page has its own, as it is now."""

import io
import shutil
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from edugov.website import messages
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, Catalog]:
    """Give the messages of every page, extracted once."""
    return messages.extracted(ROOT, tmp_path_factory.mktemp("messages") / "work")


def test_what_sphinx_makes_of_a_translation_holds_no_time_of_a_build():
    """Without a date of its own, babel's file for the machine has the minute it was written in."""
    files = sorted((ROOT / messages.FOLDER).rglob("*.po"))
    assert len(files) > 40
    for path in files:
        with path.open(encoding="utf-8") as file:
            made = io.BytesIO()
            write_mo(made, read_po(file, "zh_CN"))
        assert b"POT-Creation-Date: 2026-01-01 00:00+0000\n" in made.getvalue(), path


@pytest.mark.slow
def test_every_paragraph_has_its_chinese(pages):
    lacking = [str(message) for message in messages.missing(ROOT, pages)]
    assert not lacking, "\n".join(lacking)


@pytest.mark.slow
def test_a_changed_paragraph_is_named_with_file_and_line(pages, tmp_path):
    """The Chinese of a paragraph that was changed afterwards, of one removed, and of none."""
    path = tmp_path / messages.path_of("cite")
    path.parent.mkdir(parents=True)
    (title, *others) = [message for message in pages["cite"] if message.id]
    changed, lost = others[0], others[1]
    text = messages.HEADER.format(page="cite")
    text += f'msgid "{title.id}"\nmsgstr "引用"\n\n#, fuzzy\nmsgid "{changed.id}"\nmsgstr "旧"\n'
    text += '\nmsgid "No page says this"\nmsgstr "无"\n'
    path.write_text(text, encoding="utf-8")
    found = [str(message) for message in messages.missing(tmp_path, {"cite": pages["cite"]})]
    line = changed.locations[0][1]
    assert found[0].startswith(f"book/cite.md:{line}: changed, its translation is old: ")
    assert found[1].startswith(f"book/cite.md:{lost.locations[0][1]}: new or changed")
    line = len(text.splitlines()) - 1
    assert f"cite.po:{line}: of no paragraph any more: 'No page says this'" in found[-1]
    assert not [place for place in found if repr(title.id) in place]


@pytest.mark.slow
def test_a_paragraph_of_a_notebook_is_named_with_its_cell(pages, tmp_path):
    found = [str(each) for each in messages.missing(tmp_path, {"index": pages["index"]})]
    assert found[0].startswith("book/_toc.yml: new or changed")
    assert any(place.startswith("notebooks/book_index.ipynb: cell 1, line 1: ") for place in found)


@pytest.mark.slow
def test_the_files_are_as_the_command_writes_them(pages, tmp_path):
    shutil.copytree(ROOT / messages.FOLDER, tmp_path / messages.FOLDER)
    messages.renew(tmp_path, pages)
    for path in sorted((ROOT / messages.FOLDER).rglob("*.po")):
        name = path.relative_to(ROOT)
        assert path.read_bytes() == (tmp_path / name).read_bytes(), f"{name}: run edugov messages"
    assert len(list(tmp_path.rglob("*.po"))) == len(list((ROOT / messages.FOLDER).rglob("*.po")))


def test_what_holds_no_words_is_no_message():
    assert not messages._has_words("\nX_i = \\frac{x_i}{P_i}\n")
    assert not messages._has_words("{download}`regions.csv <../../data/regions.csv>`")
    assert not messages._has_words("教督〔2012〕3号 {cite}`basic2012`")
    assert messages._has_words("{download}`The table (CSV) <../../data/licences.csv>`")
    assert messages._has_words("[Zhaotong 昭通](sources/zhaotong.md)")
    assert Path(messages.path_of("data/tables")).as_posix().endswith("LC_MESSAGES/data/tables.po")
