"""`edugov publish`: the finished site into a folder or onto a branch of a git remote, never over
anything else."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from edugov.fault import Fault
from edugov.files import OURS
from edugov.files.git import archive, git, is_true
from edugov.rendering import receipts
from edugov.website import finishing

RECORD = "published.sha256"  # what was published, in the form that sha256sum -c reads
EMPTY = ".nojekyll"  # tells GitHub's pages to show the files as they are
FEW = 3  # files that a sentence names


def to_folder(site: Path, folder: Path) -> str:
    """Put the finished site into a folder, in place of what was published there before; say what
    was done.

    A Fault, where the folder holds anything that was not published by this function.
    """
    place = folder.resolve()
    home = site.resolve()
    if place == home or home in place.parents or place in home.parents:
        raise Fault(f"{folder}: is, holds or is in the site itself; name another folder")
    if place.exists() and not place.is_dir():
        raise Fault(f"{folder}: is a file; name a folder")
    _refuse_foreign(place, str(folder))
    old = place.with_name(f"{OURS}{os.getpid()}-old")
    with _staged(site, place.parent) as new:
        record = (new / RECORD).read_bytes()
        if place.is_dir() and _record_of(place) == record:
            return f"{folder}: the site is there already; nothing was changed"
        count = len(record.splitlines())
        finishing.take_place(new, place, old)
    shutil.rmtree(old, ignore_errors=True)
    return f"{folder}: {count} files published"


def to_branch(root: Path, site: Path, branch: str, remote: str) -> str:
    """Put the finished site onto a branch of a git remote, as its newest commit; say what was done.

    Neither the working tree nor any branch of the repository in `root` is touched. A Fault, where
    the branch holds anything that was not published by this function.
    """
    named = f"branch {branch} of {remote}"
    if not is_true(root, "check-ref-format", "--branch", branch):
        raise Fault(f"--branch {branch}: not the name of a branch; gh-pages would be one")
    if remote not in git(root, "remote").splitlines():
        raise Fault(f"--remote {remote}: no such remote; `git remote` lists those there are")
    with tempfile.TemporaryDirectory() as folder, _staged(site, Path(folder)) as new:
        before = _fetched(root, branch, remote)
        if before:
            _refuse_foreign(_unpacked(root, before, Path(folder)), named)
        tree = _tree(root, new, Path(folder, "index"))
        if before and tree == git(root, "rev-parse", f"{before}^{{tree}}"):
            return f"{named}: the site is there already; nothing was changed"
        parents = ["-p", before] if before else []
        commit = git(root, "commit-tree", tree, *parents, "-m", "The site as it was built")
        git(root, "push", "--quiet", remote, f"{commit}:refs/heads/{branch}")
        count = len((new / RECORD).read_bytes().splitlines())
    return f"{named}: {count} files published, commit {commit[:12]}"


@contextmanager
def _staged(site: Path, parent: Path) -> Iterator[Path]:
    """Give a copy of the site as it is published, with the list of its files, beside its place."""
    if not (site / "index.html").is_file():
        raise Fault(f"{site.name}/index.html: there is no site; `make book` builds it")
    parent.mkdir(parents=True, exist_ok=True)
    new = parent / f"{OURS}{os.getpid()}-new"
    try:
        shutil.copytree(site, new, copy_function=shutil.copyfile)
        (new / EMPTY).write_bytes(b"")
        lines = [f"{receipts.digest(new / name)}  {name}\n" for name in _names(new)]
        (new / RECORD).write_text("".join(lines), encoding="utf-8", newline="\n")
        yield new
    finally:
        shutil.rmtree(new, ignore_errors=True)


def _names(folder: Path) -> list[str]:
    """Return the files below a folder, without the record of what was published."""
    found = [path for path in folder.rglob("*") if not path.is_dir()]
    names = sorted(path.relative_to(folder).as_posix() for path in found)
    return [name for name in names if name != RECORD]


def _record_of(folder: Path) -> bytes:
    path = folder / RECORD
    return path.read_bytes() if path.is_file() else b""


def _refuse_foreign(folder: Path, named: str) -> None:
    """Refuse a place that holds files that are not as they were published there."""
    lines = _record_of(folder).decode("utf-8", "replace").splitlines()
    published = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    foreign = []
    for name in _names(folder):
        if published.get(name) != receipts.digest(folder / name):
            foreign.append(name)
    if foreign:
        more = f" and {len(foreign) - FEW} more" * (len(foreign) > FEW)
        raise Fault(
            f"{named}: holds what `edugov publish` did not put there: {', '.join(foreign[:FEW])}"
            f"{more}; move it away, or name another place. Nothing was changed"
        )


def _fetched(root: Path, branch: str, remote: str) -> str:
    """Return the newest commit of a branch of a remote, fetched; empty where it has no such
    branch."""
    found = git(root, "ls-remote", remote, f"refs/heads/{branch}")
    if not found:
        return ""
    commit = found.split()[0]
    git(root, "fetch", "--quiet", "--no-write-fetch-head", remote, f"refs/heads/{branch}")
    return commit


def _unpacked(root: Path, commit: str, folder: Path) -> Path:
    """Write the files of a commit into a folder of their own, and return that."""
    there = folder / "before"
    there.mkdir()
    archive(root, commit, folder / "before.tar")
    with tarfile.open(folder / "before.tar") as files:
        files.extractall(there, filter="data")
    return there


def _tree(root: Path, folder: Path, index: Path) -> str:
    """Give git the files of a folder, by an index of their own, and return the name of the tree."""
    env = {
        **os.environ,
        "GIT_DIR": git(root, "rev-parse", "--absolute-git-dir"),
        "GIT_WORK_TREE": str(folder),
        "GIT_INDEX_FILE": str(index),
    }
    git(folder, "add", "--all", "--force", ".", env=env)
    return git(folder, "write-tree", env=env)
