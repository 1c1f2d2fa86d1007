"""Where the project runs besides make: conda, Binder and a container for development name a Python
and extras that there are; and what make installs with."""

import json
import os
import re
import subprocess
import sys
import tomllib

import pytest
import yaml

from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
linux = pytest.mark.skipif(sys.platform == "win32", reason="a script of bash")
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


# A program that stands in for uv: it notes what it was told, and of what surroundings.
NOTING = """#!/usr/bin/env bash
{ echo "$@"; env; } > "$NOTES"
exit ENDS
"""


def installed(tmp_path, **settings: str) -> tuple[str, dict[str, str]]:
    """Run `.ci/install` for a Python that notes what pip is told, with a uv that does the same;
    return what it printed and what uv was given, by the name of the variable."""
    codes = {"uv": settings.pop("ends", "0"), "python": "0"}
    for name, ends in codes.items():
        program = tmp_path / name
        program.write_text(
            NOTING.replace("$NOTES", str(tmp_path / f"{name}.txt")).replace("ENDS", ends)
        )
        program.chmod(0o755)
    surroundings = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), **settings}
    done = subprocess.run(
        [ROOT / ".ci" / "install", tmp_path / "python"],
        env=surroundings,
        capture_output=True,
        text=True,
        check=True,
    )
    told, *lines = (tmp_path / "uv.txt").read_text().splitlines()
    variables = dict(line.partition("=")[::2] for line in lines)
    return done.stdout, {**variables, "told": told}


@linux
def test_uv_installs_where_it_is_there(tmp_path):
    said, given = installed(tmp_path)
    assert "with uv" in said
    assert given["told"] == (
        f"pip install --quiet --python {tmp_path}/python -c constraints.txt -e .[test]"
    )


@linux
def test_uv_takes_packages_from_where_pip_would(tmp_path):
    _, given = installed(
        tmp_path,
        PIP_INDEX_URL="https://mirror.example.org/simple",
        PIP_EXTRA_INDEX_URL="https://one.example.org/a https://two.example.org/b",
        PIP_FIND_LINKS="/wheels /more",
        PIP_TRUSTED_HOST="mirror.example.org",
        PIP_CERT="/certificates.pem",
    )
    assert given["UV_DEFAULT_INDEX"] == "https://mirror.example.org/simple"
    assert given["UV_INDEX"] == "https://one.example.org/a https://two.example.org/b"
    assert given["UV_INDEX_STRATEGY"] == "unsafe-best-match"
    assert given["UV_FIND_LINKS"] == "/wheels,/more"
    assert given["UV_INSECURE_HOST"] == "mirror.example.org"
    assert given["SSL_CERT_FILE"] == "/certificates.pem"


@linux
@pytest.mark.parametrize("own", ["variable", "file"])
def test_settings_of_uv_itself_come_first(tmp_path, own):
    settings = {"PIP_INDEX_URL": "https://mirror.example.org/simple"}
    if own == "variable":
        settings["UV_INDEX_URL"] = "https://uv.example.org/simple"
    else:
        path = tmp_path / ".config" / "uv" / "uv.toml"
        path.parent.mkdir(parents=True)
        path.write_text("")
    _, given = installed(tmp_path, **settings)
    assert "UV_DEFAULT_INDEX" not in given
    assert given.get("UV_INDEX_URL") == settings.get("UV_INDEX_URL")


@linux
def test_where_uv_cannot_pip_goes_on(tmp_path):
    said, _ = installed(tmp_path, ends="2", UV_INDEX="https://uv.example.org/simple")
    assert "uv could not, pip goes on" in said
    told = (tmp_path / "python.txt").read_text().splitlines()[0]
    assert told.startswith("-m pip install") and told.endswith("-c constraints.txt -e .[test]")


def test_every_file_of_the_library_is_installed_with_it():
    """An installation that is not a checkout has the tables that the modules read beside them."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = told["tool"]["setuptools"]["package-data"]
    source = ROOT / "src"
    left_out = []
    for path in sorted((source / "edugov").rglob("*")):
        if not path.is_file() or path.suffix in (".py", ".pyc"):
            continue
        given = []
        for package, names in patterns.items():
            folder = source.joinpath(*package.split("."))
            if path.is_relative_to(folder):
                given += [path in folder.glob(name) for name in names]
        if not any(given):
            left_out.append(path.relative_to(source).as_posix())
    assert left_out == []


def test_the_tests_of_the_numbers_that_ci_runs_are_there():
    listed = re.search(r"^NUMBERS=\(.*?\)$", (ROOT / ".ci" / "run").read_text("utf-8"), re.M | re.S)
    script = listed[0] + '\nprintf "%s\\n" "${NUMBERS[@]}"'
    files = subprocess.run(["bash", "-c", script], capture_output=True, text=True).stdout.split()
    assert len(files) > 10
    assert [name for name in files if not (ROOT / name).is_file()] == []
