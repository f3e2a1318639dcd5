"""What PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1) ask of a file, as far as its parts say it.

No validator of the standards is at hand offline; this reads the file itself, with another program than the one
that wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise

import pikepdf

#: ISO 32000-1, 14.8.4: kinds of parts that need no role map
_STANDARD = frozenset({
    "/Document", "/Part", "/Art", "/Sect", "/Div", "/BlockQuote", "/Caption", "/TOC", "/TOCI", "/Index",
    "/NonStruct", "/Private", "/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/L", "/LI", "/Lbl", "/LBody",
    "/Table", "/TR", "/TH", "/TD", "/THead", "/TBody", "/TFoot", "/Span", "/Quote", "/Note", "/Reference",
    "/BibEntry", "/Code", "/Link", "/Annot", "/Ruby", "/Warichu", "/Figure", "/Formula", "/Form",
})  # fmt: skip
#: ISO 32000-1, 14.8.4.3.4: where a part of a table lies
_WITHIN = {
    "/TR": {"/Table", "/THead", "/TBody", "/TFoot"},
    "/TH": {"/TR"},
    "/TD": {"/TR"},
    "/LI": {"/L"},
    "/LBody": {"/LI"},
}
#: operators that put something on the page
_PAINTING = frozenset(
    {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "EI"}
)
#: 6.5.1 and 6.6: actions and names that a file for an archive must not have
_FORBIDDEN = frozenset(
    {"/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/SubmitForm"}
)


def faults(content: bytes, title: str) -> list[str]:
    """What is missing or too much, one sentence each; none when all is as the two standards ask."""
    if not content.startswith(b"%PDF-1.7") or content[9:10] != b"%" or min(content[10:14]) < 128:
        return ["the file does not begin as PDF 1.7 with a comment of four signs above 127"]
    with pikepdf.open(BytesIO(content)) as document:
        return [
            *_catalogue(document),
            *_said(document, title),
            *_colours(document),
            *_actions(document),
            *_fonts(document),
            *_structure(document),
            *_marks(document),
            *_bookmarks(document),
        ]


def sizes(content: bytes) -> list[tuple[int, int]]:
    """How wide and how high each page is, in points."""
    with pikepdf.open(BytesIO(content)) as document:
        return [(round(float(one.mediabox[2])), round(float(one.mediabox[3]))) for one in document.pages]


def words(content: bytes) -> str:
    """What search, copy and a screen reader get of the pages: signs by the fonts' own tables, line behind line."""
    return "".join(said for _height, said in pieces(content))


def pieces(content: bytes) -> list[tuple[float, str]]:
    """What is shown at once, with its height on its page, as `words` reads it."""
    found = []
    with pikepdf.open(BytesIO(content)) as document:
        for page in document.pages:
            tables = {name: _signs(font) for name, font in page.Resources.Font.items()}
            table: dict[int, str] = {}
            height = 0.0
            for arguments, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    table = tables[str(arguments[0])]
                elif str(operator) in ("cm", "Tm"):
                    height = float(arguments[5]) or height
                elif str(operator) in ("Tj", "TJ"):
                    shown = arguments[0] if str(operator) == "TJ" else [arguments[0]]
                    codes = b"".join(bytes(one) for one in shown if isinstance(one, pikepdf.String))
                    signs = (
                        table[int.from_bytes(codes[at : at + 2], "big")] for at in range(0, len(codes), 2)
                    )
                    found.append((height, "".join(signs)))
    return found


def _signs(font: pikepdf.Object) -> dict[int, str]:
    """By code of two bytes, what the `ToUnicode` of a font says of it."""
    said = font.ToUnicode.read_bytes().decode("ascii")
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", said, re.DOTALL):
        for code, sign in re.findall(r"<(\w+)>\s*<(\w+)>", block):
            found[int(code, 16)] = bytes.fromhex(sign).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", said, re.DOTALL):
        for first, last, sign in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[int(first, 16) + step] = chr(int(sign, 16) + step)
    return found


def _catalogue(document: pikepdf.Pdf) -> Iterator[str]:
    root, trailer = document.Root, document.trailer
    if "/ID" not in trailer:
        yield "the file has no ID"
    if "/Encrypt" in trailer:
        yield "the file is encrypted"
    if str(root.get("/Lang", "")) != "de-DE":
        yield "the language is not de-DE"
    if not root.get("/MarkInfo", {}).get("/Marked") or root.MarkInfo.get("/Suspects"):
        yield "the file is not said to be tagged"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "the window does not show the title"
    for name in ("/AcroForm", "/OCProperties", "/AA"):
        if name in root:
            yield f"the catalogue has {name}"
    if "/EmbeddedFiles" in root.get("/Names", {}):
        yield "files are embedded"


def _said(document: pikepdf.Pdf, title: str) -> Iterator[str]:
    with document.open_metadata() as said:
        asked = {
            "pdfaid:part": "2",
            "pdfaid:conformance": "A",
            "{http://www.aiim.org/pdfua/ns/id/}part": "1",
            "dc:title": title,
        }
        for name, value in asked.items():
            if said.get(name) != value:
                yield f"the metadata say {said.get(name)!r} as {name}"
    if str(document.docinfo.get("/Title", title)) != title:
        yield "the title of the file differs from that of its metadata"


def _colours(document: pikepdf.Pdf) -> Iterator[str]:
    """6.2.3: one intent, with a profile whose number of colours is that which is said."""
    intents = list(document.Root.get("/OutputIntents", []))
    if [str(one.get("/S")) for one in intents] != ["/GTS_PDFA1"]:
        yield "there is not exactly one output intent for PDF/A"
        return
    profile = intents[0].get("/DestOutputProfile")
    space = b"" if profile is None else profile.read_bytes()[16:20]
    if {b"RGB ": 3, b"CMYK": 4, b"GRAY": 1}.get(space) != int(profile.get("/N", 0) if profile else 0):
        yield "the profile of the output intent does not fit its number of colours"


def _actions(document: pikepdf.Pdf) -> Iterator[str]:
    for one in _dictionaries(document):
        for name in ("/S", "/Type", "/Subtype"):
            if str(one.get(name, "")) in _FORBIDDEN:
                yield f"an action is {one[name]}"
        if "/JS" in one or "/JavaScript" in one:
            yield "there is a script"


def _dictionaries(document: pikepdf.Pdf) -> Iterator[pikepdf.Dictionary]:
    """Every dictionary of the file, also those that lie in others."""
    waiting: list[pikepdf.Object] = list(document.objects)
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            held = one.stream_dict if isinstance(one, pikepdf.Stream) else one
            yield held
            waiting += [it for it in dict(held.items()).values() if _lies_inside(it)]
        elif isinstance(one, pikepdf.Array):
            waiting += [it for it in list(one) if _lies_inside(it)]


def _lies_inside(one: object) -> bool:
    return isinstance(one, pikepdf.Object) and not one.is_indirect


def _fonts(document: pikepdf.Pdf) -> Iterator[str]:
    """6.2.11: each font lies in the file, and its signs can be read as Unicode."""
    fonts = [one for one in _dictionaries(document) if one.get("/Type") == "/Font"]
    if not fonts:
        yield "there is no font"
    for one in fonts:
        if one.get("/Subtype") == "/Type0" and "/ToUnicode" not in one:
            yield f"the font {one.get('/BaseFont')} does not say what its signs mean"
        if str(one.get("/Subtype", "")).startswith("/CIDFontType2") and "/CIDToGIDMap" not in one:
            yield f"the font {one.get('/BaseFont')} does not say which shape is which sign"
        if one.get("/Subtype") not in {"/Type0", "/Type3"}:
            described = one.get("/FontDescriptor", {})
            if not any(name in described for name in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield f"the font {one.get('/BaseFont')} does not lie in the file"


def _parts(document: pikepdf.Pdf) -> Iterator[tuple[pikepdf.Dictionary, str]]:
    """Each part of the structure as it is read, with the kind of the part it lies in."""

    def walk(one: object, above: str) -> Iterator[tuple[pikepdf.Dictionary, str]]:
        if isinstance(one, pikepdf.Array):
            for inside in list(one):
                yield from walk(inside, above)
        elif isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one, above
            yield from walk(one.get("/K"), str(one.S))

    return walk(document.Root.StructTreeRoot.K, "")


def _structure(document: pikepdf.Pdf) -> Iterator[str]:
    if "/ParentTree" not in document.Root.get("/StructTreeRoot", {}):
        yield "there is no structure"
        return
    roles = document.Root.StructTreeRoot.get("/RoleMap", {})
    levels: list[int] = []
    for one, above in _parts(document):
        kind = str(one.S)
        if kind not in _STANDARD and str(roles.get(kind, "")) not in _STANDARD:
            yield f"a part is {kind}, which no standard knows"
        if kind in {"/Figure", "/Formula"} and not str(one.get("/Alt", "")):
            yield f"a {kind} has no words beside it"
        if above not in _WITHIN.get(kind, {above}):
            yield f"a {kind} lies in {above}"
        if kind == "/TH" and not any("/Scope" in it for it in _attributes(one)):
            yield "a head of a table does not say of what"
        if kind[2:].isdigit():
            levels.append(int(kind[2:]))
    if [*levels, 0][0] != 1 or any(after > before + 1 for before, after in pairwise(levels)):
        yield f"the headings skip a level: {levels[:20]}"
    for number, page in enumerate(document.pages, 1):
        yield from (f"page {number}: {said}" for said in _page(page))


def _page(page: pikepdf.Page) -> Iterator[str]:
    if "/StructParents" not in page:
        yield "it belongs to no structure"
    links = list(page.get("/Annots", []))
    if links and page.get("/Tabs") != "/S":
        yield "its links are not in the order of the structure"
    for one in links:
        if one.get("/Subtype") != "/Link" or "/StructParent" not in one:
            yield "a note is no link of the structure"
        if not str(one.get("/Contents", "")):
            yield "a link has no words"
        if not int(one.get("/F", 0)) & 4:
            yield "a link is not printed"


def _attributes(one: pikepdf.Dictionary) -> list[pikepdf.Dictionary]:
    said = one.get("/A", [])
    return [it for it in _each(said) if isinstance(it, pikepdf.Dictionary)]


def _each(one: object) -> list[object]:
    return list(one) if isinstance(one, pikepdf.Array) else [one]


def _marks(document: pikepdf.Pdf) -> Iterator[str]:
    """Everything on a page is a part of the structure or said to be none (an artifact), and each part is known."""
    known = set(_marked(document))
    for number, page in enumerate(document.pages, 1):
        open_: list[str] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC" | "BMC":
                    said = operands[1] if len(operands) > 1 else {}
                    mark = said.get("/MCID") if isinstance(said, pikepdf.Dictionary) else None
                    if mark is not None and (page.obj.objgen, int(mark)) not in known:
                        yield f"page {number}: the part {mark} is unknown to the structure"
                    open_.append("part" if mark is not None else str(operands[0]))
                case "EMC":
                    open_.pop()
                case painted if painted in _PAINTING and not {"part", "/Artifact"} & set(open_):
                    yield f"page {number}: {painted} is in no part"


def _marked(document: pikepdf.Pdf) -> Iterator[tuple[tuple[int, int], int]]:
    """What the structure knows: the page and the number of each mark."""
    for one, _above in _parts(document):
        for inside in _each(one.get("/K")):
            refers = isinstance(inside, pikepdf.Dictionary) and inside.get("/Type") == "/MCR"
            mark = inside.MCID if refers else inside
            page = inside.get("/Pg", one.get("/Pg")) if refers else one.get("/Pg")
            if isinstance(mark, int) and page is not None:
                yield page.objgen, mark


def _bookmarks(document: pikepdf.Pdf) -> Iterator[str]:
    pages = {page.obj.objgen for page in document.pages}
    with document.open_outline() as outline:
        waiting = list(outline.root)
        if not waiting:
            yield "there are no bookmarks"
        while waiting:
            one = waiting.pop()
            waiting += one.children
            at = one.destination
            if not one.title or not isinstance(at, pikepdf.Array) or at[0].objgen not in pages:
                yield f"the bookmark „{one.title}“ leads to no page"
