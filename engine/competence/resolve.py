"""Who is competent: the rules of the register applied to a topic, a place, a person and a day, with the derivation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from engine.competence.authority import Authority
from engine.competence.consent import deemed_consent
from engine.competence.places import WORDS, Kind, Place, places
from engine.competence.question import Circumstances, Competent, Nobody, Reason
from engine.competence.register import Register, authority_key
from engine.competence.rule import Decisive, Rule, Topic
from engine.deadlines import german

_CONSENT = "prüfen: Stimmt die jetzt zuständige Behörde zu, dass die bisherige das Verfahren fortführt?"


def resolve(
    register: Register, topic: str, ags: str, circumstances: Circumstances, on: date
) -> Competent | Nobody:
    """The authority competent for `topic` at the place `ags` on the day, with the reason; or Nobody, and why.

    The place is a municipality, or a Kreis written with three zeros. Special rules go before general ones: an
    organisation asked for, a person group, a delegation, a smaller territory, a later beginning.
    """
    known = register.topics.get(topic)
    if known is None:
        return Nobody(
            f"Die Zuständigkeit „{topic}“ steht nicht im Register. Bekannt sind: {', '.join(register.topics)}."
        )
    search = _Search(register, known, circumstances, on)
    search.doubts += _unknown(register, known, circumstances)
    place = search.decisive_place(ags)
    return place if isinstance(place, Nobody) else search.at(place)


@dataclass(slots=True)
class _Search:
    register: Register
    topic: Topic
    said: Circumstances
    on: date
    steps: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    norms: list[str] = field(default_factory=list)

    def decisive_place(self, ags: str) -> Place | Nobody:
        """The place of the allocation, of the duty to live somewhere, of the procedure, else of residence."""
        place = self._special(ags)
        found = places().get(place)
        if found is None:
            return Nobody(f"Den Ort „{place}“ kennt das Register nicht: weder Gemeinde noch Kreis in NRW.")
        self.steps.append(f"Ort: {found.name} ({found.ags}), {WORDS[found.kind]}.")
        return found

    def _special(self, ags: str) -> str:
        said, topic = self.said, self.topic
        place = ags
        if topic.decisive is Decisive.ALLOCATION:
            place = said.allocated or said.residence or ags
        elif topic.decisive is Decisive.DUTY:
            place = said.residence or ags
        if place != ags or (topic.decisive is not Decisive.RESIDENCE and (said.allocated or said.residence)):
            self.norms.append(topic.place_norm)
            words = "der Zuweisung" if place == said.allocated else "der Wohnsitzauflage"
            self.steps.append(f"Maßgeblich ist der Ort {words} ({topic.place_norm}).")
            self._lifting()
        elif topic.without_place:
            self.doubts.append(topic.without_place)
        return self._procedure(place)

    def _lifting(self) -> None:
        """What becomes of a duty to live somewhere whose lifting was asked for."""
        if self.said.lifting_asked is None:
            return
        end = deemed_consent(self.said.lifting_asked)
        if self.on > end.end:
            self.steps.append(
                f"Die Zustimmung zur Aufhebung der Auflage gilt seit Ablauf des {german(end.end)} als erteilt "
                "(§ 72 Abs. 3a AufenthG)."
            )
            self.doubts.append(
                "prüfen: Ist die Wohnsitzauflage inzwischen aufgehoben (§ 12a Abs. 5 AufenthG)?"
            )
        else:
            self.steps.append(
                f"Die Aufhebung der Auflage ist angefragt; die Zustimmung gilt mit Ablauf des {german(end.end)} als "
                "erteilt, wenn niemand widerspricht (§ 72 Abs. 3a AufenthG)."
            )

    def _procedure(self, place: str) -> str:
        """Where a procedure began elsewhere: the old place only if the authority of the new one agrees."""
        began = self.said.began
        if began is None or began == place or (self.said.since is not None and self.said.since > self.on):
            return place
        norm, old = self.topic.move_norm, places().get(began)
        if old is None:
            self.doubts.append(
                f"prüfen: Den Ort „{began}“, an dem das Verfahren begann, kennt das Register nicht."
            )
        if not norm or old is None:
            return place
        if self.said.consent:
            self.norms.append(norm)
            since = "" if self.said.since is None else f" seit {german(self.said.since)}"
            self.steps.append(
                f"Das Verfahren läuft{since} in {old.name}; die jetzt zuständige Behörde stimmt zu, dass die bisherige "
                f"es fortführt ({norm})."
            )
            return began
        self.steps.append(
            f"Das Verfahren begann in {old.name}; ohne Zustimmung geht es mit dem Umzug über ({norm})."
        )
        if self.said.consent is None:
            self.doubts.append(_CONSENT)
        return place

    def at(self, place: Place) -> Competent | Nobody:
        """The first rule that holds and leads to an authority that exists."""
        rules = self.register.rules_at(self.topic.key, place)
        for rule in rules:
            if not rule.fits(self.said) or not rule.holds(self.on):
                continue
            if not rule.authority:
                return Nobody(_filled(rule.sentence, place, None), tuple(self.steps))
            found = self._authority(authority_key(rule, place))
            if found is not None:
                return self._competent(rule, place, found)
        return Nobody(self._why_nobody(rules, place), tuple(self.steps))

    def _authority(self, key: str) -> Authority | None:
        """The authority, or who took over after it ended."""
        seen: set[str] = set()
        while key not in seen:
            seen.add(key)
            found = self.register.authorities.get(key)
            if found is None:
                self.steps.append(f"Die Stelle „{key}“ steht nicht im Register.")
                return None
            if found.exists(self.on):
                return found
            if self.on < found.valid_from:
                self.steps.append(f"{found.name} besteht erst ab {german(found.valid_from)}.")
                return None
            ended = f"{found.name} besteht nur bis {german(found.valid_to or self.on)}"
            if found.successor is None:
                self.steps.append(f"{ended}; ein Nachfolger ist nicht eingetragen.")
                return None
            self.steps.append(f"{ended}; es folgt „{found.successor}“.")
            key = found.successor
        return None

    def _competent(self, rule: Rule, place: Place, authority: Authority) -> Competent:
        self.steps += _conditions(rule, self.register, self.said)
        until = "" if rule.valid_to is None else f" bis {german(rule.valid_to)}"
        self.steps.append(f"Die Regel gilt ab {german(rule.valid_from)}{until}: {rule.norm}.")
        if self.said.age is None and (rule.age_from is not None or rule.age_below is not None):
            self.doubts.append("prüfen: Das Alter ist nicht angegeben.")
        norms = dict.fromkeys((*self.norms, rule.norm))
        doubts = dict.fromkeys((*self.doubts, *rule.doubts, *authority.doubts))
        reason = Reason(
            norm="; ".join(norms),
            rule=rule.id,
            sentence=_filled(rule.sentence, place, authority),
            steps=tuple(self.steps),
            doubts=tuple(doubts),
        )
        return Competent(authority.key, reason)

    def _why_nobody(self, rules: tuple[Rule, ...], place: Place) -> str:
        """Why no rule led anywhere: none for the place, none on the day, none for the person, or no authority."""
        name, where = self.topic.name, place.where
        if place.kind in (Kind.DISTRICT, Kind.CITY_REGION) and not any(_general(rule) for rule in rules):
            return f"„{name}“ ist Sache der Gemeinden; {place.name} ist keine."
        if not rules:
            return f"Für „{name}“ gibt es {where} ({WORDS[place.kind]}) keine Regel."
        timely = [rule for rule in rules if rule.holds(self.on)]
        if not timely:
            return f"Für „{name}“ gilt {where} am {german(self.on)} keine Regel; {_times(rules)}."
        fitting = [rule for rule in timely if rule.fits(self.said)]
        if not fitting:
            asked = "; ".join(dict.fromkeys(_asked(rule, self.register) for rule in timely))
            return (
                f"Für „{name}“ passt {where} keine Regel zu dieser Person. Es gibt Regeln nur für: {asked}."
            )
        return f"Für „{name}“ nennt das Register {where} am {german(self.on)} keine bestehende Stelle. {self.steps[-1]}"


def _unknown(register: Register, topic: Topic, said: Circumstances) -> Iterable[str]:
    """What was said and means nothing to the register: a slip of the pen must not lead to another authority unseen."""
    for group in sorted(said.groups - register.groups.keys()):
        yield f"prüfen: Die Personengruppe „{group}“ kennt das Register nicht."
    if said.bearer and not any(
        rule.topic == topic.key and rule.bearer == said.bearer for rule in register.rules
    ):
        yield f"prüfen: Der Träger „{said.bearer}“ ist für „{topic.name}“ nirgends eingetragen."


def _general(rule: Rule) -> bool:
    return not rule.groups and not rule.bearer


def _conditions(rule: Rule, register: Register, said: Circumstances) -> Iterable[str]:
    if rule.bearer:
        yield f"Gefragt ist nach dem Träger „{rule.bearer}“."
    for group in rule.groups:
        if group in said.groups:
            yield f"Personengruppe: {register.groups.get(group, group)}."
    if rule.delegated:
        yield "Die Aufgabe ist übertragen."


def _times(rules: tuple[Rule, ...]) -> str:
    spans = [
        f"ab {german(rule.valid_from)}" + ("" if rule.valid_to is None else f" bis {german(rule.valid_to)}")
        for rule in sorted(rules, key=lambda rule: (rule.valid_from, rule.id))
    ]
    return "geregelt ist die Zeit " + ", ".join(dict.fromkeys(spans))


def _asked(rule: Rule, register: Register) -> str:
    parts = [register.groups.get(group, group) for group in rule.groups]
    if rule.age_from is not None:
        parts.append(f"ab {rule.age_from} Jahren")
    if rule.age_below is not None:
        parts.append(f"unter {rule.age_below} Jahren")
    if rule.bearer:
        parts.append(f"Träger „{rule.bearer}“")
    return " ".join(parts)


def _filled(sentence: str, place: Place, authority: Authority | None) -> str:
    named = sentence.replace("{ort}", place.whom).replace("{kreis}", place.district_name)
    return named.replace("{stelle}", "niemand" if authority is None else authority.name)
