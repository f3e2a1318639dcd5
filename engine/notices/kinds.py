"""The sentences of each kind of notice, German and English. What is in braces is filled in (`engine.notices.words`)."""

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
        "Jemand liest eine Akte Ihrer Stelle ohne eigenes Recht. Der Grund steht in der Akte.",
        "Jemand liest eine Akte Ihrer Stelle ohne eigenes Recht.",
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
    _K.SUMMARY: Words(
        "Zusammenfassung",
        "Eine Meldung zu einer Frist.",
        "Eine Meldung zu einer Frist.",
        "{count} Meldungen zu Fristen.",
    ),
}
ENGLISH: Final[Mapping[NoticeKind, Words]] = {
    _K.REMINDER: Words(
        "Reminder before a due date",
        "{task} is due on {due}.",
        "{task} will be due soon.",
        "{count} tasks will be due soon.",
    ),
    _K.DUE: Words("Task due", "{task} has been due since {due}.", "{task} is due.", "{count} tasks are due."),
    _K.OVERDUE: Words(
        "Task overdue",
        "{task} has been overdue since {due}.",
        "{task} is overdue.",
        "{count} tasks are overdue.",
    ),
    _K.STRUCTURAL: Words(
        "Process that stalls",
        "{task} at {authority} stalls, it was due on {due}.",
        "{task} at {authority} stalls.",
        "{count} tasks stall.",
    ),
    _K.STATISTICS: Words(
        "Overdue, for the steering group",
        "For your information: {task} has been overdue since {due}.",
        "For your information: {task} is overdue.",
        "For your information: {count} tasks are overdue.",
    ),
    _K.UNCLAIMED: Words(
        "Unclaimed task",
        "Nobody has claimed {task}, due on {due}.",
        "Nobody has claimed {task}.",
        "Nobody has claimed {count} tasks.",
    ),
    _K.HOLDER_AWAY: Words(
        "Task of somebody away",
        "{task} is with somebody who is away, due on {due}.",
        "{task} is with somebody who is away.",
        "{count} tasks are with somebody who is away.",
    ),
    _K.REFERRAL_UNANSWERED: Words(
        "Referral without an answer",
        "{task} at {authority} has no answer, it was due on {due}.",
        "{task} at {authority} has no answer.",
        "{count} referrals have no answer.",
    ),
    _K.TITLE_ENDS: Words(
        "Title expires",
        "A title of residence is valid until {due}.",
        "A title of residence expires soon.",
        "{count} titles of residence expire soon.",
    ),
    _K.AGE_LIMIT: Words(
        "Age limit",
        "The age limit{age} falls on {due}.",
        "An age limit is reached soon.",
        "{count} age limits are reached soon.",
    ),
    _K.ASSIGNED: Words(
        "Assigned task",
        "{task} has been assigned to you, due on {due}.",
        "{task} has been assigned to you.",
        "{count} tasks have been assigned to you.",
    ),
    _K.TAKEN_AWAY: Words(
        "Task taken away",
        "{task} is no longer assigned to you.",
        "{task} is no longer assigned to you.",
        "{count} tasks are no longer assigned to you.",
    ),
    _K.WITHDRAWN: Words(
        "Withdrawn task",
        "{task} has been withdrawn because the process has moved on.",
        "{task} has been withdrawn because the process has moved on.",
        "{count} of your tasks have been withdrawn.",
    ),
    _K.AGREED_TIME_CHANGED: Words(
        "Agreed time changed",
        "{task} is now agreed on for {due}.",
        "The agreed time of {task} has changed.",
        "The agreed time of {count} tasks has changed.",
    ),
    _K.CASE_GIVEN: Words(
        "Case given to you",
        "You now lead case {case}.",
        "You now lead case {case}.",
        "You now lead {count} more cases.",
    ),
    _K.CASE_TAKEN: Words(
        "Case taken over",
        "Somebody else now leads case {case}.",
        "Somebody else now leads case {case}.",
        "Somebody else now leads {count} of your cases.",
    ),
    _K.COMMENT: Words("Comment", "New comment on {task}.", "New comment on {task}.", "{count} new comments."),
    _K.MENTION: Words(
        "Mention",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in {count} comments.",
    ),
    _K.BREAK_GLASS: Words(
        "Break-glass",
        "Somebody reads a file of your authority without a right of their own. The reason is in the file.",
        "Somebody reads a file of your authority without a right of their own.",
        "{count} files of your authority read by break-glass.",
    ),
    _K.INCIDENT: Words(
        "Incident", "{task} has stopped.", "{task} has stopped.", "{count} steps have stopped."
    ),
    _K.MAIL_FAILED: Words(
        "Undeliverable mail",
        "A mail could not be delivered.",
        "A mail could not be delivered.",
        "{count} mails could not be delivered.",
    ),
    _K.OWN_ABSENCE: Words(
        "Own absence",
        "An absence of yours from {due} has been entered or changed.",
        "Your absence or who stands in for you has changed.",
        "{count} changes of your absence or who stands in for you.",
    ),
    _K.STAND_IN: Words(
        "Substitution",
        "You stand in for somebody from {due}.",
        "A substitution of yours has ended or changed.",
        "{count} changes of your substitutions.",
    ),
    _K.STAND_IN_TASK: Words(
        "Task in substitution",
        "{task} went to somebody you stand in for, due {due}.",
        "{task} went to somebody you stand in for.",
        "{count} tasks went to people you stand in for.",
    ),
    _K.TEAM_ABSENCE: Words(
        "Absence in the team",
        "Somebody in your team is away from {due}.",
        "An absence in your team has ended or changed.",
        "{count} changes of absences in your team.",
    ),
    _K.UNCOVERED: Words(
        "Without a substitute",
        "Somebody in your team is away from {due}, and nobody stands in for all tasks.",
        "Somebody in your team is away, and nobody stands in for all tasks.",
        "{count} people in your team are away without full substitution.",
    ),
    _K.NOBODY_THERE: Words(
        "Nobody reached",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{count} tasks are left lying, and nobody is there to be told.",
    ),
    _K.NOBODY_REMINDED: Words(
        "Nobody reminded",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "Of {count} days in persons’ lives somebody is to be reminded, and nobody is there to be told.",
    ),
    _K.FOUR_EYES: Words(
        "Four eyes",
        "{task} asks for another person, and nobody else is here. Please assign the task.",
        "{task} asks for another person, and nobody else is here.",
        "{count} tasks ask for another person, and nobody else is here.",
    ),
    _K.SUMMARY: Words(
        "Summary", "A notice of a deadline.", "A notice of a deadline.", "{count} notices of deadlines."
    ),
}
