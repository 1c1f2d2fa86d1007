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
SITE = Path("_build", "html")
PROJECT, CITATION, CHANGELOG = "pyproject.toml", "CITATION.cff", "CHANGELOG.md"
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


class Section(NamedTuple):
    """A part of a changelog: the version that its heading names, the day where it has one, the
    heading with its row, and the text below it."""

    version: str
    date: str
    heading: str
    row: int
    text: str


def release(root: Path) -> Iterator[str]:
    """Write the archive of the version in `root` and the file with its checksum into
    _build/releases, mark its commit with a tag, and tell so.

    The website goes with it where it is built. The same commit and website give the same bytes.
    A Fault says all that has to be done first: files that state different versions, a changelog
    that does not tell of the version, a file that is not committed, a version that was released
    already, a website of other files.
    """
    found = _ready(root)
    path = _archive(root, found)
    site = root / SITE
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


def _ready(root: Path) -> Release:
    """Return what is released; a Fault that says all that has to be done before."""
    commit = git(root, "rev-parse", "HEAD")
    seconds = int(git(root, "log", "-1", "--format=%ct", commit))
    stated = _stated(root)
    version = stated[PROJECT]
    told = _told(root, version)
    date, new = told[0] if told else ("", "")
    found = Release(version, date, new, commit, seconds)
    wrong = [*_different_versions(stated), *_untold(root, version), *_undated(root, date)]
    wrong += [*_uncommitted(root), *_released(root, found), *_of_another_site(root)]
    if len(wrong) > 1:
        listed = "".join(f"\n- {sentence}" for sentence in wrong)
        raise Fault(f"nothing was released; {len(wrong)} things have to be done first:{listed}")
    if wrong:
        raise Fault(wrong[0])
    return found


def stated_version(root: Path) -> str:
    """Return the version of the project; a Fault where its files state different ones."""
    stated = _stated(root)
    for sentence in _different_versions(stated):
        raise Fault(sentence)
    return stated[PROJECT]


def _stated(root: Path) -> dict[str, str | None]:
    """Return the version that each file states which states one."""
    project = tomllib.loads(_text(root, PROJECT))
    module = re.search(r'^__version__ = "(.+)"$', _text(root, "src/edugov/__init__.py"), re.M)
    return {
        PROJECT: project["project"]["version"],
        "src/edugov/__init__.py": module[1] if module else None,
        CITATION: yaml.safe_load(_text(root, CITATION)).get("version"),
        "data/datapackage.json": json.loads(_text(root, "data/datapackage.json")).get("version"),
    }


def _different_versions(stated: dict[str, str | None]) -> Iterator[str]:
    if len(set(stated.values())) > 1:
        told = ", ".join(f"{version} in {name}" for name, version in stated.items())
        yield f"the version is {told}; right would be the same in all of them"


def _told(root: Path, version: str) -> list[tuple[str, str]]:
    """Return the day and the text below each heading that the changelog has of a version, those
    with a day first."""
    sections = _sections(_text(root, CHANGELOG))
    told = [(one.date, one.text) for one in sections if one.version == version]
    return sorted(told, key=lambda one: not one[0])


def _untold(root: Path, version: str) -> Iterator[str]:
    """Say what keeps the changelog from telling of a version: no heading of it, a heading without a
    day, more headings than one, changes that stand under no version."""
    sections = _sections(_text(root, CHANGELOG))
    right = f"## {version} (YEAR-MONTH-DAY)"
    of_it = [one for one in sections if one.version == version]
    if not of_it:
        yield f"{CHANGELOG}: no heading {right!r}; write it, with the day of the release"
    if len(of_it) > 1:
        yield _several(version, of_it, right)
    elif of_it and not of_it[0].date:
        (only,) = of_it
        yield (
            f"{CHANGELOG}, row {only.row}, value {only.heading!r}: no day; right would be {right!r}"
        )
    if any(one.version == UNRELEASED and one.text for one in sections):
        yield (
            f"{CHANGELOG}: there are changes under {UNRELEASED}; move them below {version}, "
            "which has them, and leave the heading without any"
        )


def _several(version: str, of_it: list[Section], right: str) -> str:
    """Say that a version has more headings than one, and which is too many."""
    first, *others = sorted(of_it, key=lambda one: not one.date)
    named = " and ".join(f"row {one.row}, value {one.heading!r}" for one in others)
    said = f"{CHANGELOG}, {named}: {version} has a heading already, row {first.row}, "
    return f"{said}{first.heading!r}; right would be one {right!r} with all that is new below it"


def _undated(root: Path, date: str) -> Iterator[str]:
    """Say that the citation has another day than the changelog gives the version."""
    cited = yaml.safe_load(_text(root, CITATION)).get("date-released")
    told = f"value {str(cited)!r}" if cited else "missing"
    if not cited or (date and str(cited) != date):
        right = f"{date}, the day" if date else "the day"
        yield (
            f"{CITATION}: date-released, {told}; right would be {right} that "
            f"{CHANGELOG} gives the version"
        )


def _sections(changelog: str) -> list[Section]:
    """Return the parts of a changelog, one a heading."""
    headings = list(HEADING.finditer(changelog))
    ends = [heading.start() for heading in headings[1:]] + [len(changelog)]
    return [
        Section(
            version=heading["version"],
            date=heading["date"] or "",
            heading=heading[0],
            row=changelog.count("\n", 0, heading.start()) + 1,
            text=changelog[heading.end() : end].strip(),
        )
        for heading, end in zip(headings, ends, strict=True)
    ]


def _uncommitted(root: Path) -> Iterator[str]:
    changed = uncommitted(root)
    if changed:
        more = f" and {len(changed) - FEW} more" * (len(changed) > FEW)
        yield (
            f"{', '.join(changed[:FEW])}{more}: not as in the last commit; commit or undo it, "
            "since a release is what git has"
        )


def _archive(root: Path, found: Release) -> Path:
    return root / FOLDER / f"{found.name}.tar.gz"


def _released(root: Path, found: Release) -> Iterator[str]:
    """Say that a version has its archive, or that its tag is at another commit."""
    right = "raise the version; a release stays as it is"
    path = _archive(root, found)
    if path.exists():
        yield f"{path.relative_to(root)}: {found.version} was released already; {right}"
    elif _is_tagged(root, found):
        tagged = git(root, "rev-parse", f"{found.tag}^{{commit}}")
        if tagged != found.commit:
            said = f"from commit {tagged[:12]} ({found.tag}); {right}"
            yield f"{found.version} was released already, {said}"


def _is_tagged(root: Path, found: Release) -> bool:
    return is_true(root, "rev-parse", "--verify", "--quiet", f"refs/tags/{found.tag}")


def _of_another_site(root: Path) -> Iterator[str]:
    site = root / SITE
    faults = receipts.verify(root, site) if site.is_dir() else []
    if faults:
        yield (
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
