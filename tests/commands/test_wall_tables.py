"""Every table of the schema is behind the wall, or says here why it need not be; and who reads those that are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, create_engine, text, update
from sqlalchemy.exc import ProgrammingError

from engine import wall
from engine.actor import SYSTEM
from engine.state import METADATA
from engine.testing import Story, World
from engine.testing import models as m

_MODEL = "models of processes and what was adopted: of no case"
_REGISTER = "authorities, posts, calendars and people who work there: of no case"
_GROUP = "what a steering group is shown and resolves: of no case"
_ENGINE = "what the engine looks for, for all cases at once: names of elements and times"
_COUNTED = "counted and sorted over all cases by roles that read none"
#: tables without a wall
OUTSIDE = {
    "absence": _REGISTER,
    "absence_log": _REGISTER,
    "account": _REGISTER,
    "adopted_parameter": _GROUP,
    "adoption": _MODEL,
    "authority": _REGISTER,
    "case": f"number, place, leading authority, state, reached end; {_COUNTED}; how somebody closed it is in history",
    "case_participant": "which authorities take part: what the walls themselves compare with",
    "closure": _REGISTER,
    "competence": _REGISTER,
    "definition": _MODEL,
    "doubt": _REGISTER,
    "draft_save": _MODEL,
    "draft_save_file": _MODEL,
    "duty": "turns of the clock: of no case",
    "escalation": f"rungs that were climbed; {_COUNTED}",
    "escalation_agreement": _REGISTER,
    "feed": "addresses of calendars, as digests: of no case",
    "inbox_setting": "columns somebody chose: of no case",
    "file_content": _MODEL,
    "impact_group": f"numbers; {_GROUP}; which instance is in which is in impact_case",
    "impact_report": _GROUP,
    "incident": f"which element stopped; what it says is in incident_text; {_COUNTED}",
    "local_holiday": _REGISTER,
    "login_attempt": "before anybody is known, as digests: of no case",
    "mail": "to whom and when; what stands in it is made from notices when it is sent",
    "membership": _REGISTER,
    "message": "name, number of the case and state, as operations shows them; what it brings is in message_content",
    "message_subscription": _ENGINE,
    "municipality": _REGISTER,
    "notification_setting": "wishes: of no case",
    "office_hours": _REGISTER,
    "operation": "what was done to a model, a setting or the register: of no case",
    "post": _REGISTER,
    "party_link": f"addresses of bodies that are asked; {_GROUP}",
    "process_instance": f"which version runs in which case; {_COUNTED}; what it is at is in instance_state",
    "proposal": _GROUP,
    "proposal_acknowledgement": _GROUP,
    "proposal_check": _GROUP,
    "proposal_comment": _GROUP,
    "proposal_document": _GROUP,
    "proposal_event": _GROUP,
    "proposal_party": _GROUP,
    "proposal_version": _GROUP,
    "reevaluation": "numbers",
    "register_change": _REGISTER,
    "register_state": _REGISTER,
    "resolution": _GROUP,
    "resolution_draft": _GROUP,
    "rollout": _GROUP,
    "rollout_batch": _GROUP,
    "rollout_case": f"how the turn of each case ended, and what of the model does not fit; {_COUNTED}",
    "rollout_settlement": f"why cases stay that were settled together, and how many; {_GROUP}",
    "scenario_offer": f"invented texts, without the case they were made of; {_GROUP}",
    "signal": "name and state, as operations shows them; what it brings is in signal_content",
    "signal_subscription": _ENGINE,
    "start_timer": _MODEL,
    "start_trigger": _MODEL,
    "structural_problem": "what goes wrong, and how often; from which case is in structural_mention",
    "structural_origin": "which step reported it, and how often; in which case is in structural_origin_case",
    "structural_relation": "which problems are related: of no case",
    "structural_remark": _GROUP,
    "structural_topic": "what processes call it: of no case",
    "substitute": _REGISTER,
    "task_seen": "which task somebody has opened: numbers",
    "task_time": "quantiles per step: of no case",
    "timer": _ENGINE,
    "user_task": f"step, place, clocks; {_COUNTED}; what was typed is in task_draft, what is said of it, and why its"
    " agreed time was moved, in task_text",
    "version": _MODEL,
    "version_file": _MODEL,
}

_HERE = {"ada", "ben", "lea"}  # two clerks and the team lead of the authority that leads
_REPAIR = {"lea", "olga", "adam"}  # team lead, process owner and administrator there
#: the rows of each table below: who reads them, of those people and of Carla, who works elsewhere, and Stefan
READERS = {
    "task_draft WHERE NOT in_place": _HERE,
    # neither whoever is away nor their team sees what whoever stands in has typed
    "task_draft WHERE in_place": {"carla"},
    "task_text": _HERE,
    "message_content": set(),
    "signal_content": set(),
    "job": _HERE | _REPAIR,
    # whoever reads the file or repairs there, and the coordination that is told: Stefan coordinates elsewhere
    "incident_text": _HERE | _REPAIR,
    "residence": _HERE,
    "watch": _HERE | {"adam"},
    "reevaluation_result": _HERE | _REPAIR,
    # whoever has read it, and the authority that leads
    "case_read": _HERE | {"carla"},
    "break_glass": _HERE | {"carla"},
    "case_export": {"ada"},
    "notification": {"ada"},
    "bulk_action": {"ada"},
    "assignment": {"lea"},
    # as what the instance is at: Carla has a task of it no more
    "retained_competence": _HERE | _REPAIR,
    "saved_filter": {"ada"},
    "rollout_before": set(),
    "step_input": set(),
    "structural_origin_case": set(),
}
_ROWS = (
    "INSERT INTO task_draft SELECT id, false, case_id, :ada, '{}' FROM user_task",
    "INSERT INTO task_draft SELECT id, true, case_id, :carla, '{}' FROM user_task",
    "WITH new AS (INSERT INTO message (name, correlation_key, state, published_at, expires_at)"
    " VALUES ('n', 'k', 'buffered', now(), now()) RETURNING id) INSERT INTO message_content SELECT id, '' FROM new",
    "WITH new AS (INSERT INTO signal (name, thrown_at) VALUES ('n', now()) RETURNING id)"
    " INSERT INTO signal_content SELECT id, '' FROM new",
    "INSERT INTO job (instance_id, element_instance, element, type, state, retries, headers, available_at,"
    " created_at, changed_at) SELECT id, 9, 'x', 't', 'created', 1, '{}', now(), now(), now() FROM process_instance",
    "WITH new AS (INSERT INTO incident (case_id, instance_id, element, element_name, element_instance, kind, state, at)"
    " SELECT case_id, id, 'x', 'X', 9, 'step', 'open', now() FROM process_instance RETURNING id, case_id)"
    " INSERT INTO incident_text SELECT id, case_id, 'Wert' FROM new",
    "INSERT INTO residence (case_id, before, ags, since, reason, at)"
    " SELECT id, ags, ags, current_date, 'Umzug', now() FROM \"case\"",
    "INSERT INTO watch (case_id, kind, subject, day) SELECT id, 'title', 'x', current_date FROM \"case\"",
    "WITH new AS (INSERT INTO reevaluation (started_at, state, total) VALUES (now(), 'running', 1) RETURNING id)"
    " INSERT INTO reevaluation_result (reevaluation_id, case_id, title, before, after, criteria)"
    " SELECT new.id, \"case\".id, 't', 'a', 'b', '[]' FROM new, \"case\"",
    "INSERT INTO case_read (case_id, account_id, day, purpose, basis, at)"
    " SELECT id, :carla, current_date, 'task', 'x', now() FROM \"case\"",
    "INSERT INTO break_glass (case_id, account_id, reason, at, until)"
    " SELECT id, :carla, 'x', now(), now() FROM \"case\"",
    "INSERT INTO case_export (case_id, account_id, kind, state, submission, requested_at)"
    " SELECT id, :ada, 'zip', 'waiting', 'x', now() FROM \"case\"",
    "INSERT INTO notification (account_id, at, kind) VALUES (:ada, now(), 'x')",
    "INSERT INTO bulk_action (key, at, actor_id, kind, detail, results)"
    " VALUES ('k', now(), :ada, 'claim', '{}', '[]')",
    "WITH paper AS (INSERT INTO proposal (year, serial, title, jurisdictions, migration_rule, state, created_at)"
    " VALUES (2026, 1, 't', '{05}', 'all', 'in_force', now()) RETURNING id), new AS (INSERT INTO rollout (proposal_id,"
    " rule, state, started_at) SELECT id, 'all', 'done', now() FROM paper RETURNING id), turn AS (INSERT INTO"
    ' rollout_case (rollout_id, case_id, state) SELECT new.id, "case".id, \'moved\' FROM new, "case"'
    " RETURNING id, case_id)"
    " INSERT INTO rollout_before (rollout_case_id, case_id, rows, at) SELECT id, case_id, '[]', now() FROM turn",
    "WITH found AS (INSERT INTO structural_problem (year, serial, title, description, jurisdiction, state, created_at)"
    " VALUES (2026, 1, 't', '', '05334', 'open', now()) RETURNING id), step AS (INSERT INTO structural_origin"
    " (problem_id, version_id, element, name, last_on) SELECT found.id, version.id, 'x', 'X', current_date"
    " FROM found, version RETURNING id)"
    ' INSERT INTO structural_origin_case SELECT step.id, "case".id FROM step, "case"',
    "INSERT INTO assignment (key, at, actor_id, due, reason, results)"
    " VALUES ('k', now(), :lea, current_date, 'x', '[]')",
    "INSERT INTO retained_competence (instance_id, topic, ags, since, consent)"
    " SELECT id, 't', '05334002', current_date, 'Frau Groß am Telefon' FROM process_instance",
    "INSERT INTO saved_filter (account_id, name, query, created_at) VALUES (:ada, 'n', '{}', now())",
)


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


@pytest.fixture
def raw(story: Story) -> Iterator[Connection]:
    """A connection of the application's role without anything of ours in between, beside a row in each table."""
    with story.world.engine.begin(SYSTEM) as tx:
        people = {name: story.world.people[name].account for name in ("ada", "carla", "lea")}
        for row in _ROWS:
            tx.execute(text(row), {name: one for name, one in people.items() if f":{name}" in row})
    engine = create_engine(story.world.engine.url)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def _seen(raw: Connection, rows: str) -> int:
    return int(raw.execute(text(f"SELECT count(*) FROM {rows}")).scalar_one())  # noqa: S608  names of this module


def test_every_table_is_behind_the_wall_or_says_why_not() -> None:
    tables = set(METADATA.tables)

    assert tables - set(wall.WALLED) == set(OUTSIDE)
    assert set(wall.WALLED) <= tables


def test_what_has_the_number_of_a_case_and_no_wall_holds_nothing_that_was_typed_or_computed_in_it() -> None:
    typed = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        if table.name not in wall.WALLED and "case_id" in table.c
        for column in table.c
        if str(column.type) in ("JSONB", "BYTEA", "BLOB")
    }

    # how deadlines were found, and why an element of the old version has no place in the new one
    assert typed == {"rollout_case.refusals", "user_task.clocks"}


@pytest.mark.parametrize("rows", READERS)
def test_raw_sql_gives_rows_to_whom_they_concern(story: Story, raw: Connection, rows: str) -> None:
    assert _seen(raw, rows) == 0  # nothing said: nothing read

    found = set()
    for name in ("ada", "ben", "lea", "carla", "stefan", "olga", "adam"):
        raw.execute(wall.OPEN, wall.settings(story.world.people[name]))
        if _seen(raw, rows):
            found.add(name)

    assert found == READERS[rows]
    raw.execute(wall.OPEN, wall.settings(SYSTEM))
    assert _seen(raw, rows) > 0


@pytest.mark.parametrize("rows", [rows for rows, readers in READERS.items() if "ada" in readers])
def test_whoever_reads_a_row_does_not_write_it_by_raw_sql(story: Story, raw: Connection, rows: str) -> None:
    table = METADATA.tables[rows.split(maxsplit=1)[0]]
    raw.execute(wall.OPEN, wall.settings(story.world.people["ada"]))

    with pytest.raises(ProgrammingError, match="row-level security"):
        raw.execute(update(table).values({column.name: column for column in table.c if not column.identity}))


def test_a_read_is_logged_in_ones_own_name_alone(story: Story, raw: Connection) -> None:
    people = story.world.people
    raw.execute(wall.OPEN, wall.settings(people["carla"]))
    note = text(
        "INSERT INTO case_read (case_id, account_id, day, purpose, basis, at)"
        " SELECT id, :who, current_date, 'norm', 'x', now() FROM \"case\""
    )

    raw.execute(note, {"who": people["carla"].account})
    with pytest.raises(ProgrammingError, match="row-level security"), raw.begin_nested():
        raw.execute(note, {"who": people["ada"].account})
