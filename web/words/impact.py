"""The impact report in words: outcomes, phases, what changes for cases, and the sentences of its summary."""

from __future__ import annotations

from flask import Flask
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from engine.actor import Role
from engine.queries.impact import CaseOutcome, FindingKind, FindingRow, ImpactView, Phase
from engine.queries.proposal import MigrationRule
from web.display import count, in_german, role_name
from web.forms import field_faults
from web.words import impact_holding as holding
from web.words.durations import duration
from web.words.profile import period_again


def init_app(app: Flask) -> None:
    """Register filters."""
    app.jinja_env.filters.update(
        folge=outcome_name,
        folgen_schritt=phase_name,
        folgenart=kind_name,
        folgensatz=sentence,
        bleibsatz=why_it_stays,
        folgensekunden=seconds,
    )


def outcome_name(outcome: CaseOutcome | str, rule: MigrationRule = MigrationRule.KEEP) -> str:
    """What becomes of an instance; where the rule lets it follow later or not at all, what became of it today."""
    if outcome == CaseOutcome.STAYS and rule is not MigrationRule.KEEP:
        return _("stehen schon in der vorgeschlagenen Fassung")
    if rule in {MigrationRule.NEXT_PHASE, MigrationRule.SELECTED}:
        asked = {
            CaseOutcome.MIGRATES: _("ließen sich heute umstellen"),
            CaseOutcome.STOPS: _("ließen sich heute umstellen und blieben mit Störung stehen"),
            CaseOutcome.REFUSED: _("ließen sich heute nicht umstellen"),
        }
        if outcome in asked:
            return asked[CaseOutcome(outcome)]
    return {
        CaseOutcome.MIGRATES: _("gehen über"),
        CaseOutcome.STOPS: _("gehen über und bleiben mit Störung stehen"),
        CaseOutcome.REFUSED: _("lassen sich nicht umstellen"),
        CaseOutcome.STAYS: _("bleiben nach der Regel in ihrer Fassung"),
    }[CaseOutcome(outcome)]


def phase_name(phase: Phase) -> str:
    """What is looked at right now."""
    return {
        Phase.CASES: _("Laufende Fälle werden angesehen."),
        Phase.SCENARIOS: _("Szenarien werden mit beiden Fassungen gespielt."),
        Phase.DECISIONS: _("Frühere Entscheidungen werden nachgerechnet."),
        Phase.COURSES: _("Abgeschlossene Fälle werden auf beiden Fassungen gespielt."),
        Phase.STEPS: _("Schritte und Wartezeiten werden gezählt."),
    }[phase]


def kind_name(kind: FindingKind) -> str:
    """What kind of thing is said."""
    return {
        FindingKind.PLACE: _("Stand"),
        FindingKind.REFUSAL: _("Grund der Ablehnung"),
        FindingKind.STOP: _("Störung"),
        FindingKind.DEADLINE: _("Frist ändert sich"),
        FindingKind.DEADLINE_KEPT: _("Laufende Frist bleibt"),
        FindingKind.NUMBER: _("Vereinbarter Wert ändert sich"),
        FindingKind.DEADLINE_SET: _("Aufgabe bekommt eine Frist"),
        FindingKind.RESPONSIBLE: _("Aufgabe wechselt"),
        FindingKind.RESPONSIBLE_LATER: _("Späterer Schritt wechselt"),
        FindingKind.MISSING: _("Angabe fehlt"),
        FindingKind.NO_PHASE: _("Keine Phase mehr"),
    }[kind]


def why_it_stays(message: str) -> str:
    """Why a case cannot follow, for a page: what has no English sentence is marked as German."""
    return field_faults.marked(message) if field_faults.in_english(message) else in_german(message)


def sentence(one: FindingRow) -> str:
    """One finding, so that it can be read by itself."""
    match one.kind:
        case FindingKind.PLACE:
            return _("Steht bei „%(name)s“.", name=one.name)
        case FindingKind.STOP:
            return _("Bliebe bei „%(name)s“ mit einer Störung stehen.", name=one.name)
        case FindingKind.DEADLINE_SET:
            return _("„%(name)s“ ist offen, hat noch keine Frist und bekommt eine.", name=one.name)
        case FindingKind.RESPONSIBLE:
            before, after = (role_name(Role(role)) for role in one.roles)
            return _(
                "„%(name)s“ ist offen und geht von %(before)s (%(role)s) an %(after)s (%(new)s).",
                name=one.name,
                before=one.before,
                role=before,
                after=one.after,
                new=after,
            )
        case FindingKind.MISSING:
            return _(
                "„%(name)s“ braucht „%(variable)s“; in diesen Fällen fehlt es, und kein Schritt davor fragt danach.",
                name=one.name,
                variable=one.text,
            )
        case FindingKind.NO_PHASE:
            return _(
                "„%(name)s“: Der Fall kommt in keine andere Phase und an keinen Meilenstein mehr und bliebe in "
                "seiner Fassung.",
                name=one.name,
            )
        case FindingKind.NUMBER:
            return _(
                "„%(name)s“: bisher %(before)s, künftig %(after)s.",
                name=one.name,
                before=one.before,
                after=one.after,
            )
        case FindingKind.DEADLINE | FindingKind.DEADLINE_KEPT if not one.text:
            return _(
                "Vereinbarte Zeit für „%(name)s“: bisher %(before)s, künftig %(after)s.",
                name=one.name,
                before=period_again(one.before),
                after=period_again(one.after),
            )
        case FindingKind.REFUSAL:
            return field_faults.field_fault(one.text)
        case _:
            return one.english if one.english and _is_english() else one.text


def seconds(value: float) -> str:
    """A time in the unit one would say it in; a dash for none."""
    return duration(value) if value else "–"


def summary(view: ImpactView) -> list[str]:
    """What everybody should know of the report, in sentences."""
    if view.report is None:
        return []
    results = view.report.results
    # a report of an earlier release does not say
    coming = [holding.before(one) for one in results.get("coming", ())]
    if results.get("repeal"):
        return [*coming, *(holding.afterwards(one) for one in results["repeal"])]
    counts = results["instances"]
    total = sum(counts.values())
    if not total:
        return [
            *coming,
            _(
                "In den Gebieten der Vorlage ist nichts umzustellen: Dort läuft kein Fall in einer anderen Fassung, "
                "oder ein engeres Gebiet hat einen eigenen Beschluss."
            ),
        ]
    said = _fate(view.row.migration_rule, total, counts["migrates"], counts["stays"])
    if counts["refused"]:
        said.append(
            ngettext(
                "%(n)s Lauf lässt sich nicht umstellen.",
                "%(n)s Läufe lassen sich nicht umstellen.",
                counts["refused"],
                n=count(counts["refused"]),
            )
        )
    if counts["stops"]:
        said.append(
            ngettext(
                "%(n)s Lauf bliebe mit einer Störung stehen.",
                "%(n)s Läufe blieben mit einer Störung stehen.",
                counts["stops"],
                n=count(counts["stops"]),
            )
        )
    cases = results["case_total"]
    said.append(ngettext("Betroffen ist %(n)s Akte.", "Betroffen sind %(n)s Akten.", cases, n=count(cases)))
    return [*coming, *said, *_changes(view)]


def _fate(rule: MigrationRule, total: int, migrates: int, stays: int) -> list[str]:
    """How many follow; where they do so later, or only some, that nobody does of itself, and how many could today."""
    if stays and rule is MigrationRule.KEEP:
        return [
            _(
                "%(n)s von %(total)s Läufen bleiben nach der Regel der Vorlage in ihrer Fassung.",
                n=count(stays),
                total=count(total),
            )
        ]
    here = [] if not stays else [_there(stays)]
    if stays == total:
        return here
    able = _(
        "Wie sie heute stehen, ließen sich %(n)s von %(total)s Läufen umstellen.",
        n=count(migrates),
        total=count(total),
    )
    match rule:
        case MigrationRule.NEXT_PHASE:
            return [
                *here,
                _(
                    "Am Stichtag geht kein Lauf über: Jeder folgt, wenn sein Fall in die nächste Phase kommt, also "
                    "von einem späteren Schritt aus."
                ),
                able,
            ]
        case MigrationRule.SELECTED:
            return [*here, _("Von selbst geht kein Lauf über: Es folgen nur ausgewählte Fälle."), able]
        case _:
            return [
                *here,
                _(
                    "%(n)s von %(total)s Läufen gehen ohne Weiteres über.",
                    n=count(migrates),
                    total=count(total),
                ),
            ]


def _there(stays: int) -> str:
    """How many run in the proposed version already."""
    return ngettext(
        "%(n)s Lauf steht schon in der vorgeschlagenen Fassung.",
        "%(n)s Läufe stehen schon in der vorgeschlagenen Fassung.",
        stays,
        n=count(stays),
    )


def _changes(view: ImpactView) -> list[str]:
    said = []
    never = sum(one.count for one in view.of(FindingKind.NO_PHASE))
    if never:
        said.append(
            ngettext(
                "%(n)s Lauf folgt nie: Sein Fall kommt in keine andere Phase mehr und an keinen Meilenstein.",
                "%(n)s Läufe folgen nie: Ihre Fälle kommen in keine andere Phase mehr und an keinen Meilenstein.",
                never,
                n=count(never),
            )
        )
    steps = len({one.element for one in view.of(FindingKind.DEADLINE)})
    if steps:
        said.append(
            ngettext(
                "Bei %(n)s Schritt, der noch vor Fällen liegt, ändert sich die Frist.",
                "Bei %(n)s Schritten, die noch vor Fällen liegen, ändert sich die Frist.",
                steps,
                n=count(steps),
            )
        )
    numbers = len({one.element for one in view.of(FindingKind.NUMBER)})
    if numbers:
        said.append(
            ngettext(
                "%(n)s vereinbarter Wert, nach dem noch zu entscheiden ist, ändert sich.",
                "%(n)s vereinbarte Werte, nach denen noch zu entscheiden ist, ändern sich.",
                numbers,
                n=count(numbers),
            )
        )
    moved = sum(one.count for one in view.of(FindingKind.RESPONSIBLE))
    if moved:
        said.append(
            ngettext(
                "%(n)s offene Aufgabe bekommt eine andere Stelle.",
                "%(n)s offene Aufgaben bekommen eine andere Stelle.",
                moved,
                n=count(moved),
            )
        )
    names = len({one.text for one in view.of(FindingKind.MISSING)})
    if names:
        said.append(
            ngettext(
                "%(n)s Angabe, die die neue Fassung braucht, fehlt in laufenden Fällen.",
                "%(n)s Angaben, die die neue Fassung braucht, fehlen in laufenden Fällen.",
                names,
                n=count(names),
            )
        )
    return [*said, *_scenarios(view), *_decided(view), *_played(view)]


def _scenarios(view: ImpactView) -> list[str]:
    """How many scenarios that hold today come out otherwise in the proposed versions, where any does."""
    parts = [] if view.report is None else view.report.results.get("scenarios", ())
    played = [one for part in parts if part["found"] is not None for one in part["found"]]
    other = sum(1 for one in played if one["before"] and not one["after"])
    if not other:
        return []
    return [
        ngettext(
            "%(n)s von %(total)s bisherigen Szenarien geht künftig anders aus.",
            "%(n)s von %(total)s bisherigen Szenarien gehen künftig anders aus.",
            other,
            n=count(other),
            total=count(len(played)),
        )
    ]


def _played(view: ImpactView) -> list[str]:
    """How many cases, played again, come to another end, of how many that could be."""
    parts = [] if view.report is None else view.report.results.get("courses", ())
    found = [part["found"] for part in parts if part["found"] is not None]
    looked = sum(one["repeated"] for one in found)
    other = looked - sum(one["same"] for one in found)
    if not looked:
        return []
    return [
        _(
            "Abgeschlossene Fälle, nachgespielt: %(looked)s, davon %(other)s mit anderem oder keinem Ende.",
            looked=count(looked),
            other=count(other),
        )
    ]


def _decided(view: ImpactView) -> list[str]:
    """How many recorded decisions come out otherwise, of how many that could be decided again, of how many at all."""
    parts = [] if view.report is None else view.report.results["decisions"]
    tables = [table for part in parts if part["found"] is not None for table in part["found"]["tables"]]
    total = sum(one["total"] for one in tables)
    changed = sum(one["changed"] for one in tables)
    looked = changed + sum(one["same"] for one in tables)
    said = []
    if looked < total:
        said.append(
            _(
                "Nachrechnen ließen sich %(looked)s von %(total)s früheren Entscheidungen.",
                looked=count(looked),
                total=count(total),
            )
        )
    if changed:
        said.append(
            _(
                "Von %(looked)s nachgerechneten Entscheidungen fielen %(changed)s mit den neuen Tabellen anders aus.",
                looked=count(looked),
                changed=count(changed),
            )
        )
    elif looked:
        said.append(
            ngettext(
                "%(n)s nachgerechnete Entscheidung fiele mit den neuen Tabellen gleich aus.",
                "%(n)s nachgerechnete Entscheidungen fielen mit den neuen Tabellen gleich aus.",
                looked,
                n=count(looked),
            )
        )
    return said


def _is_english() -> bool:
    return str(get_locale()).startswith("en")
