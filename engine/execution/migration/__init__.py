"""A waiting instance goes on in another version of its process: mapped, checked, then changed – never half.

`plan` says which element is which, `check` every reason against it, `migrate` gives the instance in the new version and
the facts between. Nothing here reads or writes a table.
"""

from engine.execution.migration.check import check
from engine.execution.migration.mapping import ElementMapping, plan
from engine.execution.migration.move import migrate
from engine.execution.migration.refusal import MigrationRefused, Refusal, Rule

__all__ = ["ElementMapping", "MigrationRefused", "Refusal", "Rule", "check", "migrate", "plan"]
