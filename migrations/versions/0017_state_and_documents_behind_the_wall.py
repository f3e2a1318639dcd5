"""What running instances are at in a table of its own, and it and the documents behind the wall; by whom is read.

Code from before does not run on this schema, and says so at once: it asks for columns that are gone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None
#: nobody else may be connected (migrations/env.py)
offline = True

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def _list(name: str, kind: str = "bigint") -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::{kind}[]"


def _of_case(table: str, authorities: str) -> str:
    return (
        f"{_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
        f" WHERE taking_part.case_id = {table}.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({authorities}))"
        f" OR {table}.case_id = ANY ({_list('opened')})"
        ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
        " ON taking_part.case_id = about_nobody.id"
        f" WHERE about_nobody.id = {table}.case_id AND about_nobody.person_id IS NULL"
        f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    )


def _own_task(condition: str) -> str:
    return (
        f" OR EXISTS (SELECT 1 FROM user_task AS own WHERE {condition}"
        f" AND own.authority_id || ':' || own.role = ANY ({_list('tasks', 'text')}))"
    )


_POLICIES = {
    # whoever repairs must see where it stands; whoever has a task there, what its form shows
    "instance_state": _of_case("instance_state", f"({_list('reads')} || {_list('repairs')})")
    + _own_task("own.instance_id = instance_state.instance_id AND own.state = 'active'"),
    "document": _of_case("document", _list("reads")) + _own_task("own.id = document.task_id"),
    # as its document: the policy of that one holds inside of this
    "document_version": f"{_ENGINE} OR EXISTS (SELECT 1 FROM document AS its"
    " WHERE its.id = document_version.document_id)",
}


def upgrade() -> None:
    op.add_column("case_read", sa.Column("authority_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_case_read_authority_id_authority"), "case_read", "authority", ["authority_id"], ["id"]
    )
    op.create_table(
        "instance_state",
        sa.Column("instance_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_instance_state_case_id_case")),
        sa.ForeignKeyConstraint(
            ["instance_id"],
            ["process_instance.id"],
            name=op.f("fk_instance_state_instance_id_process_instance"),
        ),
        sa.PrimaryKeyConstraint("instance_id", name=op.f("pk_instance_state")),
    )
    op.execute(
        "INSERT INTO instance_state (instance_id, case_id, tokens, revision)"
        " SELECT id, case_id, tokens, revision FROM process_instance"
    )
    op.drop_column("process_instance", "tokens")
    op.drop_column("process_instance", "revision")
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({condition}) WITH CHECK ({_ENGINE})")


def downgrade() -> None:
    for table in _POLICIES:
        op.execute(f"DROP POLICY sight ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.add_column("process_instance", sa.Column("tokens", sa.LargeBinary(), nullable=True))
    op.add_column("process_instance", sa.Column("revision", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE process_instance SET tokens = kept.tokens, revision = kept.revision"
        " FROM instance_state AS kept WHERE kept.instance_id = process_instance.id"
    )
    op.alter_column("process_instance", "tokens", nullable=False)
    op.alter_column("process_instance", "revision", nullable=False)
    op.drop_table("instance_state")
    op.drop_constraint(op.f("fk_case_read_authority_id_authority"), "case_read", type_="foreignkey")
    op.drop_column("case_read", "authority_id")
