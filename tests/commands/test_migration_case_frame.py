"""The case frame of the library goes on in a second version while it runs: open calls, timers, tasks and milestones.

The first steps are those of the library itself (first contact, consent); what the frame calls later are tiny stand-ins.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.clock import ZONE
from engine.library import read
from engine.testing import Story, World
from engine.testing import models as m

LIBRARY = Path(__file__).parents[2] / "processes"
#: what the frame calls, and how it ends
STAND_INS = {
    "bedarfsanalyse": "nur_beratung",
    "rechtskreiswechsel": "luecklos",
    "bleiberecht": "abgelehnt",
    "verlaengerung": "abgelehnt",
}
CONTACT = {
    "zugangsweg": "selbst",
    "kontakt_am": date(2026, 11, 23),
    "sprache_verstaendigung": "Dari",
    "dolmetschen_noetig": "nein",
    "akute_gefahr": "nein",
}
SCREENING = {
    "aufenthaltsstatus": "duldung_60a",
    "problemlagen": ["aufenthalt", "wohnen", "sprache"],
    "beteiligte_stellen": ["auslaenderbehoerde", "sozialamt"],
    "regelpfad_greift": "nein",
    "einwilligung_bereit": "ja",
    "akute_gefahr": "nein",
    "wird_18_am": date(2019, 5, 4),
}
RELEASE = {
    "freigabe_entscheidung": "erteilt",
    "zweck": "begleitung",
    "kategorien": ["kontakt"],
    "schweigepflicht": "ja",
    "gueltig_bis": date(2028, 11, 30),
}


def files(key: str) -> dict[str, bytes]:
    """What is stored with a version of a process of the library."""
    (found,) = read(LIBRARY / key)
    return dict(found.files)


def stand_in(key: str, result: str) -> dict[str, bytes]:
    """A process of that key that is one task, and ends with that result."""
    return {
        "p.bpmn": m.process(
            key,
            m.start(),
            m.user_task(f"{key}_aufgabe"),
            m.script_task("ergebnis", f'="{result}"', f"ergebnis_{key}"),
            m.end(),
            m.flow("start", f"{key}_aufgabe"),
            m.flow(f"{key}_aufgabe", "ergebnis"),
            m.flow("ergebnis", "end"),
        )
    }


@pytest.fixture
def story(world: World) -> Story:
    """A case of the real frame, led through the real first contact and consent into the accompaniment."""
    for key, result in STAND_INS.items():
        world.deploy(stand_in(key, result))
    for key in ("erstkontakt", "einwilligung", "fallrahmen"):
        world.deploy(files(key))
    story = world.open("fallrahmen", {"zugangsweg": "selbst", "einreise_am": date(2021, 2, 10)})
    story.complete("kontakt_aufnehmen", CONTACT)
    story.complete("termin_vereinbaren", {"termin_am": date(2026, 11, 23), "termin_ort": "buero"})
    story.complete("termin_wahrnehmen", {"erschienen": "ja"})
    story.complete(
        "information_geben",
        {
            "information_erteilt": True,
            "information_sprache": "Dari",
            "information_fassung": "11/2026",
            "stelle_art": "kommunal",
            "schweigepflicht_203": "ja",
        },
    )
    story.complete("hinweis_geben", {"hinweis_gegeben": True, "status_besprechen": "ja"})
    story.complete("screening_fuehren", SCREENING)
    story.complete("aufnahme_entscheiden", {"aufnahme_entscheidung": "aufnehmen"})
    story.complete(
        "erklaeren",
        {
            "erklaert_freiwillig": True,
            "erklaert_widerruf": True,
            "erklaert_folgen": True,
            "sprachmittlung_dabei": "nicht_noetig",
            "einwilligung_wunsch": "ja",
            "empfaenger_auswahl": ["jobcenter", "sozialamt"],
        },
    )
    story.complete("freigabe_besprechen", RELEASE).complete("freigabe_besprechen", RELEASE)
    story.complete(
        "unterschreiben",
        {
            "unterschrieben_am": date(2026, 11, 23),
            "unterschrift_form": "papier",
            "fundstelle": "Ordner 1",
            "kopie_ausgehaendigt": True,
        },
    )
    return story


#: ids the second version has changed
MAPPING = {"kind_titel": "kind_begleiten", "vorgehen": "weiteres_vorgehen", "kontakt_stille": "lange_stille"}


def second_version() -> dict[str, bytes]:
    """The frame with other ids and other agreed times."""
    changed = {}
    for path, content in files("fallrahmen").items():
        said = content.decode()
        for old, new in MAPPING.items():
            said = re.sub(
                rf'( id|sourceRef|targetRef|attachedToRef|bpmnElement)="{old}"', rf'\1="{new}"', said
            )
            said = said.replace(f'vereinbart("{old}")', f'vereinbart("{new}")')
            said = said.replace(f'element = "{old}"', f'element = "{new}"')
        said = said.replace('versionTag value="1.0"', 'versionTag value="2.0"')
        said = said.replace('version = "1.0"', 'version = "2.0"')
        said = said.replace('wert = "P90D"', 'wert = "P120D"').replace('wert = "P6M"', 'wert = "P4M"')
        changed[path] = said.encode()
    return changed


def frame(story: Story) -> int:
    """The number of the frame's own instance."""
    with story.world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(text("SELECT id FROM process_instance WHERE parent_id IS NULL")).scalar_one())


def migrate(story: Story) -> None:
    """Deploy and adopt the second version and take the running case over, as the team lead."""
    number = frame(story)
    with story.world.engine.begin(SYSTEM) as tx:
        source = int(
            tx.execute(
                text("SELECT version_id FROM process_instance WHERE id = :id"), {"id": number}
            ).scalar_one()
        )
    target = story.world.deploy(second_version())
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        outlook = commands.migration.dry_run(tx, source, target, MAPPING)
        assert (outlook.total, outlook.ready, outlook.would_stop) == (1, 1, 0), outlook
        commands.migration.migrate(tx, number, target, MAPPING)


def due(story: Story) -> dict[str, datetime]:
    """When each timer of the frame fires, on German clocks."""
    return {one.element: one.due.astimezone(ZONE) for one in story.file().timers}


def test_the_frame_survives_with_open_calls_timers_tasks_and_milestones(story: Story) -> None:
    story.send("kind_geboren", {"kind_geboren_am": date(2026, 11, 21)})
    story.send(
        "statuswechsel",
        {
            "aufenthaltsstatus": "aufenthaltserlaubnis",
            "titel_norm": "§ 25 Abs. 2 AufenthG",
            "titel_gueltig_bis": date(2027, 12, 31),
            "rechtskreis_alt": "asylblg",
            "rechtskreis_neu": "sgb_ii",
        },
    )
    before = due(story)
    child = story.task("kind_titel")

    migrate(story)

    after = due(story)
    # timers run on as they were, whatever the new version says
    assert before["titel_faellig"] == datetime(2027, 10, 2, tzinfo=ZONE)
    assert after == {MAPPING.get(element, element): moment for element, moment in before.items()}
    assert story.task("kind_begleiten").id == child.id
    assert story.task("kind_begleiten").due == child.due
    # what was called goes on, and its answer reaches the frame in its new version
    story.complete("bedarfsanalyse_aufgabe")
    assert story.task("weiteres_vorgehen").name == "Weiteres Vorgehen festlegen"
    story.complete("rechtskreiswechsel_aufgabe")
    reached = [one.text for one in story.file().history]
    assert any("Einreise" in one for one in reached)
    assert any("Schutz oder Aufenthaltserlaubnis" in one for one in reached)


def test_a_timer_that_begins_anew_after_the_migration_is_the_new_versions(story: Story) -> None:
    story.send(
        "statuswechsel",
        {"aufenthaltsstatus": "aufenthaltserlaubnis", "titel_gueltig_bis": date(2027, 12, 31)},
    )
    migrate(story)

    story.send("kontakt", {"kontakt_am": date(2026, 11, 23)})
    story.send(
        "statuswechsel",
        {"aufenthaltsstatus": "aufenthaltserlaubnis", "titel_gueltig_bis": date(2028, 12, 31)},
    )

    assert due(story)["lange_stille"] == datetime(2027, 3, 23, 9, tzinfo=ZONE)
    assert due(story)["titel_faellig"] == datetime(2028, 9, 2, tzinfo=ZONE)


def test_the_migrated_frame_still_hears_messages_and_ends(story: Story) -> None:
    migrate(story)

    story.send("antrag_bleiberecht", {"antrag_am": date(2026, 11, 23)})
    story.send("einwilligung_widerrufen", {"widerruf_umfang": "alles"})

    # the accompaniment is over at once, the person's application goes on
    assert set(story.active()) == {"bleiberecht", "bleiberecht_aufgabe", "widerruf_umsetzen"}
    story.complete(
        "widerruf_umsetzen",
        {
            "widerruf_am": date(2026, 11, 23),
            "widerruf_weg": "muendlich",
            "widerruf_informiert": ["jobcenter"],
            "widerruf_loeschung": "veranlasst",
            "aufgaben_umgeleitet": True,
        },
    )
    assert story.file().head.outcome is None
    story.complete("bleiberecht_aufgabe")
    assert story.file().head.outcome is not None


def test_the_restarted_timer_fires_on_the_changed_date(story: Story) -> None:
    story.send(
        "statuswechsel", {"aufenthaltsstatus": "aufenthaltserlaubnis", "titel_gueltig_bis": date(2027, 6, 30)}
    )
    story.send(
        "statuswechsel", {"aufenthaltsstatus": "aufenthaltserlaubnis", "titel_gueltig_bis": date(2027, 8, 31)}
    )

    story.pass_time(timedelta(days=150))  # 22 April 2027: after the first warning day, before the second

    assert "verlaengerung_aufgabe" not in story.active()
    story.pass_time(timedelta(days=45))
    assert "verlaengerung_aufgabe" in story.active()
