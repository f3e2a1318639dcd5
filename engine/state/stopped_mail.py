"""Mails that are not sent because a release has ended: their notices go with them, and stay where they are read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sqlalchemy import Row, text

from engine.transaction import Transaction

# of whoever works at the authority that leads nothing is held back; a mail that holds more than that goes with the rest
_STOP: Final = text(
    "WITH held AS (SELECT notice.id, notice.account_id, task.authority_id FROM notification AS notice"
    " JOIN mail ON mail.id = notice.mail_id AND mail.state IN ('waiting', 'sending')"
    " JOIN user_task AS task ON task.id = notice.task_id"
    " WHERE notice.task_id = ANY (:tasks) AND NOT EXISTS (SELECT FROM membership"
    " WHERE membership.account_id = notice.account_id AND membership.authority_id = :leading)),"
    " stopped AS (INSERT INTO mail (account_id, kind, state, message_id, due_at, created_at, failure)"
    " SELECT account_id, 'notice', 'stopped', '<' || gen_random_uuid() || '@stopped>', :at, :at, :reason"
    " FROM (SELECT DISTINCT account_id FROM held) AS people ORDER BY account_id RETURNING id, account_id),"
    " moved AS (UPDATE notification SET mail_id = stopped.id FROM held JOIN stopped USING (account_id)"
    " WHERE notification.id = held.id RETURNING held.authority_id)"
    " SELECT authority_id, count(*) AS number FROM moved GROUP BY authority_id ORDER BY authority_id"
)


_TASKS: Final = text(
    "SELECT DISTINCT task.id AS task_id, task.case_id FROM notification AS notice"
    " JOIN user_task AS task ON task.id = notice.task_id"
    " WHERE notice.mail_id = :mail AND task.state = 'active' ORDER BY task.id"
)


def tasks_of(tx: Transaction, mail_id: int) -> Sequence[Row[Any]]:
    """The open tasks of which a mail speaks, each with its case."""
    return tx.execute(_TASKS, {"mail": mail_id}).all()


def stop(tx: Transaction, tasks: Collection[int], leading: int, reason: str) -> dict[int, int]:
    """Keep what is said of these tasks from mails that have not gone, for everybody but the leading authority; how many
    notices there were, by the authority that has the task.
    """
    tx.act()
    rows = tx.execute(_STOP, {"tasks": sorted(tasks), "leading": leading, "at": tx.now, "reason": reason})
    return {row.authority_id: int(row.number) for row in rows}
