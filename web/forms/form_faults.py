"""What a form says beside its fields, in English; the German is that of `engine.forms`. Special ones stand first."""

from __future__ import annotations

from typing import Final

__all__ = ["SENTENCES"]

#: the German sentence, `{}` for each part filled in, and the English one, `{0}` the first of these parts
SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    ("Dieses Feld gibt es im Formular nicht.", "Expected a field of the form, but it does not have this one."),
    ("Dieses Feld wird hier nicht abgefragt.", "This field is not asked for here."),
    ("Dieses Feld darf hier nicht geändert werden.", "This field must not be changed here."),
    # something is missing
    ("Bitte bestätigen Sie „{}“.", "Please confirm “{0}”."),
    ("Bitte wählen Sie bei „{}“ mindestens einen Eintrag.", "Please choose at least one entry for “{0}”."),
    ("Bitte wählen Sie bei „{}“ einen Eintrag.", "Please choose an entry for “{0}”."),
    ("Bitte geben Sie „{}“ ein.", "Please enter “{0}”."),
    ("Bitte fügen Sie bei „{}“ eine Datei hinzu.", "Please add a file for “{0}”."),
    ("Hierher gehört nur eine Datei.", "Only one file belongs here."),
    # rows of a list
    ("Die Zeilen von „{}“ stehen fest.", "The rows of “{0}” are fixed."),
    ("Bitte geben Sie bei „{}“ mindestens 1 Zeile an.", "Please give at least 1 row for “{0}”."),
    ("Bitte geben Sie bei „{}“ mindestens {} Zeilen an.", "Please give at least {1} rows for “{0}”."),
    ("Bitte geben Sie bei „{}“ höchstens 1 Zeile an.", "Please give at most 1 row for “{0}”."),
    ("Bitte geben Sie bei „{}“ höchstens {} Zeilen an.", "Please give at most {1} rows for “{0}”."),
    ("Erwartet wird eine Liste von höchstens {} Zeilen.", "Expected a list of at most {0} rows."),
    # text
    ("Bitte geben Sie mindestens {} Zeichen ein.", "Please enter at least {0} characters."),
    ("Bitte geben Sie höchstens {} Zeichen ein ({} sind es jetzt).",
     "Please enter at most {0} characters (there are {1} now)."),
    ("Der Text ist länger als {} Zeichen.", "Expected a shorter text, but this one has more than {0} characters."),
    ("Der Text enthält unzulässige Steuerzeichen.", "The text contains control characters, which are not permitted."),
    ("Bitte geben Sie eine gültige E-Mail-Adresse ein.", "Please enter a valid e-mail address."),
    ("Bitte geben Sie eine gültige Telefonnummer ein.", "Please enter a valid telephone number."),
    ("Die Eingabe hat nicht die verlangte Form.", "What was entered does not have the required form."),
    # numbers
    ("Bitte geben Sie eine Zahl ein, z. B. 1.234,56.", "Please enter a number, such as 1.234,56."),
    ("Bitte geben Sie eine ganze Zahl ein.", "Please enter a whole number."),
    ("Bitte geben Sie höchstens {} Nachkommastellen ein.", "Please enter at most {0} decimal places."),
    # days and times
    ("Bitte geben Sie ein Datum ein, z. B. 14.11.2026.", "Please enter a date, such as 14.11.2026."),
    ("Bitte geben Sie Datum und Uhrzeit ein, z. B. 14.11.2026 14:30.",
     "Please enter date and time, such as 14.11.2026 14:30."),
    ("Bitte geben Sie eine Uhrzeit ein, z. B. 14:30.", "Please enter a time, such as 14:30."),
    ("Bitte geben Sie kein Datum in der Vergangenheit ein.", "Please enter a date that has not passed."),
    ("Den Tag {} gibt es nicht. Bitte prüfen Sie das Datum.", "There is no day {0}. Please check the date."),
    ("Bitte schreiben Sie das Jahr mit vier Ziffern, z. B. 14.11.2026.",
     "Please write the year with four digits, such as 14.11.2026."),
    ("Die Uhrzeit {} gibt es an diesem Tag zweimal (Zeitumstellung). "
     "Bitte schreiben Sie „Sommerzeit“ oder „Winterzeit“ dahinter.",
     "There is {0} twice on that day (the clocks change). Please write “Sommerzeit” or “Winterzeit” behind it."),
    ("Die Uhrzeit {} gibt es an diesem Tag nicht (Zeitumstellung).",
     "There is no {0} on that day (the clocks change)."),
    ("Die Uhrzeit {} gibt es nicht.", "There is no such time as {0}."),
    # bounds
    ("Bitte geben Sie frühestens {} ein.", "Please enter {0} at the earliest."),
    ("Bitte geben Sie spätestens {} ein.", "Please enter {0} at the latest."),
    ("Bitte geben Sie mindestens {} ein.", "Please enter at least {0}."),
    ("Bitte geben Sie höchstens {} ein.", "Please enter at most {0}."),
    # choices, and values that come from elsewhere
    ("Bitte wählen Sie einen der angebotenen Einträge.", "Please choose one of the entries offered."),
    ("Der Wert hat eine unzulässige Art.", "The value is of a kind that is not permitted."),
    ("Erwartet wird ein Text.", "Expected a text."),
    ("Erwartet wird eine Zahl.", "Expected a number."),
    ("Erwartet wird ein Datum, z. B. 2026-11-14.", "Expected a date, such as 2026-11-14."),
    ("Erwartet wird eine Uhrzeit, z. B. 14:30:00.", "Expected a time, such as 14:30:00."),
    ("Erwartet werden Datum und Uhrzeit, z. B. 2026-11-14T14:30:00@Europe/Berlin.",
     "Expected date and time, such as 2026-11-14T14:30:00@Europe/Berlin."),
    ("Erwartet wird ja oder nein (true oder false).", "Expected yes or no (true or false)."),
    ("Erwartet wird einer der angebotenen Einträge.", "Expected one of the entries offered."),
    ("Erwartet wird eine Liste angebotener Einträge.", "Expected a list of entries offered."),
    # the preview of a deadline beside the drawing
    ("„{}“ ist kein Tag und keine Dauer.", "Expected a day or a duration, but “{0}” is neither."),
    ("Der Tag hängt von Angaben des Falls ab: {}.", "The day depends on what the case says: {0}."),
    ("Es ist kein Tag angegeben.", "Expected a day, but none is given."),
)  # fmt: skip
