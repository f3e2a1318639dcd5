"""Under which names a case is found, for each authority that takes part in it.

The database keeps it by triggers on participants and persons (migrations/versions/0018_name_words.py): whoever joins,
leaves or is renamed, by whatever way, is found at once. Names are folded: ä, ae and a are one.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table, Text

from engine.state.metadata import METADATA, reference

#: a word of the person's name for one authority. A search by the beginning of a word reads one range of the index: the
#: comparison is one that PostgreSQL runs before it asks the wall, as those of full-text search are not.
NAME_WORD = Table(
    "name_word",
    METADATA,
    reference("authority_id", "authority"),
    Column("word", Text(collation="C"), nullable=False),
    reference("case_id", "case"),
    PrimaryKeyConstraint("authority_id", "word", "case_id"),
    Index("ix_name_word_case_id", "case_id"),
)
