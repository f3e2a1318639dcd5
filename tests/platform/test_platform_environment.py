"""The environment: made from the lock file, made again only when that changes, refused with a way out."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
_PINNED = re.compile(r"^([a-z0-9-]+)==(\S+)", re.MULTILINE)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WANTED = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]


@pytest.mark.parametrize("wanted", WANTED)
def test_the_lock_holds_what_the_project_wants(wanted):
    requirement = Requirement(wanted)

    versions = [
        version for name, version in _PINNED.findall(LOCK) if name == canonicalize_name(requirement.name)
    ]

    assert versions, "run: make lock"
    assert all(requirement.specifier.contains(version) for version in versions), "run: make lock"


def test_every_package_of_the_lock_has_hashes():
    entries = re.split(r"\n(?=\S)", LOCK)

    assert [one.splitlines()[0] for one in entries if "==" in one and "--hash=sha256:" not in one] == []


#: what the machine's Python is, and what is said then
MACHINES = [
    # none that is new enough
    (
        '[ "$1" = --version ] && echo Python 3.9.2 && exit 0; exit 1',
        "Python 3.11 or newer; found: Python 3.9.2",
    ),
    # Debian without python3-venv
    ('case "$*" in *ensurepip*) exit 1;; --version) echo Python 3.11.2;; esac', "apt install python3-venv"),
]


@pytest.mark.parametrize(("python", "said"), MACHINES)
def test_a_machine_that_lacks_something_is_told_what(tmp_path, python, said):
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        (tmp_path / name).write_text(f"#!/bin/sh\n{python}\n")
        (tmp_path / name).chmod(0o755)

    done = _environment(tmp_path / "venv", f"{tmp_path}:{os.environ['PATH']}")

    assert done.returncode == 1
    assert said in done.stderr
    assert not (tmp_path / "venv").exists()


def test_an_environment_of_the_same_lock_is_left_alone(tmp_path):
    venv = tmp_path / "venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "laufweg").write_text("")
    (venv / "bin" / "laufweg").chmod(0o755)
    (venv / "made-from").write_bytes(
        (ROOT / "requirements.lock").read_bytes() + (ROOT / "pyproject.toml").read_bytes()
    )

    done = _environment(venv, os.environ["PATH"])

    assert (done.returncode, done.stdout) == (0, "")
    assert sorted(path.name for path in venv.iterdir()) == ["bin", "made-from"]


@pytest.mark.parametrize("script", ["run", "environment", "lock"])
def test_a_script_can_be_read_by_its_shell(script):
    path = ROOT / ".ci" / script
    shell = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("#!")

    assert subprocess.run([shell, "-n", str(path)], check=False).returncode == 0
    assert os.access(path, os.X_OK)


def test_every_target_of_make_is_listed():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) - {"environment"}

    listed = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout

    assert {line.split()[0] for line in listed.splitlines()[1:]} == targets


def _environment(venv, path):
    return subprocess.run(
        [str(ROOT / ".ci" / "environment"), str(venv), str(venv / "made-from")],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
