"""A file is made again where its key or it itself changed, and only there."""

import json

from edugov.files.kept import Kept, Known


def making(folder, key: str, text: str = "made") -> list[str]:
    """Write one file with a key, and return how often it was made."""
    calls = []

    def make() -> bytes:
        calls.append(key)
        return text.encode()

    kept = Kept(folder / "record.json")
    kept.write(folder / "pages" / "a.txt", key, make)
    kept.save()
    return calls


def test_a_file_is_made_once_for_a_key(tmp_path):
    assert making(tmp_path, "one") == ["one"]
    assert making(tmp_path, "one") == []
    assert making(tmp_path, "two", "other") == ["two"]
    assert (tmp_path / "pages" / "a.txt").read_text() == "other"


def test_a_file_that_was_changed_or_lost_is_made_again(tmp_path):
    making(tmp_path, "one")
    path = tmp_path / "pages" / "a.txt"
    path.write_text("typed over")
    assert making(tmp_path, "one") == ["one"] and path.read_text() == "made"
    path.unlink()
    assert making(tmp_path, "one") == ["one"] and path.read_text() == "made"


def test_a_damaged_record_makes_all_again_and_the_same_bytes_keep_their_time(tmp_path):
    making(tmp_path, "one")
    before = (tmp_path / "pages" / "a.txt").stat().st_mtime_ns
    (tmp_path / "record.json").write_text("{")
    assert making(tmp_path, "one") == ["one"]
    assert (tmp_path / "pages" / "a.txt").stat().st_mtime_ns == before


def test_the_record_forgets_what_is_not_made_any_more_and_names_no_folder(tmp_path):
    making(tmp_path, "one")
    kept = Kept(tmp_path / "record.json")
    kept.write(tmp_path / "b.txt", "one", lambda: b"made")
    kept.save()
    assert list(json.loads((tmp_path / "record.json").read_text())) == ["b.txt"]


def test_what_was_computed_of_a_text_is_known_for_this_text_and_library_alone(tmp_path):
    calls = []

    def read(text: str, library: str = "one") -> list:
        known = Known(tmp_path / "known.json", library)
        found = known.get(["page", text], lambda: calls.append(text) or [len(text), {"字": 1}])
        known.save()
        return found

    assert read("long") == read("long") == [4, {"字": 1}]
    assert calls == ["long"]
    read("other")
    read("long")  # forgotten, as the last time it was not asked for
    read("long", "two")
    assert calls == ["long", "other", "long", "long"]
