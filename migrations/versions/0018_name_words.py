"""Words of a person's name for each authority that takes part: what a search by name reads, behind the wall.

A search in `person` itself cannot use an index there: PostgreSQL asks the wall about every person before it runs a
function that is not known to keep secrets, and those of full-text search are not.
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ENGINE = "coalesce(current_setting('laufweg.engine', true), '') = 'on'"
_READS = "coalesce(nullif(current_setting('laufweg.reads', true), ''), '{}')::bigint[]"
_WORDS = (
    "unnest(tsvector_to_array(to_tsvector('simple'::regconfig, folded(family_name || ' ' || given_name))))"
)
_FUNCTIONS = (
    f"""CREATE FUNCTION keep_name_words(the_case bigint) RETURNS void LANGUAGE sql
        BEGIN ATOMIC
            DELETE FROM name_word WHERE case_id = the_case;
            INSERT INTO name_word (authority_id, word, case_id)
            SELECT taking_part.authority_id, word, own.id
            FROM "case" AS own
            JOIN person ON person.id = own.person_id
            JOIN case_participant AS taking_part ON taking_part.case_id = own.id AND taking_part.until IS NULL
            CROSS JOIN {_WORDS} AS word
            WHERE own.id = the_case;
        END""",
    """CREATE FUNCTION participant_has_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM keep_name_words(NEW.case_id);
            RETURN NULL;
        END $$""",
    """CREATE FUNCTION case_has_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM keep_name_words(NEW.id);
            RETURN NULL;
        END $$""",
    """CREATE FUNCTION person_has_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM keep_name_words(id) FROM "case" WHERE person_id = NEW.id;
            RETURN NULL;
        END $$""",
)
_TRIGGERS = (
    "CREATE TRIGGER name_words AFTER INSERT OR UPDATE OF until ON case_participant"
    " FOR EACH ROW EXECUTE FUNCTION participant_has_name_words()",
    'CREATE TRIGGER name_words AFTER UPDATE OF person_id ON "case" FOR EACH ROW EXECUTE FUNCTION case_has_name_words()',
    "CREATE TRIGGER name_words AFTER UPDATE OF family_name, given_name ON person"
    " FOR EACH ROW EXECUTE FUNCTION person_has_name_words()",
)


def upgrade() -> None:
    op.create_table(
        "name_word",
        sa.Column("authority_id", sa.BigInteger(), nullable=False),
        sa.Column("word", sa.Text(collation="C"), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_name_word_authority_id_authority")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_name_word_case_id_case")),
        sa.PrimaryKeyConstraint("authority_id", "word", "case_id", name="pk_name_word"),
    )
    op.create_index("ix_name_word_case_id", "name_word", ["case_id"])
    op.execute(
        f"""INSERT INTO name_word (authority_id, word, case_id)
            SELECT taking_part.authority_id, word, own.id
            FROM "case" AS own
            JOIN person ON person.id = own.person_id
            JOIN case_participant AS taking_part ON taking_part.case_id = own.id AND taking_part.until IS NULL
            CROSS JOIN {_WORDS} AS word"""
    )
    for statement in (*_FUNCTIONS, *_TRIGGERS):
        op.execute(statement)
    op.execute("ALTER TABLE name_word ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE name_word FORCE ROW LEVEL SECURITY")
    op.execute(
        f"CREATE POLICY sight ON name_word USING ({_ENGINE} OR authority_id = ANY ({_READS})) WITH CHECK ({_ENGINE})"
    )
    op.drop_index("ix_person_words", "person")


def downgrade() -> None:
    op.create_index(
        "ix_person_words",
        "person",
        [sa.text("to_tsvector('simple'::regconfig, folded((family_name || ' '::text) || given_name))")],
        postgresql_using="gin",
    )
    op.execute("DROP TRIGGER name_words ON person")
    op.execute("DROP TRIGGER name_words ON case_participant")
    op.execute('DROP TRIGGER name_words ON "case"')
    for name in (
        "person_has_name_words()",
        "case_has_name_words()",
        "participant_has_name_words()",
        "keep_name_words(bigint)",
    ):
        op.execute(f"DROP FUNCTION {name}")
    op.drop_table("name_word")
