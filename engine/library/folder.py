"""Process folders on disk: which files make a version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.bundle import (
    LARGEST_ARCHIVE,
    LARGEST_BUNDLE,
    MOST_FILES,
    Unpacked,
    left_behind,
    path_fault,
    sorted_out,
    unpack,
)
from engine.errors import Invalid, NotFound
from engine.profile import NAME as PROFILE

#: the models; with a diagram among them also the scenarios and notes belong to the version
_MODELS = frozenset({".bpmn", ".dmn", ".form"})
_LARGEST = 5 * 1024 * 1024
#: what changed, by version
NOTES = "CHANGES.md"


@dataclass(frozen=True, slots=True)
class ProcessFolder:
    """One folder with the models of one process; paths are relative to it, with slashes."""

    path: Path
    files: dict[str, bytes]


def read(path: Path) -> tuple[ProcessFolder, ...]:
    """The process folder at `path`, every process folder in it if it is a library, or the one model file there.

    A folder with decisions or forms only counts as one process folder when it holds no process folders.

    NotFound when there is no model at all; Invalid for a file that is too large or leads out of the folder, and for
    what is neither file nor folder: a pipe or device would be read for ever.
    """
    if not path.exists():
        raise NotFound(f"Expected to read {path}, but it does not exist")
    if path.is_file():
        return (ProcessFolder(path.parent, {path.name: _content(path, path.parent)}),)
    if not path.is_dir():
        raise Invalid(f"Expected to read {path}, but it is neither a file nor a folder")
    found = _folder(path)
    if any(Path(name).suffix == ".bpmn" for name in found.files):
        return (found,)
    inside = [_folder(child) for child in sorted(path.iterdir()) if child.is_dir()]
    folders = tuple(folder for folder in inside if folder.files.keys() - {PROFILE})
    if not folders and found.files.keys() - {PROFILE}:
        return (found,)
    if not folders:
        raise NotFound(f"Expected to find models in {path}, but there is no *.bpmn, *.dmn or *.form")
    return folders


def read_all(path: Path) -> Unpacked:
    """Every file of the process in a folder or ZIP file, as `laufweg draft import` takes them.

    Hidden files, those of git and what belongs to no process are named as skipped. NotFound when there is nothing at
    the path; Invalid with the reason for links, pipes, and what no process may hold.
    """
    if path.is_file():
        if path.stat().st_size > LARGEST_ARCHIVE:
            raise Invalid(f"Expected to read {path}, but it is larger than {LARGEST_ARCHIVE // 2**20} MB")
        return unpack(path.read_bytes())
    if not path.is_dir():
        raise NotFound(f"Expected to read {path}, but it does not exist")
    found: dict[str, bytes | None] = {}
    room = LARGEST_BUNDLE
    for one in sorted(path.rglob("*")):
        name = one.relative_to(path).as_posix()
        if left_behind(name) or one.is_dir():
            continue
        if path_fault(name) is not None:
            found[name] = None
            continue
        if one.is_symlink() or not one.is_file():
            raise Invalid(f"Expected to read {one}, but it is a link or no file")
        room -= one.stat().st_size
        if room < 0 or len(found) > MOST_FILES:
            raise Invalid(f"Expected to read {path}, but it holds more than a process may")
        found[name] = one.read_bytes()
    return sorted_out(found)


def _folder(path: Path) -> ProcessFolder:
    # one level of sub-folders (forms/), never deeper: a library must not be swallowed as one process
    paths = {*path.glob("*"), *path.glob("forms/*"), *path.glob("decisions/*")}
    models = {one for one in paths if one.suffix in _MODELS or one == path / PROFILE}
    if any(one.suffix == ".bpmn" for one in models):
        models |= {path / NOTES, *path.glob("scenarios/*.yaml"), *path.glob("scenarios/personen/*.json")}
    return ProcessFolder(
        path,
        {
            found.relative_to(path).as_posix(): _content(found, path)
            for found in sorted(models)
            if found.is_file()
        },
    )


def _content(path: Path, folder: Path) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Invalid(f"Expected to read {path}, but it is a link that leads out of its folder")
    if path.stat().st_size > _LARGEST:
        raise Invalid(f"Expected to read {path}, but it is larger than {_LARGEST // 2**20} MB")
    return path.read_bytes()
