"""The demo data: what a visitor meets after the first start."""

from __future__ import annotations

import os
from collections import Counter

import pytest
from sqlalchemy import create_engine, make_url, select, text

from engine import SYSTEM, Engine, Role, demo
from engine.commands import account
from engine.competence import Circumstances, read_group, read_register, resolve
from engine.database import migrate
from engine.demo import installation
from engine.demo.names import PASSWORD
from engine.demo.prechecks import NUMBER
from engine.demo.presence import LOADING
from engine.demo.presence import NUMBER as CASES
from engine.errors import Conflict
from engine.library import FOLDER
from engine.queries import account as accounts
from engine.queries import case_file, definition, document, inbox, incident, referral, referrals
from engine.queries import precheck as prechecks
from engine.queries.inbox import InboxFilter, InboxView
from engine.queries.referrals import ReferralView
from engine.queries.sight import of_case as sight_of
from engine.queries.tasks import Urgency
from engine.state import account as account_state
from engine.state import authority, record
from engine.state.account import ACCOUNT
from engine.state.record import OPERATION

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def engine(server):
    """An installation with demo data, loaded once for all tests here."""
    administration = create_engine(server, isolation_level="AUTOCOMMIT")
    name = f"laufweg_demo_data_{os.getpid()}"
    with administration.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    address = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrate(address)
    made = Engine(address)
    demo.load(made)
    yield made
    made.dispose()
    with administration.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    administration.dispose()


@pytest.fixture
def tx(engine):
    with engine.begin(SYSTEM) as tx:
        yield tx


def test_there_are_people_in_all_roles_who_can_log_in(engine, tx):
    people = accounts.demo_logins(tx)

    assert len(people) == 23
    assert {role for one in people for _, role in one.roles} == set(Role)
    assert account.authenticate(tx, "elif.oeztuerk", PASSWORD).name == "Elif Öztürk"
    assert demo.loaded(engine)


def test_the_cases_have_gone_every_way(tx):
    found = case_file.search(tx, size=100).cases
    cases = [one for one in found if one.concerns_person]

    # a lack of capacity at one authority goes into the list of the steering group: no case of its own stands for it
    assert len(found) == len(cases)
    outcomes = Counter(one.outcome for one in cases)
    assert sum(outcomes.values()) == CASES
    assert set(outcomes) == {None, "erteilt", "abgelehnt", "zurückgenommen"}
    assert len({one.person for one in cases}) == CASES
    assert len({one.authority for one in cases}) >= 4


def test_some_tasks_are_overdue_some_claimed_some_drafted(tx):
    tasks = inbox.page(tx, InboxFilter(size=200)).tasks

    assert {Urgency.OVERDUE, Urgency.SOON, Urgency.LATER} <= {one.urgency for one in tasks}
    assert {one.assignee is None for one in tasks} == {True, False}
    assert any(one.has_draft for one in tasks)
    assert any(one.role is Role.TEAM_LEAD for one in tasks)


@pytest.mark.parametrize("place", ["05334002", "05158008", "05562014"])
def test_every_process_of_the_library_is_in_force_where_the_demo_plays(tx, place):
    library = {path.parent.name for path in FOLDER.glob("*/process.toml")}

    assert len(library) > 1
    assert {definition.startable_at(tx, key, place).key for key in library} == library


@pytest.mark.parametrize(
    "group",
    [
        "auslaenderbehoerde.sachbearbeitung",
        "auslaenderbehoerde.teamleitung",
        "einbuergerungsbehoerde.sachbearbeitung",
        "case_management.case_management",
        "case_management.teamleitung",
        "kommunales_integrationszentrum.sachbearbeitung",
        "kim_koordination.koordination",
        "asylblg.sachbearbeitung",
        "jobcenter.sachbearbeitung",
        "sozialamt.sachbearbeitung",
        "jugendamt.sachbearbeitung",
        "schultraeger.sachbearbeitung",
    ],
)
def test_somebody_of_the_demo_works_at_the_authorities_of_a_case_in_aachen(tx, group):
    asked = read_group(group)
    found = resolve(
        read_register(FOLDER / "zustaendigkeit"), asked.topic, "05334002", Circumstances(), tx.today
    )
    (number,) = [one.id for one in authority.everything(tx) if one.key == found.authority]
    people = account_state.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.demo))

    assert any(one.actor.may_work(number, asked.role) for one in people)


# the login, and a view that must not be empty for the tour
@pytest.mark.parametrize(
    ("login", "view"),
    [
        ("elif.oeztuerk", InboxView.UNASSIGNED),
        ("elif.oeztuerk", InboxView.DONE),
        ("marta.wojcik", InboxView.OVERDUE),
        ("amadou.diallo", InboxView.GROUP),
        ("kaethe.muellenbach", InboxView.GROUP),
        ("yusuf.cakir", InboxView.GROUP),
    ],
)
def test_everyone_who_works_finds_work(engine, login, view):
    with engine.begin(SYSTEM) as tx:
        person = account.authenticate(tx, login, PASSWORD).actor

    with engine.begin(person) as tx:
        assert inbox.page(tx, InboxFilter(view)).tasks


def test_one_case_waits_for_someone_to_name_the_authority(engine):
    with engine.begin(SYSTEM) as tx:
        owner = account.authenticate(tx, "soeren.juergens", PASSWORD).actor

    with engine.begin(owner) as tx:
        (found,) = incident.overview(tx)

    assert (found.kind, found.may_resolve) == ("competence", True)


def test_no_case_lies_in_the_future_and_no_timer_is_overdue(tx):
    cases = case_file.search(tx, size=100).cases
    timers = [one for head in cases for one in case_file.show(tx, head.reference).timers]

    assert all(head.opened_at <= tx.now for head in cases)
    assert timers
    assert all(one.due > tx.now for one in timers)


def test_two_offices_close_between_the_years(tx):
    rows = tx.execute(
        text(
            "SELECT authority.key, closure.last_day - closure.first_day AS days FROM closure"
            " JOIN authority ON authority.id = closure.authority_id ORDER BY authority.key"
        )
    )

    assert [tuple(row) for row in rows] == [("abh-05158", 2), ("abh-05334", 2)]


def acting(engine, login):
    with engine.begin(SYSTEM) as tx:
        return account.authenticate(tx, login, PASSWORD).actor


@pytest.mark.parametrize("view", InboxView)
def test_no_view_of_a_clerk_is_empty(engine, view):
    with engine.begin(acting(engine, "elif.oeztuerk")) as tx:
        assert inbox.page(tx, InboxFilter(view)).tasks


def test_referrals_have_gone_every_way_and_an_application_kept_its_day_over_two_hops(engine):
    with engine.begin(acting(engine, "amadou.diallo")) as tx:
        out = referrals.page(tx, ReferralView.OUT).rows
        over = referrals.page(tx, ReferralView.OVER).rows

    assert {one.state.value for one in out} >= {"angeboten", "rueckfrage", "angenommen"}
    assert {one.state.value for one in over} == {"gemeldet", "abgelehnt", "zurueckgezogen"}
    (forwarded,) = [one for one in out if one.received_on is not None]
    assert (forwarded.offers, forwarded.topic) == (2, "sozialamt")
    assert forwarded.received_on < forwarded.begun_at.date()
    with engine.begin(acting(engine, "elif.oeztuerk")) as tx:
        assert len(referrals.page(tx, ReferralView.IN).rows) >= 3


def written_about(engine, login):
    """The numbers of the cases in which somebody reads papers, notes, consents and referrals."""
    with engine.begin(acting(engine, login)) as tx:
        found = []
        for head in case_file.search(tx, size=100).cases:
            sight = sight_of(tx, head.id)
            if (
                document.of_case(tx, head.reference).documents
                and case_file.case_notes(tx, sight)
                and referral.of_case(tx, head.reference).rows
                and case_file.related(tx, head.id)
            ):
                found.append(head.reference)
        return found


@pytest.mark.parametrize(("login", "least"), [("elif.oeztuerk", 3), ("amadou.diallo", 2)])
def test_in_some_cases_every_tab_shows_something(engine, login, least):
    assert len(written_about(engine, login)) >= least


def test_some_cases_have_a_named_lead_who_is_in_their_head(engine):
    with engine.begin(acting(engine, "amadou.diallo")) as tx:
        heads = [case_file.front(tx, one.reference).lead for one in case_file.search(tx, size=100).cases]

    named = [one.named for one in heads if one.named]
    assert len(named) >= 3
    assert len(named) < len(heads)
    assert set(named) == {"Amadou Diallo"}


def test_decisions_compute_from_the_records_that_were_stored_before(engine):
    with engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text("SELECT record::text FROM decision WHERE decision = 'vorpruefung' ORDER BY id")
        ).scalars()
        said = list(rows)

    assert said
    computed = [one for one in said if "noch kein Datensatz gespeichert" not in one]
    assert len(computed) * 2 > len(said)


def test_files_are_real_and_have_versions(engine):
    with engine.begin(SYSTEM) as tx:
        kinds = Counter(
            tx.execute(text("SELECT media_type FROM document_version ORDER BY id")).scalars().all()
        )
        newest = tx.execute(text("SELECT max(number) FROM document_version")).scalar_one()

    assert set(kinds) == {"application/pdf", "image/png"}
    assert newest == 2


def test_what_a_killed_load_left_is_replaced(engine, monkeypatch):
    def killed(_engine):
        raise KeyboardInterrupt

    with engine.begin(SYSTEM) as tx:
        before = tx.execute(text('SELECT count(*) FROM "case"')).scalar_one()
        # what a load leaves that was killed with all its cases made: it has not taken this away
        record.append_operation(tx, LOADING, "", "")
    assert not demo.loaded(engine)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(installation.cases, "load", killed)
        demo.load(engine)
    with engine.begin(SYSTEM) as tx:
        assert tx.execute(select(OPERATION.c.kind).where(OPERATION.c.kind == LOADING)).scalars().all()
    demo.load(engine)

    assert demo.loaded(engine)

    with engine.begin(SYSTEM) as tx:
        assert tx.execute(text('SELECT count(*) FROM "case"')).scalar_one() == before
        assert len(incident.overview(tx)) == 1
        first = min(one.reference for one in case_file.search(tx, size=100).cases)
    assert first.endswith("-000001")


def test_a_real_account_protects_the_installation(engine):
    with engine.begin(SYSTEM) as tx:
        account.create(tx, "echt", "Echte Person", "ein-langes-kennwort")

    with pytest.raises(Conflict, match="real accounts"):
        demo.clear(engine)


def test_some_open_cases_have_a_record_and_a_pre_check_by_people_who_may(engine, tx):
    open_ones = [one.reference for one in case_file.search(tx, size=100).cases if one.outcome is None]

    kept = [found for one in open_ones if (found := prechecks.stored(tx, one))]
    assert len(kept) == NUMBER
    assert all(found[0].by for found in kept)
    results = {found[0].outcome.title("AufenthG_25b").result.value for found in kept}
    assert len(results) > 1
