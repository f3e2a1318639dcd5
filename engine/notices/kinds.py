"""The sentences of each kind of notice, here in German. What is in braces is filled in (`engine.notices.words`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from engine.notices.notice import NoticeKind

_K = NoticeKind


class Words(NamedTuple):
    """A kind in one language: its name for lists, one notice with and without its day, and a summary of several."""

    name: str
    dated: str
    plain: str
    many: str


GERMAN: Final[Mapping[NoticeKind, Words]] = {
    _K.REMINDER: Words(
        "Erinnerung vor der Frist",
        "{task} ist am {due} fällig.",
        "{task} wird bald fällig.",
        "{count} Aufgaben werden bald fällig.",
    ),
    _K.DUE: Words(
        "Aufgabe fällig",
        "{task} ist fällig seit {due}.",
        "{task} ist fällig.",
        "{count} Aufgaben sind fällig.",
    ),
    _K.OVERDUE: Words(
        "Aufgabe überfällig",
        "{task} ist seit {due} überfällig.",
        "{task} ist überfällig.",
        "{count} Aufgaben sind überfällig.",
    ),
    _K.STRUCTURAL: Words(
        "Stockender Ablauf",
        "{task} bei {authority} stockt, fällig war {due}.",
        "{task} bei {authority} stockt.",
        "{count} Aufgaben stocken.",
    ),
    _K.STATISTICS: Words(
        "Überfällige für die Lenkungsgruppe",
        "{task} ist seit {due} überfällig, zur Kenntnis.",
        "{task} ist überfällig, zur Kenntnis.",
        "{count} Aufgaben sind überfällig, zur Kenntnis.",
    ),
    _K.UNCLAIMED: Words(
        "Nicht übernommene Aufgabe",
        "{task} hat noch niemand übernommen, fällig {due}.",
        "{task} hat noch niemand übernommen.",
        "{count} Aufgaben hat noch niemand übernommen.",
    ),
    _K.HOLDER_AWAY: Words(
        "Aufgabe bei Abwesenden",
        "{task} liegt bei jemandem, der abwesend ist, fällig {due}.",
        "{task} liegt bei jemandem, der abwesend ist.",
        "{count} Aufgaben liegen bei jemandem, der abwesend ist.",
    ),
    _K.REFERRAL_UNANSWERED: Words(
        "Beteiligung ohne Antwort",
        "{task} bei {authority} ist ohne Antwort, fällig war {due}.",
        "{task} bei {authority} ist ohne Antwort.",
        "{count} Beteiligungen sind ohne Antwort.",
    ),
    _K.TITLE_ENDS: Words(
        "Titel läuft ab",
        "Ein Aufenthaltstitel gilt bis {due}.",
        "Ein Aufenthaltstitel läuft bald ab.",
        "{count} Aufenthaltstitel laufen bald ab.",
    ),
    _K.AGE_LIMIT: Words(
        "Altersgrenze",
        "Die Altersgrenze{age} fällt auf den {due}.",
        "Eine Altersgrenze ist bald erreicht.",
        "{count} Altersgrenzen sind bald erreicht.",
    ),
    _K.ASSIGNED: Words(
        "Zugewiesene Aufgabe",
        "{task} ist Ihnen zugewiesen, fällig {due}.",
        "{task} ist Ihnen zugewiesen.",
        "{count} Aufgaben sind Ihnen zugewiesen.",
    ),
    _K.TAKEN_AWAY: Words(
        "Weggenommene Aufgabe",
        "{task} ist Ihnen nicht mehr zugewiesen.",
        "{task} ist Ihnen nicht mehr zugewiesen.",
        "{count} Aufgaben sind Ihnen nicht mehr zugewiesen.",
    ),
    _K.WITHDRAWN: Words(
        "Entfallene Aufgabe",
        "{task} ist entfallen, weil der Ablauf weitergegangen ist.",
        "{task} ist entfallen, weil der Ablauf weitergegangen ist.",
        "{count} Ihrer Aufgaben sind entfallen.",
    ),
    _K.AGREED_TIME_CHANGED: Words(
        "Vereinbarte Zeit geändert",
        "{task} ist jetzt bis {due} vereinbart.",
        "Die vereinbarte Zeit für {task} ist geändert.",
        "Für {count} Aufgaben ist die vereinbarte Zeit geändert.",
    ),
    _K.CASE_GIVEN: Words(
        "Fallführung übernommen",
        "Sie führen jetzt den Fall {case}.",
        "Sie führen jetzt den Fall {case}.",
        "Sie führen jetzt {count} weitere Fälle.",
    ),
    _K.CASE_TAKEN: Words(
        "Fallführung abgegeben",
        "Den Fall {case} führt jetzt jemand anderes.",
        "Den Fall {case} führt jetzt jemand anderes.",
        "{count} Ihrer Fälle führt jetzt jemand anderes.",
    ),
    _K.CASE_ARRIVED: Words(
        "Fall durch Umzug",
        "Ein Umzug bringt den Fall {case} zu {authority}.",
        "Ein Umzug bringt den Fall {case} zu {authority}.",
        "Umzüge bringen {count} weitere Fälle zu Ihrer Behörde.",
    ),
    _K.COMMENT: Words(
        "Kommentar",
        "Neuer Kommentar zu {task}.",
        "Neuer Kommentar zu {task}.",
        "{count} neue Kommentare.",
    ),
    _K.MENTION: Words(
        "Erwähnung",
        "Sie sind erwähnt im Kommentar zu {task}.",
        "Sie sind erwähnt im Kommentar zu {task}.",
        "Sie sind in {count} Kommentaren erwähnt.",
    ),
    _K.BREAK_GLASS: Words(
        "Notzugriff",
        "Notzugriff auf die Akte {case}: {who} liest sie ohne eigenes Recht. Der Grund steht in der Akte.",
        "Notzugriff auf die Akte {case}: {who} liest sie ohne eigenes Recht. Der Grund steht in der Akte.",
        "{count} Notzugriffe auf Akten Ihrer Stelle.",
    ),
    _K.INCIDENT: Words(
        "Störung",
        "{task} ist stehen geblieben.",
        "{task} ist stehen geblieben.",
        "{count} Schritte sind stehen geblieben.",
    ),
    _K.MAIL_FAILED: Words(
        "Unzustellbare Mail",
        "Eine Mail konnte nicht zugestellt werden.",
        "Eine Mail konnte nicht zugestellt werden.",
        "{count} Mails konnten nicht zugestellt werden.",
    ),
    _K.OWN_ABSENCE: Words(
        "Eigene Abwesenheit",
        "Für Sie ist eine Abwesenheit ab {due} eingetragen oder geändert.",
        "Ihre Abwesenheit oder Ihre Vertretung ist geändert.",
        "{count} Änderungen Ihrer Abwesenheit oder Vertretung.",
    ),
    _K.STAND_IN: Words(
        "Vertretung",
        "Sie vertreten jemanden ab {due}.",
        "Eine Vertretung, die Sie hatten, ist beendet oder geändert.",
        "{count} Änderungen bei Ihren Vertretungen.",
    ),
    _K.STAND_IN_TASK: Words(
        "Aufgabe in Vertretung",
        "{task} ging an jemanden, den Sie vertreten, fällig {due}.",
        "{task} ging an jemanden, den Sie vertreten.",
        "{count} Aufgaben gingen an Personen, die Sie vertreten.",
    ),
    _K.TEAM_ABSENCE: Words(
        "Abwesenheit im Team",
        "In Ihrem Team ist jemand ab {due} abwesend.",
        "Eine Abwesenheit in Ihrem Team ist beendet oder geändert.",
        "{count} Änderungen bei Abwesenheiten in Ihrem Team.",
    ),
    _K.UNCOVERED: Words(
        "Ohne Vertretung",
        "In Ihrem Team ist jemand ab {due} abwesend, und niemand vertritt alle Aufgaben.",
        "In Ihrem Team ist jemand abwesend, und niemand vertritt alle Aufgaben.",
        "{count} Personen in Ihrem Team sind ohne volle Vertretung abwesend.",
    ),
    _K.NOBODY_THERE: Words(
        "Niemand erreicht",
        "{task} bei {authority} bleibt liegen, und dort ist niemand zu erreichen.",
        "{task} bei {authority} bleibt liegen, und dort ist niemand zu erreichen.",
        "{count} Aufgaben bleiben liegen, und niemand ist zu erreichen.",
    ),
    _K.NOBODY_REMINDED: Words(
        "Niemand erinnert",
        "Bei {authority} ist an einen Tag im Leben einer Person zu erinnern, und dort ist niemand zu erreichen.",
        "Bei {authority} ist an einen Tag im Leben einer Person zu erinnern, und dort ist niemand zu erreichen.",
        "An {count} Tage im Leben von Personen ist zu erinnern, und niemand ist zu erreichen.",
    ),
    _K.FOUR_EYES: Words(
        "Vier Augen",
        "{task} verlangt eine andere Person, und hier ist keine andere. Bitte weisen Sie die Aufgabe zu.",
        "{task} verlangt eine andere Person, und hier ist keine andere.",
        "{count} Aufgaben verlangen eine andere Person, und hier ist keine andere.",
    ),
    _K.CONSULTATION: Words(
        "Beteiligung an einer Vorlage",
        "Ihre Behörde wird zu {task} gehört, bis {due}.",
        "Ihre Behörde wird zu {task} gehört.",
        "Ihre Behörde wird zu {count} Vorlagen gehört.",
    ),
    _K.CONSULTATION_REMINDER: Words(
        "Erinnerung an eine Beteiligung",
        "Zu {task} fehlt die Antwort Ihrer Behörde, bis {due}.",
        "Zu {task} fehlt die Antwort Ihrer Behörde.",
        "Zu {count} Vorlagen fehlt die Antwort Ihrer Behörde.",
    ),
    _K.CONSULTATION_ENDED: Words(
        "Keine Antwort mehr nötig",
        "Ihre Behörde wird zu {task} nicht mehr gehört. Der Grund steht dort im Verlauf.",
        "Ihre Behörde wird zu {task} nicht mehr gehört. Der Grund steht dort im Verlauf.",
        "Ihre Behörde wird zu {count} Vorlagen nicht mehr gehört.",
    ),
    _K.SIGNATURE_WANTED: Words(
        "Zweite Unterschrift",
        "Zu {task} fehlt die zweite Unterschrift, bis {due}.",
        "Zu {task} fehlt die zweite Unterschrift.",
        "Zu {count} Vorlagen fehlt die zweite Unterschrift.",
    ),
    _K.PROPOSAL_REVIEW: Words(
        "Überprüfung eines Beschlusses",
        "{task} ist zu überprüfen.",
        "{task} ist zu überprüfen.",
        "{count} Beschlüsse sind zu überprüfen.",
    ),
    _K.PROBLEM_CLOSED: Words(
        "Strukturproblem abgeschlossen",
        "Das Strukturproblem {task}, das Sie gemeldet haben, ist abgeschlossen. Das Ergebnis steht dort.",
        "Das Strukturproblem {task}, das Sie gemeldet haben, ist abgeschlossen. Das Ergebnis steht dort.",
        "{count} Strukturprobleme, die Sie gemeldet haben, sind abgeschlossen.",
    ),
    _K.PROBLEM_GOES_ON: Words(
        "Strukturproblem weiter offen",
        "Die Vorlage zum Strukturproblem {task} ist nicht beschlossen. Es wird weiter beraten.",
        "Die Vorlage zum Strukturproblem {task} ist nicht beschlossen. Es wird weiter beraten.",
        "{count} Strukturprobleme, die Sie gemeldet haben, werden weiter beraten.",
    ),
    _K.ROLLOUT_STOPPED: Words(
        "Überführung angehalten",
        "Die Überführung zu {task} hält an: Zu viele Fälle bleiben in ihrer Fassung.",
        "Die Überführung zu {task} hält an: Zu viele Fälle bleiben in ihrer Fassung.",
        "{count} Überführungen halten an: Zu viele Fälle bleiben in ihrer Fassung.",
    ),
    _K.ROLLOUT_WAITS: Words(
        "Überführung wartet",
        "Die Überführung zu {task} wartet vor der nächsten Stufe auf Sie.",
        "Die Überführung zu {task} wartet vor der nächsten Stufe auf Sie.",
        "{count} Überführungen warten vor der nächsten Stufe auf Sie.",
    ),
    _K.ROLLOUT_DONE: Words(
        "Überführung beendet",
        "Die Überführung zu {task} ist beendet.",
        "Die Überführung zu {task} ist beendet.",
        "{count} Überführungen sind beendet.",
    ),
    _K.ROLLOUT_TO_SETTLE: Words(
        "Fälle zu klären",
        "Bei der Überführung zu {task} sind Fälle zu klären, die in ihrer Fassung bleiben.",
        "Bei der Überführung zu {task} sind Fälle zu klären, die in ihrer Fassung bleiben.",
        "Bei {count} Überführungen sind Fälle zu klären.",
    ),
    _K.SCENARIO_OFFERED: Words(
        "Szenario vorgeschlagen",
        "Zum Ablauf {task} ist ein Szenario aus einem Fall vorgeschlagen. Es wartet auf Ihre Antwort.",
        "Zum Ablauf {task} ist ein Szenario aus einem Fall vorgeschlagen. Es wartet auf Ihre Antwort.",
        "{count} Szenarien aus Fällen warten auf Ihre Antwort.",
    ),
    _K.SCENARIO_TAKEN: Words(
        "Szenario übernommen",
        "Ihr Szenario zum Ablauf {task} ist übernommen.",
        "Ihr Szenario zum Ablauf {task} ist übernommen.",
        "{count} Ihrer Szenarien sind übernommen.",
    ),
    _K.SCENARIO_DECLINED: Words(
        "Szenario abgelehnt",
        "Ihr Szenario zum Ablauf {task} ist abgelehnt. Der Grund steht dort.",
        "Ihr Szenario zum Ablauf {task} ist abgelehnt. Der Grund steht dort.",
        "{count} Ihrer Szenarien sind abgelehnt.",
    ),
    _K.CASE_STAYS: Words(
        "Fall bleibt in seiner Fassung",
        "Der Fall {case} folgt nicht zu {task} und läuft in seiner bisherigen Fassung weiter.",
        "Der Fall {case} folgt nicht zu {task} und läuft in seiner bisherigen Fassung weiter.",
        "{count} Ihrer Fälle laufen in ihrer bisherigen Fassung weiter.",
    ),
    _K.SUMMARY: Words(
        "Zusammenfassung",
        "Eine Meldung zu einer Frist.",
        "Eine Meldung zu einer Frist.",
        "{count} Meldungen zu Fristen.",
    ),
}
