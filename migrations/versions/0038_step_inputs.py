"""What steps were given from outside, behind the wall: nobody reads it but the engine; offers of scenarios."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"


def upgrade() -> None:
    op.create_table(
        "step_input",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("instance_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("element_instance", sa.Integer(), nullable=True),
        sa.Column("given", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_step_input_case_id_case")),
        sa.ForeignKeyConstraint(
            ["instance_id"], ["process_instance.id"], name=op.f("fk_step_input_instance_id_process_instance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_input")),
    )
    op.create_index("ix_step_input_instance_id", "step_input", ["instance_id", "id"], unique=False)
    op.execute("ALTER TABLE step_input ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE step_input FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY sight ON step_input USING ({_ENGINE}) WITH CHECK ({_ENGINE})")
    _phases("cases", "scenarios", "decisions", "courses", "steps")
    op.create_table(
        "scenario_offer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_by", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["offered_by"], ["account.id"], name=op.f("fk_scenario_offer_offered_by_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scenario_offer")),
    )
    op.create_index("ix_scenario_offer_process_key", "scenario_offer", ["process_key", "id"], unique=False)


def downgrade() -> None:
    op.execute("UPDATE impact_report SET phase = 'decisions' WHERE phase = 'courses'")
    _phases("cases", "scenarios", "decisions", "steps")
    for table in ("scenario_offer", "step_input"):
        op.drop_table(table)


def _phases(*names: str) -> None:
    op.drop_constraint(op.f("ck_impact_report_phase"), "impact_report", type_="check")
    listed = ", ".join(f"'{one}'" for one in names)
    op.create_check_constraint(op.f("ck_impact_report_phase"), "impact_report", f"phase IN ({listed})")
