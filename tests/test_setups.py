"""Where the project runs besides make: conda, Binder and a container for development name a Python
and extras that there are."""

import json
import os
import re
import tomllib

import yaml

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
RANGE = re.fullmatch(r">=3\.(\d+),<3\.(\d+)", PROJECT["requires-python"])


def is_supported(version: str) -> bool:
    """Say whether a version such as 3.12 lies in the range of the project."""
    minor = int(version.removeprefix("3."))
    return int(RANGE[1]) <= minor < int(RANGE[2])


def test_conda_pins_a_python_as_binder_reads_it_and_the_tested_versions():
    described = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    python, *others, pip = described["dependencies"]
    assert is_supported(re.fullmatch(r"python=(3\.\d+)", python)[1])
    assert others == ["pip", "make"]
    constraints, project = pip["pip"]
    assert constraints == "-c constraints.txt" and project.startswith("-e .[test")


def test_binder_builds_the_website():
    script = ROOT / "postBuild"
    assert os.access(script, os.X_OK)
    assert script.read_text(encoding="utf-8").endswith("edugov build\n")


def test_the_container_has_a_python_of_the_range_and_sets_up_as_make_does():
    described = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert is_supported(re.match(r"python:(3\.\d+)", described["image"])[1])
    target = described["postCreateCommand"].removeprefix("make ")
    assert f"STAMP := {target}\n" in (ROOT / "Makefile").read_text(encoding="utf-8")
