"""What the actor reads of a case: the one answer that every query about a case filters with (docs/sight.md)."""

from engine.execution.course import of_course, of_courses
from engine.execution.involved import part
from engine.execution.sight import is_released_no_more, log, must_read, of_case

__all__ = ["is_released_no_more", "log", "must_read", "of_case", "of_course", "of_courses", "part"]
