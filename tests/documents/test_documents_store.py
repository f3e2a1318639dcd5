"""Taking files in: a folder, a real S3 server, a scanner that answers, is away, or finds something."""

from __future__ import annotations

import contextlib
import hashlib
import io
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from engine import Invalid
from engine.documents import Scan
from engine.store import Store, StoreSettings, document_key, receive, scan, settings
from engine.store import clamd as clamd_door
from tests.documents.conftest import EICAR, Clamd, pdf

MB = 1024 * 1024


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[StoreSettings]:
    """A bucket on an S3 server of the test's own."""
    for name, value in {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
    }.items():
        monkeypatch.setenv(name, value)
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    client = boto3.client("s3", endpoint_url=f"http://{host}:{port}")
    client.create_bucket(Bucket="akten", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.close()
    yield StoreSettings("s3://akten/laufweg", endpoint=f"http://{host}:{port}")
    server.stop()


def _kept(store: Store) -> None:
    """Put, find, read, list and take away, a file of more than one part."""
    content = bytes(range(256)) * (12 * MB // 256)
    key = document_key(hashlib.sha256(content).hexdigest())

    store.put(key, io.BytesIO(content))
    store.put(key, io.BytesIO(content))

    found = store.find(key)
    assert found is not None
    assert (found.key, found.size) == (key, len(content))
    parts = list(store.read(key))
    assert b"".join(parts) == content
    assert max(len(part) for part in parts) < len(content), "all of it was in memory at once"
    assert [one.key for one in store.list(key.rpartition("/")[0])] == [key]
    store.delete(key)
    store.delete(key)
    assert store.find(key) is None
    with pytest.raises(FileNotFoundError):
        store.read(key)


def test_files_lie_in_a_folder_of_which_others_see_nothing(store: Store, place: StoreSettings) -> None:
    _kept(store)

    assert Path(place.where).stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_files_lie_in_an_s3_store(bucket: StoreSettings) -> None:
    _kept(Store(bucket))


def test_a_file_is_recognised_scanned_and_stored_under_its_digest(
    store: Store, place: StoreSettings, clamd: Clamd
) -> None:
    content = pdf()

    got = receive(store, io.BytesIO(content), "../Pass.pdf", replace(place, clamd=clamd.address))

    assert (got.name, got.media.mime, got.size, got.scan) == (
        "Pass.pdf",
        "application/pdf",
        len(content),
        Scan.CLEAN,
    )
    assert got.digest == hashlib.sha256(content).hexdigest()
    assert clamd.seen == [content]
    assert b"".join(store.read(document_key(got.digest))) == content


def test_a_file_with_a_virus_is_named_and_not_stored(
    store: Store, place: StoreSettings, clamd: Clamd
) -> None:
    got = receive(store, io.BytesIO(EICAR), "brief.txt", replace(place, clamd=clamd.address))

    assert (got.scan, got.finding) == (Scan.INFECTED, "Eicar-Test-Signature")
    assert list(store.list("documents")) == []


@pytest.mark.parametrize("answer", ["", "INSTREAM size limit exceeded. ERROR", "nonsense"])
def test_a_file_waits_when_the_scanner_gives_no_answer(
    store: Store, place: StoreSettings, clamd: Clamd, nobody: tuple[str, int], answer: str
) -> None:
    clamd.answer = answer
    address = clamd.address if answer else nobody

    got = receive(store, io.BytesIO(pdf()), "a.pdf", replace(place, clamd=address))

    assert got.scan is Scan.WAITING
    assert store.find(document_key(got.digest)) is not None


def test_a_scanner_that_only_trickles_leaves_a_file_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clamd_door, "_ANSWER", 0.3)
    sent: list[bytes] = []
    gone = threading.Event()

    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            line, _address = listening.accept()
            with line, contextlib.suppress(OSError):
                while not gone.wait(0.01) and len(sent) < 2000:
                    line.sendall(b"x")
                    sent.append(b"x")

        thread = threading.Thread(target=trickle)
        thread.start()
        found = scan(("127.0.0.1", listening.getsockname()[1]), [b"a"])
        gone.set()
        thread.join()

    assert found.scan is Scan.WAITING
    assert len(sent) < 2000  # it was not heard to its end


def test_a_socket_that_is_not_there_leaves_a_file_waiting(tmp_path: Path) -> None:
    assert scan(str(tmp_path / "clamd.ctl"), [b"a"]).scan is Scan.WAITING


def test_a_file_may_be_as_large_as_the_limit_and_not_a_byte_larger(
    store: Store, place: StoreSettings
) -> None:
    largest = pdf() + b"\n" * (10 * MB - 2 * len(pdf())) + pdf()  # it ends as a PDF does

    got = receive(store, io.BytesIO(largest), "a.pdf", place)
    with pytest.raises(Invalid) as refused:
        receive(store, io.BytesIO(largest + b"\n"), "a.pdf", place)

    assert got.size == 10 * MB
    assert refused.value.fields["file"] == "Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."
    assert len(list(store.list("documents"))) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LAUFWEG_DOCUMENTS", "s3://"),
        ("LAUFWEG_S3_ENDPOINT", "minio:9000"),
        ("LAUFWEG_DOCUMENT_MEGABYTES", "0"),
        ("LAUFWEG_DOCUMENT_MEGABYTES", "10 MB"),
        ("LAUFWEG_CLAMD", "localhost:3310"),
        ("LAUFWEG_CLAMD", "tcp://localhost:x"),
        ("LAUFWEG_CLAMD", "unix://"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(Invalid, match=name):
        settings({name: value})


def test_settings_say_where_how_large_and_who_scans() -> None:
    assert settings({"LAUFWEG_HOME": "/srv/laufweg"}) == StoreSettings("/srv/laufweg/documents")
    assert settings(
        {
            "LAUFWEG_DOCUMENTS": "s3://akten/laufweg",
            "LAUFWEG_S3_ENDPOINT": "https://minio.example",
            "LAUFWEG_DOCUMENT_MEGABYTES": "25",
            "LAUFWEG_CLAMD": "unix:///run/clamav/clamd.ctl",
        }
    ) == StoreSettings("s3://akten/laufweg", 25 * MB, "https://minio.example", "/run/clamav/clamd.ctl")
    assert settings({"LAUFWEG_CLAMD": "tcp://scanner"}).clamd == ("scanner", 3310)
