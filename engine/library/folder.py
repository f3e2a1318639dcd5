"""Process folders on disk: which files make a version."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engine.errors import Invalid, NotFound
from engine.profile import NAME as PROFILE

#: what is stored with a version, with the profile; scenarios and notes stay in the folder
_MODELS = frozenset({".bpmn", ".dmn", ".form"})
_LARGEST = 5 * 1024 * 1024


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


def _folder(path: Path) -> ProcessFolder:
    # one level of sub-folders (forms/), never deeper: a library must not be swallowed as one process
    paths = sorted({*path.glob("*"), *path.glob("forms/*"), *path.glob("decisions/*")})
    return ProcessFolder(
        path,
        {
            found.relative_to(path).as_posix(): _content(found, path)
            for found in paths
            if (found.suffix in _MODELS or found == path / PROFILE) and found.is_file()
        },
    )


def _content(path: Path, folder: Path) -> bytes:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Invalid(f"Expected to read {path}, but it is a link that leads out of its folder")
    if path.stat().st_size > _LARGEST:
        raise Invalid(f"Expected to read {path}, but it is larger than {_LARGEST // 2**20} MB")
    return path.read_bytes()
