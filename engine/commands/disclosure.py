"""What another body was told about a person, or not, and by which norm (§§ 87, 88 AufenthG, §§ 67d ff. SGB X)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.actor import Action
from engine.competence import RECIPIENTS
from engine.errors import Forbidden, Invalid
from engine.execution.sight import must_read
from engine.profile import CATEGORIES
from engine.sight import is_consent
from engine.state import case, record
from engine.state import sight as rows
from engine.state.sight import Answer
from engine.transaction import Transaction

#: characters of a name, a norm, a bar
LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Who asked on which day, for what, and what was answered; never what the data say."""

    asked_on: date
    #: a topic of the register, and the name of the body
    requester: str
    requester_name: str
    categories: tuple[str, ...]
    norm: str
    answer: Answer
    #: what barred it, wholly or in part
    bar: str = ""


def note(tx: Transaction, reference: str, said: Disclosure) -> int:
    """Keep what was answered, with a fact in the history of the case; returns its number.

    Sent twice within a minute, it is kept once. Invalid names each fault, also a consent named as the norm that the
    person has not given. Forbidden for whoever does not read the case.
    """
    tx.actor.must(Action.DISCLOSE)
    found = case.by_reference(tx, reference)
    sight = must_read(tx, found.id, reference)
    if sight.whole is not None and not tx.actor.system:
        raise Forbidden(
            f"Expected to tell somebody of case {reference}, but none of the actor's authorities works on it"
        )
    wrong = _faults(tx, said) or _unreleased(tx, found.id, said)
    if wrong:
        raise Invalid("Expected to note a disclosure, but it is incomplete", wrong)
    values = {
        "asked_on": said.asked_on,
        "requester": said.requester,
        "requester_name": said.requester_name.strip(),
        "categories": sorted(set(said.categories)),
        "norm": said.norm.strip(),
        "answer": said.answer,
        "bar": said.bar.strip() or None,
    }
    known = rows.disclosed(tx, found.id, values)
    if known is not None:
        return known
    number = rows.disclose(tx, found.id, values)
    detail = {"recipient": said.requester, "answer": said.answer}
    record.append_history(tx, [{"case_id": found.id, "kind": "disclosure_noted", "detail": detail}])
    return number


def _faults(tx: Transaction, said: Disclosure) -> dict[str, str]:
    wrong = {}
    if said.asked_on > tx.today:
        wrong["asked_on"] = "Der Tag liegt in der Zukunft."
    if said.requester not in RECIPIENTS:
        wrong["requester"] = "Wählen Sie, was für eine Stelle gefragt hat."
    for name, text, empty in (
        ("requester_name", said.requester_name, "Nennen Sie die Stelle."),
        ("norm", said.norm, "Nennen Sie die Norm, auf die sich die Anfrage stützt."),
    ):
        if not text.strip():
            wrong[name] = empty
        elif len(text) > LONGEST:
            wrong[name] = f"Bitte geben Sie höchstens {LONGEST} Zeichen ein."
    if not said.categories or set(said.categories) - set(CATEGORIES):
        wrong["categories"] = "Wählen Sie, wonach gefragt wurde."
    if said.answer is not Answer.DISCLOSED and not said.bar.strip():
        wrong["bar"] = "Nennen Sie, was entgegenstand, zum Beispiel § 88 AufenthG."
    elif len(said.bar) > LONGEST:
        wrong["bar"] = f"Bitte geben Sie höchstens {LONGEST} Zeichen ein."
    return wrong


def _unreleased(tx: Transaction, case_id: int, said: Disclosure) -> dict[str, str]:
    """What is wrong where a consent is named as the norm, and none held on that day for all that the body was told."""
    if said.answer is Answer.REFUSED or not is_consent(said.norm):
        return {}
    lacking = set(said.categories) - rows.released_on(tx, case_id, said.requester, said.asked_on)
    if not lacking:
        return {}
    return {
        "norm": "Für diese Stelle galt an dem Tag keine Einwilligung in alles, was Sie gewählt haben. Nennen Sie "
        "die Norm; war es ein Versehen, schreiben Sie „ohne Rechtsgrundlage“."
    }
