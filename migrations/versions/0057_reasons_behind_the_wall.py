"""What people type about a case when they agree on another day, keep a procedure after a move or close a case, behind
the wall; and comments are read with the file or the task, not by all who work at an authority that takes part.

Code from before does not run on this schema: it looks for reasons where they are no longer.
"""

import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None
#: nobody else may be connected (migrations/env.py)
offline = True

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_MOVED = "geändert auf "


def _list(name: str, kind: str = "bigint") -> str:
    return f"coalesce(nullif(current_setting('laufweg.{name}', true), ''), '{{}}')::{kind}[]"


def _comments(readers: str) -> str:
    return (
        f"ALTER POLICY sight ON comment USING ({_ENGINE} OR EXISTS (SELECT 1 FROM case_participant AS taking_part"
        " WHERE taking_part.case_id = comment.case_id AND taking_part.until IS NULL"
        f" AND taking_part.authority_id = ANY ({_list(readers)}))"
        f" OR comment.case_id = ANY ({_list('opened')})"
        ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
        " ON taking_part.case_id = about_nobody.id"
        " WHERE about_nobody.id = comment.case_id AND about_nobody.person_id IS NULL"
        f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_list('impersonal')}))"
    )


#: as of `task_text`: whoever has or had the task
_OWN_TASK = (
    " OR EXISTS (SELECT 1 FROM user_task AS own WHERE own.id = comment.task_id"
    f" AND own.authority_id || ':' || own.role = ANY ({_list('tasks', 'text')}))"
)
_POLICIES = {
    # whoever made it, as a bulk action
    "assignment": "actor_id = nullif(current_setting('laufweg.account', true), '')::bigint",
    # as what the instance is at: the policy of that one holds inside of this
    "retained_competence": "EXISTS (SELECT 1 FROM instance_state AS its"
    " WHERE its.instance_id = retained_competence.instance_id)",
}
#: how a case ended that somebody closed: the last time, as the history has it
_CLOSED = (
    "(SELECT said.detail ->> 'outcome' FROM history AS said WHERE said.case_id = \"case\".id"
    " AND said.kind = 'case_closed' ORDER BY said.id DESC LIMIT 1)"
)


def upgrade() -> None:
    op.add_column(
        "task_text", sa.Column("agreed_reasons", postgresql.JSONB(none_as_null=True), nullable=True)
    )
    op.execute(
        "UPDATE task_text SET agreed_reasons = (SELECT jsonb_agg(one.change -> 'reason' ORDER BY one.number)"
        " FROM jsonb_array_elements(its.clocks -> 'changes') WITH ORDINALITY AS one (change, number))"
        " FROM user_task AS its WHERE its.id = task_text.task_id AND jsonb_exists(its.clocks, 'changes')"
    )
    _each_clocks(_without_reasons)
    op.execute(f"UPDATE \"case\" SET outcome = NULL WHERE state = 'closed' AND outcome = {_CLOSED}")
    for table, condition in _POLICIES.items():
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY sight ON {table} USING ({_ENGINE} OR {condition}) WITH CHECK ({_ENGINE})")
    op.execute(f"{_comments('reads')}{_OWN_TASK})")


def _each_clocks(written) -> None:
    """Write the clocks of tasks anew, and those that are kept for taking a rollout back."""
    connection = op.get_bind()
    tasks = connection.execute(
        sa.text(
            "SELECT id, clocks, agreed_reasons FROM user_task JOIN task_text ON task_id = id"
            " WHERE jsonb_exists(clocks, 'changes') ORDER BY id"
        )
    ).all()
    for number, clocks, reasons in tasks:
        connection.execute(
            sa.text("UPDATE user_task SET clocks = CAST(:clocks AS jsonb) WHERE id = :number"),
            {"number": number, "clocks": json.dumps(written(clocks, reasons or []))},
        )
    said = {number: reasons or [] for number, _clocks, reasons in tasks}
    kept = connection.execute(
        sa.text('SELECT rollout_case_id, rows FROM rollout_before WHERE rows @> \'[{"table": "user_task"}]\'')
    ).all()
    for number, rows in kept:
        changed = False
        for one in rows:
            for side in ("before", "after"):
                clocks = (one[side] or {}).get("clocks") if one["table"] == "user_task" else None
                if clocks and "changes" in clocks:
                    one[side]["clocks"] = written(clocks, said.get(one["key"][0], []))
                    changed = True
        if changed:
            connection.execute(
                sa.text(
                    "UPDATE rollout_before SET rows = CAST(:rows AS jsonb) WHERE rollout_case_id = :number"
                ),
                {"number": number, "rows": json.dumps(rows)},
            )


def _without_reasons(clocks: dict, reasons: list[str]) -> dict:
    bare = [{name: value for name, value in one.items() if name != "reason"} for one in clocks["changes"]]
    new = {**clocks, "changes": bare}
    if "agreed" in new:
        steps = [
            step.partition(": ")[0] if step.startswith(_MOVED) else step for step in new["agreed"]["steps"]
        ]
        new["agreed"] = {**new["agreed"], "steps": steps}
    return new


def _with_reasons(clocks: dict, reasons: list[str]) -> dict:
    padded = [*reasons, *[""] * len(clocks["changes"])]
    return {
        **clocks,
        "changes": [{**one, "reason": said} for one, said in zip(clocks["changes"], padded, strict=False)],
    }


def downgrade() -> None:
    op.execute(f"{_comments('works')})")
    for table in _POLICIES:
        op.execute(f"DROP POLICY sight ON {table}")
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
    op.execute(f"UPDATE \"case\" SET outcome = {_CLOSED} WHERE state = 'closed' AND outcome IS NULL")
    _each_clocks(_with_reasons)
    # of a turn that names the column nothing can be taken back by code that does not know it
    op.execute(
        "DELETE FROM rollout_before WHERE EXISTS (SELECT 1 FROM jsonb_array_elements(rows) AS one WHERE"
        " one ->> 'table' = 'task_text' AND (jsonb_exists(one -> 'before', 'agreed_reasons')"
        " OR jsonb_exists(one -> 'after', 'agreed_reasons')))"
    )
    op.drop_column("task_text", "agreed_reasons")
