"""A resolution: two people sign it, then nobody changes it, and it brings about what it says."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, commands, queries, store
from engine.commands.proposal import Content
from engine.documents import Scan
from engine.execution import gates, signing
from engine.queries.resolution import Doubt
from engine.state import resolution
from engine.state.proposal import ProposalState
from engine.state.resolution import DocumentPurpose, Ruling, Vote
from engine.store.settings import StoreSettings
from tests.steering.conftest import FORCE, NOTED, Group


def test_two_members_sign_and_the_version_comes_into_force_on_its_day(group: Group) -> None:
    number = group.ready()
    group.adopt(number)

    with group.world.engine.begin(SYSTEM) as tx:
        (adoption,) = queries.definition.adoptions(tx)
    assert (adoption.version_id, adoption.jurisdiction, adoption.valid_from) == (
        group.version,
        "05334",
        FORCE,
    )
    assert adoption.resolution == "Lenkungsgruppe, 20.11.2026, TOP 4 (V 2026/1)"
    (made,) = group.show(number).resolutions
    assert (made.first_name, made.second_name) == ("Stefan Süß", "Sina")


def test_nobody_signs_twice(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)

    with group.world.engine.begin(group.stefan) as tx, pytest.raises(Forbidden):
        commands.resolution.countersign(tx, number, digest)


def test_of_those_who_sign_at_the_same_moment_one_makes_the_resolution(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)
    together = threading.Barrier(3)

    def countersign(who: Actor) -> int | Conflict | Forbidden:
        together.wait()
        try:
            with group.world.engine.begin(who) as tx:
                return commands.resolution.countersign(tx, number, digest)
        except (Conflict, Forbidden) as refused:
            return refused

    with ThreadPoolExecutor(3) as pool:
        # a double click of the second, and the first once more
        said = list(pool.map(countersign, (group.sina, group.sina, group.stefan)))

    assert sorted(type(one).__name__ for one in said) in (
        ["Conflict", "Conflict", "int"],
        ["Conflict", "SameSigner", "int"],
    )
    (made,) = group.show(number).resolutions
    assert (made.first_name, made.second_name) == ("Stefan Süß", "Sina")
    with group.world.engine.begin(SYSTEM) as tx:
        assert len(queries.definition.adoptions(tx)) == 1


def test_the_stand_in_of_the_first_does_not_sign_as_the_second(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO substitute (account_id, substitute_id, position, first_day, entered_at)"
                " VALUES (:first, :second, 1, '2026-11-01', now())"
            ),
            {"first": group.stefan.account, "second": group.sina.account},
        )

    with group.world.engine.begin(group.sina) as tx, pytest.raises(Forbidden):
        commands.resolution.countersign(tx, number, digest)


@pytest.mark.parametrize("who", ["olga", "hanna", "carla"])
def test_only_members_of_the_group_sign(group: Group, who: str) -> None:
    number = group.ready()
    digest = group.sign(number)

    with group.world.engine.begin(getattr(group, who)) as tx, pytest.raises(Forbidden):
        commands.resolution.countersign(tx, number, digest)
    with group.world.engine.begin(getattr(group, who)) as tx, pytest.raises(Forbidden):
        commands.resolution.sign(tx, number, group.show(number).row.revision, group.text())


WRONG: list[tuple[Mapping[str, object], str]] = [
    ({"decided_on": date(2026, 11, 24)}, "decided_on"),  # tomorrow
    ({"body": " "}, "body"),
    ({"paper": ""}, "paper"),
    ({"paper": "x" * 201}, "paper"),
    ({"conditions": "x" * 4001}, "conditions"),
    ({"votes": ()}, "votes"),
    ({"votes": (Vote("Jobcenter", 0, 0, 0),)}, "votes"),
    ({"votes": (Vote("Jobcenter", -1, 0, 0),)}, "votes"),
    ({"votes": (Vote("Jobcenter", 1001, 0, 0),)}, "votes"),
    ({"votes": (Vote("", 1, 0, 0),)}, "votes"),
    ({"votes": (Vote("Jobcenter", 2, 2, 0),)}, "votes"),  # no majority
    ({"valid_from": date(2026, 11, 22)}, "valid_from"),  # yesterday
    ({"valid_from": None}, "valid_from"),
    ({"valid_from": FORCE + timedelta(days=1)}, "valid_from"),  # nobody was asked about that day
]


@pytest.mark.parametrize(("change", "field"), WRONG)
def test_what_is_wrong_with_the_minutes_is_said_per_field(
    group: Group, change: Mapping[str, object], field: str
) -> None:
    number = group.ready()

    with pytest.raises(Invalid) as refused:
        group.sign(number, **change)

    assert set(refused.value.fields) == {field}


def test_what_was_signed_first_is_what_the_second_signs(group: Group) -> None:
    number = group.ready()
    seen = group.sign(number)
    group.sign(number, conditions="Nur mit Bericht nach sechs Monaten")

    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, seen)


def test_whoever_does_not_sign_says_why_and_the_first_signature_is_void(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Invalid):
        commands.resolution.refuse(tx, number, digest, "")
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.refuse(tx, number, digest, "Die Stimmen stimmen nicht.")

    found = group.show(number)
    assert found.draft is None
    assert found.events[0].detail == {"reason": "Die Stimmen stimmen nicht."}
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, digest)


def test_a_resolution_is_never_changed(group: Group) -> None:
    group.adopt(group.ready(parameters={"coverage": 80}))

    for statement in (
        "UPDATE resolution SET body = 'anders'",
        "DELETE FROM resolution",
        "UPDATE adopted_parameter SET value = 1",
        "DELETE FROM adopted_parameter",
    ):
        with pytest.raises(IntegrityError), group.world.engine.begin(SYSTEM) as tx:
            tx.execute(text(statement))


def test_a_resolution_keeps_who_was_asked_and_from_which_paper_an_answer_was_noted(group: Group) -> None:
    number = group.ready()
    group.adopt(number)

    with group.world.engine.begin(group.sina) as tx:
        (one,) = queries.resolution.of_proposal(tx, number)

    assert one.holds
    assert [
        (each["name"], each["stance"], each["by"], each["noted_by"], each["paper"], each["counts"])
        for each in one.content["consulted"]
    ] == [
        ("Ausländeramt Hier", "agree", "Hanna", None, "", True),
        ("Personalrat", "agree", NOTED.person, "Olga Jäger", NOTED.paper, True),
    ]


def test_each_resolution_holds_the_digest_of_the_one_before(group: Group) -> None:
    first, second = group.ready(), group.ready(title="Noch eine", times={}, parameters={"coverage": 80})
    group.adopt(first)
    group.adopt(second)

    with group.world.engine.begin(group.hanna) as tx:
        newest, oldest = queries.resolution.book(tx).resolutions
    assert oldest.row.previous == ""
    assert newest.row.previous == oldest.row.digest
    assert newest.holds
    assert oldest.holds
    assert hashlib.sha256(newest.row.content.encode()).hexdigest() == newest.row.digest
    content = json.loads(oldest.row.content)
    assert content["versions"][0]["process"] == "p"
    assert content["votes"] == [["Ausländeramt Hier", 3, 1, 0], ["Jobcenter", 2, 0, 1]]
    assert [one["name"] for one in content["signed"]] == ["Stefan Süß", "Sina"]


@pytest.mark.parametrize(
    ("table", "statement", "doubt"),
    [
        (
            "resolution",
            "UPDATE resolution SET content = replace(content, 'ist zu lang', 'passt')",
            Doubt.TEXT,
        ),
        ("resolution", "UPDATE resolution SET previous = 'x'", Doubt.CHAIN),
        ("resolution", "UPDATE resolution SET body = 'Andere Runde'", Doubt.MINUTES),
        ("resolution", "UPDATE resolution SET ruling = 'rejected'", Doubt.MINUTES),
        ("resolution", "UPDATE resolution SET decided_on = '2026-11-01'", Doubt.MINUTES),
        ("version_file", "UPDATE version_file SET content = content || ' '::bytea", Doubt.FILES),
        ("version_file", "DELETE FROM version_file WHERE path LIKE 'scenarios/%'", Doubt.FILES),
        ("version", "UPDATE version SET digest = repeat('0', 64)", Doubt.FILES),
        ("adoption", "UPDATE adoption SET valid_from = '2026-11-20'", Doubt.FORCE),
        ("adoption", 'UPDATE adoption SET times = \'{"a": "P3D"}\'', Doubt.FORCE),
        ("adoption", "UPDATE adoption SET repealed_from = '2026-12-24'", Doubt.FORCE),
        ("adoption", "DELETE FROM adoption WHERE resolution_id IS NOT NULL", Doubt.FORCE),
        ("adopted_parameter", "UPDATE adopted_parameter SET value = 1", Doubt.FORCE),
        ("adopted_parameter", "DELETE FROM adopted_parameter", Doubt.FORCE),
    ],
)
def test_what_was_changed_behind_the_back_is_noticed(
    group: Group, table: str, statement: str, doubt: Doubt
) -> None:
    group.adopt(group.ready(parameters={"coverage": 80}))
    with group.world.engine.begin(SYSTEM) as tx:
        (before,) = queries.resolution.book(tx).resolutions
        tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        tx.execute(text(statement))

    with group.world.engine.begin(SYSTEM) as tx:
        (found,) = queries.resolution.book(tx).resolutions
    assert before.holds
    assert found.doubts == (doubt,)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE adoption SET valid_from = '2026-11-20'",
        "DELETE FROM adoption",
        "UPDATE adopted_parameter SET value = 1",
        "DELETE FROM adopted_parameter",
        "UPDATE version_file SET content = ''",
        "DELETE FROM version_file",
        "UPDATE version SET digest = repeat('0', 64)",
        "UPDATE version SET state = 'draft'",
    ],
)
def test_what_was_resolved_is_not_changed_by_a_plain_statement(group: Group, statement: str) -> None:
    group.adopt(group.ready(parameters={"coverage": 80}))

    with pytest.raises(IntegrityError), group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text(statement))


def test_a_resolution_that_was_repealed_holds_as_it_was_signed(group: Group) -> None:
    first = group.ready(times={group.version: {}})
    group.adopt(first)
    group.adopt(group.ready(title="Aufhebung", times={}, repeals=first))

    with group.world.engine.begin(SYSTEM) as tx:
        found = queries.resolution.book(tx)
    assert [one.doubts for one in found.resolutions] == [(), ()]
    assert found.lost == ()


def test_a_resolution_that_is_gone_is_missed(group: Group) -> None:
    group.adopt(group.ready(times={}, parameters={"coverage": 80}))
    with group.world.engine.begin(SYSTEM) as tx:
        for table in ("resolution", "adopted_parameter"):
            tx.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        (gone,) = queries.resolution.book(tx).resolutions
        tx.execute(text("DELETE FROM adopted_parameter"))
        tx.execute(text("DELETE FROM resolution"))

    with group.world.engine.begin(SYSTEM) as tx:
        found = queries.resolution.book(tx)
    assert found.resolutions == ()
    assert [(one.paper, one.digest) for one in found.lost] == [("TOP 4", gone.row.digest)]


def test_a_day_that_is_over_at_the_second_signature_is_refused(group: Group) -> None:
    number = group.ready(valid_from=date(2026, 11, 23))
    digest = group.sign(number, valid_from=date(2026, 11, 23))
    group.world.clock.moment += timedelta(days=1)

    with group.world.engine.begin(group.sina) as tx, pytest.raises(Invalid) as refused:
        commands.resolution.countersign(tx, number, digest)
    assert set(refused.value.fields) == {"valid_from"}


def test_a_proposal_whose_day_is_over_is_returned_not_adopted(group: Group) -> None:
    number = group.ready(times={}, parameters={"coverage": 80}, valid_from=date(2026, 11, 23))
    group.world.clock.moment += timedelta(days=1)

    with pytest.raises(Invalid) as refused:
        group.sign(number, valid_from=date(2026, 11, 24))
    assert "zurück" in refused.value.fields["valid_from"]
    group.adopt(number, ruling=Ruling.RETURNED, valid_from=None)
    assert group.show(number).row.state is ProposalState.RETURNED


def test_another_day_signed_before_is_not_signed_by_the_second(group: Group) -> None:
    number = group.ready(times={}, parameters={"coverage": 80})
    group.sign(number)
    other = FORCE + timedelta(days=1)
    with group.world.engine.begin(SYSTEM) as tx:
        # as a release that let any day pass has left it: the digest belongs to that day
        tx.execute(text("UPDATE resolution_draft SET valid_from = :day"), {"day": other})
        row, draft = queries.proposal.show(tx, number).row, resolution.draft(tx, number)
        assert draft is not None
        verdicts = gates.judge_all(tx, row)
        content = signing.content(tx, row, signing.minutes(draft), verdicts)
        digest = signing.digest(content)
        given = {"digest": digest, "content": content}
        tx.execute(text("UPDATE resolution_draft SET digest = :digest, content = :content"), given)

    with group.world.engine.begin(group.sina) as tx, pytest.raises(Invalid) as refused:
        commands.resolution.countersign(tx, number, digest)
    assert set(refused.value.fields) == {"valid_from"}


def test_agreed_times_are_resolved_with_the_version(group: Group) -> None:
    from engine import lawbook
    from engine.library import read

    (folder,) = read(lawbook.FOLDER / "sprachkurs")
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, folder.files).version_id
        element = next(iter(queries.profile.agreed_at(tx, version, "05334"))).element
    number = group.ready(times={version: {element: "3 Tage"}}, jurisdictions=("05334",))
    group.adopt(number)

    with group.world.engine.begin(SYSTEM) as tx:
        (adoption,) = queries.definition.adoptions(tx)
    assert adoption.times == {element: "P3D"}


@pytest.fixture
def cabinet(tmp_path: Path) -> store.Store:
    """A store of the test's own."""
    return store.Store(StoreSettings(str(tmp_path)))


def _received(cabinet: store.Store, content: bytes = b"%PDF-1.4\nstartxref\n0\n%%EOF\n") -> store.Received:
    return store.receive(cabinet, io.BytesIO(content), "protokoll.pdf", StoreSettings(""))


def test_minutes_are_signed_with_what_is_resolved(group: Group, cabinet: store.Store) -> None:
    number = group.ready()
    seen = group.sign(number)
    with group.world.engine.begin(group.stefan) as tx:
        document = commands.proposal.attach(
            tx, cabinet, number, _received(cabinet), DocumentPurpose.MINUTES, "einmal"
        )
        again = commands.proposal.attach(
            tx, cabinet, number, _received(cabinet), DocumentPurpose.MINUTES, "einmal"
        )
    assert document == again
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, seen)  # signed without the minutes
    group.adopt(number)

    (made,) = group.show(number).resolutions
    (minutes,) = json.loads(made.content)["documents"]
    assert (minutes["name"], minutes["purpose"]) == ("protokoll.pdf", "minutes")
    with group.world.engine.begin(group.stefan) as tx, pytest.raises(Conflict):
        commands.proposal.detach(tx, number, document)


def test_files_of_proposals_are_not_swept_away(group: Group, cabinet: store.Store) -> None:
    number = group.propose()
    received = _received(cabinet)
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.attach(tx, cabinet, number, received, DocumentPurpose.RULES, "eins")
    group.world.clock.moment += timedelta(days=365 * 20)
    with group.world.engine.begin(SYSTEM) as tx:
        commands.document.sweep(tx, cabinet, received.digest[:2])

    assert cabinet.find(store.document_key(received.digest)) is not None


def test_rules_of_procedure_are_adopted_as_a_file(group: Group, cabinet: store.Store) -> None:
    with group.world.engine.begin(group.olga) as tx:
        number = commands.proposal.create(tx, Content("Geschäftsordnung", "Neu", "§ 1", ("05334",), FORCE))
        commands.proposal.attach(tx, cabinet, number, _received(cabinet), DocumentPurpose.RULES, "go")
    group.consult(number)
    group.close(number)
    group.adopt(number)

    assert group.show(number).row.state is ProposalState.ADOPTED


def test_a_file_with_a_virus_is_refused(group: Group, cabinet: store.Store) -> None:
    number = group.propose()
    received = store.Received("x.pdf", _received(cabinet).media, "0" * 64, 1, Scan.INFECTED, "EICAR")

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
        commands.proposal.attach(tx, cabinet, number, received, DocumentPurpose.ANNEX, "x")


def test_a_rejected_proposal_brings_nothing_into_force(group: Group) -> None:
    number = group.ready()
    group.adopt(number, ruling=Ruling.REJECTED, valid_from=None)

    with group.world.engine.begin(SYSTEM) as tx:
        assert queries.definition.adoptions(tx) == ()
    assert group.show(number).row.state is ProposalState.REJECTED


def test_the_second_is_told_that_a_signature_is_wanted(group: Group) -> None:
    group.sign(group.ready())

    told = {}
    for who in (group.stefan, group.sina, group.olga):
        with group.world.engine.begin(who) as tx:
            told[who.name] = [one.kind for one in queries.notification.page(tx, only_unread=True).notices]
    assert {name: kinds.count("signature_wanted") for name, kinds in told.items()} == {
        "Stefan Süß": 0,
        "Sina": 1,
        "Olga Jäger": 0,
    }


def test_a_first_signature_on_another_text_counts_no_more_and_the_page_can_say_so(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)
    assert group.show(number, group.sina).may_countersign
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE resolution_draft SET digest = 'abc'"))  # of another text than the kept one

    found = group.show(number, group.sina)

    assert (found.draft_stands, found.may_countersign) == (False, False)
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, "abc")
    assert group.sign(number) == digest
    assert group.show(number, group.sina).may_countersign


def _later_release(monkeypatch: pytest.MonkeyPatch, **more: object) -> None:
    """One that writes more into the text of a resolution."""
    before = signing.content

    def content(*given: Any) -> str:
        return signing.canonical(json.loads(before(*given)) | more)

    monkeypatch.setattr(signing, "content", content)


def test_a_first_signature_outlives_a_release_that_writes_more_into_the_text(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = group.ready()
    digest = group.sign(number)
    with group.world.engine.begin(SYSTEM) as tx:
        draft = resolution.draft(tx, number)
    assert draft is not None and draft.content is not None
    _later_release(monkeypatch, annexes=[], language="")

    assert group.show(number, group.sina).may_countersign
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.countersign(tx, number, digest)

    with group.world.engine.begin(group.sina) as tx:
        (one,) = queries.resolution.book(tx).resolutions
    assert one.holds
    assert "annexes" not in one.content
    assert json.loads(draft.content).items() <= one.content.items()


def test_it_does_not_where_what_the_release_adds_says_something(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = group.ready()
    digest = group.sign(number)
    _later_release(monkeypatch, annexes=["Anlage 1"])

    assert not group.show(number, group.sina).draft_stands
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Conflict):
        commands.resolution.countersign(tx, number, digest)


def test_a_signature_that_an_earlier_release_has_kept_without_its_text_counts_as_before(group: Group) -> None:
    number = group.ready()
    digest = group.sign(number)
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE resolution_draft SET content = NULL"))

    assert group.show(number, group.sina).may_countersign
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.countersign(tx, number, digest)


@pytest.mark.parametrize(
    ("signed", "now", "stands"),
    [
        ({"a": 1}, {"a": 1, "b": None}, True),
        ({"a": 1, "b": []}, {"a": 1}, True),
        ({"a": 1}, {"a": 1, "b": 0}, True),
        ({"a": 1}, {"a": 2}, False),
        ({"a": 1}, {}, False),
        ({"votes": [["A", 1, 0, 0]]}, {"votes": [["A", 1, 0, 0], ["B", 0, 0, 0]]}, False),
        ({"versions": [{"number": 1}]}, {"versions": [{"number": 1, "times": {}}]}, True),
        # the finding in other words, acknowledged with the same reason
        (
            {"acknowledged": [{"reason": "x", "found": ["a"]}]},
            {"acknowledged": [{"reason": "x", "found": ["b"]}]},
            True,
        ),
        ({"acknowledged": [{"reason": "x", "found": ["a"]}]}, {"acknowledged": []}, False),
        ({}, {"acknowledged": [{"reason": "x", "found": ["a"]}]}, False),
    ],
)
def test_two_texts_say_the_same(signed: object, now: object, stands: bool) -> None:
    assert signing.alike(signed, now) is stands


def test_what_is_adopted_for_today_comes_into_force_today(group: Group) -> None:
    today = date(2026, 11, 23)
    number = group.ready(valid_from=today)
    group.adopt(number, valid_from=today)
    assert group.show(number).row.state is ProposalState.ADOPTED

    group.world.work_off()

    assert group.show(number).row.state is ProposalState.IN_FORCE
    later = group.ready(title="Später")
    group.adopt(later)
    group.world.work_off()
    assert group.show(later).row.state is ProposalState.ADOPTED
