"""What breaks off or comes twice between the two signatures leaves no half of anything."""

from __future__ import annotations

import pytest

from engine import Forbidden, commands
from engine.execution import proposals
from engine.state.proposal import ProposalState
from tests.commands.test_concurrent_referral import at_once
from tests.steering.conftest import Group


class _Killed(Exception):
    """The server is gone."""


def test_a_server_that_dies_while_the_second_signs_leaves_the_first_signature_alone(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = group.ready()
    digest = group.sign(number)

    def die(*_args: object, **_more: object) -> None:
        raise _Killed

    with monkeypatch.context() as broken:
        broken.setattr(
            proposals, "take", die
        )  # the resolution is written by then, and its versions are in force
        with pytest.raises(_Killed), group.world.engine.begin(group.sina) as tx:
            commands.resolution.countersign(tx, number, digest)

    view = group.show(number)
    assert (view.row.state, view.resolutions) == (ProposalState.READY, ())
    assert view.draft is not None
    assert view.draft.digest == digest
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.countersign(tx, number, digest)
    assert [one.ruling for one in group.show(number).resolutions] == ["adopted"]


def test_one_person_in_two_tabs_signs_once_and_never_as_the_second(group: Group) -> None:
    number = group.ready()
    revision = group.show(number).row.revision

    def sign() -> str:
        with group.world.engine.begin(group.stefan) as tx:
            return commands.resolution.sign(tx, number, revision, group.text())

    digests = at_once(sign, sign, sign)

    assert len(set(digests)) == 1
    view = group.show(number)
    assert [one.kind for one in view.events].count("signed") == 1
    with group.world.engine.begin(group.stefan) as tx, pytest.raises(Forbidden):
        commands.resolution.countersign(tx, number, str(digests[0]))
