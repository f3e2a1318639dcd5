"""A bundle as a ZIP file, and back: the same bytes, whatever a hostile or clumsy archive holds."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from engine.bundle.paths import LARGEST_BUNDLE, MOST_FILES, check_files, left_behind, path_fault
from engine.errors import Invalid

#: the largest archive that is opened, in bytes
LARGEST_ARCHIVE: Final = 10 * 1024 * 1024
_MOST_ENTRIES: Final = 4 * MOST_FILES
#: the first day a ZIP file knows; the same files give the same archive
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_LINK: Final = 0o120000
_KIND: Final = 0o170000
_ENCRYPTED: Final = 0x1
#: bzip2 and LZMA unpack as much as they hold, however little is asked for
_BOUNDED: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_UTF8: Final = 0x800


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The files of an archive or folder; `skipped` are those that belong to no process, by path."""

    files: Mapping[str, bytes]
    skipped: tuple[str, ...] = ()


def pack(files: Mapping[str, bytes]) -> bytes:
    """The files as a ZIP file; the same files are the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, files[path])
    return made.getvalue()


def unpack(source: bytes) -> Unpacked:
    """The files of a ZIP file, without the one folder that may hold them all.

    Invalid with a German reason for what is no archive, is encrypted, leads out of its folder, holds links, or grows
    beyond the largest bundle: sizes are counted while reading, never believed.
    """
    if len(source) > LARGEST_ARCHIVE:
        raise _refused("is too large", f"Das Archiv ist größer als {LARGEST_ARCHIVE // 2**20} MB.")
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_ENTRIES:
                raise _refused("has too many entries", f"Das Archiv hat mehr als {_MOST_ENTRIES} Einträge.")
            found = _read(archive, entries)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        UnicodeDecodeError,
        OSError,
        ValueError,
    ):
        raise _refused("cannot be read", "Die Datei ist kein lesbares ZIP-Archiv.") from None
    return sorted_out(found)


def sorted_out(found: Mapping[str, bytes | None]) -> Unpacked:
    """What of these files belongs to a process; None stands for a file that was not worth reading."""
    below = _common_folder(found)
    files: dict[str, bytes] = {}
    skipped = []
    for path, content in found.items():
        own = path.removeprefix(below)
        if content is None or left_behind(own):
            skipped.append(own)
        else:
            files[own] = content
    if not files:
        raise _refused(
            "holds no file of a process",
            "Darin ist keine Datei eines Ablaufs: kein Diagramm, keine Tabelle, kein Formular.",
        )
    check_files(files)
    return Unpacked(dict(sorted(files.items())), tuple(sorted(skipped)))


def _read(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes | None]:
    found: dict[str, bytes | None] = {}
    room = LARGEST_BUNDLE
    for entry in entries:
        path = _name(entry)
        if entry.is_dir():
            continue
        if path.startswith("/") or ".." in path.split("/") or ":" in path.split("/")[0]:
            raise _refused(
                "leads out of its folder", f"„{path[:150]}“ führt aus dem Ordner des Archivs heraus."
            )
        if (entry.external_attr >> 16) & _KIND == _LINK:
            raise _refused("holds a link", f"„{path[:150]}“ ist eine Verknüpfung, keine Datei.")
        if entry.flag_bits & _ENCRYPTED:
            raise _refused("is encrypted", "Das Archiv ist mit einem Kennwort geschützt.")
        if entry.compress_type not in _BOUNDED:
            raise _refused(
                "is packed in an unusual way",
                f"„{path[:150]}“ ist ungewöhnlich gepackt. Bitte als gewöhnliches ZIP speichern (Deflate).",
            )
        if path in found:
            raise _refused("holds a file twice", f"„{path[:150]}“ steht zweimal im Archiv.")
        if left_behind(path) or path_fault(path.rpartition("/")[2]) is not None:
            found[path] = None
            continue
        with archive.open(entry) as stream:
            content = stream.read(room + 1)
        room -= len(content)
        if room < 0:
            raise _refused(
                "unpacks to too much", f"Ausgepackt ist das Archiv größer als {LARGEST_BUNDLE // 2**20} MB."
            )
        found[path] = content
    return found


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 without saying so, older ones of Windows code page 850."""
    name = entry.filename.replace("\\", "/")
    if entry.flag_bits & _UTF8 or name.isascii():
        return name
    raw = name.encode("cp437")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp850")


def _common_folder(found: Mapping[str, bytes | None]) -> str:
    """The folder above all files, as `main-branch/`; empty when a file lies at the top, or a folder of a process."""
    paths = [path for path, content in found.items() if content is not None and not left_behind(path)]
    below = ""
    while paths:
        heads = {path[len(below) :].partition("/")[0] for path in paths}
        if len(heads) != 1 or any("/" not in path[len(below) :] for path in paths):
            break
        (head,) = heads
        if head in ("forms", "scenarios", "decisions"):
            break
        below += f"{head}/"
    return below


def _refused(what: str, reason: str) -> Invalid:
    return Invalid(f"Expected to read the files of a process, but the archive {what}", {"datei": reason})
