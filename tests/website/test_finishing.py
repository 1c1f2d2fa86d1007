"""A finished site takes the place of the one that stands: whole, in one step."""

import sys
from pathlib import Path

import pytest

from edugov.website import finishing, head_and_foot


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


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_kept_of_pages_gives_the_same_pages(tmp_path, lang):
    page = (  # invented
        "<html><body><article><h1>县 county</h1><p>差异系数 and words: <code>as code 字</code></p>"
        '<aside class="page-foot" aria-label="页"><p>页 {}</p></aside></article></body></html>'
    )
    kept = head_and_foot.Settings(cache=tmp_path, library="library")
    for key in ("one", "two"):  # the foot says what a page was made from
        pages = {
            "a.html": page.format(key),
            "regions/b.html": page.format(key),
            "c.html": "no foot",
        }
        known = dict(finishing._finished(pages, lang, kept))
        assert known == dict(finishing._finished(pages, lang, head_and_foot.Settings()))
        assert key in known["a.html"]
    finished = tmp_path / f"finished-{lang}" / "regions" / "b.html"
    finished.write_text("typed over")
    assert dict(finishing._finished(pages, lang, kept)) == known
    pages["a.html"] = pages["a.html"].replace("words", "other words")
    changed = dict(finishing._finished(pages, lang, kept))
    assert changed == dict(finishing._finished(pages, lang, head_and_foot.Settings())) != known
