"""What a file of a bundle may be called, and how much a bundle may hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Final

from engine.errors import Invalid

#: the largest file, in bytes; what a form or diagram of people is far below
LARGEST_FILE: Final = 5 * 1024 * 1024
#: all files of one bundle together, in bytes
LARGEST_BUNDLE: Final = 10 * 1024 * 1024
MOST_FILES: Final = 500
LONGEST_PATH: Final = 150
#: kinds of files that belong to a process: models, texts, data of scenarios
SUFFIXES: Final = (".bpmn", ".dmn", ".form", ".yaml", ".toml", ".json", ".md", ".txt")
#: folders and files that tools leave beside the files of a process
_LEFT_BEHIND: Final = frozenset({"__MACOSX", "Thumbs.db", "desktop.ini", "node_modules"})
_FORBIDDEN: Final = frozenset('<>:"|?*\\')


def path_fault(path: str) -> str | None:
    """Why a file cannot have this name, as a German sentence; None when it can.

    Names must hold on every system they are exported to: no way out of the folder, nothing Windows forbids.
    """
    if not path or len(path) > LONGEST_PATH:
        return f"Der Dateiname muss zwischen 1 und {LONGEST_PATH} Zeichen lang sein."
    if unicodedata.normalize("NFC", path) != path or not path.isprintable():
        return "Der Dateiname enthält Zeichen, die nicht überall lesbar sind."
    parts = path.split("/")
    if any(part in ("", ".", "..") for part in parts):
        return "Der Dateiname führt aus dem Ordner des Ablaufs heraus oder enthält leere Ordnernamen."
    if len(parts) > 4:
        return "Ordner dürfen höchstens drei Ebenen tief sein."
    if any(_FORBIDDEN & set(part) or part != part.strip() or part.endswith(".") for part in parts):
        return (
            'Der Dateiname enthält ein Zeichen, das nicht erlaubt ist: < > : " | ? * \\, Leerzeichen am Rand.'
        )
    if PurePosixPath(path).suffix not in SUFFIXES:
        return f"Erwartet wird eine Datei mit einer dieser Endungen: {', '.join(SUFFIXES)}."
    return None


def left_behind(path: str) -> bool:
    """Whether a tool, not a process owner, has put the file there: hidden ones, those of a system or of git."""
    return any(part.startswith(".") or part in _LEFT_BEHIND for part in path.split("/"))


def check_path(path: str) -> None:
    """Invalid with the reason when no file of a bundle may be called that."""
    fault = path_fault(path)
    if fault is not None:
        raise Invalid(
            f"Expected to name a file of a process, but {path[:200]!r} is no name for one", {"pfad": fault}
        )


def check_files(files: Mapping[str, bytes]) -> None:
    """Invalid with the reason when these files cannot be a bundle: names, sizes, texts that are not UTF-8."""
    for path, content in files.items():
        check_path(path)
        if len(content) > LARGEST_FILE:
            raise Invalid(
                f"Expected to store {path}, but it is larger than {LARGEST_FILE // 2**20} MB",
                {"datei": f"„{path}“ ist größer als {LARGEST_FILE // 2**20} MB."},
            )
        text(path, content)
    if len(files) > MOST_FILES:
        raise Invalid(
            f"Expected to store at most {MOST_FILES} files, but there are {len(files)}",
            {"datei": f"Ein Ablauf hat höchstens {MOST_FILES} Dateien; diese Sammlung hat {len(files)}."},
        )
    if sum(map(len, files.values())) > LARGEST_BUNDLE:
        raise Invalid(
            f"Expected to store at most {LARGEST_BUNDLE // 2**20} MB, but the files are larger",
            {
                "datei": f"Alle Dateien eines Ablaufs zusammen sind höchstens {LARGEST_BUNDLE // 2**20} MB groß."
            },
        )
    seen: dict[str, str] = {}
    for path in files:
        other = seen.setdefault(path.casefold(), path)
        if other != path:
            raise Invalid(
                f"Expected to store {path}, but {other} differs by upper and lower case only",
                {"pfad": f"„{path}“ und „{other}“ unterscheiden sich nur in Groß- und Kleinschreibung."},
            )


def text(path: str, content: bytes) -> str:
    """The content as text; Invalid with the line when it is not UTF-8, as every file of a bundle is."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise Invalid(
            f"Expected to read {path} as UTF-8, but line {line} is not",
            {
                "datei": f"„{path}“ ist nicht in UTF-8 gespeichert (Zeile {line}). Speichern Sie die Datei als UTF-8."
            },
        ) from None
