"""The finished site, published: whole, and never over what something else has put there."""

import shutil
import subprocess
from pathlib import Path

import pytest

from edugov.fault import Fault
from edugov.website.publish import to_branch, to_folder
from tests.project import edugov
from tests.website.test_release import GIT, git


@pytest.fixture
def site(tmp_path) -> Path:
    """Give an invented site."""
    html = tmp_path / "project" / "_build" / "html"
    (html / "zh").mkdir(parents=True)
    (html / "index.html").write_text("one", encoding="utf-8")
    (html / "zh" / "页.html").write_text("一\r\n", encoding="utf-8", newline="")
    return html


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


PUBLISHED = {".nojekyll", "published.sha256", "index.html", "zh/页.html"}


def test_the_site_is_put_into_a_folder_whole(site, tmp_path):
    place = tmp_path / "www" / "book"
    assert "3 files published" in to_folder(site, place)
    found = files(place)
    assert set(found) == PUBLISHED
    assert found["zh/页.html"] == "一\r\n".encode()
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", "published.sha256"], cwd=place, check=True)
    assert {path.name for path in place.parent.iterdir()} == {"book"}


def test_a_newer_site_takes_the_place_of_the_older_one(site, tmp_path):
    place = tmp_path / "www"
    to_folder(site, place)
    (site / "zh" / "页.html").unlink()
    (site / "index.html").write_text("two", encoding="utf-8")
    to_folder(site, place)
    assert set(files(place)) == PUBLISHED - {"zh/页.html"}
    assert (place / "index.html").read_text() == "two"
    assert "nothing was changed" in to_folder(site, place)


@pytest.mark.parametrize(
    ("name", "text"), [("mine.txt", "mine"), ("index.html", "changed by hand"), (".git", "gitdir")]
)
@pytest.mark.parametrize("published_before", [True, False])
def test_a_folder_with_anything_else_is_refused_and_left(
    site, tmp_path, name, text, published_before
):
    place = tmp_path / "www"
    if published_before:
        to_folder(site, place)
    place.mkdir(exist_ok=True)
    (place / name).write_text(text)
    before = files(place)
    (site / "index.html").write_text("two", encoding="utf-8")
    with pytest.raises(Fault, match="did not put there") as refused:
        to_folder(site, place)
    assert name in str(refused.value)
    assert files(place) == before


def test_a_folder_within_the_site_or_around_it_is_refused(site):
    for place in (site, site / "below", site.parent, site.parents[1]):
        with pytest.raises(Fault, match="the site itself"):
            to_folder(site, place)


def test_a_file_in_its_place_is_refused(site, tmp_path):
    (tmp_path / "www").write_text("a file")
    with pytest.raises(Fault, match="is a file"):
        to_folder(site, tmp_path / "www")


def test_without_a_site_the_sentence_says_how_to_build_it(tmp_path):
    with pytest.raises(Fault, match="`make book` builds it"):
        to_folder(tmp_path / "html", tmp_path / "www")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def root(site, tmp_path, monkeypatch) -> Path:
    """Give the repository of the project, with a remote that knows one file of it."""
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    root = site.parents[1]
    (root / "README.md").write_text("a project\n")
    (root / ".gitignore").write_text("_build/\n")
    git(tmp_path, "init", "-q", "--bare", "remote.git")
    git(root, "init", "-q", "-b", "main")
    git(root, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(root, "add", "README.md", ".gitignore")
    git(root, "commit", "-q", "-m", "A state")
    git(root, "push", "-q", "origin", "main")
    return root


def on_branch(remote: Path, branch: str) -> set[str]:
    listed = git(remote, "-c", "core.quotepath=false", "ls-tree", "-r", "--name-only", branch)
    return set(listed.splitlines())


def test_a_branch_gets_the_site_as_its_newest_commit(root, site, tmp_path):
    remote = tmp_path / "remote.git"
    (root / "README.md").write_text("being edited\n")
    (root / "staged.txt").write_text("staged\n")
    git(root, "add", "staged.txt")
    (root / ".git" / "info" / "exclude").write_text("*.html\n")
    state = git(root, "status", "--porcelain"), git(root, "branch", "--all")
    to_branch(root, site, "gh-pages", "origin")
    assert on_branch(remote, "gh-pages") == PUBLISHED
    assert git(remote, "show", "gh-pages:index.html") == "one"
    first = git(remote, "rev-parse", "gh-pages")
    assert "nothing was changed" in to_branch(root, site, "gh-pages", "origin")
    (site / "index.html").write_text("two", encoding="utf-8")
    to_branch(root, site, "gh-pages", "origin")
    assert git(remote, "show", "gh-pages:index.html") == "two"
    assert git(remote, "rev-parse", "gh-pages^") == first
    now = git(root, "status", "--porcelain"), git(root, "branch", "--all")
    assert now[0] == state[0]
    assert [name for name in now[1].splitlines() if "gh-pages" not in name] == state[1].splitlines()
    assert git(root, "worktree", "list").count("\n") == 0


def test_bytes_are_published_as_they_are_whatever_git_does_to_line_ends(root, site, tmp_path):
    git(root, "config", "core.autocrlf", "true")
    to_branch(root, site, "gh-pages", "origin")
    shown = subprocess.run(
        ["git", "show", "gh-pages:zh/页.html"], cwd=tmp_path / "remote.git", capture_output=True
    )
    assert shown.stdout == "一\r\n".encode()
    assert "nothing was changed" in to_branch(root, site, "gh-pages", "origin")


def test_a_branch_with_anything_else_is_refused_and_left(root, site, tmp_path):
    before = git(tmp_path / "remote.git", "rev-parse", "main")
    with pytest.raises(Fault, match=r"branch main of origin: .* did not put there: \.gitignore"):
        to_branch(root, site, "main", "origin")
    assert git(tmp_path / "remote.git", "rev-parse", "main") == before


def test_no_such_remote_and_no_such_branch_name_are_sentences(root, site):
    with pytest.raises(Fault, match="--remote elsewhere: no such remote"):
        to_branch(root, site, "gh-pages", "elsewhere")
    with pytest.raises(Fault, match="--branch a..b: not the name of a branch"):
        to_branch(root, site, "a..b", "origin")


def test_the_command_asks_for_one_place(tmp_path):
    for arguments in ([], ["folder", "--branch", "gh-pages"]):
        done = edugov(tmp_path, "publish", *arguments)
        assert done.returncode == 1
        assert "one of the two" in done.stderr and "Traceback" not in done.stderr
