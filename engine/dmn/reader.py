"""Reading DMN elements of any version, and collecting every fault with its place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from engine import feel, xml
from engine.errors import FEEL, Finding, Fix, Severity
from engine.feel import Expression, SyntaxFault, UnaryTests

if TYPE_CHECKING:
    from engine.dmn.table import PlacedTable

NAMESPACES: Final = {
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20151101/dmn11.xsd": "1.1",
    "http://www.omg.org/spec/DMN/20180521/MODEL/": "1.2",
    "https://www.omg.org/spec/DMN/20191111/MODEL/": "1.3",
    "https://www.omg.org/spec/DMN/20211108/MODEL/": "1.4",
    "https://www.omg.org/spec/DMN/20230324/MODEL/": "1.5",
    "https://www.omg.org/spec/DMN/20240513/MODEL/": "1.6",
}

_MAX_TEXT = 20_000


class Reader:
    """Access to the elements of one file; `findings` and `tables` grow while reading."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.tables: list[PlacedTable] = []

    def fault(self, element: xml.Element, rule: str, reason: str, hint: str = "") -> None:
        """Note an error at an element."""
        self._note(element, rule, reason, hint)

    def warn(self, element: xml.Element, rule: str, reason: str, hint: str = "") -> None:
        """Note a warning at an element."""
        self._note(element, rule, reason, hint, Severity.WARNING)

    def expression(
        self, element: xml.Element, text: str, names: frozenset[str], place: str
    ) -> Expression | None:
        """Compile a FEEL expression standing in an element; None after noting why it cannot be."""
        if not self._is_feel(element, text, place):
            return None
        try:
            compiled = feel.compile_expression(text, names)
        except SyntaxFault as fault:
            self._syntax(element, place, text, fault, feel.mended(text.strip(), names))
            return None
        self._remark(element, place, feel.check_expression(text, dict.fromkeys(names)))
        return compiled

    def tests(
        self,
        element: xml.Element,
        text: str,
        names: frozenset[str],
        place: str,
        tested: feel.Type | None = None,
    ) -> UnaryTests | None:
        """Compile unary tests standing in an element; None after noting why it cannot be."""
        if not self._is_feel(element, text, place):
            return None
        try:
            compiled = feel.compile_unary_tests(text, names)
        except SyntaxFault as fault:
            self._syntax(element, place, text, fault, feel.mended_tests(text.strip(), names))
            return None
        self._remark(element, place, feel.check_unary_tests(text, dict.fromkeys(names), tested=tested))
        return compiled

    def _remark(self, element: xml.Element, place: str, remarks: tuple[feel.Warning, ...]) -> None:
        """What can never work is a warning: the file is read, and the value is null where it is asked for."""
        for remark in remarks:
            self.warn(element, "feel-type", f"{place}: {remark}", "Berichtigen Sie den Ausdruck.")

    def _is_feel(self, element: xml.Element, text: str, place: str) -> bool:
        for source in (element, child(element, "inputExpression")):
            language = source.get("expressionLanguage") if source is not None else None
            if language and not is_feel(language):
                self.fault(
                    element,
                    "expression-language",
                    f"{place} ist in der Sprache „{language}“ geschrieben.",
                    "Schreiben Sie den Ausdruck in FEEL; andere Sprachen werden nicht ausgeführt.",
                )
                return False
        if len(text) > _MAX_TEXT:
            self.fault(element, "feel-size", f"{place} ist länger als {_MAX_TEXT} Zeichen.")
            return False
        return True

    def _syntax(
        self, element: xml.Element, place: str, text: str, fault: SyntaxFault, better: str | None
    ) -> None:
        written, owner = text.strip(), _owner(element)
        self._note(
            element,
            "feel-syntax",
            f"{place}: {fault.message}",
            f"Prüfen Sie den Ausdruck: {written[:120]}",
            fix=Fix(owner, FEEL, written, better) if owner is not None and better is not None else None,
        )

    def _note(
        self,
        element: xml.Element,
        rule: str,
        reason: str,
        hint: str,
        severity: Severity = Severity.ERROR,
        fix: Fix | None = None,
    ) -> None:
        self.findings.append(
            Finding(
                file=self.file,
                rule=rule,
                reason=reason,
                hint=hint,
                element=_owner(element),
                line=xml.line_of(element),
                severity=severity,
                fix=fix,
            )
        )


def _owner(element: xml.Element) -> str | None:
    """The id of an element, or of the nearest one around it that has any."""
    owner: xml.Element | None = element
    while owner is not None and not owner.get("id"):
        owner = owner.getparent()
    return None if owner is None else owner.get("id")


def is_feel(language: str) -> bool:
    """Whether a language attribute means FEEL: its name or its namespace in any version."""
    return language.lower() == "feel" or "/FEEL" in language or language.endswith("dmn.xsd")


def children(element: xml.Element, *names: str) -> Iterator[xml.Element]:
    """Yield the DMN children of an element, all or those of the given names."""
    for found in element:
        if xml.namespace(found) in NAMESPACES and (not names or xml.local_name(found) in names):
            yield found


def child(element: xml.Element, name: str) -> xml.Element | None:
    """Return the first DMN child of that name."""
    return next(children(element, name), None)


def text_in(element: xml.Element | None) -> str:
    """Return the content of the `text` child, stripped; "" where there is none."""
    text = child(element, "text") if element is not None else None
    return xml.text_of(text).strip() if text is not None else ""


def reference(element: xml.Element) -> str:
    """Return the id an href points to, without its "#"."""
    return element.get("href", "").rpartition("#")[2]
