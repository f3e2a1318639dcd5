"""The one door to the `icalendar` library: deadlines as a calendar of whole days (RFC 5545).

Nothing of a person goes in: an entry says which clock ends, the task, the case number and where to open it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, timedelta

from icalendar import Calendar, Event, vText

from engine.queries.deadlines import Entry

#: how often a program should ask again
_REFRESH = timedelta(hours=1)


def calendar(
    name: str, entries: Iterable[Entry], title: Callable[[Entry], str], address: Callable[[Entry], str]
) -> bytes:
    """The calendar as it is sent: lines end with CRLF and are folded at 75 octets. Equal entries give equal bytes.

    UID is stable over a task's life for each of its clocks, SEQUENCE grows with every change of the task.
    """
    made = Calendar()
    made.add("prodid", "-//Laufweg//Fristen//DE")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("x-wr-calname", vText(name))
    made.add("name", vText(name))
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", _REFRESH, parameters={"VALUE": "DURATION"})
    for one in entries:
        made.add_component(_event(one, title(one), address(one)))
    return made.to_ical()


def _event(one: Entry, title: str, address: str) -> Event:
    changed = one.changed_at.astimezone(UTC).replace(microsecond=0)
    made = Event()
    made.add("uid", f"aufgabe-{one.task_id}-{one.kind}@laufweg")
    made.add("dtstamp", changed)
    made.add("last-modified", changed)
    made.add("sequence", one.revision)
    made.add("dtstart", one.day)
    made.add("dtend", one.day + timedelta(days=1))
    made.add("summary", title)
    made.add("url", address)
    made.add("transp", "TRANSPARENT")
    made.add("class", "CONFIDENTIAL")
    return made
