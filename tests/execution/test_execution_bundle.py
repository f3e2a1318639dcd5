"""A version read again: what is the same is known, what has changed is not taken from before."""

from __future__ import annotations

from engine.execution.bundle import read_bundle
from engine.testing import models as m

FILES = {
    "antrag.bpmn": m.process("antrag", m.start(form="antrag"), m.end("ende"), m.flow("start", "ende")),
    "antrag.form": b'{"type": "default", "id": "antrag", "components": []}',
}


def test_the_same_models_are_known_from_before_whatever_lies_beside_them():
    first = read_bundle(FILES)

    assert read_bundle(dict(reversed(FILES.items()))) is first
    assert read_bundle({**FILES, "scenarios/weg.yaml": b"", "README.md": b""}) is first


def test_a_model_that_has_changed_is_read_whichever_it_is():
    first = read_bundle(FILES)

    assert first.form("antrag") is not None
    assert read_bundle({**FILES, "antrag.form": b"{"}).errors != ()
    assert read_bundle({**FILES, "antrag.bpmn": b"<"}).errors != ()
    assert read_bundle({**FILES, "process.toml": b"="}).errors != ()
    assert read_bundle({**FILES, "frage.dmn": b"<"}).errors != ()
    assert read_bundle({**FILES, "anders.bpmn": FILES["antrag.bpmn"]}).main_path == "anders.bpmn"
    assert read_bundle(FILES) is first
