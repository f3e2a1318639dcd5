"""What somebody typed in another's place is seen by who has the task once nobody stands in, and by the next one who does."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_ACCOUNT = "nullif(current_setting('laufweg.account', true), '')::bigint"
_READS = "coalesce(nullif(current_setting('laufweg.reads', true), ''), '{}')::bigint[]"
_OPENED = "coalesce(nullif(current_setting('laufweg.opened', true), ''), '{}')::bigint[]"
_IMPERSONAL = "coalesce(nullif(current_setting('laufweg.impersonal', true), ''), '{}')::bigint[]"
_TASKS = "coalesce(nullif(current_setting('laufweg.tasks', true), ''), '{}')::text[]"
_TAKES_PART = (
    "EXISTS (SELECT 1 FROM case_participant AS taking_part"
    " WHERE taking_part.case_id = task_draft.case_id AND taking_part.until IS NULL"
    f" AND taking_part.authority_id = ANY ({_READS}))"
    f" OR task_draft.case_id = ANY ({_OPENED})"
    ' OR EXISTS (SELECT 1 FROM "case" AS about_nobody JOIN case_participant AS taking_part'
    " ON taking_part.case_id = about_nobody.id"
    " WHERE about_nobody.id = task_draft.case_id AND about_nobody.person_id IS NULL"
    f" AND taking_part.until IS NULL AND taking_part.authority_id = ANY ({_IMPERSONAL}))"
)
_WITHIN_REACH = (
    "SELECT 1 FROM user_task AS own WHERE own.id = task_draft.task_id AND own.state = 'active'"
    f" AND own.authority_id || ':' || own.role = ANY ({_TASKS})"
)
_BEFORE = f"author_id = {_ACCOUNT} OR NOT in_place AND ({_TAKES_PART} OR EXISTS ({_WITHIN_REACH}))"
_NOW = (
    f"{_BEFORE} OR in_place AND EXISTS ({_WITHIN_REACH} AND (own.stand_in_id = {_ACCOUNT}"
    f" OR own.stand_in_id IS NULL AND own.assignee_id = {_ACCOUNT}))"
)


def upgrade() -> None:
    _see(_NOW)


def downgrade() -> None:
    _see(_BEFORE)


def _see(condition: str) -> None:
    op.execute(f"ALTER POLICY sight ON task_draft USING ({_ENGINE} OR {condition}) WITH CHECK ({_ENGINE})")
