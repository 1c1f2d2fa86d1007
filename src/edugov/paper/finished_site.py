"""What is printed: the folder of the finished site, its address, and the version of its data."""

import json
from pathlib import Path

import yaml

from edugov.fault import Fault


def folder(root: Path) -> Path:
    """Return the folder of the site; a Fault where it is not built."""
    site = (root / "_build" / "html").resolve()
    if not (site / "index.html").is_file():
        raise Fault("_build/html: the site is not built; run edugov build (or make book) first")
    return site


def version(root: Path) -> str:
    """Return the version of the data package; empty where it names none."""
    package = json.loads((root / "data" / "datapackage.json").read_bytes())
    return package.get("version", "")


def address(root: Path) -> str:
    """Return the address of the site, with a slash at its end; empty where it has none."""
    told = yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))
    return told["sphinx"]["config"].get("html_context", {}).get("site_url", "")
