"""Drafts, what messages and signals bring, external jobs, moves, watched days, logged reads and what is somebody's own
behind the wall.

Code from before does not run on this schema, and says so at once: it asks for columns that are gone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None
#: nobody else may be connected (migrations/env.py)
offline = True

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_OPERATES = "coalesce(current_setting('laufweg.operates', true), '') = 'on'"


def _list(name: str, kind: str = "bigint") -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::{kind}[]"


def _own(column: str) -> str:
    return f"{column} = nullif(current_setting('laufweg.account', true), '')::bigint"


def _of_case(table: str, authorities: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({authorities}))"
        f" OR {table}.case_id = ANY ({_list('opened')})"
        ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
        " ON taking_part.case_id = about_nobody.id"
        f" WHERE about_nobody.id = {table}.case_id AND about_nobody.person_id IS NULL"
        f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    )


def _leads(table: str) -> str:
    return (
        f'EXISTS (SELECT 1 FROM "case" AS led WHERE led.id = {table}.case_id'
        f" AND led.authority_id = ANY ({_list('reads')}))"
    )


_REPAIRING = f"({_list('reads')} || {_list('repairs')})"
_POLICIES = {
    # whoever typed it; what the holder of a task typed also whoever reads the file or has the task
    "task_draft": f"{_own('author_id')} OR NOT in_place AND ({_of_case('task_draft', _list('reads'))}"
    " OR EXISTS (SELECT 1 FROM user_task AS own WHERE own.id = task_draft.task_id AND own.state = 'active'"
    f" AND own.authority_id || ':' || own.role = ANY ({_list('tasks', 'text')})))",
    # nobody: operators see that a message or a signal is there, not what it brings
    "message_content": "false",
    "signal_content": "false",
    # the headers and why it failed: whoever operates, repairs there or reads the file
    "job": f"{_OPERATES} OR EXISTS (SELECT 1 FROM process_instance AS its JOIN case_participant AS taking_part"
    " ON taking_part.case_id = its.case_id AND taking_part.until IS NULL"
    f" WHERE its.id = job.instance_id AND taking_part.authority_id = ANY ({_REPAIRING}))",
    "residence": _of_case("residence", _list("reads")),
    # of a day of which nobody could be told, whoever operates
    "watch": f"{_OPERATES} OR {_of_case('watch', _list('reads'))}",
    "reevaluation_result": _of_case("reevaluation_result", _REPAIRING),
    # the authority that leads the case, and whoever it is about
    "case_read": f"{_own('account_id')} OR {_leads('case_read')}",
    "break_glass": f"{_own('account_id')} OR {_leads('break_glass')}",
    "case_export": _own("account_id"),
    "notification": _own("account_id"),
    "bulk_action": _own("actor_id"),
    "saved_filter": f"{_own('account_id')} OR authority_id = ANY ({_list('works')})",
}
#: logging a read leaves a transaction the eyes it has
_WRITES = {"case_read": _own("account_id")}


def upgrade() -> None:
    _drafts()
    _content("message")
    _content("signal")
    op.add_column("reevaluation", sa.Column("moved", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE reevaluation SET moved = counted.cases FROM (SELECT reevaluation_id, count(DISTINCT case_id) AS cases"
        " FROM reevaluation_result GROUP BY reevaluation_id) AS counted WHERE counted.reevaluation_id = reevaluation.id"
    )
    for table, condition in _POLICIES.items():
        written = f"{_ENGINE} OR {_WRITES[table]}" if table in _WRITES else _ENGINE
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({_ENGINE} OR {condition}) WITH CHECK ({written})")


def _drafts() -> None:
    op.create_table(
        "task_draft",
        sa.Column("task_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("in_place", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("entered", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["user_task.id"], name=op.f("fk_task_draft_task_id_user_task")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_task_draft_case_id_case")),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_task_draft_author_id_account")),
        sa.PrimaryKeyConstraint("task_id", "in_place", name=op.f("pk_task_draft")),
    )
    op.execute(
        "INSERT INTO task_draft (task_id, in_place, case_id, author_id, entered)"
        " SELECT id, false, case_id, draft_by, draft FROM user_task WHERE draft IS NOT NULL"
        " UNION ALL SELECT id, true, case_id, stand_in_id, stand_in_draft FROM user_task"
        " WHERE stand_in_draft IS NOT NULL"
    )
    op.drop_index("ix_user_task_old_draft", "user_task")
    op.drop_column("user_task", "draft")
    op.drop_column("user_task", "stand_in_draft")


def _content(of: str) -> None:
    op.create_table(
        f"{of}_content",
        sa.Column(f"{of}_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("variables", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint([f"{of}_id"], [f"{of}.id"], name=op.f(f"fk_{of}_content_{of}_id_{of}")),
        sa.PrimaryKeyConstraint(f"{of}_id", name=op.f(f"pk_{of}_content")),
    )
    op.execute(f"INSERT INTO {of}_content ({of}_id, variables) SELECT id, variables FROM {of}")
    op.drop_column(of, "variables")


def downgrade() -> None:
    for table in _POLICIES:
        op.execute(f"DROP POLICY sight ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.drop_column("reevaluation", "moved")
    for of in ("signal", "message"):
        op.add_column(of, sa.Column("variables", sa.LargeBinary(), nullable=True))
        op.execute(
            f"UPDATE {of} SET variables = kept.variables FROM {of}_content AS kept WHERE kept.{of}_id = {of}.id"
        )
        op.alter_column(of, "variables", nullable=False)
        op.drop_table(f"{of}_content")
    for column in ("draft", "stand_in_draft"):
        op.add_column("user_task", sa.Column(column, postgresql.JSONB(none_as_null=True), nullable=True))
    op.execute(
        "UPDATE user_task SET draft = kept.entered FROM task_draft AS kept"
        " WHERE kept.task_id = user_task.id AND NOT kept.in_place"
    )
    op.execute(
        "UPDATE user_task SET stand_in_draft = kept.entered FROM task_draft AS kept"
        " WHERE kept.task_id = user_task.id AND kept.in_place"
    )
    op.create_index(
        "ix_user_task_old_draft",
        "user_task",
        ["closed_at", "id"],
        postgresql_where=sa.text("draft IS NOT NULL AND state <> 'active'"),
    )
    op.drop_table("task_draft")
