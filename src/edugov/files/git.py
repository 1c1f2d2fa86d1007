"""Asking git, and telling it what to do (the only module that knows git)."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

from edugov.fault import Fault

# What a user's settings could change in the bytes: line ends, the rights of files in an archive.
SAME_EVERYWHERE = ("-c", "core.autocrlf=false", "-c", "core.quotepath=false", "-c", "tar.umask=022")


def git(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> str:
    """Return what a command of git says in a folder; a Fault with git's own words, where it
    fails."""
    done = start(folder, *arguments, env=env)
    if done.returncode:
        told = done.stderr.strip().splitlines() or [f"ended with {done.returncode}"]
        raise Fault(f"git {arguments[0]}: {'; '.join(told)}")
    return done.stdout.rstrip("\n")


def is_true(folder: Path, *arguments: str) -> bool:
    """Return whether a command of git that answers a question says yes."""
    return start(folder, *arguments).returncode == 0


def start(
    folder: Path, *arguments: str, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess:
    """Run git in a folder to its end, and return what it said."""
    command = ["git", *SAME_EVERYWHERE, *arguments]
    try:
        return subprocess.run(
            command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8"
        )
    except FileNotFoundError as error:
        raise Fault("git: there is no such program; install git first") from error


def archive(folder: Path, commit: str, file: Path) -> None:
    """Write the files of a commit into a tar file."""
    git(folder, "archive", "--format=tar", f"--output={file}", commit)


def uncommitted(folder: Path) -> list[str]:
    """Return the files of a working tree that differ from its last commit or are not in it."""
    lines = git(folder, "status", "--porcelain", "--untracked-files=all").splitlines()
    return [line[2:].strip() for line in lines]
