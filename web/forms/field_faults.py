"""What the engine says beside a field, in English: it writes these sentences in German, for every interface.

Those of commands stand here, those of forms and of the deadline calculator in `form_faults`, `deadline_faults`
and `proposal_faults`, why a case cannot follow into another version in `migration_faults`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from flask_babel import get_locale
from markupsafe import Markup

from web.forms import deadline_faults, form_faults, migration_faults, proposal_faults

#: the German sentence, `{}` for each part filled in, and the English one, `{0}` the first of these parts
_SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # every form
    ("Bitte geben Sie höchstens {} Zeichen ein.", "Please enter at most {0} characters."),
    ("Bitte geben Sie höchstens {} Zeichen ein, ohne Steuerzeichen.",
     "Please enter at most {0} characters, none of them a control character."),
    ("Bitte geben Sie einen Namen mit höchstens {} Zeichen ein.",
     "Please enter a name of at most {0} characters."),
    ("Bitte geben Sie einen amtlichen Schlüssel mit 2, 5 oder 8 Ziffern an.",
     "Please enter an official key of 2, 5 or 8 digits."),
    ("Bitte wählen Sie ein Thema aus der Liste.", "Please choose a topic from the list."),
    ("Bitte wählen Sie eine Gemeinde aus der Liste.", "Please choose a municipality from the list."),
    ("Das Ende liegt vor dem Beginn.", "The end lies before the beginning."),
    ("Es ist nichts geändert.", "Expected a change, but everything is as it was."),
    ("Der Tag liegt in der Vergangenheit.", "Expected today or a later day, but this one has passed."),
    ("Der Tag liegt in der Zukunft.", "Expected today or an earlier day, but this one is to come."),
    ("Der Tag liegt zu weit in der Zukunft.", "The day lies too far in the future."),
    ("Der Tag muss nach heute liegen.", "Expected a day after today, but this one is not."),
    ("Bitte geben Sie einen Tag von {} bis {} ein.", "Please enter a day from {0} to {1}."),
    ("Bitte nennen Sie den Grund (höchstens {} Zeichen).", "Please give the reason (at most {0} characters)."),
    # files of a process
    ("Darin ist kein lesbares BPMN-Diagramm mit einem ausführbaren Prozess.",
     "It holds no readable BPMN diagram with an executable process."),
    ("„{}“ gibt es schon.", "“{0}” exists already."),
    ("Einen Ablauf mit dem Schlüssel „{}“ gibt es schon.", "There is a process with the key “{0}” already."),
    ("Der Dateiname muss zwischen 1 und {} Zeichen lang sein.", "A file name has 1 to {0} characters."),
    ("Der Dateiname enthält Zeichen, die nicht überall lesbar sind.",
     "The file name holds characters that are not readable everywhere."),
    ("Der Dateiname führt aus dem Ordner des Ablaufs heraus oder enthält leere Ordnernamen.",
     "The file name leads out of the folder of the process or holds empty folder names."),
    ("Ordner dürfen höchstens drei Ebenen tief sein.", "Folders are at most three levels deep."),
    ('Der Dateiname enthält ein Zeichen, das nicht erlaubt ist: < > : " | ? * \\, Leerzeichen am Rand.',
     'The file name holds a character that is not allowed: < > : " | ? * \\, spaces at its ends.'),
    ("Erwartet wird eine Datei mit einer dieser Endungen: {}.",
     "Expected a file that ends in one of these: {0}."),
    ("„{}“ ist größer als {} MB.", "“{0}” is larger than {1} MB."),
    ("Ein Ablauf hat höchstens {} Dateien; diese Sammlung hat {}.",
     "A process has at most {0} files; these are {1}."),
    ("Alle Dateien eines Ablaufs zusammen sind höchstens {} MB groß.",
     "All files of a process together have at most {0} MB."),
    ("„{}“ und „{}“ unterscheiden sich nur in Groß- und Kleinschreibung.",
     "“{0}” and “{1}” differ by upper and lower case only."),
    ("„{}“ ist nicht in UTF-8 gespeichert (Zeile {}). Speichern Sie die Datei als UTF-8.",
     "“{0}” is not stored as UTF-8 (line {1}). Please store the file as UTF-8."),
    ("Erwartet werden 2 bis 60 kleine Buchstaben a–z, Ziffern und _, am Anfang ein Buchstabe.",
     "Expected 2 to 60 small letters a–z, digits and _, beginning with a letter."),
    ("Erwartet wird ein Name mit 1 bis {} Zeichen.", "Expected a name of 1 to {0} characters."),
    ("Das Archiv ist größer als {} MB.", "The archive is larger than {0} MB."),
    ("Das Archiv hat mehr als {} Einträge.", "The archive has more than {0} entries."),
    ("Die Datei ist kein lesbares ZIP-Archiv.", "The file is no readable ZIP archive."),
    ("Darin ist keine Datei eines Ablaufs: kein Diagramm, keine Tabelle, kein Formular.",
     "It holds no file of a process: no diagram, no table, no form."),
    ("„{}“ führt aus dem Ordner des Archivs heraus.", "“{0}” leads out of the folder of the archive."),
    (
        "„{}“ ist ungewöhnlich gepackt. Bitte als gewöhnliches ZIP speichern (Deflate).",
        "“{0}” is packed in an unusual way. Please save it as an ordinary ZIP file (Deflate).",
    ),
    ("„{}“ ist eine Verknüpfung, keine Datei.", "“{0}” is a link, not a file."),
    ("Das Archiv ist mit einem Kennwort geschützt.", "The archive is protected by a password."),
    ("„{}“ steht zweimal im Archiv.", "“{0}” is in the archive twice."),
    ("Ausgepackt ist das Archiv größer als {} MB.", "Unpacked the archive is larger than {0} MB."),
    ("Der Steckbrief ist zurzeit nicht lesbar. Bearbeiten Sie ihn als Text.",
     "The profile cannot be read at present. Edit it as text."),
    ("Der Steckbrief ist so geschrieben, dass er sich hier nicht ändern lässt. Bearbeiten Sie ihn als Text.",
     "The profile is written in a way that cannot be changed here. Edit it as text."),
    # referrals
    ("Bitte wählen Sie, wohin das Anliegen gehört.", "Please choose where the matter belongs."),
    ("Bitte beschreiben Sie das Anliegen mit {} bis {} Zeichen.",
     "Please describe the matter in {0} to {1} characters."),
    ("Was übermittelt werden darf, klärt das Case Management.",
     "Case management clears up what may be transferred."),
    ("Eine der Angaben ist für diese Stelle nicht freigegeben.",
     "Expected data that are released to this authority, but some are not."),
    # withdrawals and scenarios of a case
    ("Bitte wählen Sie, was die Person widerruft.", "Please choose what the person withdraws."),
    ("Der Tag liegt in der Zukunft. Ein Widerruf gilt ab dem Tag, an dem er erklärt ist.",
     "Expected today or an earlier day: a withdrawal holds from the day on which it is declared."),
    ("Das verrät, um wen es geht: {}. Bitte ersetzen Sie es.", "It tells who it is about: {0}. Please replace it."),
    ("Bitte nennen Sie den Grund, mit höchstens {} Zeichen.", "Please give the reason in at most {0} characters."),
    ("Bitte nennen Sie die Stelle oder Person mit höchstens {} Zeichen.",
     "Please name the authority or person in at most {0} characters."),
    ("Bitte geben Sie eine E-Mail-Adresse ein.", "Please enter an e-mail address."),
    ("Bitte wählen Sie, wie lange der Link gilt.", "Please choose how long the link is valid."),
    ("Bitte nennen Sie Ihren Namen mit höchstens {} Zeichen.", "Please give your name in at most {0} characters."),
    # cases and tasks
    ("Bitte nennen Sie, wie der Fall endet, in höchstens {} Zeichen.",
     "Please say how the case ends, in at most {0} characters."),
    ("Bitte schreiben Sie etwas.", "Please write something."),
    ("Bitte wählen Sie eine der Datengruppen.", "Please choose one of the data groups."),
    ("Bitte nennen Sie den Grund. Er steht danach im Verlauf.",
     "Please give the reason. It will stand in the history."),
    ("Bitte wählen Sie eine Person der führenden Behörde, die Fälle bearbeitet.",
     "Please choose a person of the leading authority who works on cases."),
    ("Zurzeit ist schon niemand benannt.", "Expected a change, but nobody is named already."),
    ("Diese Person führt den Fall schon.", "Expected another person, but this one leads the case already."),
    ("Der Tag ist schon vorbei.", "Expected a day to come, but this one has passed."),
    ("Der Tag liegt mehr als {} Jahre voraus.", "The day lies more than {0} years ahead."),
    ("An diesem Tag ist die Aufgabe schon fällig.", "Expected another day, but the task is due on this one."),
    ("Nennen Sie den Grund.", "Please give the reason."),
    ("Nennen Sie den Grund in {} bis {} Zeichen.", "Please give the reason in {0} to {1} characters."),
    ("Die Priorität ist eine Zahl von 0 bis 100.", "The priority is a number from 0 to 100."),
    ("Wählen Sie eine Person.", "Please choose a person."),
    ("Geben Sie dem Filter einen Namen.", "Please give the filter a name."),
    ("So heißt schon ein anderer Ihrer Filter.", "Another of your filters is called that already."),
    ("Der Filter ist zu lang.", "Expected a shorter filter, but this one is too long."),
    ("Höchstens {} Filter. Löschen Sie zuerst einen.", "At most {0} filters. Please delete one first."),
    ("Wählen Sie, was für eine Stelle gefragt hat.", "Please choose what kind of body has asked."),
    ("Nennen Sie die Stelle.", "Please name the body."),
    ("Nennen Sie die Norm, auf die sich die Anfrage stützt.", "Please name the norm the request rests on."),
    ("Wählen Sie, wonach gefragt wurde.", "Please choose what was asked for."),
    ("Nennen Sie, was entgegenstand, zum Beispiel § 88 AufenthG.",
     "Please name what stood against it, for example § 88 AufenthG."),
    ("Für diese Stelle galt an dem Tag keine Einwilligung in alles, was Sie gewählt haben. Nennen Sie die Norm; war es "
     "ein Versehen, schreiben Sie „ohne Rechtsgrundlage“.",
     "No consent held for this body on that day for all you have chosen. Please name the norm; if it was a mistake, "
     "write “ohne Rechtsgrundlage”."),
    ("Nennen Sie den Grund der neuen Fassung.", "Please give the reason for the new version."),
    ("Dieses Feld nimmt Dateien dieser Art nicht.", "Expected a file of another kind for this field."),
    ("Diese Datei ist schon die neueste Fassung.",
     "Expected another file, but this one is the newest version already."),
    ("Diese Datengruppe gibt es in dem Fall nicht.",
     "Expected a data group of the case, but it does not have this one."),
    ("Höchstens {} Zeichen.", "At most {0} characters."),
    ("Schreiben Sie einen Text.", "Please write a text."),
    ("Höchstens {} Zeichen; Ihr Text hat {}.", "At most {0} characters; your text has {1}."),
    ("{} vertritt {} bei „{}“; diese Aufgabe verlangt eine andere Person.",
     "{0} stands in for {1} in “{2}”; this task asks for another person."),
    ("{} hat „{}“ erledigt; diese Aufgabe verlangt eine andere Person.",
     "{0} did “{1}”; expected another person for this task."),
    ("Diese Person hat eine frühere Aufgabe erledigt oder vertritt die, die es tat; diese verlangt eine andere Person.",
     "This person did an earlier task, or stands in for who did; expected another person for this one."),
    ("Es geht nichts hinaus: Gegenüber „{}“ gilt keine Einwilligung für {}. "
     "Holen Sie sie zuerst ein, oder lassen Sie diese Angaben weg.",
     "Nothing goes out: no consent that holds lets “{0}” know {1}. Obtain it first, or leave these data out."),
    ("{} darf diese Aufgabe nicht bearbeiten.",
     "Expected somebody whose role permits this task, but that of {0} does not."),
    ("Bitte geben Sie den Familiennamen ein.", "Please enter the family name."),
    ("Bitte geben Sie den Vornamen ein.", "Please enter the given name."),
    ("Das Geburtsdatum liegt in der Zukunft.", "The date of birth lies in the future."),
    ("Bitte wählen Sie die Gemeinde, in der die Person wohnt.",
     "Please choose the municipality where the person lives."),
    ("Bitte wählen Sie die Gemeinde, in der die Person jetzt wohnt.",
     "Please choose the municipality where the person lives now."),
    ("Bitte wählen Sie den Ort.", "Please choose the place."),
    ("Ihre Behörde ist für diese Gemeinde nicht eingetragen.",
     "Expected a municipality of your authority, but yours is not registered for this one."),
    ("Der Umzug liegt in der Zukunft. Bitte erfassen Sie ihn, wenn die Person umgezogen ist.",
     "The move lies in the future. Please record it when the person has moved."),
    ("Ein späterer Umzug ist schon erfasst (am {}).", "A later move is recorded already (on {0})."),
    ("Bitte nennen Sie, woher Sie vom Umzug wissen.", "Please say how you know of the move."),
    ("Bitte nennen Sie, wer von der neuen Behörde wann zugestimmt hat.",
     "Please say who of the new authority has agreed, and when."),
    # authorities
    ("Bitte nennen Sie die Quelle, mit höchstens 500 Zeichen.",
     "Please name the source, in at most 500 characters."),
    ("Die Behörde kann nicht sich selbst untergeordnet sein.", "An authority cannot be subordinate to itself."),
    ("Bitte kürzen Sie die Angaben: höchstens 40 Zeilen mit je 500 Zeichen.",
     "Please shorten this: at most 40 lines of 500 characters each."),
    ("Bitte begründen Sie die Änderung. Die Begründung steht im Änderungsprotokoll.",
     "Please give a reason for the change. It is kept in the log of changes."),
    ("Bitte kürzen Sie die Begründung auf höchstens {} Zeichen.",
     "Please shorten the reason to at most {0} characters."),
    ("Die Zuständigkeit beginnt erst am {}.", "The competence begins on {0} only."),
    ("Dieses Gebiet gehört nicht zu Ihrer Verwaltung.",
     "Expected a territory of your administration, but this one is none of it."),
    ("Kommissarisch vertreten lässt sich nur die einzige Teamleitung einer Behörde; das bestimmt die Amtsleitung oder "
     "die Administration.",
     "Only the only team lead of an authority can have somebody act for them, named by the head of office or the "
     "administration."),
    ("{} arbeitet nicht bei dieser Behörde.", "{0} does not work at this authority."),
    ("{} ist für einen Teil dieser Tage schon kommissarisch eingetragen.",
     "{0} is named to act on some of these days already."),
    ("Wer die Teamleitung kommissarisch vertritt, vertritt sie ganz. Bitte wählen Sie nichts aus.",
     "Who acts for the team lead does so wholly. Please limit nothing."),
    ("Bitte nennen Sie die Rechtsgrundlage, mit höchstens {} Zeichen.",
     "Please name the legal basis, in at most {0} characters."),
    ("Die Behörde ist dort seit {} schon eingetragen.",
     "The authority has been registered there since {0} already."),
    ("Ab {} ist dort schon eingetragen: {}.", "From {0} on another one is registered there: {1}."),
    ("Diese Person hat dort keine passende Rolle.",
     "Expected a person with a fitting role there, but this one has none."),
    ("Bitte geben Sie eine Bezeichnung ein.", "Please enter a name for it."),
    ("Bitte geben Sie den Stellenanteil (VZÄ) ein, etwa 0,5.",
     "Please enter the share of a post (full-time equivalent), such as 0,5."),
    # absence and substitution
    ("Für diese Tage ist schon eine Abwesenheit eingetragen.", "An absence is entered for these days already."),
    (
        "Für einen Teil dieser Tage ist schon eine Abwesenheit eingetragen.",
        "An absence is entered for some of these days already.",
    ),
    ("Der erste Tag liegt mehr als {} Tage zurück.", "The first day lies more than {0} days back."),
    ("Der erste Tag liegt mehr als {} Jahre voraus.", "The first day lies more than {0} years ahead."),
    ("Diese Tage sind schon vorbei.", "These days are over already."),
    ("Der letzte Tag liegt mehr als {} Jahre voraus.", "The last day lies more than {0} years ahead."),
    ("Bitte sagen Sie, warum Sie das für die Person eintragen. Bitte keine Diagnose.",
     "Please say why you enter this for the person. No diagnosis, please."),
    ("Mehr als {} Vertretungen sind nicht vorgesehen.", "More than {0} substitutes are not provided for."),
    ("Diese Vertretung ist schon eingetragen.", "This substitution is entered already."),
    ("Der letzte Tag liegt vor dem ersten oder vor heute.", "The last day lies before the first one or before today."),
    ("Ein Schritt gehört zu einem Ablauf. Bitte wählen Sie auch den Ablauf.",
     "A step belongs to a process. Please choose the process, too."),
    ("Bitte wählen Sie eine Behörde, an der Sie für diese Person zuständig sind.",
     "Please choose an authority at which you answer for this person."),
    ("Niemand vertritt sich selbst.", "Nobody stands in for themselves."),
    ("{} darf dort keine dieser Aufgaben bearbeiten.",
     "Expected somebody who may work on these tasks, but {0} may not."),
    ("{} ist am {} auch abwesend, und die Vertretungen verweisen aufeinander.",
     "{0} is away on {1}, too, and the substitutions lead back to each other."),
    ("Bitte wählen Sie die Stelle, die vertritt.", "Please choose the post that stands in."),
    ("Bitte wählen Sie die Behörde, die vertritt.", "Please choose the authority that stands in."),
    ("Bitte nennen Sie die Vereinbarung, nach der die andere Behörde vertritt.",
     "Please name the agreement by which the other authority stands in."),
    # calendars
    ("Bitte wählen Sie mindestens eine Behörde.", "Please choose at least one authority."),
    ("Die Zeiten überschneiden sich, oder eine endet vor ihrem Beginn.",
     "The times overlap, or one ends before it begins."),
    ("Höchstens {} Zeiten am Tag.", "At most {0} times a day."),
    ("Der Wochentag muss zwischen Montag und Sonntag liegen.", "Expected a weekday from Monday to Sunday."),
    ("Der letzte Tag liegt vor dem ersten.", "The last day lies before the first."),
    ("Der Zeitraum ist schon vorbei.", "The time is over already."),
    ("Das sind mehr als {} Tage.", "These are more than {0} days."),
    ("Diese Schließung ist vorbei. Sie bleibt stehen, weil mit ihr gerechnet wurde.",
     "This closure is over. It stays because days were computed with it."),
    ("{}: Vom {} bis {} ist schon „{}“ eingetragen.", "{0}: from {1} to {2} “{3}” is entered already."),
    ("Bitte nennen Sie die Norm, die den Tag am Ort zum gesetzlichen Feiertag macht (höchstens {} Zeichen). "
     "Ohne Norm ist es ein Schließtag.",
     "Please name the norm that makes the day a public holiday at the place (at most {0} characters). "
     "Without a norm it is a closed day."),
    ("Das Landesrecht kennt in {} für einen Teil der Orte: keinen.",
     "The law of the Land knows in {0} for some of the places: none."),
    ("Das Landesrecht kennt in {} für einen Teil der Orte: {}.",
     "The law of the Land knows in {0} for some of the places: {1}."),
    ("Den 29. Februar gibt es nicht in jedem Jahr.",
     "Expected a day of every year, but not every year has a 29 February."),
    ("Der {} ist am Ort schon Feiertag ({}).", "Expected a working day, but {0} is a holiday there already ({1})."),
    ("Der Feiertag kann frühestens mit dem gestrigen Tag enden: Mit vergangenen ist gerechnet.",
     "The holiday can end with yesterday at the earliest: days that have passed have been counted with."),
    ("„{}“ ist für diese Tage schon eingetragen.", "“{0}” is entered for these days already."),
    # resolutions, agreements, subscriptions, notices
    (
        "Der Stichtag der Vorlage ist vorbei. Bitte geben Sie die Vorlage zurück, damit sie einen neuen erhält.",
        "The proposal’s effective date is over. Please return the proposal so that it gets a new one.",
    ),
    (
        "Folgenbericht und Beteiligung gelten nur für den Stichtag der Vorlage. "
        "Für einen anderen Tag geben Sie die Vorlage bitte zurück.",
        "Impact report and consultation hold only for the proposal’s effective date. "
        "For another day please return the proposal.",
    ),
    ("Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage).",
     "Please name the resolution (body, date, paper)."),
    ("Für dieses Gebiet kann Ihre Lenkungsgruppe nicht beschließen.",
     "Expected a territory of your steering group, but it cannot adopt for this one."),
    ("Für dieses Gebiet ist keine Behörde eingetragen, die zeitgesteuerte Vorgänge führt.",
     "No authority is registered for this territory that leads cases started by time."),
    ("Für „{}“ ist keine Zeit zu vereinbaren. Vereinbart werden: {}.",
     "No time is to be agreed for “{0}”. Agreed are: {1}."),
    ("Bitte geben Sie eine Zeit bis {} an, zum Beispiel {}.", "Please enter a time up to {0}, such as {1}."),
    ("Für diese Behörde kann Ihre Lenkungsgruppe nichts vereinbaren.",
     "Expected an authority of your steering group's territory, but this one lies outside."),
    ("Die Vereinbarung kann frühestens ab heute gelten.",
     "The agreement can be in force from today at the earliest."),
    ("Die Vereinbarung kann frühestens heute enden.", "The agreement can end today at the earliest."),
    ("Bitte geben Sie an, warum die Vereinbarung endet.", "Please say why the agreement ends."),
    ("Sie haben schon {} Abos. Bitte beenden Sie zuerst eines.",
     "You have {0} subscriptions already. Please end one first."),
    ("Diese Sprache gibt es nicht.", "Expected German or English, but this is another language."),
    ("Diese Art von Meldung gibt es nicht.", "There is no such kind of notice."),
    ("Bitte geben Sie Anfang und Ende der Ruhezeit an.", "Please enter beginning and end of the quiet hours."),
    ("Diese Uhrzeit liegt in Ihrer Ruhezeit.", "This time lies in your quiet hours."),
    *form_faults.SENTENCES,
    *deadline_faults.SENTENCES,
    *proposal_faults.SENTENCES,
    *migration_faults.SENTENCES,
)  # fmt: skip
#: before a sentence about a field in a list
_ROWS: Final = re.compile(r"(?:Zeile \d+(?:, )?)+: ")
#: what stands in “ ” in an English sentence was filled in: labels, names and norms, German in every language
_QUOTED: Final = re.compile("“([^”]*[^\\W\\d_]{3}[^”]*)”")


def field_fault(message: str) -> str:
    """The sentence beside a field in the language of the page; one that is not known stays as it is."""
    return in_english(message) or message if str(get_locale()) == "en" else message


def marked(message: str) -> str:
    """The same as a part of a page, marked with its language, and what it quotes with German."""
    english = in_english(message) if str(get_locale()) == "en" else ""
    if not english:
        return message
    safe = str(Markup.escape(english))
    return Markup(f'<span lang="en">{_QUOTED.sub(_in_german, safe)}</span>')  # noqa: S704  escaped the line before


def _in_german(found: re.Match[str]) -> str:
    return f'“<span lang="de">{found[1]}</span>”'


def in_english(message: str) -> str:
    """The English of a sentence of the engine; empty for one that is not known."""
    rows, _colon, sentence = message.partition(": ") if _ROWS.match(message) else ("", "", message)
    for pattern, english in _patterns():
        found = pattern.fullmatch(sentence)
        if found:
            said = english.format(*found.groups())
            return f"{rows.replace('Zeile', 'Row', 1).replace('Zeile', 'row')}: {said}" if rows else said
    return ""


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile("(.+?)".join(re.escape(part) for part in said.split("{}"))), english)
        for said, english in _SENTENCES
    )
