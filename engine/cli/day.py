"""Days and moments as options take them: 2026-11-23, 23.11.2026, 2026-11-23T15:00."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import click


class Moment(click.ParamType["date | datetime"]):
    """A day, or a day with a time of day in Germany."""

    name = "tag"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """The day or moment; a wrong command line for anything else."""
        for form in ("%Y-%m-%d", "%d.%m.%Y"):
            for clock in ("", "T%H:%M", " %H:%M"):
                try:
                    found = datetime.strptime(value, form + clock)  # noqa: DTZ007  the zone is added below
                except ValueError:
                    continue
                return found if clock else found.date()
        return self.fail(f"{value!r} ist kein Tag; erwartet wird 2026-11-23 oder 23.11.2026.", param, ctx)


class Day(Moment):
    """A day without a time."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> date | datetime:
        """The day; a wrong command line for a moment."""
        found = super().convert(value, param, ctx)
        if isinstance(found, datetime):
            self.fail(f"{value!r} hat eine Uhrzeit; erwartet wird nur ein Tag wie 2026-11-23.", param, ctx)
        return found
