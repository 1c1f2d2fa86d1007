"""licences.csv: the licence of every package that is pinned, as the package states it (许可证)."""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pandas as pd
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from edugov import tables
from edugov.makers import Material
from edugov.tables import Fault

# who needs a package: the first of these that does
GROUPS = {"book": "", "national": "national", "lab": "lab", "tests": "test"}
SHORT = 60  # characters; a longer text is the licence itself


def make(material: Material) -> pd.DataFrame:
    """List the packages of constraints.txt: version, licence, where it is stated, what needs it.

    The licences are those in the metadata of the packages that are installed here, so all of them
    have to be installed in the pinned version: the tests' and the extras' too.
    """
    pinned = read_pins(tables.ROOT / "constraints.txt")
    needed = needed_for(pinned)
    rows = []
    for name, version in pinned.items():
        found = _metadata(name, version)
        licence, stated_in = licence_of(found)
        rows.append((name, version, licence, stated_in, needed[canonicalize_name(name)]))
    return pd.DataFrame(rows, columns=["package", "version", "licence", "stated_in", "needed_for"])


def read_pins(path: Path) -> dict[str, str]:
    """Read the exact versions of constraints.txt, by package."""
    lines = path.read_text(encoding="utf-8").split()
    return dict(line.split("==") for line in lines)


def needed_for(pinned: dict[str, str]) -> dict[str, str]:
    """Say for each package which of `GROUPS` needs it first, itself or through other packages.

    Conditions on platform and Python version are passed over, so that the answer is the same
    everywhere; a package without a pin is needed nowhere.
    """
    names = {canonicalize_name(name) for name in pinned}
    reasons: dict[str, str] = {}
    for group, extra in GROUPS.items():
        waiting = [("edugov", extra)]
        seen = set()
        while waiting:
            needed = waiting.pop()
            if needed in seen:
                continue
            seen.add(needed)
            reasons.setdefault(needed[0], group)
            for requirement in _requirements(*needed):
                required = canonicalize_name(requirement.name)
                if required in {*names, "edugov"}:
                    waiting += [(required, wanted) for wanted in ("", *requirement.extras)]
    if idle := sorted(names - reasons.keys()):
        raise Fault(f"constraints.txt: nothing needs {', '.join(idle)}; take it out")
    return reasons


def _requirements(name: str, extra: str) -> list[Requirement]:
    """Return what a package requires of itself, or what one of its extras adds."""
    if name == "edugov":  # its metadata are those of the last installation
        project = tomllib.loads((tables.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        extras = project["optional-dependencies"] | {"": project["dependencies"]}
        return [Requirement(text) for text in extras[extra]]
    every = [Requirement(text) for text in metadata.requires(name) or []]
    return [one for one in every if _extra_of(one) == extra]


def _extra_of(requirement: Requirement) -> str:
    """Return the extra that a requirement belongs to, empty where it belongs to none."""
    found = re.search('extra == "(.+?)"', str(requirement.marker))
    return found[1] if found else ""


def _metadata(name: str, version: str) -> metadata.PackageMetadata:
    try:
        found = metadata.metadata(name)
    except metadata.PackageNotFoundError as error:
        raise Fault(f"{name}: not installed; install all of constraints.txt first") from error
    if found["Version"] != version:
        raise Fault(
            f"{name}: version {found['Version']} is installed, constraints.txt has {version}; "
            "install that one first"
        )
    return found


def licence_of(found: metadata.PackageMetadata) -> tuple[str, str]:
    """Return the licence that a package's metadata state, and in which field they do.

    The first of: the SPDX expression; the field for a licence, where it is a name and the
    classifiers do not say more; the classifiers; the first line of the file of the licence.
    """
    if expression := found.get("License-Expression"):
        return expression, "expression"
    classifiers = [
        text.rpartition(" :: ")[2]
        for text in found.get_all("Classifier") or []
        if text.startswith("License :: ")
    ]
    written = (found.get("License") or "").strip()
    is_name = 0 < len(written) <= SHORT and "\n" not in written and written != "UNKNOWN"
    if is_name and len(classifiers) < 2:
        return written, "field"
    if classifiers:
        return "; ".join(classifiers), "classifiers"
    heading = _heading_of_file(found.get("Name"))
    if 0 < len(heading) <= SHORT:
        return heading, "file"
    return "not stated", "nowhere"


def _heading_of_file(name: str | None) -> str:
    """Return the first line of the licence that a package brings along, empty where it has none."""
    for path in metadata.files(name) or [] if name else []:
        if path.name.startswith("LICENSE"):
            return path.read_text(encoding="utf-8").strip().partition("\n")[0]
    return ""
