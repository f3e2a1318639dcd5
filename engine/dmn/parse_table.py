"""Decision tables: XML to a compiled table."""

from __future__ import annotations

from engine import feel, xml
from engine.dmn.cells import constant_of, region_of
from engine.dmn.clauses import Condition, InputClause, OutputClause, Rule
from engine.dmn.hit import Aggregator, HitPolicy
from engine.dmn.outcome import Annotation
from engine.dmn.parse_types import Types
from engine.dmn.reader import Reader, child, children, text_in
from engine.dmn.table import PlacedTable, Table
from engine.dmn.types import Type, Unfitting, as_feel, conform
from engine.feel import UnaryTests, Value

_RANKED = (HitPolicy.PRIORITY, HitPolicy.OUTPUT_ORDER)
_NULL = feel.compile_expression("null")


def parse_table(
    reader: Reader, types: Types, element: xml.Element, names: frozenset[str], result: str
) -> Table:
    """Read a decisionTable; `names` are known in its scope, `result` names a single unnamed output."""
    names = names | types.component_names
    policy, aggregator = _policy(reader, element)
    inputs = [_input(reader, types, clause, names) for clause in children(element, "input")]
    outputs = _outputs(reader, types, element, names, result)
    if not outputs:
        reader.fault(
            element,
            "table-output",
            "Die Entscheidungstabelle hat keine Ergebnisspalte.",
            "Fügen Sie mindestens eine Ergebnisspalte hinzu.",
        )
    if policy in _RANKED and not any(clause.ranking for clause in outputs):
        reader.fault(
            element,
            "hit-policy",
            f"Die Trefferregel {policy.value} braucht eine Rangfolge der Ergebniswerte, aber keine "
            "Ergebnisspalte nennt ihre Werte.",
            "Tragen Sie in der Ergebnisspalte die möglichen Werte ein, den wichtigsten zuerst.",
        )
    if aggregator and len(outputs) > 1:
        reader.fault(
            element,
            "hit-policy",
            f"COLLECT mit {aggregator.value} fasst eine Ergebnisspalte zusammen, die Tabelle hat mehr.",
            "Teilen Sie die Tabelle auf, oder sammeln Sie ohne Zusammenfassung.",
        )
    headings = [clause.get("name", "") for clause in children(element, "annotation")]
    rules = [
        _rule(reader, rule, index, inputs, outputs, headings, names)
        for index, rule in enumerate(children(element, "rule"), 1)
    ]
    if not outputs or None in rules:
        rules = []  # a fault by now: whoever reads the file all the same gets a table that says nothing
    table = Table(policy, aggregator, inputs, outputs, [rule for rule in rules if rule is not None])
    reader.tables.append(PlacedTable(table, result, element.get("id") or "", xml.line_of(element)))
    return table


def _policy(reader: Reader, element: xml.Element) -> tuple[HitPolicy, Aggregator | None]:
    written = element.get("hitPolicy", "UNIQUE")
    try:
        policy = HitPolicy(written)
    except ValueError:
        reader.fault(
            element,
            "hit-policy",
            f"Die Trefferregel „{written}“ ist unbekannt.",
            f"Möglich sind: {', '.join(policy.value for policy in HitPolicy)}.",
        )
        return HitPolicy.UNIQUE, None
    aggregation = element.get("aggregation")
    if aggregation is None:
        return policy, None
    if policy is not HitPolicy.COLLECT or aggregation not in list(Aggregator):
        reader.fault(
            element,
            "hit-policy",
            f"Die Zusammenfassung „{aggregation}“ passt nicht zur Trefferregel {policy.value}.",
            "Zusammengefasst wird nur bei COLLECT, mit SUM, MIN, MAX oder COUNT.",
        )
        return policy, None
    return policy, Aggregator(aggregation)


def _input(reader: Reader, types: Types, element: xml.Element, names: frozenset[str]) -> InputClause:
    source = child(element, "inputExpression")
    text = text_in(source)
    label = element.get("label") or text or element.get("id") or "ohne Namen"
    place = f"Die Eingabespalte „{label}“"
    expression = None
    if source is None or not text:
        reader.fault(
            element, "empty-expression", f"{place} hat keinen Ausdruck.", "Tragen Sie ein, was sie prüft."
        )
    else:
        expression = reader.expression(source, text, names, place)
    return InputClause(
        id=element.get("id", ""),
        label=label,
        expression=expression or _NULL,
        type=types.of(source),
        allowed=_values(reader, element, "inputValues", names, place),
    )


def _outputs(
    reader: Reader, types: Types, table: xml.Element, names: frozenset[str], result: str
) -> list[OutputClause]:
    found = list(children(table, "output"))
    outputs = []
    seen: set[str] = set()
    for element in found:
        name = element.get("name") or ""
        if len(found) > 1 and (not name or name in seen):
            reader.fault(
                element,
                "output-name",
                "Von mehreren Ergebnisspalten braucht jede einen eigenen Namen.",
                "Vergeben Sie für jede Ergebnisspalte einen Namen, der nur einmal vorkommt.",
            )
        seen.add(name)
        label = element.get("label") or name or table.get("outputLabel") or result
        place = f"Die Ergebnisspalte „{label}“"
        allowed = _values(reader, element, "outputValues", names, place)
        type_ = types.of(element)
        default = child(element, "defaultOutputEntry")
        outputs.append(
            OutputClause(
                id=element.get("id", ""),
                name=name or result,
                label=label,
                type=type_,
                allowed=allowed,
                ranking=_ranking(element, type_, names),
                default=reader.expression(default, text_in(default), names, f"{place}: Vorgabe")
                if default is not None and text_in(default)
                else None,
            )
        )
    return outputs


def _values(
    reader: Reader, clause: xml.Element, name: str, names: frozenset[str], place: str
) -> UnaryTests | None:
    element = child(clause, name)
    if element is None or not text_in(element):
        return None
    return reader.tests(element, text_in(element), names, f"{place}: erlaubte Werte")


def _ranking(clause: xml.Element, type_: Type, names: frozenset[str]) -> tuple[Value, ...]:
    """Return the output values in their order, else what the type allows; values that are tests (ranges) have none."""
    written = text_in(child(clause, "outputValues")) or (type_.allowed.text if type_.allowed else "")
    if not written:
        return ()
    try:
        listed = feel.compile_expression(f"[{written}]", names).evaluate({}).value
    except feel.SyntaxFault:
        return ()
    return tuple(listed) if isinstance(listed, list) else ()


def _rule(
    reader: Reader,
    element: xml.Element,
    index: int,
    inputs: list[InputClause],
    outputs: list[OutputClause],
    headings: list[str],
    names: frozenset[str],
) -> Rule | None:
    conditions = list(children(element, "inputEntry"))
    results = list(children(element, "outputEntry"))
    if len(conditions) != len(inputs) or len(results) != len(outputs):
        reader.fault(
            element,
            "table-shape",
            f"Regel {index} hat {len(conditions)} Bedingungen und {len(results)} Ergebnisse, "
            f"die Tabelle {len(inputs)} Eingabe- und {len(outputs)} Ergebnisspalten.",
            "Öffnen und speichern Sie die Tabelle im Modellierungswerkzeug.",
        )
        return None
    return Rule(
        id=element.get("id") or f"regel_{index}",
        index=index,
        conditions=tuple(
            _condition(reader, cell, clause, names, f"Regel {index}, Bedingung „{clause.label}“")
            for cell, clause in zip(conditions, inputs, strict=True)
        ),
        results=tuple(
            _result(reader, cell, clause, names, f"Regel {index}, Ergebnis „{clause.label}“")
            for cell, clause in zip(results, outputs, strict=True)
        ),
        annotations=_annotations(element, headings),
        constants=tuple(constant_of(text_in(cell) or "null", names) for cell in results),
        line=xml.line_of(element),
    )


def _condition(
    reader: Reader, cell: xml.Element, clause: InputClause, names: frozenset[str], place: str
) -> Condition:
    text = text_in(cell)
    if text in ("", "-"):
        return Condition("-")
    tests = reader.tests(cell, text, names, place, as_feel(clause.type))
    return Condition(text, tests, None if tests is None else region_of(text, names))


def _result(
    reader: Reader, cell: xml.Element, clause: OutputClause, names: frozenset[str], place: str
) -> feel.Expression:
    text = text_in(cell)
    if not text:
        reader.warn(
            cell,
            "empty-output",
            f"{place} ist leer; das Ergebnis ist dann „nichts“ (null).",
            "Tragen Sie einen Wert ein, oder schreiben Sie null.",
        )
        return _NULL
    expression = reader.expression(cell, text, names, place)
    if expression is None:
        return _NULL
    if not expression.variables and (reason := _misfit(expression.evaluate({}).value, clause)):
        reader.fault(
            cell,
            "output-value",
            f"{place}: {reason}.",
            "Ändern Sie das Ergebnis, oder den Datentyp oder die erlaubten Werte der Spalte.",
        )
    return expression


def _misfit(value: Value, clause: OutputClause) -> str | None:
    """Return why a fixed result does not belong into its column, or None."""
    try:
        fitting = conform(value, clause.type)
    except Unfitting as fault:
        return str(fault)
    if fitting is None or clause.allowed is None or clause.allowed.variables:
        return None
    if clause.allowed.evaluate(fitting, {}).value is True:
        return None
    return f"„{feel.text(fitting)}“ ist keiner der erlaubten Werte ({clause.allowed.text})"


def _annotations(rule: xml.Element, headings: list[str]) -> tuple[Annotation, ...]:
    """Return the description (the column dmn-js writes) and the annotation entries, empty ones left out."""
    description = child(rule, "description")
    described = xml.text_of(description).strip() if description is not None else ""
    found = [Annotation("", described)] if described else []
    for column, entry in enumerate(children(rule, "annotationEntry")):
        if text := text_in(entry):
            found.append(Annotation(headings[column] if column < len(headings) else "", text))
    return tuple(found)
