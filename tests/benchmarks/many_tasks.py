"""A database as a Land has it after three years: open and completed tasks at 500 authorities, most of them small.

    python -m tests.benchmarks.many_tasks HOME [OPEN] [DONE]

makes it in the folder HOME on an embedded server and leaves the server running. Every case has as many completed tasks
and as many open ones as any other; what differs is whose they are, when they came and how long they took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sqlalchemy import Connection, create_engine, make_url, text

from engine import AdjustableClock, Engine
from engine.database import Embedded, migrate
from engine.state.rollup import BOUNDS
from engine.testing import World, models

AUTHORITIES = 500
PROCESSES = 20
VERSIONS = 3
STEPS = 12
YEARS = 3

#: a norm of its own, and one that every other process rests on
_PROFILE = """schluessel = "ablauf_{process}"
rechtsgrundlagen = ["§ {process} VwVfG", "Teil {half} AufenthG"]
"""

#: a process that many follow, and one that hardly anybody does; the same for authorities and the people there
_PEOPLE = (
    """INSERT INTO authority (key, name, territory)
       SELECT 'amt-' || n, 'Amt ' || n, '05' FROM generate_series(3, :authorities) n""",
    """CREATE UNLOGGED TABLE pick AS
       SELECT row_number() OVER (ORDER BY id) - 1 AS n, id AS authority_id,
              sum(weight) OVER (ORDER BY id) / sum(weight) OVER () AS up_to
       FROM (SELECT id, row_number() OVER (ORDER BY id) ^ -0.8 AS weight FROM authority) AS weighed""",
    """CREATE UNLOGGED TABLE chosen AS
       SELECT s AS number,
              (SELECT authority_id FROM pick WHERE up_to > (s + 0.5) / 10000 ORDER BY n LIMIT 1) AS authority_id
       FROM generate_series(0, 9999) s""",
    """INSERT INTO account (login, name, password_hash, created_at)
       SELECT 'p' || c.number, 'Person ' || c.number, '', now() FROM chosen c WHERE c.number % 2 = 0""",
    """INSERT INTO membership (account_id, authority_id, role)
       SELECT a.id, c.authority_id, CASE WHEN c.number % 20 = 0 THEN 'case_manager' ELSE 'clerk' END
       FROM account a JOIN chosen c ON a.login = 'p' || c.number""",
    """INSERT INTO post (authority_id, title, role, share, seat_id, holder_id, valid_from, substitution)
       SELECT m.authority_id, 'Stelle ' || m.id, m.role, 0.5 + m.id % 2 * 0.5, m.authority_id,
              CASE WHEN m.id % 10 > 0 THEN m.account_id END, '2020-01-01', 'none'
       FROM membership m WHERE m.role IN ('clerk', 'case_manager')""",
    """CREATE UNLOGGED TABLE worker AS
       SELECT authority_id, account_id, row_number() OVER (PARTITION BY authority_id ORDER BY account_id) - 1 AS n
       FROM membership WHERE role IN ('clerk', 'case_manager')""",
    "CREATE INDEX ON worker (authority_id, n)",
    "CREATE INDEX ON chosen (number)",
)
_CASES = (
    """INSERT INTO person (family_name, given_name, created_at)
       SELECT 'Muster' || n, 'Maryam', now() FROM generate_series(1, :cases) n""",
    """CREATE UNLOGGED TABLE made AS
       SELECT n, c.authority_id, floor(:processes * ((n::bigint * 48271 % 10007) / 10007.0) ^ 2)::int AS process
       FROM generate_series(1, :cases) n JOIN chosen c ON c.number = n::bigint * 7919 % 10000""",
    """INSERT INTO "case" (reference, person_id, authority_id, ags, state, opened_at)
       SELECT 'BANK-' || n, (SELECT min(id) FROM person) + n - 1, authority_id, '05334002', 'open', now()
       FROM made ORDER BY n""",
    """INSERT INTO case_participant (case_id, authority_id, since)
       SELECT id, authority_id, opened_at FROM "case" ORDER BY id""",
    # no trigger fires here
    """INSERT INTO name_word (authority_id, word, case_id)
       SELECT c.authority_id, word, c.id FROM "case" c JOIN person p ON p.id = c.person_id
       CROSS JOIN unnest(tsvector_to_array(to_tsvector('simple', folded(family_name || ' ' || given_name)))) AS word""",
    """INSERT INTO process_instance (case_id, version_id, process_key, state, started_at)
       SELECT c.id, v.id, d.key, 'active', now()
       FROM made m JOIN "case" c ON c.reference = 'BANK-' || m.n
       JOIN definition d ON d.key = 'ablauf_' || m.process
       JOIN version v ON v.definition_id = d.id AND v.number = :versions ORDER BY m.n""",
    """INSERT INTO instance_state (instance_id, case_id, tokens, revision)
       SELECT id, case_id, ''::bytea, 1 FROM process_instance""",
    """CREATE UNLOGGED TABLE subject AS
       SELECT m.n, i.id AS instance_id, i.case_id, m.authority_id,
              greatest(1, (SELECT count(*) FROM worker w WHERE w.authority_id = m.authority_id)) AS people,
              (SELECT array_agg(v.id ORDER BY v.number) FROM version v JOIN definition d ON d.id = v.definition_id
               WHERE d.key = i.process_key) AS versions
       FROM made m JOIN "case" c ON c.reference = 'BANK-' || m.n JOIN process_instance i ON i.case_id = c.id""",
    "CREATE UNIQUE INDEX ON subject (n)",
    "ANALYZE subject",
    "ANALYZE worker",
)
#: as many steps of each case as there are tasks for it, in the order they began; times are spread as such times are
_TASK = """
    INSERT INTO user_task (
        instance_id, case_id, version_id, element_instance, element, name, authority_id, topic, role, assignee_id,
        priority, due_at, legal_due_at, agreed_due_at, state, norm, rule, created_at, claimed_at, closed_at,
        closed_by)
    SELECT s.instance_id, s.case_id, s.versions[least(1 + floor(:versions * g.part)::int, :versions)], {number},
           'schritt_' || step, 'Schritt ' || step, s.authority_id, 'auslaenderbehoerde',
           (ARRAY['clerk', 'clerk', 'clerk', 'clerk', 'clerk', 'case_manager', 'team_lead'])[1 + g.n % 7],
           {assignee}, 50,
           least(made + days * interval '1 day', made + 40 * interval '1 day'),
           CASE WHEN g.n % 3 = 0 THEN made + 40 * interval '1 day' END,
           made + days * interval '1 day', '{state}', '§ 71 Abs. 1 AufenthG', 'auslaenderbehoerde',
           made, {claimed}, {closed}, {closer}
    FROM (SELECT n, n / CAST(:tasks AS float8) AS part, 1 + n * 7919 % {steps} AS step, 5 + n * 31 % 60 AS days,
                 {made} AS made,
                 (1 + n * 31 % 12) * 10 * exp(2.2 * random() + 1.4 * random()) * interval '1 minute' AS waited,
                 exp(4 * random() + 5 * random()) * interval '1 minute' AS worked
          FROM generate_series(0::bigint, :tasks - 1) n) g
    JOIN subject s ON s.n = 1 + g.n % :cases
    LEFT JOIN worker w ON w.authority_id = s.authority_id AND w.n = g.n % s.people"""
_DONE = _TASK.format(
    number="2 + g.n / :cases",
    state="completed",
    steps=STEPS,
    made="now() - (1 - n / CAST(:tasks AS float8)) * :years * interval '365 days' - interval '5 days'",
    assignee="w.account_id",
    claimed="CASE WHEN g.n % 11 > 0 THEN least(made + waited, now() - interval '1 minute') END",
    closed="least(made + waited + worked, now())",
    closer="w.account_id",
)
_OPEN = _TASK.format(
    number="1000 + g.n / :cases",
    state="active",
    steps=STEPS,
    made="now() + ln(1 - random()) * interval '20 days'",
    assignee="CASE WHEN g.n % 5 < 3 THEN w.account_id END",
    claimed="CASE WHEN g.n % 5 < 3 THEN least(made + waited, now()) END",
    closed="NULL::timestamptz",
    closer="NULL::bigint",
)
_TEXTS = """
    INSERT INTO task_text (task_id, case_id, reason)
    SELECT id, case_id,
           '{"sentence": "Zuständig ist die Ausländerbehörde am gewöhnlichen Aufenthalt.", "level": 1}'::jsonb
    FROM user_task ORDER BY id"""
_INCIDENTS = """
    WITH new AS (
        INSERT INTO incident (case_id, instance_id, element, element_name, element_instance, kind, state, at)
        SELECT case_id, instance_id, 'schritt_3', 'Schritt 3', 5, 'step', 'open', now()
        FROM subject WHERE n % 500 = 0 RETURNING id, case_id)
    INSERT INTO incident_text SELECT id, case_id, 'Erwartet war ein Wert.' FROM new"""
_COUNT = f"""
    INSERT INTO task_time (version_id, week, element, bucket, waiting, working)
    SELECT version_id, date_trunc('week', closed_at AT TIME ZONE 'Europe/Berlin')::date, element,
           width_bucket(extract(epoch FROM span)::float8, '{{{",".join(map(str, BOUNDS))}}}'::float8[]),
           sum(waiting), sum(working)
    FROM user_task
    CROSS JOIN LATERAL (VALUES (coalesce(claimed_at, closed_at) - created_at, 1, 0),
                               (closed_at - coalesce(claimed_at, closed_at), 0, 1)) AS took (span, waiting, working)
    WHERE state = 'completed' GROUP BY 1, 2, 3, 4"""  # noqa: S608  numbers of the engine
_DROP = "DROP TABLE pick, chosen, worker, made, subject"


def fill(world: World, open_tasks: int, done: int) -> None:
    """Fill the test world; there are as many cases as open tasks, or a tenth of the completed ones if that is less."""
    for number in range(VERSIONS):
        for process in range(PROCESSES):
            steps = [f"schritt_{step}" for step in range(1, STEPS + 1)]
            profile = _PROFILE.format(process=process, half=process % 2)
            world.deploy(
                {
                    "ablauf.bpmn": models.tasks(f"ablauf_{process}", *steps, f"neu_{number}"),
                    "process.toml": profile.encode(),
                }
            )
    database = create_engine(world.engine.url, connect_args={"options": "-c statement_timeout=0"})
    cases = min(open_tasks, max(1, done // 10))
    given = {
        "authorities": AUTHORITIES,
        "cases": cases,
        "processes": PROCESSES,
        "versions": VERSIONS,
        "years": YEARS,
    }
    with database.begin() as connection:
        connection.execute(
            text("SET session_replication_role = replica")
        )  # no foreign key is checked row by row
        connection.execute(text("SET maintenance_work_mem = '512MB'"))
        for statement in (*_PEOPLE, *_CASES):
            _run(connection, statement, given)
        indexes = _drop_indexes(connection)
        # one by one in the order they began, as they lie on disk
        connection.execute(text("SET enable_hashjoin = off"))
        connection.execute(text("SET enable_mergejoin = off"))
        _run(connection, _DONE, given | {"tasks": done})
        _run(connection, _OPEN, given | {"tasks": open_tasks})
        _run(connection, _TEXTS, {})
        _run(connection, _INCIDENTS, given)
        connection.execute(text("RESET enable_hashjoin"))
        for definition in indexes:
            _run(connection, definition, {})
        for statement in (_COUNT, _DROP):
            _run(connection, statement, {})
    with database.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        _run(connection, "VACUUM (ANALYZE)", {})
    database.dispose()


def _run(connection: Connection, statement: str, given: dict[str, int]) -> None:
    begun = time.perf_counter()
    bound = text(statement)
    connection.execute(bound, {name: given[name] for name in bound._bindparams})
    if (took := time.perf_counter() - begun) > 5:
        sys.stderr.write(f"{took:5.0f} s  {' '.join(statement.split())[:90]}\n")


def _drop_indexes(connection: Connection) -> list[str]:
    """Drop what would be kept up row by row; returns what makes it again."""
    rows = connection.execute(
        text(
            """SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition
               FROM pg_index LEFT JOIN pg_constraint ON conindid = indexrelid
               WHERE indrelid = 'user_task'::regclass AND conindid IS NULL ORDER BY indexrelid"""
        )
    ).all()
    for row in rows:
        connection.execute(text(f"DROP INDEX {row.name}"))
    return [row.definition for row in rows]


def make(home: Path, open_tasks: int, done: int) -> str:
    """Make the database under `home` and return its address; the server goes on running."""
    own = Embedded(home).acquire()
    migrate(own)
    # who fills it is stopped by no policy; whose the tables are measures behind them
    url = make_url(own).set(username="postgres").render_as_string(hide_password=False)
    engine = Engine(url)
    fill(World.build(engine, AdjustableClock()), open_tasks, done)
    engine.dispose()
    return url


if __name__ == "__main__":
    folder, *sizes = sys.argv[1:]
    wanted = [int(size) for size in sizes] or [1_000_000, 10_000_000]
    sys.stdout.write(f"{make(Path(folder), wanted[0], wanted[1])}\n")
