"""What the actor reads of a case: the one answer that every query about a case filters with (docs/sight.md)."""

from engine.execution.sight import is_released_no_more, log, must_read, of_case, of_course, part

__all__ = ["is_released_no_more", "log", "must_read", "of_case", "of_course", "part"]
