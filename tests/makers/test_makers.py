"""Making tables again: from what, what is said where that is not at hand, the command."""

import hashlib

import pandas as pd
import pytest
from click.testing import CliRunner

from edugov import files, makers, tables
from edugov.cli import main
from edugov.makers import Material
from edugov.tables import Fault

# the columns by which a table that is only partly made tells its made rows
MADE_ROWS = {"figures": ("origin", "reader"), "schools": ("source_id", "schools-invented")}


@pytest.mark.parametrize("name", tables.names())
def test_every_table_says_how_it_came_to_be_and_has_a_maker_exactly_where_it_is_made(name):
    provenance = makers.provenance(name)
    assert provenance["how"] in ("typed", "transcribed", "made", "mixed")
    assert len(provenance["from"]) > 10 and not provenance["from"].endswith(".")
    assert (provenance["how"] in ("made", "mixed")) == (name in makers.names())
    assert makers.origin(name, "zh") != makers.origin(name, "en")


def test_a_table_that_is_partly_made_has_both_kinds_of_rows():
    mixed = [name for name in tables.names() if makers.provenance(name)["how"] == "mixed"]
    assert set(mixed) == set(MADE_ROWS)
    for name, (column, value) in MADE_ROWS.items():
        made = tables.read(name)[column] == value
        assert 0 < made.sum() < len(made), name


def test_without_documents_a_sentence_says_what_is_wanted(tmp_path):
    for name in ("figures", "mentions", "text_measures", "reading_quality"):
        with pytest.raises(Fault, match="absent: no such folder; .* --from"):
            makers.make(name, Material(folder=tmp_path / "absent"))
    with pytest.raises(Fault, match="no file zhaotong-2023.txt in this folder or below it"):
        makers.make("mentions", Material(folder=tmp_path))
    with pytest.raises(Fault, match="no labels; right would be CSV files"):
        makers.make("reading_quality", Material(folder=tmp_path))


def test_another_text_under_the_name_of_a_report_is_refused(tmp_path):
    (tmp_path / "zhaotong-2023.txt").write_text("某市小学12所。", encoding="utf-8")
    with pytest.raises(Fault, match="another text than the one of zhaotong-2023"):
        Material(folder=tmp_path).document("zhaotong-2023")


def test_tables_without_a_maker_are_told_from_those_that_do_not_exist():
    with pytest.raises(Fault, match="^lexicon: no command makes it. Typed by hand .* figures, "):
        makers.make("lexicon", Material())
    with pytest.raises(Fault, match="^'lexico' is no table"):
        makers.make("lexico", Material())


def command(*arguments: str):
    return CliRunner().invoke(main, ["make", *arguments])


def test_the_command_lists_what_can_be_made():
    lines = command().output.splitlines()
    assert [line.partition(":")[0] for line in lines] == makers.names()


def test_the_command_says_in_a_sentence_what_is_not_at_hand(tmp_path):
    done = command("mentions", "--from", str(tmp_path))
    assert done.exit_code == 1
    assert done.output.startswith("error: ") and "Traceback" not in done.output


@pytest.fixture
def copy(data, monkeypatch):
    """Give a copy of the data package that the command works on."""
    monkeypatch.setattr(makers, "Material", lambda folder=None: Material(data, folder))
    return data


def test_the_command_puts_back_what_was_changed(copy):
    whole = (copy / "schools.csv").read_text(encoding="utf-8")
    assert command("schools").output == "schools: 125 rows, the same as before\n"
    first = whole.replace(
        "INV001,虚构小学01,9999Z1,2023,primary,public,1311",
        "INV001,虚构小学01,9999Z1,2023,primary,public,1310",
    )
    assert first != whole
    (copy / "schools.csv").write_text(first, encoding="utf-8")
    done = command("schools")
    assert done.output == "schools: 125 rows, changed\n"
    assert (copy / "schools.csv").read_text(encoding="utf-8") == whole


def test_nothing_is_written_when_the_package_would_not_be_sound(data, monkeypatch):
    before = (data / "schools.csv").read_bytes()
    broken = tables.read("schools", data).assign(school_type="hotel")
    monkeypatch.setattr(makers, "make", lambda name, material: broken)
    with pytest.raises(Fault, match="nothing was changed"):
        makers.remake("schools", Material(data))
    assert (data / "schools.csv").read_bytes() == before


def test_an_interruption_changes_nothing(copy, monkeypatch):
    def interrupted(name, material):
        raise KeyboardInterrupt

    before = (copy / "interval_coverage.csv").read_bytes()
    monkeypatch.setattr(makers, "make", interrupted)
    done = command("interval_coverage")
    assert done.exit_code == 130
    assert "nothing was changed" in done.output
    assert (copy / "interval_coverage.csv").read_bytes() == before


def test_documents_are_found_below_the_folder_by_their_text(tmp_path, data):
    sources = tables.read("sources", data).set_index("source_id")
    text = "某市小学12所。"
    for folder, words in (("a", "another text"), ("b", text)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "zhaotong-2023.txt").write_text(words, encoding="utf-8")
    again = Material(data, tmp_path)
    checksum = hashlib.sha256(text.encode()).hexdigest()
    sources.loc["zhaotong-2023", "text_sha256"] = checksum
    files.write_text(data / "sources.csv", files.to_csv(sources.reset_index()))
    assert again.document("zhaotong-2023").text == text
    assert isinstance(again.table("sources"), pd.DataFrame)
