"""What a new file of a draft begins with."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from engine import Invalid, bundle
from engine.queries.definition import VersionRow

_DMN = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
    xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/"
    id="{id}_modell" name="{id}" namespace="http://camunda.org/schema/1.0/dmn">
  <decision id="{id}" name="{id}">
    <decisionTable id="{id}_tabelle" hitPolicy="FIRST">
      <input id="{id}_eingabe" label="Eingabe">
        <inputExpression id="{id}_ausdruck" typeRef="string"><text>eingabe</text></inputExpression>
      </input>
      <output id="{id}_ausgabe" label="Ergebnis" name="ergebnis" typeRef="string" />
      <rule id="{id}_regel"><inputEntry id="{id}_wenn"><text></text></inputEntry>
        <outputEntry id="{id}_dann"><text>"PRUEFUNG"</text></outputEntry></rule>
    </decisionTable>
  </decision>
  <dmndi:DMNDI>
    <dmndi:DMNDiagram>
      <dmndi:DMNShape dmnElementRef="{id}"><dc:Bounds height="80" width="180" x="160" y="100" /></dmndi:DMNShape>
    </dmndi:DMNDiagram>
  </dmndi:DMNDI>
</definitions>
"""
_SCENARIO = """szenario: {name}
beschreibung: Was dieses Beispiel zeigt.

angenommen:
  jetzt: 2026-11-23 09:00

schritte:
  - dann:
      offene aufgaben: keine
"""
_FOLDERS = {
    "formular": ("forms/", ".form"),
    "entscheidung": ("", ".dmn"),
    "szenario": ("scenarios/", ".yaml"),
    "ablauf": ("", ".bpmn"),
    "text": ("", ".md"),
}


def new_file(kind: str, name: str, row: VersionRow) -> tuple[str, bytes]:
    """Path and content of a new file of a kind (`NEW_FILES`); Invalid when the name cannot be one."""
    if kind == "steckbrief":
        title = row.name.replace("\\", "\\\\").replace('"', '\\"')
        return "process.toml", f'schluessel="{row.key}"\ntitel = "{title}"\n'.encode()
    if kind not in _FOLDERS:
        raise Invalid(
            "Expected to add a file, but nobody chose a kind", {"art": "Bitte wählen Sie, was Sie anlegen."}
        )
    folder, suffix = _FOLDERS[kind]
    if not name:
        raise Invalid(
            "Expected to add a file, but it has no name", {"pfad": "Bitte geben Sie der Datei einen Namen."}
        )
    suffixes = bundle.SUFFIXES if kind == "text" else (suffix,)
    path = name if name.endswith(suffixes) else name + suffix
    if "/" not in path:
        path = folder + path
    bundle.check_path(path)
    stem = PurePosixPath(path).stem
    return path, _content(kind, stem, re.sub(r"\W", "_", stem, flags=re.ASCII) or "neu").encode()


def _content(kind: str, stem: str, identifier: str) -> str:
    if identifier[0].isdigit():
        identifier = f"_{identifier}"
    match kind:
        case "formular":
            form = {"type": "default", "id": identifier, "schemaVersion": 18, "components": []}
            return json.dumps(form, ensure_ascii=False, indent=2) + "\n"
        case "entscheidung":
            return _DMN.format(id=identifier)
        case "szenario":
            return _SCENARIO.format(name=json.dumps(stem.replace("_", " "), ensure_ascii=False))
        case "ablauf":
            key = identifier.lower()
            files = bundle.begin(key if len(key) > 1 else f"{key}_", stem, bundle.Template.EMPTY)
            return next(iter(files.values())).decode()
        case _:
            return f"# {stem}\n"
