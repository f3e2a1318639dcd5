"""Imports point down, and each package says exactly what it offers."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
PACKAGES = sorted(
    file.parent.relative_to(ROOT)
    for top in ("engine", "web", "migrations")
    for file in (ROOT / top).rglob("__init__.py")
    if "node_modules" not in file.parts
)
BROKEN = """
[tool.importlinter]
root_packages = ["web"]
include_external_packages = true

[[tool.importlinter.contracts]]
name = "A rule this project breaks on purpose"
type = "forbidden"
source_modules = ["web"]
forbidden_modules = ["flask"]
"""


def test_the_import_contracts_hold() -> None:
    answer = _lint("pyproject.toml")

    assert answer.returncode == 0, answer.stdout


def test_a_broken_contract_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text(BROKEN)

    answer = _lint(str(tmp_path / "broken.toml"))

    assert answer.returncode == 1
    assert "A rule this project breaks on purpose BROKEN" in answer.stdout


def test_every_part_of_the_engine_has_a_layer() -> None:
    """A package that no layer names could import anything."""
    layers = " | ".join(next(one for one in CONTRACTS["contracts"] if one["type"] == "layers")["layers"])
    named = set(layers.split(" | "))

    parts = {
        f"engine.{path.stem}"
        for path in (ROOT / "engine").iterdir()
        if (path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py")))) and path.stem != "__init__"
    }

    assert parts - named == set()


def test_every_folder_of_modules_is_a_package() -> None:
    """Without an `__init__.py` a folder is neither installed nor seen by the contracts."""
    folders = {
        file.parent
        for top in ("engine", "web", "migrations")
        for file in (ROOT / top).rglob("*.py")
        if "node_modules" not in file.parts
    }

    assert {
        str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()
    } == set()


@pytest.mark.parametrize("package", PACKAGES, ids=str)
def test_a_package_lists_exactly_what_it_offers(package: Path) -> None:
    name = ".".join(package.parts)

    wrong = _wrong_list((ROOT / package / "__init__.py").read_text("utf-8"), name)
    module = import_module(name)

    assert wrong == []
    assert [one for one in getattr(module, "__all__", ()) if not hasattr(module, one)] == []


@pytest.mark.parametrize(
    ("source", "wrong"),
    [
        # nothing offered, nothing listed
        ('"""Only a docstring."""\n', []),
        # what is imported from inside the package is offered, so it is listed
        ("from part.a import one\n__all__ = ['one']\n", []),
        ("from part.a import one, two\n__all__ = ['one']\n", ["two is offered and not listed"]),
        # … unless the package's own code uses it
        ("from part import a\n__all__ = ['f']\ndef f():\n    return a\n", []),
        # what comes from elsewhere is a tool, not an offer
        ("from pathlib import Path\nfrom part.a import one\n__all__ = ['one']\n", []),
        # names that nobody binds
        ("from part.a import one\n__all__ = ['one', 'ghost']\n", ["ghost is listed and not there"]),
        # own public names are offered
        ("__all__ = ['f']\ndef f(): ...\ndef g(): ...\n", ["g is offered and not listed"]),
        ("__all__ = ['f', 'f']\ndef f(): ...\n", ["f is listed twice"]),
    ],
)
def test_a_wrong_list_is_noticed(source: str, wrong: list[str]) -> None:
    assert _wrong_list(source, "part") == wrong


def _lint(configuration: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", configuration]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def _wrong_list(source: str, package: str) -> list[str]:
    tree = ast.parse(source)
    used = {
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    listed: list[str] = []
    offered: set[str] = set()
    bound: set[str] = set()
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                listed = list(ast.literal_eval(value))
            case ast.ImportFrom(module=str(origin), names=names):
                bound |= {alias.asname or alias.name for alias in names}
                if origin == package or origin.startswith(f"{package}."):
                    offered |= {alias.asname or alias.name for alias in names} - used
            case ast.Import(names=names):
                bound |= {alias.asname or alias.name for alias in names}
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                offered.add(name)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                offered.add(name)
    public = {name for name in offered if not name.startswith("_")}
    if not public:
        return []
    return [
        *(f"{name} is offered and not listed" for name in sorted(public - set(listed))),
        *(f"{name} is listed and not there" for name in sorted(set(listed) - offered - bound)),
        *(f"{name} is listed twice" for name, count in Counter(listed).items() if count > 1),
    ]
