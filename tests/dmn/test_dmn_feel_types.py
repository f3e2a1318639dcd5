"""feel-type: what can never work in an expression or a cell is a warning; the file is read all the same."""

from engine import dmn
from engine.errors import Severity

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">
<decision id="stufe" name="stufe"><decisionTable id="t" hitPolicy="FIRST">
<input id="i" label="Alter"><inputExpression id="e" typeRef="number"><text>alter</text></inputExpression></input>
<output id="o" name="stufe" typeRef="string" />
<rule id="r1"><inputEntry id="c1"><text>{cell}</text></inputEntry>
<outputEntry id="o1"><text>{result}</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


def _remarks(cell, result='"jung"'):
    findings = dmn.parse(TABLE.format(cell=cell, result=result).encode(), "tabelle.dmn").findings
    return [finding for finding in findings if finding.rule == "feel-type"]


def test_cell_for_another_type_than_its_column_is_remarked():
    (finding,) = _remarks('"sechzehn"')

    assert finding.severity is Severity.WARNING
    assert finding.element == "c1"
    assert "Der Test gilt für „Text“, geprüft wird aber „Zahl“." in finding.reason
    assert "Regel 1, Bedingung „Alter“: Zeile 1, Spalte 1" in finding.reason


def test_cell_and_result_that_may_work_are_not():
    assert _remarks("&lt; 16, [20..30]") == []
    assert _remarks("grenze") == []


def test_function_nobody_has_is_remarked():
    (finding,) = _remarks("&lt; heute()")

    assert "Eine Funktion „heute“ gibt es nicht." in finding.reason
