"""Releases: one archive a version, the same bytes for the same commit, and never a second one."""

import hashlib
import json
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from edugov.fault import Fault
from edugov.website.release import release, stated_version

# A day and a person that are invented; git's own settings of the machine do not count.
GIT = {
    "GIT_AUTHOR_NAME": "A. Tester",
    "GIT_AUTHOR_EMAIL": "tester@example.org",
    "GIT_COMMITTER_NAME": "A. Tester",
    "GIT_COMMITTER_EMAIL": "tester@example.org",
    "GIT_AUTHOR_DATE": "2024-03-01T08:00:00+08:00",
    "GIT_COMMITTER_DATE": "2024-03-01T08:00:00+08:00",
    "GIT_CONFIG_GLOBAL": "/dev/null",
}
FILES = {
    "pyproject.toml": '[project]\nversion = "1.2.0"\n',
    "src/edugov/__init__.py": '__version__ = "1.2.0"\n',
    "CITATION.cff": "version: 1.2.0\ndate-released: 2024-03-01\n",
    "data/datapackage.json": '{"version": "1.2.0"}\n',
    "CHANGELOG.md": "# Changes\n\n## Unreleased\n\n## 1.2.0 (2024-03-01)\n\n- New: a page.\n\n"
    "## 1.1.0 (2023-01-01)\n\n- The first.\n",
    ".gitignore": "_build/\n",
}


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def commit(root: Path) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "A state")


def change(root: Path, name: str, old: str, new: str) -> None:
    path = root / name
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def root(tmp_path, monkeypatch) -> Path:
    """Give an invented project in a git repository of its own, with everything committed."""
    for name, value in GIT.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "项目 one"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(root, "init", "-q")
    commit(root)
    return root


def add_site(root: Path, page: str = "a page") -> None:
    """Write a website of one page, with the receipts that a build writes."""
    from edugov.rendering import receipts

    html = root / "_build" / "html"
    html.mkdir(parents=True)
    (html / "index.html").write_text(page, encoding="utf-8")
    made = {"files": ["data/datapackage.json"], "command": "make book"}
    receipts.write(root, html, {"index.html": made})


def archive(root: Path) -> Path:
    return root / "_build" / "releases" / "edugov-1.2.0.tar.gz"


def contents(path: Path) -> dict[str, str]:
    with tarfile.open(path) as files:
        return {
            member.name: files.extractfile(member).read().decode()
            for member in files
            if member.isfile()
        }


def test_a_release_holds_what_git_has_the_site_and_what_it_is(root):
    add_site(root)
    told = list(release(root))
    found = contents(archive(root))
    for name, text in FILES.items():
        assert found.pop(f"edugov-1.2.0/{name}") == text
    assert found.pop("edugov-1.2.0/_build/html/index.html") == "a page"
    assert found.pop("edugov-1.2.0/_build/html/receipts.json")
    note = found.pop("edugov-1.2.0/RELEASE.md")
    assert not found
    for said in ("edugov 1.2.0", "2024-03-01", git(root, "rev-parse", "HEAD"), "- New: a page."):
        assert said in note
    assert "The first" not in note
    assert git(root, "rev-parse", "v1.2.0") == git(root, "rev-parse", "HEAD")
    assert "without the website" not in " ".join(told)


def test_the_checksum_beside_it_is_the_one_of_the_archive(root):
    list(release(root))
    digest = hashlib.sha256(archive(root).read_bytes()).hexdigest()
    beside = archive(root).with_name("edugov-1.2.0.tar.gz.sha256")
    assert beside.read_text() == f"{digest}  edugov-1.2.0.tar.gz\n"
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--check", beside.name], cwd=beside.parent, check=True)


def test_the_same_commit_gives_the_same_bytes_in_another_folder(root, tmp_path, monkeypatch):
    add_site(root)
    list(release(root))
    first = archive(root).read_bytes()
    other = tmp_path / "two"
    git(root, "clone", "-q", ".", str(other))
    git(other, "config", "core.autocrlf", "true")
    git(other, "config", "tar.umask", "0077")
    add_site(other)
    list(release(other))
    assert archive(other).read_bytes() == first


def test_a_release_without_a_site_says_so(root):
    assert any("without the website" in sentence for sentence in release(root))


@pytest.mark.parametrize(
    ("line", "told"), [("", "missing"), ("date-released: 2023-01-01\n", "value '2023-01-01'")]
)
def test_whoever_cites_has_the_day_of_the_release(root, line, told):
    change(root, "CITATION.cff", "date-released: 2024-03-01\n", line)
    commit(root)
    said = f"CITATION.cff: date-released, {told}; right would be 2024-03-01"
    with pytest.raises(Fault, match=said):
        list(release(root))


@pytest.mark.parametrize("name", ["CITATION.cff", "new file.txt", "新.txt"])
def test_what_is_not_committed_is_refused_and_named(root, name):
    with (root / name).open("a", encoding="utf-8") as file:
        file.write("# more\n")
    with pytest.raises(Fault, match="not as in the last commit") as refused:
        list(release(root))
    assert name in str(refused.value)
    assert not archive(root).parent.exists()
    assert git(root, "tag") == ""


def test_a_version_is_released_once(root):
    list(release(root))
    before = archive(root).read_bytes()
    with pytest.raises(Fault, match=r"1\.2\.0 was released already"):
        list(release(root))
    assert archive(root).read_bytes() == before


def test_a_version_whose_tag_is_at_another_commit_was_released_already(root):
    list(release(root))
    shutil.rmtree(root / "_build")
    assert list(release(root))  # the archive of the same commit may be made again
    shutil.rmtree(root / "_build")
    change(root, "CHANGELOG.md", "a page", "two pages")
    commit(root)
    with pytest.raises(Fault, match=r"from commit [0-9a-f]{12} \(v1\.2\.0\); raise the version"):
        list(release(root))
    assert not archive(root).exists()


def test_versions_that_differ_are_named(root):
    change(root, "CITATION.cff", "1.2.0", "1.1.0")
    with pytest.raises(Fault, match=r"1\.1\.0 in CITATION\.cff"):
        stated_version(root)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "1.2.0 (2024-03-01)",
            "1.2.0 (not yet released)",
            "no day; right would be '## 1.2.0 (YEAR",
        ),
        ("## 1.2.0 (2024-03-01)", "## 1.3.0 (2024-03-01)", "no heading '## 1.2.0 (YEAR"),
        ("## Unreleased\n", "## Unreleased\n\n- Later.\n", "changes under Unreleased"),
    ],
)
def test_a_changelog_that_does_not_tell_of_it_is_refused(root, old, new, said):
    change(root, "CHANGELOG.md", old, new)
    commit(root)
    with pytest.raises(Fault) as refused:
        list(release(root))
    assert said in str(refused.value)


def test_a_second_heading_of_the_version_is_named_with_its_row(root):
    change(root, "CHANGELOG.md", "## 1.1.0", "## 1.2.0 (not yet released)\n\n- Older.\n\n## 1.1.0")
    commit(root)
    with pytest.raises(Fault) as refused:
        list(release(root))
    said = "CHANGELOG.md, row 9, value '## 1.2.0 (not yet released)': 1.2.0 has a heading already"
    assert said in str(refused.value) and "row 5, '## 1.2.0 (2024-03-01)'" in str(refused.value)


def test_all_that_is_wrong_is_said_at_once(root):
    add_site(root)
    change(root, "CHANGELOG.md", "1.2.0 (2024-03-01)", "1.2.0 (not yet released)")
    change(root, "CHANGELOG.md", "## Unreleased\n", "## Unreleased\n\n- Later.\n")
    change(root, "CITATION.cff", "date-released: 2024-03-01\n", "")
    change(root, "data/datapackage.json", "1.2.0", "1.1.0")
    with pytest.raises(Fault) as refused:
        list(release(root))
    first, *rest = str(refused.value).splitlines()
    assert first == "nothing was released; 6 things have to be done first:"
    told = zip(
        rest,
        [
            "- the version is 1.2.0 in pyproject.toml",
            "- CHANGELOG.md, row 7, value '## 1.2.0 (not yet released)'",
            "- CHANGELOG.md: there are changes under Unreleased",
            "- CITATION.cff: date-released, missing; right would be the day that CHANGELOG.md",
            "- CHANGELOG.md, CITATION.cff, data/datapackage.json: not as in the last commit",
            "- _build/html: 1 pages do not come from the files",
        ],
        strict=True,
    )
    assert all(line.startswith(start) for line, start in told), rest
    assert not archive(root).parent.exists() and git(root, "tag") == ""


def test_a_site_of_other_files_is_refused(root):
    add_site(root)
    package = json.loads((root / "data/datapackage.json").read_text())
    (root / "data/datapackage.json").write_text(json.dumps({**package, "name": "other"}))
    commit(root)
    with pytest.raises(Fault, match="1 pages do not come from the files of this commit"):
        list(release(root))
    assert not archive(root).exists()


def test_a_folder_without_git_is_refused_with_what_git_says(root):
    shutil.rmtree(root / ".git")
    with pytest.raises(Fault, match="git rev-parse: "):
        list(release(root))
