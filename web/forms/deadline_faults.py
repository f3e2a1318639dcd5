"""What is wrong with a question about a deadline, in English; the German sentences are those of `engine.deadlines`.

Special ones stand first. What is filled in stays German where it is law; it stands in “ ” then.
"""

from __future__ import annotations

from typing import Final

__all__ = ["SENTENCES"]

#: the German sentence, `{}` for each part filled in, and the English one, `{0}` the first of these parts
SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # how long it is
    ("Geben Sie nur eine Länge an: Dauer, Arbeitstage, Stunden oder einen festen Termin.",
     "Please give one length only: a duration, working days, hours or a fixed day."),
    ("Geben Sie an, wie lange die Frist ist: eine Dauer wie P1M (ein Monat) oder P14D (14 Tage), "
     "Arbeitstage, Stunden, einen festen Termin oder eine Regel.",
     "Please say how long the period is: a duration such as P1M (one month) or P14D (14 days), "
     "working days, hours, a fixed day or a rule."),
    ("Die Regel „{}“ hat eine feste Länge. Lassen Sie die Dauer weg.",
     "The rule “{0}” has a fixed length. Please leave out the duration."),
    ("Die Regel „{}“ hat keine eigene Länge. Geben Sie eine Dauer oder Arbeitstage an.",
     "The rule “{0}” has no length of its own. Please give a duration or working days."),
    ("Geben Sie 1 bis 10.000 Arbeitstage an.", "Please give 1 to 10,000 working days."),
    ("Geben Sie 1 bis 10.000 Stunden an.", "Please give 1 to 10,000 hours."),
    ("„{}“ ist keine Fristlänge. Geben Sie Tage und Wochen oder Monate und Jahre an, zum Beispiel P14D oder P1M.",
     "Expected days and weeks, or months and years, such as P14D or P1M, but “{0}” is no length of a period."),
    ("Geben Sie höchstens 200 Jahre an.", "Please give 200 years at most."),
    ("„{}“ ist keine Zeitangabe nach ISO 8601. Schreiben Sie zum Beispiel P14D (14 Tage), P1M (ein Monat), "
     "P2W (zwei Wochen) oder PT12H (12 Stunden).",
     "Expected a duration by ISO 8601, such as P14D (14 days), P1M (one month), P2W (two weeks) or "
     "PT12H (12 hours), but “{0}” is none."),
    # the rule
    ("Die Regel „{}“ gibt es nicht. Bekannt sind: {}.", "There is no rule “{0}”. Known are: “{1}”."),
    ("Geben Sie an, welches Lebensjahr vollendet wird, zum Beispiel 27.",
     "Please say which year of life is completed, such as 27."),
    ("Ein Lebensjahr gehört nur zur Regel „{}“.", "A year of life belongs to the rule “{0}” only."),
    ("Geben Sie ein Lebensjahr von 1 bis 150 an.", "Please give a year of life from 1 to 150."),
    ("Die Frist der Regel „{}“ setzt das Gesetz ({}).", "The period of the rule “{0}” is set by law (“{1}”)."),
    ("Wie die Frist der Regel „{}“ zählt, steht in ihrer Norm ({}).",
     "How the period of the rule “{0}” counts is said by its norm (“{1}”)."),
    ("Die Regel „{}“ rechnet nach {}.", "The rule “{0}” counts by “{1}”."),
    # how it begins
    ("Geben Sie einen Tag vom 01.01.1900 bis zum 31.12.2199 an.",
     "Please give a day from 01.01.1900 to 31.12.2199."),
    ("Ein fester Termin beginnt mit keinem Ereignis. Lassen Sie eines von beiden weg.",
     "A fixed day begins with no event. Please leave out one of the two."),
    ("Das gibt es nur bei einer Frist in Tagen, Wochen, Monaten oder Jahren.",
     "This exists only for a period in days, weeks, months or years."),
    ("Beginnt die Frist mit einer Bekanntgabe, zählt deren Tag nicht mit (§ 187 Abs. 1 BGB).",
     "When the period begins with a notification, its day is not counted (“§ 187 Abs. 1 BGB”)."),
    ("Eine Frist in Stunden braucht Tag und Uhrzeit des Ereignisses, zum Beispiel 2026-10-24T15:00.",
     "A period in hours needs day and time of the event, such as 2026-10-24T15:00."),
    ("Die Uhrzeit des Ereignisses braucht eine Zeitzone.", "The time of the event needs a time zone."),
    ("Diese Uhrzeit gibt es an dem Tag nicht, weil die Uhr vorgestellt wird.",
     "There is no such time on that day, because the clocks go forward."),
    ("Eine Uhrzeit gehört nur zu einer Frist in Stunden. Geben Sie den Tag des Ereignisses an.",
     "A time belongs to a period in hours only. Please give the day of the event."),
    ("Geben Sie an, wann die Frist beginnt ({}), zum Beispiel 23.11.2026.",
     "Please say when the period begins (“{0}”), such as 23.11.2026."),
    # delivery
    ("Eine Frist in Stunden beginnt mit einem Zeitpunkt; geben Sie ihn an statt der Zustellung.",
     "A period in hours begins at a moment; please give that instead of the way of service."),
    ("Ein fester Termin hängt nicht davon ab, wann der Bescheid ankommt.",
     "A fixed day does not depend on when the notice arrives."),
    ("Die Regel „{}“ beginnt nicht mit einer Bekanntgabe, sondern mit: {}. Lassen Sie die Zustellung weg.",
     "The rule “{0}” does not begin with a notification but with “{1}”. Please leave out the way of service."),
    ("Der Tag der Benachrichtigung zählt nur beim Abruf im Portal nach dem VwVfG.",
     "The day of the notification counts only for the retrieval from a portal under the “VwVfG”."),
    ("Abgerufen wurde vor der Benachrichtigung. Prüfen Sie beide Tage.",
     "The retrieval lies before the notification. Please check both days."),
    ("Der tatsächliche Zugang zählt nur neben einer Fiktion: {}.",
     "The actual arrival counts only beside a presumed one: “{0}”."),
    ("Der Zugang liegt vor der Absendung. Prüfen Sie beide Tage.",
     "The arrival lies before the posting. Please check both days."),
    # pauses
    ("Eine Frist in Stunden lässt sich hier nicht hemmen; rechnen Sie die Teile einzeln.",
     "A period in hours cannot be suspended here; please compute its parts one by one."),
    ("Hier läuft keine Frist, die gehemmt werden könnte.", "Expected a period to suspend, but none runs here."),
    ("Eine Hemmung endet vor ihrem Beginn. Geben Sie erst den ersten, dann den letzten Tag an.",
     "A suspension ends before it begins. Please give the first day first, then the last."),
    ("Eine Hemmung braucht einen Grund.", "A suspension needs a reason."),
    ("Eine gesetzliche Frist ruht nur, wenn ein Gesetz das sagt. Nennen Sie die Norm, zum Beispiel § 209 BGB; "
     "eine vereinbarte Zeit ruht auch ohne.",
     "A period set by law is suspended only where a law says so. Please name the norm, such as “§ 209 BGB”; "
     "an agreed time is suspended without one."),
    ("Geben Sie an, von wann an die Frist ruht, zum Beispiel 05.12.2026.",
     "Please say from when on the period is suspended, such as 05.12.2026."),
    # extension
    ("Geben Sie auch an, bis wann verlängert wurde.", "Please also say until when it was extended."),
    ("Verlängert wurde, bevor die Frist begann. Prüfen Sie beide Tage.",
     "The extension lies before the beginning of the period. Please check both days."),
    ("Ein Termin wird nicht verlängert, sondern neu bestimmt. Geben Sie den neuen Termin an.",
     "A fixed day is not extended but set anew. Please give the new day."),
    ("Eine Frist in Stunden wird mit neuer Dauer gerechnet, nicht mit einem Tag.",
     "A period in hours is computed with a new length, not with a day."),
    ("Eine gesetzliche Frist kann keine Behörde verlängern ({}). Ist sie versäumt, kommt nur Wiedereinsetzung "
     "in Betracht. Hat eine Behörde sie gesetzt, sagen Sie das.",
     "No authority can extend a period set by law (“{0}”). Once it is missed, only restitution comes into "
     "question. If an authority has set it, please say so."),
    ("Eine gesetzliche Frist kann keine Behörde verlängern ({}). Ist sie versäumt, kommt nur Wiedereinsetzung "
     "in Betracht.",
     "No authority can extend a period set by law (“{0}”). Once it is missed, only restitution comes into "
     "question."),
    ("Eine gesetzliche Frist kann keine Behörde verlängern ({}).",
     "No authority can extend a period set by law (“{0}”)."),
    ("Die Frist endet erst am {}. Geben Sie einen späteren Tag an.",
     "The period ends on {0} only. Please give a later day."),
    # what cannot be read
    ("Das sind mehr als {} Angaben.", "Expected fewer of these, but there are more than {0}."),
    ("Diese Angabe gibt es nicht. Bekannt sind: {}.", "There is nothing of that name. Known are: “{0}”."),
    ("„{}“: Erwartet wird VON..BIS:WER:GRUND, zum Beispiel {}:person:Pass fehlt.",
     "Expected “VON..BIS:WER:GRUND”, such as “{1}:person:Pass fehlt”, but found “{0}”."),
    ("„{}“: Erwartet wird VON..BIS:NAME, zum Beispiel 2026-12-24..2026-12-31:Ferien.",
     "Expected “VON..BIS:NAME”, such as “2026-12-24..2026-12-31:Ferien”, but found “{0}”."),
    ("„{}“: „{}“ ist kein Tag. Erwartet wird 23.11.2026 oder 2026-11-23.",
     "Expected a day such as 23.11.2026 or 2026-11-23, but “{1}” in “{0}” is none."),
    ("„{}“: „{}“ hat eine Uhrzeit. Erwartet wird nur ein Tag wie 23.11.2026.",
     "Expected only a day such as 23.11.2026, but “{1}” in “{0}” has a time."),
    ("„{}“ ist kein Tag. Erwartet wird 23.11.2026 oder 2026-11-23.",
     "Expected a day such as 23.11.2026 or 2026-11-23, but “{0}” is none."),
    ("„{}“ hat eine Uhrzeit. Erwartet wird nur ein Tag wie 23.11.2026.",
     "Expected only a day such as 23.11.2026, but “{0}” has a time."),
    ("„{}“ ist keine Zahl. Erwartet wird eine ganze Zahl wie 10.",
     "Expected a whole number such as 10, but “{0}” is none."),
    ("„{}“ ist weder ja noch nein.", "Expected “ja” or “nein”, but found “{0}”."),
    ("„{}“ ist keine von {}.", "Expected one of “{1}”, but found “{0}”."),
    ("Das Recht „{}“ ist keines von {}.", "Expected one of “{1}”, but found “{0}”."),
    # where it is met, and when that place is closed
    ("„{}“ ist nicht bekannt. Geben Sie ein Land (NW, BY), einen Gemeindeschlüssel mit acht Ziffern oder einen Ort "
     "in Nordrhein-Westfalen an.",
     "“{0}” is not known. Please give a Land (NW, BY), a municipality key of eight digits or a place in "
     "North Rhine-Westphalia."),
    ("Den Gemeindeschlüssel {} gibt es nicht.", "There is no municipality key {0}."),
    ("Das Land „{}“ gibt es nicht. Bekannt sind: {}.", "There is no Land “{0}”. Known are: “{1}”."),
    ("Im Land {} gibt es den örtlichen Feiertag „{}“ nicht. Möglich ist: {}.",
     "The Land {0} has no local holiday “{1}”. Possible is: “{2}”."),
    ("Die Schließung „{}“ endet vor ihrem Beginn. Geben Sie den ersten und den letzten geschlossenen Tag an.",
     "The closure “{0}” ends before it begins. Please give the first and the last closed day."),
    ("Die Schließung „{}“ endet vor ihrem Beginn.", "The closure “{0}” ends before it begins."),
    ("Die Behörde ist mehr als zwei Jahre ohne Unterbrechung geschlossen. Prüfen Sie Schließtage und Öffnungszeiten.",
     "The authority is closed for more than two years without a break. Please check closed days and office hours."),
    ("Die Behörde {} gibt es nicht.", "There is no authority {0}."),
)  # fmt: skip
