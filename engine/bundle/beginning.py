"""A process from nothing, and one made of another: files to begin with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final
from xml.sax.saxutils import quoteattr

from engine.errors import Invalid

_KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,59}")
LONGEST_NAME: Final = 120

_HEAD: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"'
    ' xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="{key}_modell"'
    ' targetNamespace="http://bpmn.io/schema/bpmn" modeler:executionPlatform="Camunda Cloud"'
    ' modeler:executionPlatformVersion="8.6.0">\n'
    '  <bpmn:process id="{key}" name={name} isExecutable="true">\n'
)
_START: Final = (
    '      <bpmndi:BPMNShape id="beginn_di" bpmnElement="beginn">\n'
    '        <dc:Bounds x="180" y="160" width="36" height="36" />\n'
    '        <bpmndi:BPMNLabel><dc:Bounds x="168" y="203" width="60" height="14" /></bpmndi:BPMNLabel>\n'
    "      </bpmndi:BPMNShape>\n"
)
_FOOT: Final = "    </bpmndi:BPMNPlane>\n  </bpmndi:BPMNDiagram>\n</bpmn:definitions>\n"
_PLANE: Final = (
    "  </bpmn:process>\n"
    '  <bpmndi:BPMNDiagram id="{key}_zeichnung">\n'
    '    <bpmndi:BPMNPlane id="{key}_ebene" bpmnElement="{key}">\n'
)
_EMPTY: Final = _HEAD + '    <bpmn:startEvent id="beginn" name="Beginn" />\n' + _PLANE + _START + _FOOT
_TASK: Final = (
    _HEAD
    + '    <bpmn:startEvent id="beginn" name="Beginn"><bpmn:outgoing>zur_aufgabe</bpmn:outgoing></bpmn:startEvent>\n'
    '    <bpmn:userTask id="aufgabe" name="Aufgabe erledigen">\n'
    "      <bpmn:extensionElements>\n"
    "        <zeebe:userTask />\n"
    "        <zeebe:assignmentDefinition"
    ' candidateGroups="=zustaendig(&#34;auslaenderbehoerde.sachbearbeitung&#34;)" />\n'
    '        <zeebe:formDefinition formId="{key}_aufgabe" />\n'
    "      </bpmn:extensionElements>\n"
    "      <bpmn:incoming>zur_aufgabe</bpmn:incoming>\n      <bpmn:outgoing>zum_ende</bpmn:outgoing>\n"
    "    </bpmn:userTask>\n"
    '    <bpmn:endEvent id="ende" name="Erledigt"><bpmn:incoming>zum_ende</bpmn:incoming></bpmn:endEvent>\n'
    '    <bpmn:sequenceFlow id="zur_aufgabe" sourceRef="beginn" targetRef="aufgabe" />\n'
    '    <bpmn:sequenceFlow id="zum_ende" sourceRef="aufgabe" targetRef="ende" />\n'
    + _PLANE
    + _START
    + '      <bpmndi:BPMNShape id="aufgabe_di" bpmnElement="aufgabe">'
    '<dc:Bounds x="280" y="133" width="140" height="90" /></bpmndi:BPMNShape>\n'
    '      <bpmndi:BPMNShape id="ende_di" bpmnElement="ende">\n'
    '        <dc:Bounds x="490" y="160" width="36" height="36" />\n'
    '        <bpmndi:BPMNLabel><dc:Bounds x="478" y="203" width="60" height="14" /></bpmndi:BPMNLabel>\n'
    "      </bpmndi:BPMNShape>\n"
    '      <bpmndi:BPMNEdge id="zur_aufgabe_di" bpmnElement="zur_aufgabe">'
    '<di:waypoint x="216" y="178" /><di:waypoint x="280" y="178" /></bpmndi:BPMNEdge>\n'
    '      <bpmndi:BPMNEdge id="zum_ende_di" bpmnElement="zum_ende">'
    '<di:waypoint x="420" y="178" /><di:waypoint x="490" y="178" /></bpmndi:BPMNEdge>\n' + _FOOT
)
_FORM: Final = (
    '{{\n  "type": "default",\n  "id": "{key}_aufgabe",\n  "schemaVersion": 18,\n  "components": [\n'
    '    {{\n      "type": "textarea",\n      "id": "feld_ergebnis",\n      "key": "ergebnis",\n'
    '      "label": "Ergebnis",\n      "validate": {{"required": true}}\n    }}\n  ]\n}}\n'
)


class Template(StrEnum):
    """What a new process begins with."""

    EMPTY = "leer"
    ONE_TASK = "aufgabe"


def begin(key: str, name: str, template: Template) -> dict[str, bytes]:
    """The files of a new process; Invalid when key or name cannot be one."""
    check_key(key)
    name = check_name(name)
    values = {"key": key, "name": quoteattr(name)}
    source = (_EMPTY if template is Template.EMPTY else _TASK).format(**values)
    files = {f"{key}.bpmn": source, "process.toml": _profile(key, name)}
    if template is Template.ONE_TASK:
        files[f"forms/{key}_aufgabe.form"] = _FORM.format(key=key)
    return {path: text.encode() for path, text in files.items()}


def check_key(key: str) -> None:
    """Invalid when no process may have this key."""
    if not _KEY.fullmatch(key):
        raise Invalid(
            f"Expected to begin a process, but {key[:80]!r} is no key for one",
            {
                "schluessel": "Erwartet werden 2 bis 60 kleine Buchstaben a–z, Ziffern und _, am Anfang ein Buchstabe."
            },
        )


def check_name(name: str) -> str:
    """The name without spaces around it; Invalid when it is empty, too long or no text."""
    clean = " ".join(name.split())
    if not clean or len(clean) > LONGEST_NAME or not clean.isprintable():
        raise Invalid(
            "Expected to begin a process, but its name is empty or too long",
            {"name": f"Erwartet wird ein Name mit 1 bis {LONGEST_NAME} Zeichen."},
        )
    return clean


def duplicate(files: Mapping[str, bytes], old: str, key: str, name: str) -> dict[str, bytes]:
    """The files as those of another process: its key and name in the diagram, the profile and the scenarios.

    Everything else stays byte for byte. Ids of forms and decisions stay: they belong to their version alone.
    """
    check_key(key)
    name = check_name(name)
    return {_moved(path, old, key): _copied(path, files[path], old, key, name) for path in files}


def _moved(path: str, old: str, key: str) -> str:
    place = PurePosixPath(path)
    return place.with_name(f"{key}.bpmn").as_posix() if place.name == f"{old}.bpmn" else path


def _copied(path: str, content: bytes, old: str, key: str, name: str) -> bytes:
    if path.endswith(".bpmn"):
        return _renamed(content, old, key, name)
    if path == "process.toml":
        said = _line(_line(content, "schluessel", key), "titel", name)
        return said.replace(f'"{old}.bpmn"'.encode(), f'"{key}.bpmn"'.encode())
    if path.endswith(".yaml"):
        return re.sub(rf"(?<![\w/]){re.escape(old)}/".encode(), f"{key}/".encode(), content)
    return content


def _renamed(content: bytes, old: str, key: str, name: str) -> bytes:
    quoted = re.escape(old).encode()
    content = re.sub(
        rb'\b(id|processRef|bpmnElement|processId)="' + quoted + rb'"',
        lambda found: found[1] + f'="{key}"'.encode(),
        content,
    )

    def title(found: re.Match[bytes]) -> bytes:
        label = b"name=" + quoteattr(name).encode()
        if re.search(rb"\bname=(\"[^\"]*\"|'[^']*')", found[0]):
            return re.sub(rb"\bname=(\"[^\"]*\"|'[^']*')", lambda _: label, found[0])
        return found[0].replace(b"process ", b"process " + label + b" ", 1)

    return re.sub(rb"<(?:\w+:)?process\s[^>]*\bid=\"" + key.encode() + rb"\"[^>]*>", title, content)


def _line(content: bytes, word: str, value: str) -> bytes:
    """The first line `word = …` of the profile with another value."""
    said = f'{word} = "{_toml(value)}"'.encode()
    return re.sub(rb"(?m)^" + word.encode() + rb"[ \t]*=[ \t]*\"[^\"\n]*\"", lambda _: said, content, count=1)


def _profile(key: str, name: str) -> str:
    return (
        f'schluessel="{key}"\ntitel = "{_toml(name)}"\nstart = "{key}.bpmn"\n\n'
        "# Was der Ablauf sonst braucht – Zweck, Rechtsgrundlagen, vereinbarte Zeiten, Datengruppen – tragen Sie im\n"
        "# Steckbrief ein.\n"
    )


def _toml(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def process_key(files: Mapping[str, bytes]) -> str:
    """The key a diagram with errors gives its process, as far as it can be read; empty when it cannot."""
    for path in sorted(files):
        if PurePosixPath(path).suffix == ".bpmn":
            found = re.search(rb"<(?:\w+:)?process\s[^>]*\bid=\"([A-Za-z_][\w.-]{0,99})\"", files[path])
            if found:
                return found[1].decode()
    return ""
