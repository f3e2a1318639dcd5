"""The committed browser bundle: rebuilt bit for bit, small enough, licensed, free of eval."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

WEB = Path(__file__).parents[2] / "web"
FRONTEND = WEB / "frontend"
STATIC = WEB / "static"
DIST = STATIC / "dist"
FONTS = STATIC / "fonts"
DOCS = WEB.parent / "docs" / "frontend.md"
AXE = WEB.parent / "tests" / "browser" / "axe.min.js"
KIB = 1024
HEADING = re.compile(r"^={78}\n(\S+) (\S+)\nLicence: (.+)$", re.MULTILINE)
CLASS_ATTRIBUTE = re.compile(r'class="([^"]*)"')


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def locked_packages() -> dict[str, str]:
    lock = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))
    return {
        path.removeprefix("node_modules/"): entry["version"]
        for path, entry in lock["packages"].items()
        if path
    }


def licences() -> dict[str, tuple[str, str]]:
    """Version and licence of every package in the notices."""
    found = HEADING.findall((DIST / "NOTICES.txt").read_text("utf-8"))
    return {name: (version, licence) for name, version, licence in found}


def classes(text: str) -> set[str]:
    """Class names of ours in markup; those a template puts together from parts are left out."""
    words = " ".join(CLASS_ATTRIBUTE.findall(re.sub(r"\{[{%].*?[%}]\}", "\0", text, flags=re.DOTALL))).split()
    return {word for word in words if word.startswith("lw-") and "\0" not in word}


@pytest.mark.slow
def test_a_rebuild_gives_the_committed_files_bit_for_bit(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed; the committed bundle is used as it is")
    if not (FRONTEND / "node_modules" / "esbuild").is_dir():
        pytest.skip("web/frontend/node_modules is absent; run `npm ci` in web/frontend to compare the bundle")

    done = subprocess.run(
        [node, "build.mjs", "--out", str(tmp_path)], cwd=FRONTEND, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    for name in ("dist", "fonts"):
        committed, rebuilt = files(STATIC / name), files(tmp_path / name)
        assert sorted(rebuilt) == sorted(committed)
        assert [path for path in rebuilt if rebuilt[path] != committed[path]] == []


def test_a_mark_on_a_drawing_is_of_its_element_alone() -> None:
    """The whole process is an element too: a rule that reaches down would paint all that lies within it."""
    rules = [
        line
        for path in (STATIC / "css/laufweg.css", FRONTEND / "src/compare.css")
        for line in path.read_text("utf-8").splitlines()
        if ".lw-m-" in line and ".djs-" in line
    ]

    assert len(rules) > 20
    assert [one for one in rules if re.search(r"[^>] \.djs-(?:visual|outline)", one)] == []


#: what a source of dmn-js hands over to be translated
_TRANSLATED = re.compile(r"""translate\)?\((?:"([^"]+)"|'([^']+)')""", re.IGNORECASE)


def test_the_editor_of_tables_says_everything_in_german() -> None:
    """What dmn-js asks to be translated, by its own sources: a newer one may say more."""
    if not (FRONTEND / "node_modules" / "dmn-js").is_dir():
        pytest.skip("web/frontend/node_modules is absent; run `npm ci` in web/frontend to read dmn-js")
    asked = {
        one or other
        for path in (FRONTEND / "node_modules").glob("dmn-js*/lib/**/*.js")
        for one, other in _TRANSLATED.findall(path.read_text("utf-8"))
    }
    ours = "".join(
        (FRONTEND / "src/dmn" / name).read_text("utf-8") for name in ("german.js", "editing/german.js")
    )
    known = {single or word for single, word in re.findall(r"^  (?:'(.+?)'|(\w+)):\s", ours, re.MULTILINE)}

    assert len(asked) > 150
    assert sorted(asked - known) == []


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        ("dist/app.js", 16 * KIB),  # on every page; it keeps drafts too
        ("dist/viewer.js", 16 * KIB),  # the rest of it is shared chunks
        ("dist/compare.js", 16 * KIB),  # as above
        ("dist/modeler.js", 450 * KIB),  # the editor of expressions is a chunk of its own, loaded afterwards
        ("dist/dmn.js", 16 * KIB),  # the rest of it is shared with the editor of tables
        ("dist/tables.js", 250 * KIB),
        ("dist/forms.js", 700 * KIB),
        ("dist/text.js", 16 * KIB),
        ("dist/kern.css", 220 * KIB),
        ("dist/htmx.min.js", 60 * KIB),
        ("css/laufweg.css", 96 * KIB),
    ],
)
def test_a_file_stays_under_its_limit(path: str, limit: int) -> None:
    assert (STATIC / path).stat().st_size <= limit


def test_the_whole_stays_under_its_limit() -> None:
    sizes = {name: len(content) for folder in (DIST, FONTS) for name, content in files(folder).items()}

    assert max(sizes.values()) <= 700 * KIB
    assert sum(sizes.values()) <= 3430 * KIB


def test_a_source_file_is_read_in_one_sitting() -> None:
    sources = [*(FRONTEND / "src").rglob("*.js"), *FRONTEND.glob("*.mjs")]

    long = [path.name for path in sources if len(path.read_text("utf-8").splitlines()) > 300]

    assert sources
    assert long == []


def test_the_notices_name_every_package_at_the_version_of_the_lock_file() -> None:
    locked = locked_packages()
    wanted = json.loads((FRONTEND / "package.json").read_text("utf-8"))["dependencies"]

    noticed = {name: version for name, (version, _) in licences().items()}

    assert {name: locked[name] for name in noticed} == noticed
    assert wanted.items() <= noticed.items()
    assert len(noticed) > 40  # diagram-js, moddle, inferno and the like, which come with bpmn-js and dmn-js


def test_every_licence_is_known_and_the_bpmn_io_licence_is_called_by_its_name() -> None:
    known = {"MIT", "bpmn.io", "EUPL-1.2", "OFL-1.1", "0BSD", "ISC", "CC0-1.0", "CC0", "Apache-2.0"}

    found = {name: licence for name, (_, licence) in licences().items()}

    assert found["bpmn-js"] == found["dmn-js"] == "bpmn.io"
    assert set(found.values()) <= known


def test_the_licences_of_fonts_and_test_tools_lie_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text("utf-8").upper()
    assert "Mozilla Public License" in AXE.with_name("axe.LICENSE.txt").read_text("utf-8")
    assert AXE.read_text("utf-8").startswith("/*! axe v4.14.1")


def test_our_bundle_evaluates_no_strings() -> None:
    own = {path: path.read_text("utf-8") for path in DIST.rglob("*.js") if path.name != "htmx.min.js"}

    said = {path.name: re.findall(r"\beval\(|\bnew Function\(", text) for path, text in own.items()}

    assert len(own) > 10
    # dom-iterator holds one, reached with a string filter only, which dmn-js never passes
    assert [found for found in said.values() if found] == [["new Function("]]


def test_nothing_in_the_style_sheets_comes_from_elsewhere() -> None:
    sheets = [*DIST.rglob("*.css"), STATIC / "css" / "laufweg.css"]

    addresses = {
        address
        for sheet in sheets
        for address in re.findall(r"url\(\s*[\"']?([^\"')]+)", sheet.read_text("utf-8"))
        if not address.startswith(("data:", "#", "%23"))
    }

    assert addresses
    assert [address for address in addresses if re.match(r"(https?:)?//", address)] == []


def test_kern_lies_in_a_layer_without_the_rules_that_break_diagrams() -> None:
    kern = (DIST / "kern.css").read_text("utf-8")

    assert kern.split("*/", 1)[1].lstrip().startswith("@layer kern{")
    assert not re.search(r"[{},]svg[,{]", kern)
    assert "prefers-color-scheme: dark" not in kern
    assert ".kern-btn--primary" in kern


def test_every_class_in_the_documented_markup_has_a_rule() -> None:
    styled = set(re.findall(r"\.(lw-[\w-]+)", (STATIC / "css" / "laufweg.css").read_text("utf-8")))

    used = classes(DOCS.read_text("utf-8"))

    assert len(used) > 60
    assert used - styled == set()


def test_every_class_in_a_template_has_a_rule() -> None:
    sheets = [STATIC / "css" / "laufweg.css", *(FRONTEND / "src").glob("*.css")]
    styled = {one for sheet in sheets for one in re.findall(r"\.(lw-[\w-]+)", sheet.read_text("utf-8"))}
    templates = list((WEB / "templates").rglob("*.html"))
    if not templates:
        pytest.skip("there are no templates yet")

    used = {(word, path.name) for path in templates for word in classes(path.read_text("utf-8"))}

    assert sorted((word, name) for word, name in used if word not in styled) == []


def test_every_text_of_the_scripts_has_an_english_one() -> None:
    sources = {path: path.read_text("utf-8") for path in (FRONTEND / "src").rglob("*.js")}
    english = {
        key
        for path, text in sources.items()
        if path.stem.endswith("english")
        for key in re.findall(r"^  '((?:[^'\\]|\\.)*)': '", text, re.MULTILINE)
    }
    own = {path: text for path, text in sources.items() if not path.stem.endswith("english")}
    said = {found for text in own.values() for found in re.findall(r"\bsay\('([^']+)'", text)}
    # tables whose entries are said where they are shown
    form = [text for path, text in own.items() if "modeler" in path.parts]
    label = re.compile(r"(?:label|hint|title|text): (?:\w+ ===? '\w+' \? )?'([^']+)'")
    said |= {word for text in form for word in label.findall(text)}
    offered = own[FRONTEND / "src/modeler/offer.js"] + own[FRONTEND / "src/modeler/drawable.js"]
    said |= set(re.findall(r"tool\('[^']+', '([^']+)'", offered))
    said |= set(re.findall(r"group: '([A-Z][^']+)'", offered))
    fields = [text for path, text in own.items() if path.parent.name == "fields" and path.stem != "lists"]
    said |= {word for text in fields for word in re.findall(r"\['[\w-]*=?', '([^']+)'\]", text)}
    columns = [names for text in fields for names in re.findall(r"columns: \[([^]]+)\]", text)]
    said |= {word for names in columns for word in re.findall(r"'([^']+)'", names)}
    said |= set(
        re.findall(r"^  'bpmn:\w+': '([^']+)'", own[FRONTEND / "src/modeler/german.js"], re.MULTILINE)
    )
    said |= set(re.findall(r"EventDefinition: '([^']+)'", own[FRONTEND / "src/modeler/german.js"]))
    said |= set(re.findall(r"word: '([^']+)'", own[FRONTEND / "src/workspace/findings.js"]))
    said |= set(re.findall(r"(?:badge|caption): '([^']+)'", own[FRONTEND / "src/viewer.js"]))
    tables = re.findall(r"^const (?:WORDS|VIEWS) = (.*)$", own[FRONTEND / "src/compare.js"], re.MULTILINE)
    said |= {word for table in tables for word in re.findall(r": '([^']+)'", table)}

    assert len(said) > 120
    assert said - english == set()
    umlauts = re.compile(r"['`][^'`\n]*[äöüßÄÖÜ][^'`\n]*['`]")
    left = {
        path.name
        for path, text in own.items()
        if path.name
        not in {
            "german.js",
            "drawable.js",
            "activity.js",
            "disclosure.js",
            "turns.js",
            "event.js",
            "flow.js",
            "place.js",
            "scope.js",
            "task.js",
            "fields.js",
            "form.js",
            "offer.js",
            "simulation.js",
            "findings.js",
            "keys.js",
            "viewer.js",
            "dmn.js",
            "compare.js",
        }
        for line in text.splitlines()
        if umlauts.search(line) and "say(" not in line and not line.strip().startswith("//")
    }
    assert left == set()
