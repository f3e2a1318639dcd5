"""What a resolution has brought about is never changed, nor are the files of a version that is final."""

from alembic import op

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

_REFUSE = "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
_TRIGGERS = {
    # its end may be written once
    "adoption": (
        ("adoption_stays", "BEFORE DELETE ON adoption"),
        (
            "adoption_stays_as_it_is",
            "BEFORE UPDATE ON adoption FOR EACH ROW WHEN (OLD.repealed_from IS NOT NULL"
            " OR to_jsonb(OLD) - 'repealed_from' IS DISTINCT FROM to_jsonb(NEW) - 'repealed_from')"
            " EXECUTE FUNCTION refuse_change()",
        ),
    ),
    "version": (
        (
            "version_stays",
            "BEFORE UPDATE ON version FOR EACH ROW WHEN (OLD.state = 'final' AND (NEW.state <> 'final'"
            " OR (OLD.definition_id, OLD.number, OLD.digest) IS DISTINCT FROM"
            " (NEW.definition_id, NEW.number, NEW.digest))) EXECUTE FUNCTION refuse_change()",
        ),
    ),
    "version_file": (
        (
            "version_file_stays",
            "BEFORE UPDATE OR DELETE ON version_file FOR EACH ROW EXECUTE FUNCTION refuse_change_of_final()",
        ),
    ),
}


def upgrade() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change_of_final() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " IF EXISTS (SELECT 1 FROM version WHERE id = OLD.version_id AND state = 'final') THEN"
        " RAISE EXCEPTION 'files of a final version are never changed or removed'"
        " USING ERRCODE = 'restrict_violation'; END IF;"
        " IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW; END $$"
    )
    for triggers in _TRIGGERS.values():
        for name, said in triggers:
            whole = said if "EXECUTE" in said else f"{said} {_REFUSE}"
            op.execute(f"CREATE TRIGGER {name} {whole}")


def downgrade() -> None:
    for table, triggers in _TRIGGERS.items():
        for name, _said in triggers:
            op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION refuse_change_of_final()")
