"""One word for one thing (docs/glossary.md), and German with its umlauts."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from lxml import etree

from engine.state import METADATA

ROOT = Path(__file__).parents[2]

#: what the glossary's column "not" forbids, as words of an identifier, and the term to use
SYNONYMS = {
    "workflow": "process definition or process instance",
    "workflows": "process definitions or process instances",
    "ticket": "case",
    "tickets": "cases",
    "dossier": "case",
    "todo": "user task",
    "todos": "user tasks",
    "cron": "job",
    "tenant": "authority",
    "tenants": "authorities",
    "orgunit": "authority",
    "upload": "deployment",
    "uploads": "deployments",
    "rulebook": "decision",
    "forwarding": "referral or hand-over",
}
#: identifiers that hold such a word for a reason, with the reason
PERMITTED = {
    ("engine/dmn/model.py", "todo"): "what is still to be visited",
    ("engine/bpmn/iso.py", "_is_cron"): "the notation of a timer",
    ("engine/deadlines/cron.py", "cron"): "the notation of a timer",
    ("engine/deadlines/cron.py", "Cron"): "the notation of a timer",
}

#: German words as they look when a keyboard has no umlauts, by what they contain
_STEMS = (
    "behoerde|pruef|zustaendig|auslaender|buerger|gebuehr|verfueg|stoerung|aendern|aenderung|ergaenz|erklaer|gueltig|"
    "koenn|moeglich|muess|waehl|naechst|spaet|frueh|zurueck|loesch|oeffn|schliess|groess|faellig|faelle|ausfuell|"
    "schluessel|bestaetig|vollstaend|erfuell|antraeg|begruend|nachtraeg|jaehr|taeglich|ablaeuf|uebernehm|beschluess|"
    "eintraeg|waehrend|gemaess|strasse|ausserdem|gruess|verlaenger"
)
_SPELLED_OUT = re.compile(
    rf"(?<![\w/:.#@„-])(?:(?:da|wo|hier)?fuer|(?:da|hin|gegen|vor)?ueber[a-zß]*|[a-zß]*(?:{_STEMS})[a-zß]*)"
    r"(?![\w/:=(-])",
    re.IGNORECASE,
)
_CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|https?://\S+|\{[^{}]*\}|“?\w+\.\w+", re.DOTALL)
_NAME = re.compile(r"[\w./:@#%+-]+")
_JS_TEXT = re.compile(r"'([^'\n]*)'|\"([^\"\n]*)\"|`([^`]*)`")
_PROSE_KEYS = frozenset(
    {"label", "dateLabel", "timeLabel", "text", "description", "szenario", "beschreibung"}
)


def test_identifiers_use_the_words_of_the_glossary() -> None:
    wrong = [
        f"{path.relative_to(ROOT).as_posix()}: {name} (use {SYNONYMS[word]})"
        for path in _files("engine", "*.py") + _files("web", "*.py")
        for name in [*_bound(ast.parse(path.read_text("utf-8"))), path.stem]
        for word in _words(name)
        if word in SYNONYMS and (path.relative_to(ROOT).as_posix(), name) not in PERMITTED
    ]

    assert wrong == []


def test_tables_and_columns_use_the_words_of_the_glossary() -> None:
    names = {table.name for table in METADATA.sorted_tables} | {
        column.name for table in METADATA.sorted_tables for column in table.columns
    }
    assert {"process_instance", "user_task"} <= names

    assert [name for name in sorted(names) for word in _words(name) if word in SYNONYMS] == []


def test_the_glossary_forbids_what_is_checked_here() -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text("utf-8").lower()

    missing = {
        word
        for word in SYNONYMS
        if word.removesuffix("s") not in glossary.replace("organisational unit", "orgunit")
    }

    assert missing == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def start_workflow(): ...", ["workflow"]),
        ("class TicketRow: ...", ["ticket"]),
        ("def f(tenant): ...", ["tenant"]),
        ("upload = 1", ["upload"]),
        ("for todo in (): ...", ["todo"]),
        ("self.dossier = 1", ["dossier"]),
        ("import x as cron", ["cron"]),
        # using a foreign library's name is no choice of ours
        ("x(upload=1).workflow()", []),
        # only whole words
        ("uploaded_at_ticketing = 1", []),
    ],
)
def test_a_synonym_is_noticed(source: str, found: list[str]) -> None:
    names = _bound(ast.parse(source))

    assert [word for name in names for word in _words(name) if word in SYNONYMS] == found


def test_german_texts_are_written_with_umlauts() -> None:
    texts = [*_python_texts(), *_page_texts(), *_script_texts(), *_library_texts(), *_documents()]
    assert {place.split("/")[0] for place, _text in texts} >= {"engine", "web", "processes", "docs"}

    wrong = [f"{place}: {found} in {text[:70]!r}" for place, text in texts for found in _spelled_out(text)]

    assert wrong == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Bitte pruefen Sie das.", ["pruefen"]),
        ("Zustaendig ist die Auslaenderbehoerde.", ["Zustaendig", "Auslaenderbehoerde"]),
        ("Fuer alle Faelle", ["Fuer", "Faelle"]),
        ("ueber 14 Tage", ["ueber"]),
        # with umlauts
        ("Bitte prüfen Sie das für die Ausländerbehörde.", []),
        # these letters belong together in German, or the word is English
        ("Die neue Steuer, aktuelle Frauenquote, Israel, Museum", []),
        ("Due dates are blue; the quest goes on.", []),
        # keys, addresses and code
        ("Das Ergebnis PRUEFUNG heißt: ein Mensch sieht hin.", []),
        ("auslaenderbehoerde.teamleitung, /aufgaben/ueberfaellig, vorpruefung_25b", []),
        ("Die Gruppe `auslaenderbehoerde` prüft.", []),
    ],
)
def test_a_missing_umlaut_is_noticed(text: str, found: list[str]) -> None:
    assert _spelled_out(text) == found


def test_labels_of_models_are_read(tmp_path: Path) -> None:
    """What the process library's check looks at: names, documentation, strings of tables, labels – and no keys."""
    (tmp_path / "a.bpmn").write_text(
        '<d xmlns="urn:x"><t id="pruefen" name="Antrag pruefen"><documentation>Fuer alle</documentation></t>'
        '<e name="vorpruefung_25b" source="=pruefen"/></d>',
        "utf-8",
    )
    (tmp_path / "b.form").write_text(
        '{"id": "pruefen", "components": [{"key": "zustaendig", "label": "Zustaendig?"}]}', "utf-8"
    )
    (tmp_path / "c.yaml").write_text("szenario: Spaeter\nschritte: [{zurueck: loeschen}]\n", "utf-8")

    texts = {text for path in sorted(tmp_path.iterdir()) for text in _model_texts(path)}

    assert texts == {"Antrag pruefen", "Fuer alle", "Zustaendig?", "Spaeter"}


def _files(top: str, pattern: str) -> list[Path]:
    skipped = {"node_modules", "dist"}
    return [path for path in sorted((ROOT / top).rglob(pattern)) if not skipped & set(path.parts)]


def _bound(tree: ast.AST) -> Iterator[str]:
    """The identifiers a module chooses itself; what it calls in foreign libraries is theirs."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.arg(arg=name) | ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()) | ast.alias(asname=str(name)):
                yield name


def _words(name: str) -> list[str]:
    """`startWorkflow`, `start_workflow` → start, workflow."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")


def _spelled_out(text: str) -> list[str]:
    """Capitals throughout are a value of a table (PRUEFUNG), not a word."""
    words = (found.group() for found in _SPELLED_OUT.finditer(_CODE.sub(" ", text)))
    return [word for word in words if not word.isupper()]


def _python_texts() -> Iterator[tuple[str, str]]:
    """String literals that are sentences: what is one word is a key, an address or a file name."""
    for path in _files("engine", "*.py") + _files("web", "*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Expr(value=ast.Constant()):  # a docstring: English
                    node.value.value = ""
                case ast.Constant(value=str(text)) if " " in text.strip():
                    yield path.relative_to(ROOT).as_posix(), text


def _page_texts() -> Iterator[tuple[str, str]]:
    """Every text of the pages goes through the catalogue; the test of the translations sees to that."""
    path = ROOT / "web" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    for text in re.findall(r'^(?:msgid(?:_plural)? )?"(.*)"$', path.read_text("utf-8"), re.MULTILINE):
        yield path.relative_to(ROOT).as_posix(), text


def _script_texts() -> Iterator[tuple[str, str]]:
    for path in _files("web/frontend/src", "*.js"):
        for groups in _JS_TEXT.findall(path.read_text("utf-8")):
            text = "".join(groups)
            if not _NAME.fullmatch(text) and "[" not in text:  # a selector is no text
                yield path.relative_to(ROOT).as_posix(), text


def _library_texts() -> Iterator[tuple[str, str]]:
    for path in _files("processes", "*.*"):
        for text in _model_texts(path):
            yield path.relative_to(ROOT).as_posix(), text


def _model_texts(path: Path) -> Iterator[str]:
    match path.suffix:
        case ".bpmn" | ".dmn":
            for element in etree.parse(path).iter(etree.Element):
                kind = etree.QName(element).localname
                for name in ("name", "label"):
                    if (value := element.get(name)) and not _is_key(value) and not _is_name(kind, value):
                        yield value
                prose = kind in {"documentation", "description", "text"}
                if prose and element.text and not _is_key(element.text.strip()):
                    yield from _prose(element.text)
        case ".form":
            yield from _values(json.loads(path.read_text("utf-8")))
        case ".yaml":
            yield from _values(yaml.safe_load(path.read_text("utf-8")))
        case ".md":
            yield path.read_text("utf-8")


def _is_name(kind: str, text: str) -> bool:
    """What models call a message, signal, error, escalation, property or result is a key, even one word."""
    keys = {"message", "signal", "error", "escalation", "output", "variable", "property"}
    return kind in keys and text == text.lower() and _NAME.fullmatch(text) is not None


def _is_key(text: str) -> bool:
    """A name of a variable, not a label: lower case without a space, as the process library writes keys."""
    return text == text.lower() and _NAME.fullmatch(text) is not None and not text.isalpha()


def _prose(text: str) -> Iterator[str]:
    """A cell of a table is FEEL: only its string literals that are sentences are texts."""
    literals = [literal for literal in re.findall(r'"([^"]*)"', text) if " " in literal]
    yield from literals if '"' in text else [text]


def _values(node: object) -> Iterator[str]:
    match node:
        case dict():
            for key, value in node.items():
                if key in _PROSE_KEYS and isinstance(value, str) and not value.startswith("="):
                    yield value
                else:
                    yield from _values(value)
        case list():
            for value in node:
                yield from _values(value)


def _documents() -> Iterator[tuple[str, str]]:
    for path in [*sorted(ROOT.glob("*.md")), *_files("docs", "*.md")]:
        yield path.relative_to(ROOT).as_posix(), path.read_text("utf-8")
