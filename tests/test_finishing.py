"""A finished site takes the place of the one that stands: whole, in one step."""

import sys
from pathlib import Path

import pytest

from edugov import finishing


def old_and_new(folder: Path) -> tuple[Path, Path]:
    """Make a site that stands and one that is to take its place."""
    html, made = folder / "html", folder / "made"
    for place, word in ((html, "old"), (made, "new")):
        place.mkdir()
        (place / "index.html").write_text(word)
    return html, made


@pytest.mark.parametrize("exchanges", [True, False])
def test_a_published_site_takes_the_place_of_the_old_one(tmp_path, monkeypatch, exchanges):
    html, made = old_and_new(tmp_path)
    if not exchanges:
        monkeypatch.setattr(finishing, "_exchange", lambda one, other: False)
    finishing.publish({"en": made}, html)
    assert (html / "index.html").read_text() == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"html", "made"}


def test_folders_are_exchanged_in_one_step_on_linux(tmp_path):
    html, made = old_and_new(tmp_path)
    if sys.platform == "linux":
        assert finishing._exchange(made, html)
        assert (html / "index.html").read_text() == "new"
        assert (made / "index.html").read_text() == "old"
    assert not finishing._exchange(tmp_path / "nowhere", html)


def test_where_folders_cannot_be_exchanged_a_lost_site_is_put_back(tmp_path, monkeypatch):
    html, made = old_and_new(tmp_path)
    monkeypatch.setattr(finishing, "_exchange", lambda one, other: False)
    rename, calls = Path.rename, []

    def interrupted(path: Path, target: Path) -> Path:
        calls.append(path)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt):
        finishing.publish({"en": made}, html)
    assert not html.exists()
    finishing.recover(html)
    assert (html / "index.html").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"html", "made"}


def test_another_edition_stands_in_a_folder_of_its_name(tmp_path):
    html, made = old_and_new(tmp_path)
    (tmp_path / "other").mkdir()
    chinese = old_and_new(tmp_path / "other")[1]
    finishing.publish({"en": made, "zh": chinese}, html)
    assert "new" in (html / "zh" / "index.html").read_text()
    assert (html / "zh" / "search-index.js").is_file()
