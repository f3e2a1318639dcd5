"""What is said about a person in a task behind the wall, in a table of its own.

Code from before does not run on this schema, and says so at once: it asks for columns that are gone.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None
#: nobody else may be connected (migrations/env.py)
offline = True

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_SAID = ("reason", "question", "follow_up_reason")


def _list(name: str, kind: str = "bigint") -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::{kind}[]"


#: whoever reads the file, and whoever has or had the task: as a document that was handed in at it
_READERS = (
    "EXISTS (SELECT 1 FROM case_participant AS taking_part"
    " WHERE taking_part.case_id = task_text.case_id AND taking_part.until IS NULL"
    f" AND taking_part.authority_id = ANY ({_list('reads')}))"
    f" OR task_text.case_id = ANY ({_list('opened')})"
    ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
    " ON taking_part.case_id = about_nobody.id"
    " WHERE about_nobody.id = task_text.case_id AND about_nobody.person_id IS NULL"
    f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    " OR EXISTS (SELECT 1 FROM user_task AS own WHERE own.id = task_text.task_id"
    f" AND own.authority_id || ':' || own.role = ANY ({_list('tasks', 'text')}))"
)


def upgrade() -> None:
    op.create_table(
        "task_text",
        sa.Column("task_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("question", postgresql.JSONB(none_as_null=True), nullable=True),
        sa.Column("follow_up_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["user_task.id"], name=op.f("fk_task_text_task_id_user_task"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_text_case_id_case")),
        sa.PrimaryKeyConstraint("task_id", name=op.f("pk_task_text")),
    )
    op.execute(
        "INSERT INTO task_text (task_id, case_id, reason, question, follow_up_reason)"
        " SELECT id, case_id, reason, question, follow_up_reason FROM user_task ORDER BY id"
    )
    op.add_column(
        "user_task", sa.Column("unresolved", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.execute("UPDATE user_task SET unresolved = true WHERE jsonb_exists(reason, 'unresolved')")
    for name in _SAID:
        op.drop_column("user_task", name)
    _keep_apart()
    op.execute("ALTER TABLE task_text ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE task_text FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON task_text USING ({_ENGINE} OR {_READERS}) WITH CHECK ({_ENGINE})")


def _keep_apart() -> None:
    """What cases were before a rollout moved them, by which that can be taken back, names the tables as they are."""
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            'SELECT rollout_case_id, case_id, rows FROM rollout_before WHERE rows @> \'[{"table": "user_task"}]\''
        )
    ).all()
    for number, case_id, rows in found:
        connection.execute(
            sa.text("UPDATE rollout_before SET rows = CAST(:rows AS jsonb) WHERE rollout_case_id = :number"),
            {"number": number, "rows": json.dumps([new for one in rows for new in _apart(one, case_id)])},
        )


def _apart(one: dict, case_id: int) -> list[dict]:
    if one["table"] != "user_task":
        return [one]
    task, said = {**one}, {**one, "table": "task_text"}
    for side in ("before", "after"):
        row = one[side]
        if row is None:
            continue
        task[side] = {name: value for name, value in row.items() if name not in _SAID}
        said[side] = {name: value for name, value in row.items() if name in _SAID}
        if "reason" in row:
            task[side]["unresolved"] = "unresolved" in (row["reason"] or {})
        if one["before"] is None or one["after"] is None:  # the whole row
            said[side] |= {"task_id": one["key"][0], "case_id": case_id}
    return [part for part in (task, said) if part["before"] or part["after"]]


def downgrade() -> None:
    for name, kind in zip(
        _SAID,
        (postgresql.JSONB(none_as_null=True), postgresql.JSONB(none_as_null=True), sa.Text()),
        strict=True,
    ):
        op.add_column("user_task", sa.Column(name, kind, nullable=True))
    op.execute(
        "UPDATE user_task SET reason = its.reason, question = its.question, follow_up_reason = its.follow_up_reason"
        " FROM task_text AS its WHERE its.task_id = user_task.id"
    )
    op.drop_column("user_task", "unresolved")
    # what was kept of a turn that names the table cannot be taken back by code that does not know it
    op.execute('DELETE FROM rollout_before WHERE rows @> \'[{"table": "task_text"}]\'')
    op.drop_table("task_text")
