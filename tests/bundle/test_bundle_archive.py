"""ZIP files of a process: the same bytes out as in, and every hostile or clumsy archive refused in words."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from engine import bundle, library
from engine.errors import Invalid

FILES = {
    "antrag.bpmn": b"\xef\xbb\xbf<a/>\r\n",  # a byte order mark and line ends of Windows stay
    "forms/antrag.form": b'{"label": "gr\xc3\xbc\xc3\x9fe"}',
    "process.toml": b'schluessel = "antrag"',
    "scenarios/01_start.yaml": b"szenario: x\n",
    "scenarios/personen/C01.json": b"{}",
}


def _zip(write: Callable[[zipfile.ZipFile], None]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        write(archive)
    return made.getvalue()


def _one(name: str, content: bytes = b"x", packed: int | None = None) -> bytes:
    return _zip(lambda archive: archive.writestr(name, content, packed))


def test_what_is_packed_comes_out_byte_for_byte() -> None:
    assert bundle.unpack(bundle.pack(FILES)).files == FILES


def test_the_same_files_are_the_same_archive() -> None:
    assert bundle.pack(FILES) == bundle.pack(dict(reversed(FILES.items())))


def test_the_folder_of_a_checkout_is_taken_off_and_what_tools_leave_is_skipped() -> None:
    def write(archive: zipfile.ZipFile) -> None:
        for name, content in FILES.items():
            archive.writestr(f"ablaeufe-main/{name}", content)
        archive.writestr("ablaeufe-main/.git/config", b"x")
        archive.writestr("ablaeufe-main/bild.png", b"\x89PNG")
        archive.writestr("__MACOSX/ablaeufe-main/._antrag.bpmn", b"\x00\x05")

    read = bundle.unpack(_zip(write))

    assert read.files == FILES
    assert {name.rpartition("/")[2] for name in read.skipped} == {"config", "bild.png", "._antrag.bpmn"}


def test_forms_alone_keep_their_folder() -> None:
    assert set(bundle.unpack(_one("forms/a.form", b"{}")).files) == {"forms/a.form"}


def test_a_name_written_by_an_old_program_is_read_as_it_was_meant() -> None:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("prXfung.bpmn", b"x")
    source = made.getvalue().replace(b"prXfung", b"pr\x81fung")  # code page 850

    assert set(bundle.unpack(source).files) == {"prüfung.bpmn"}


def _link() -> bytes:
    entry = zipfile.ZipInfo("passwd.txt")
    entry.create_system = 3
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip(lambda archive: archive.writestr(entry, "/etc/passwd"))


def _encrypted() -> bytes:
    source = bytearray(_one("antrag.bpmn"))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        source[source.index(signature) + place] |= 1
    return bytes(source)


def _lying_bomb() -> bytes:
    """20 MB that say they are one byte."""
    source = _one("bombe.txt", b"\x20" * (20 << 20))
    return source.replace((20 << 20).to_bytes(4, "little"), (1).to_bytes(4, "little"))


REFUSED = {
    "no archive": (b"kein Archiv", "kein lesbares ZIP"),
    "empty": (b"", "kein lesbares ZIP"),
    "cut off": (bundle.pack(FILES)[:-40], "kein lesbares ZIP"),
    "no file of a process": (_one("bild.png"), "keine Datei eines Ablaufs"),
    "no files at all": (_zip(lambda archive: None), "keine Datei eines Ablaufs"),
    "way out": (_one("../../etc/antrag.bpmn"), "führt aus dem Ordner"),
    "way out by backslash": (_one("..\\..\\antrag.bpmn"), "führt aus dem Ordner"),
    "absolute": (_one("/etc/antrag.bpmn"), "führt aus dem Ordner"),
    "drive": (_one("C:/antrag.bpmn"), "führt aus dem Ordner"),
    "link": (_link(), "Verknüpfung"),
    "encrypted": (_encrypted(), "Kennwort"),
    "bomb": (_one("bombe.txt", b" " * (20 << 20)), "größer als 10 MB"),
    "bomb that cannot be unpacked in parts": (_one("bombe.txt", b" " * (20 << 20), zipfile.ZIP_BZIP2), "ungewöhnlich"),
    "broken in a way of its own": (_one("a.bpmn", b"x", zipfile.ZIP_LZMA), "ungewöhnlich"),
    "bomb that lies": (_lying_bomb(), ""),
    "many files that grow": (
        _zip(lambda archive: [archive.writestr(f"a{n}.txt", b" " * (4 << 20)) for n in range(4)] and None),
        "größer als 10 MB",
    ),
    "one large file": (_one("gross.bpmn", b" " * (6 << 20)), "größer als 5 MB"),
    "many entries": (_zip(lambda archive: [archive.writestr(f"a{n}.txt", b"") for n in range(2100)] and None), "2000"),
    "many files": (_zip(lambda archive: [archive.writestr(f"a{n}.txt", b"") for n in range(501)] and None), "500"),
    "large archive": (b"x" * (10 * 2**20 + 1), "größer als 10 MB"),
    "other encoding": (_one("antrag.bpmn", "größe".encode("latin-1")), "UTF-8"),
    "sixteen bits": (_one("antrag.bpmn", "<a/>".encode("utf-16")), "UTF-8"),
    "two names of one file": (
        _zip(lambda archive: [archive.writestr(name, b"x") for name in ("a.bpmn", "A.bpmn")] and None),
        "Groß- und Kleinschreibung",
    ),
    "deep": (
        _zip(lambda archive: [archive.writestr(name, b"x") for name in ("x.bpmn", "a/b/c/d/e.bpmn")] and None),
        "drei Ebenen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_or_clumsy_archive_is_refused_in_words(name: str) -> None:
    source, reason = REFUSED[name]

    with pytest.raises(Invalid) as refused:
        bundle.unpack(source)

    assert refused.value.message.startswith("Expected to ")
    assert reason in " ".join(refused.value.fields.values())


PATHS = [
    # path, whether a file of a process may be called that
    ("antrag.bpmn", True),
    ("forms/prüfung.form", True),
    ("scenarios/personen/C01.json", True),
    ("", False),
    ("../antrag.bpmn", False),
    ("/antrag.bpmn", False),
    ("forms//a.form", False),
    ("forms/./a.form", False),
    ("a\\b.bpmn", False),
    ("C:a.bpmn", False),
    ("a\n.bpmn", False),
    ("a\u202e.bpmn", False),  # turns the reading direction
    (" a.bpmn", False),
    ("ordner./a.bpmn", False),
    ("a.exe", False),
    ("antrag", False),
    ("a" * 150 + ".bpmn", False),
    ("u\u0308ber.bpmn", False),  # two characters that look like one
]


@pytest.mark.parametrize(("path", "allowed"), PATHS)
def test_a_name_holds_on_every_system(path: str, allowed: bool) -> None:
    assert (bundle.path_fault(path) is None) is allowed


def test_a_folder_is_read_without_what_git_keeps(tmp_path: Path) -> None:
    for name, content in {**FILES, ".git/HEAD": b"x", "README": b"x"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    read = library.read_all(tmp_path)

    assert (read.files, read.skipped) == (FILES, ("README",))


def test_a_link_in_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "antrag.bpmn").symlink_to("/etc/passwd")

    with pytest.raises(Invalid, match="is a link"):
        library.read_all(tmp_path)


@pytest.mark.parametrize(
    "key", [one.name for one in sorted(library.FOLDER.iterdir()) if list(one.glob("*.bpmn"))]
)
def test_every_process_of_the_library_goes_through_an_archive_unchanged(key: str) -> None:
    files = library.read_all(library.FOLDER / key).files

    assert any(path.startswith("scenarios/") for path in files)
    assert bundle.unpack(bundle.pack(files)).files == files
