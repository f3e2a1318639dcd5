"""Whom a rung may reach: never the hierarchy of another house without an adopted agreement.

The same as the table `ansprechen` of processes/frist_eskalation/eskalation.dmn; a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.escalation.ladder import Clock, Target

_RANKS = (Target.TEAM_LEAD, Target.HEAD)


@dataclass(frozen=True, slots=True)
class House:
    """Where the task is: at the authority that leads the case, or at another one, whose hierarchy may be told up to
    the role `agreed` (None: no agreement is in force).
    """

    own: bool
    agreed: Target | None = None

    def lets_in(self, target: Target) -> bool:
        """Whether that rank may be told."""
        if self.own or target not in _RANKS:
            return True
        return self.agreed is not None and _RANKS.index(target) <= _RANKS.index(self.agreed)


def address(target: Target, house: House, clock: Clock, *, coordination_knows: bool = True) -> Target:
    """Who is told in place of `target`: the own coordination where the other house may not be told.

    Of the agreed time it is told once: with the team lead's rung, and of the head's only if the team lead could be
    told, or if the coordination does not know yet because the team lead's rung passed unlooked at in an outage. What
    the law sets is told again when it ends. That nobody has claimed a referral is first told to whoever leads the
    case: they can ask.
    """
    if house.lets_in(target):
        return target
    told_before = target is Target.HEAD and not house.lets_in(Target.TEAM_LEAD)
    if clock is Clock.CLAIM:
        return Target.CASE_LEAD
    if told_before and coordination_knows and clock is not Clock.LEGAL:
        return Target.NOBODY
    return Target.COORDINATION
