"""`edugov release`: one archive of a version, with its source as git has it and its website, and a
checksum."""

import gzip
import hashlib
import io
import json
import re
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from edugov.fault import Fault
from edugov.files import write_text, written
from edugov.files.git import archive as git_archive
from edugov.files.git import git, is_true, uncommitted
from edugov.rendering import receipts

FOLDER = Path("_build", "releases")
NOTE = "RELEASE.md"  # within the archive: what it is
FEW = 3  # files that a sentence names
HEADING = re.compile(r"^## (?P<version>\S+)(?: \((?P<date>\d{4}-\d{2}-\d{2})\))?.*$", re.MULTILINE)
UNRELEASED = "Unreleased"


class Release(NamedTuple):
    """What is released: the version, the day that the changelog gives it, what is new, and the
    commit with its time in seconds."""

    version: str
    date: str
    new: str
    commit: str
    seconds: int

    @property
    def name(self) -> str:
        """The name of the archive, and of the one folder in it."""
        return f"edugov-{self.version}"

    @property
    def tag(self) -> str:
        """The name that git gets for the commit."""
        return f"v{self.version}"


def release(root: Path) -> Iterator[str]:
    """Write the archive of the version in `root` and the file with its checksum into
    _build/releases, mark its commit with a tag, and tell so.

    The website goes with it where it is built. The same commit and website give the same bytes.
    A Fault says what has to be done first: a file that is not committed, a version that was
    released already, a changelog that does not name it, a website of other files.
    """
    version = stated_version(root)
    found = _described(root, version)
    _refuse_uncommitted(root)
    path = root / FOLDER / f"{found.name}.tar.gz"
    _refuse_released(root, found, path)
    site = root / "_build" / "html"
    if site.is_dir():
        _refuse_other_site(root, site)
    with written(path) as temporary:
        _write(root, found, site, temporary)
    checksum = receipts.digest(path)
    write_text(path.with_name(f"{path.name}.sha256"), f"{checksum}  {path.name}\n")
    if not _is_tagged(root, found):
        git(root, "tag", found.tag, found.commit)
    yield f"{path.relative_to(root)}: SHA-256 {checksum}"
    if not site.is_dir():
        yield "without the website, which is not built: `make book` builds it"
    yield f"the commit has the tag {found.tag}; `git push origin {found.tag}` gives it to others"


def stated_version(root: Path) -> str:
    """Return the version of the project; a Fault where its files state different ones."""
    project = tomllib.loads(_text(root, "pyproject.toml"))
    module = re.search(r'^__version__ = "(.+)"$', _text(root, "src/edugov/__init__.py"), re.M)
    stated = {
        "pyproject.toml": project["project"]["version"],
        "src/edugov/__init__.py": module[1] if module else None,
        "CITATION.cff": yaml.safe_load(_text(root, "CITATION.cff")).get("version"),
        "data/datapackage.json": json.loads(_text(root, "data/datapackage.json")).get("version"),
    }
    if len(set(stated.values())) > 1:
        told = ", ".join(f"{version} in {name}" for name, version in stated.items())
        raise Fault(f"the version is {told}; right would be the same in all of them")
    return stated["pyproject.toml"]


def _described(root: Path, version: str) -> Release:
    """Return what is released; a Fault where the changelog does not tell of it."""
    parts = _sections(_text(root, "CHANGELOG.md"))
    date, new = parts.get(version, ("", ""))
    if not date:
        right = f"## {version} (YEAR-MONTH-DAY)"
        raise Fault(f"CHANGELOG.md: no heading {right!r}; write it, with the day of the release")
    if parts.get(UNRELEASED, ("", ""))[1]:
        raise Fault(
            f"CHANGELOG.md: there are changes under {UNRELEASED}; move them below {version}, "
            "which has them, and leave the heading without any"
        )
    cited = yaml.safe_load(_text(root, "CITATION.cff")).get("date-released")
    if str(cited) != date:
        told = f"value {str(cited)!r}" if cited else "missing"
        raise Fault(
            f"CITATION.cff: date-released, {told}; right would be {date}, the day that "
            "CHANGELOG.md gives the version"
        )
    commit = git(root, "rev-parse", "HEAD")
    seconds = int(git(root, "log", "-1", "--format=%ct", commit))
    return Release(version, date, new, commit, seconds)


def _sections(changelog: str) -> dict[str, tuple[str, str]]:
    """Return for each version of a changelog its day, where it has one, and its text."""
    headings = list(HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    return {
        heading["version"]: (heading["date"] or "", changelog[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    }


def _refuse_uncommitted(root: Path) -> None:
    changed = uncommitted(root)
    if changed:
        more = f" and {len(changed) - FEW} more" * (len(changed) > FEW)
        raise Fault(
            f"{', '.join(changed[:FEW])}{more}: not as in the last commit; commit or undo it, "
            "since a release is what git has"
        )


def _refuse_released(root: Path, found: Release, path: Path) -> None:
    """Refuse a version that has its archive, or whose tag is at another commit."""
    right = "raise the version; a release stays as it is"
    if path.exists():
        raise Fault(f"{path.relative_to(root)}: {found.version} was released already; {right}")
    if not _is_tagged(root, found):
        return
    tagged = git(root, "rev-parse", f"{found.tag}^{{commit}}")
    if tagged != found.commit:
        said = f"from commit {tagged[:12]} ({found.tag}); {right}"
        raise Fault(f"{found.version} was released already, {said}")


def _is_tagged(root: Path, found: Release) -> bool:
    return is_true(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{found.tag}")


def _refuse_other_site(root: Path, site: Path) -> None:
    faults = receipts.verify(root, site)
    if faults:
        raise Fault(
            f"_build/html: {len(faults)} pages do not come from the files of this commit, first "
            f"{faults[0]}; `make book` makes them again, `make clean` leaves them out"
        )


def _write(root: Path, found: Release, site: Path, path: Path) -> None:
    """Write the archive: all of it in one folder, the website where a build puts it."""
    with (
        path.open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        _add_source(root, found, archive)
        _add(archive, found, NOTE, _note(root, found).encode())
        for file in sorted(site.rglob("*")):
            if file.is_file():
                _add(archive, found, file.relative_to(root).as_posix(), file.read_bytes())


def _add_source(root: Path, found: Release, archive: tarfile.TarFile) -> None:
    """Add the files of the commit."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "source.tar")
        git_archive(root, found.commit, path)
        with tarfile.open(path) as source:
            for member in source:
                content = source.extractfile(member) if member.isreg() else None
                member.name = f"{found.name}/{member.name}"
                member.pax_headers = {}
                archive.addfile(member, content)


def _add(archive: tarfile.TarFile, found: Release, name: str, content: bytes) -> None:
    """Add a file of these bytes, of the time of the commit."""
    member = tarfile.TarInfo(f"{found.name}/{name}")
    member.size, member.mtime, member.mode = len(content), found.seconds, 0o644
    archive.addfile(member, io.BytesIO(content))


def _note(root: Path, found: Release) -> str:
    """Return what the archive says of itself."""
    digest = hashlib.sha256(_text(root, "data/datapackage.json").encode()).hexdigest()
    return f"""# edugov {found.version}

Released {found.date}, from commit {found.commit}.
How to cite it: CITATION.cff, with the version. Its tables: data/datapackage.json, SHA-256 {digest}.
The website, where it was built: _build/html/index.html.

{found.new}
"""


def _text(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")
