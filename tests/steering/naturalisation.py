"""The naturalisation of the library in the test world: whoever takes part, and one case whose papers are looked at."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine import SYSTEM
from engine.commands import authority
from engine.commands.authority import Competence
from engine.library import FOLDER, read
from engine.testing import Story, World

KEY = "einbuergerung"
#: where every case stands, and the time agreed on there
STEP, AGREED = "vollstaendigkeit_pruefen", "P14D"
COMPLETE: Mapping[str, object] = {"unterlagen_vollstaendig": True}
_TOPICS = ("einbuergerungsbehoerde", "jobcenter")


def files(agreed: str = AGREED) -> dict[str, bytes]:
    """The files of the process, with another time for the step."""
    (folder,) = read(FOLDER / KEY)
    before = f'element = "{STEP}"\nart = "bearbeitung"\nwert = "{AGREED}"'.encode()
    said = folder.files["process.toml"]
    assert before in said
    return {
        **folder.files,
        "process.toml": said.replace(before, before.replace(AGREED.encode(), agreed.encode())),
    }


def one_case(world: World) -> Story:
    """Let the process hold, and one case of it come to the step."""
    with world.engine.begin(SYSTEM) as tx:
        competent = [Competence(topic, "05334", "Test", date(2005, 1, 1)) for topic in _TOPICS]
        authority.create(tx, "ebh-hier", "Einbürgerungsbehörde Hier", "05334", competent)
    world.deploy(files())
    with world.engine.begin(SYSTEM) as tx:
        given = {
            "antrag_am": tx.today,
            "eingangsweg": "online",
            "grundlage": "StAG_10",
            "gebuehr_anlass": "person",
        }
    return world.open(KEY).complete("antrag_erfassen", given)
