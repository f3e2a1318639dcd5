"""What each action of the permission table means, in the language of the page."""

from __future__ import annotations

from flask_babel import gettext as _

from engine import Action


def words() -> dict[Action, tuple[str, str]]:
    """For each action its name, and what whoever may do it can do, and where it ends."""
    return {
        Action.READ_TASK: (_("Aufgaben sehen"), _("Aufgaben der eigenen Rolle an der eigenen Behörde.")),
        Action.WORK_TASK: (
            _("Aufgaben bearbeiten"),
            _("Aufgaben der eigenen Rolle; die Teamleitung auch die ihres Teams."),
        ),
        Action.ASSIGN_TASK: (
            _("Aufgaben zuweisen"),
            _("Die Teamleitung im Team, die Amtsleitung in der Behörde."),
        ),
        Action.READ_CASE: (
            _("Akten lesen"),
            _(
                "Akten, an denen die eigene Behörde beteiligt ist, und darin nur, was Aufgabe, Norm oder Freigabe "
                "öffnet."
            ),
        ),
        Action.BREAK_GLASS: (
            _("Notzugriff"),
            _("Jede Akte für zwei Stunden, mit Begründung. Die führende Behörde erfährt es sofort."),
        ),
        Action.READ_READS: (
            _("Sehen, wer gelesen hat"),
            _("Bei Akten, welche die eigene Behörde führt: wer von außen gelesen hat, wann und wozu."),
        ),
        Action.READ_IMPERSONAL_CASE: (
            _("Vorgänge ohne Person lesen"),
            _("Vorgänge, die keine Person betreffen, zum Beispiel Beschlüsse."),
        ),
        Action.OPEN_CASE: (_("Fall eröffnen"), _("Einen Fall einer Person beginnen.")),
        Action.OPEN_IMPERSONAL_CASE: (
            _("Vorgang ohne Person beginnen"),
            _("Einen Vorgang beginnen, der keine Person betrifft."),
        ),
        Action.PRECHECK: (
            _("Vorprüfung"),
            _("Angaben zur Person pflegen und die Vorprüfung rechnen lassen."),
        ),
        Action.REEVALUATE: (
            _("Neubewertung"),
            _("Offene Fälle nach einer Rechtsänderung neu rechnen lassen."),
        ),
        Action.SEND_MESSAGE: (
            _("Ereignis erfassen"),
            _("Zum Beispiel eine Rücknahme; der Ablauf geht weiter."),
        ),
        Action.RELOCATE: (
            _("Umzug erfassen"),
            _("Bei der führenden Behörde den neuen Wohnort eintragen; Zuständigkeiten gehen mit."),
        ),
        Action.REFER: (
            _("An andere Stelle verweisen"),
            _("Eine Überleitung anbieten und im Blick behalten, bis jemand angekommen ist."),
        ),
        Action.KEEP_CASE: (
            _("Akte führen"),
            _(
                "Notizen schreiben; Fälle verbinden, von denen die eigene Behörde einen führt; Abläufe und einzelne "
                "Aufgaben beginnen, wo sie den Fall führt oder die ersten Aufgaben bei ihr liegen."
            ),
        ),
        Action.CLOSE_CASE: (
            _("Fall anhalten und schließen"),
            _("Bei der führenden Behörde, mit Grund; auch fortsetzen und wieder öffnen."),
        ),
        Action.NAME_MANAGER: (
            _("Fallführung ändern"),
            _("Bei der führenden Behörde sagen, wer den Fall führt, mit Grund."),
        ),
        Action.ADD_DOCUMENT: (
            _("Dokument hinzufügen"),
            _("Zu Akten, an denen die eigene Behörde beteiligt ist."),
        ),
        Action.EXPORT_CASE: (
            _("Akte exportieren"),
            _("Drucken und herunterladen; es enthält nur, was man auch lesen darf."),
        ),
        Action.DISCLOSE: (
            _("Übermittlung festhalten"),
            _(
                "Wem nach welcher Norm etwas mitgeteilt wurde, in Akten, an denen die eigene Behörde beteiligt ist."
            ),
        ),
        Action.SUPERVISE: (
            _("Aufsicht"),
            _("Offene Aufgaben der eigenen Behörde überblicken; die Teamleitung die ihres Teams."),
        ),
        Action.READ_FIGURES: (
            _("Zahlen der Aufsicht"),
            _("Nur Zahlen; die KIM-Koordination für ihr Gebiet, ohne Fälle und Personen."),
        ),
        Action.READ_TIMES: (_("Bearbeitungszeiten"), _("Zahlen je Schritt, ohne Fälle und Personen.")),
        Action.READ_ADOPTED: (
            _("Verbindliche Abläufe lesen"),
            _("Was heute in Kraft ist, mit seinen Dateien; Gäste nur das, ohne Fälle und Personen."),
        ),
        Action.READ_MODEL: (_("Abläufe lesen"), _("Diagramme, Regeln und Formulare aller Fassungen.")),
        Action.EDIT_MODEL: (_("Abläufe gestalten"), _("Entwürfe anlegen, ändern und vorschlagen.")),
        Action.OFFER_SCENARIO: (
            _("Szenarien aus Fällen vorschlagen"),
            _(
                "Den Verlauf eines Falls, mit erfundenen Texten, der Prozessverantwortung geben, ohne die Akte."
            ),
        ),
        Action.ADOPT: (
            _("Abläufe beschließen"),
            _("Eine Fassung und vereinbarte Zeiten verbindlich machen."),
        ),
        Action.PROPOSE: (
            _("Vorlagen schreiben"),
            _("Der Lenkungsgruppe etwas vorschlagen, andere dazu hören und ihre Anmerkungen beantworten."),
        ),
        Action.ROLL_OUT: (
            _("Überführungen steuern"),
            _("Laufende Fälle in eine beschlossene Fassung überführen, anhalten, Schübe zurücknehmen."),
        ),
        Action.CONSULT: (
            _("Stellung nehmen"),
            _("Zu einer Vorlage für die eigene Behörde antworten."),
        ),
        Action.REPORT_PROBLEM: (
            _("Strukturprobleme melden"),
            _("Aus einem Fall melden, was immer wieder schiefgeht. Andere erfahren nicht, aus welchem."),
        ),
        Action.RESOLVE_INCIDENT: (
            _("Störungen beheben"),
            _("Laufende Abläufe anhalten, verschieben, umstellen; Werte nur, soweit man die Akte liest."),
        ),
        Action.ADMINISTER: (
            _("Verwalten"),
            _("Behörden, Stellen, Zuständigkeiten und Aufträge; keine Akten."),
        ),
        Action.READ_REGISTER: (_("Register lesen"), _("Behörden, ihre Zuständigkeiten und diese Übersicht.")),
        Action.ASK_COMPETENCE: (
            _("Zuständigkeit fragen"),
            _("Welche Behörde für ein Anliegen zuständig ist."),
        ),
        Action.COMPUTE_DEADLINE: (_("Frist berechnen"), _("Den Fristenrechner benutzen.")),
        Action.ENTER_CLOSURE: (
            _("Schließtage eintragen"),
            _("Für die eigene Behörde; die Administration für ihr Gebiet."),
        ),
    }
