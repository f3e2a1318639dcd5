"""What is wrong with a proposal, a consultation, a resolution or a structural problem, in English."""

from __future__ import annotations

from typing import Final

__all__ = ["SENTENCES"]

#: the German sentence, `{}` for each part filled in, and the English one, `{0}` the first of these parts
SENTENCES: Final[tuple[tuple[str, str], ...]] = (
    # proposals
    ("Bitte geben Sie der Vorlage einen Titel.", "Please give the proposal a title."),
    ("Bitte begründen Sie die Vorlage.", "Please give the reasons for the proposal."),
    ("Bitte nennen Sie die Rechtsgrundlage.", "Please name the legal basis."),
    ("Bitte wählen Sie mindestens ein Gebiet.", "Please choose at least one jurisdiction."),
    ("Für dieses Gebiet können Sie nichts vorschlagen.", "You cannot propose anything for this jurisdiction."),
    ("Bitte geben Sie einen Stichtag ab heute an.", "Please enter a day from today on."),
    ("Bitte geben Sie 0 bis {} Monate an.", "Please enter 0 to {0} months."),
    ("Eine Vorlage hat höchstens {} Abläufe.", "A proposal has at most {0} processes."),
    ("Eine Vorlage hat höchstens {} Dateien.", "A proposal has at most {0} files."),
    ("Von „{}“ ist mehr als eine Fassung gewählt. Bitte wählen Sie eine.",
     "More than one version of “{0}” is chosen. Please choose one."),
    ("Bitte wählen Sie, worüber beschlossen werden soll: Abläufe, Werte oder eine Datei.",
     "Please choose what is to be resolved: processes, values or a file."),
    ("Eine Aufhebung bringt keine neuen Fassungen mit. Bitte wählen Sie keine.",
     "A repeal brings no new versions. Please choose none."),
    ("Aufgehoben wird, was beschlossen ist und noch gilt.",
     "Expected a resolution that still holds to be repealed, but this one does not."),
    ("Dieser Beschluss gilt auch außerhalb der gewählten Gebiete. Aufheben lässt er sich nur überall, wo er gilt; für "
     "einen Teil davon beschließen Sie bitte etwas anderes.",
     "This resolution holds outside of the chosen jurisdictions, too. It can be repealed only wherever it holds; "
     "please adopt something else for a part of them."),
    ("„{}“ beginnt von selbst. Bitte beschließen Sie dafür die frühere Fassung neu.",
     "“{0}” begins by itself. Please adopt its former version again instead."),
    ("In der Datei wurde ein Virus gefunden. Sie ist nicht gespeichert.",
     "A virus was found in the file. It is not stored."),
    ("Bitte geben Sie eine ganze Zahl von {} bis {} ein.", "Please enter a whole number from {0} to {1}."),
    ("Diesen Wert setzt die Lenkungsgruppe nicht.", "The steering group does not set this value."),
    ("Bitte geben Sie an, warum die Vorlage zurückgezogen wird.", "Please say why the proposal is withdrawn."),
    # consultation
    ("Die Beteiligten brauchen Zeit bis mindestens {}.", "The parties need time until {0} at least."),
    ("Die Vorlage soll ab {} gelten. Die Beteiligung muss vorher enden.",
     "The proposal is to be in force from {0}. The consultation must end before."),
    ("Bis zum Stichtag {} reicht die Zeit nicht: Wer gehört wird, hat sie bis mindestens {}. Die Vorlage braucht einen "
     "späteren Stichtag.",
     "There is not enough time until {0}, the day it is to be in force: whoever is asked has it until {1} at least. "
     "The proposal needs a later day."),
    ("Die Vorlage hat sich geändert, seit Sie diese Seite geöffnet haben. Bitte sehen Sie sich die jetzige Fassung an "
     "und antworten Sie dann.",
     "The proposal has changed since you opened this page. Please look at it as it is now, and answer then."),
    ("Bitte nennen Sie mindestens eine Stelle, die gehört wird.", "Please name at least one party to be asked."),
    ("Es können höchstens {} Stellen gehört werden.", "At most {0} parties can be asked."),
    ("Bitte wählen Sie eine Behörde oder nennen Sie die Stelle mit Namen.",
     "Please choose an authority or name the body."),
    ("Diese Stelle wird schon gehört.", "Expected a new party, but this one is asked already."),
    ("Die Vorlage soll ab {} gelten. Die Beteiligung kann deshalb höchstens bis {} dauern.",
     "The proposal is to be in force from {0}. Therefore its consultation can last until {1} at most."),
    ("Bis {} können noch antworten: {}.", "Until {0} these can still answer: {1}."),
    ("Bitte nennen Sie, wer für die Stelle geantwortet hat.", "Please say who answered for the body."),
    ("Bitte geben Sie an, woher Sie die Antwort haben, zum Beispiel aus welchem Schreiben.",
     "Please say where you have the answer from, for example from which letter."),
    ("Bitte schreiben Sie, was Sie meinen.", "Please write what you mean."),
    ("Diesen Schritt gibt es in der Fassung nicht. Bitte wählen Sie ihn noch einmal.",
     "The version has no such step. Please choose it again."),
    ("Der Ablauf fehlt.", "Expected the process of the step, but it is missing."),
    ("Bitte geben Sie an, warum die Abweichung richtig ist.", "Please say why the difference is right."),
    # resolutions
    ("Die Sitzung kann nicht in der Zukunft liegen.", "Expected a meeting that has been, but it is to come."),
    ("Bitte nennen Sie das Gremium.", "Please name the body that resolved."),
    ("Bitte nennen Sie die Nummer der Drucksache oder des Tagesordnungspunkts.",
     "Please give the number of the paper or the item of the agenda."),
    ("Bitte geben Sie je Behörde Stimmen von 0 bis {} an.", "Please enter 0 to {0} votes for each authority."),
    ("Bitte geben Sie an, wie abgestimmt wurde.", "Please say how it was voted."),
    ("Bitte nennen Sie zu jeder Stimme die Behörde.", "Please name the authority of each vote."),
    ("Beschlossen ist, wofür mehr gestimmt haben als dagegen.",
     "Expected more votes for it than against it, but there are not."),
    ("Bitte schreiben Sie, was die Überprüfung ergeben hat.", "Please write what the review has found."),
    ("Bitte geben Sie den Grund an, höchstens {} Zeichen.", "Please give the reason, at most {0} characters."),
    # rollouts
    ("Bitte geben Sie eine Grenze von 0 bis 100 % an.", "Please enter a limit from 0 to 100 %."),
    ("Bitte wählen Sie mindestens einen Fall aus.", "Please choose at least one case."),
    ("Bitte wählen Sie höchstens {} Fälle auf einmal.", "Please choose at most {0} cases at once."),
    ("Unter Ihren Fällen in einer anderen Fassung finden wir nicht: {}.",
     "These are not among your cases in another version: {0}."),
    ("Der Fall ist gerade in Bearbeitung.", "Somebody is working on the case right now."),
    ("Der Fall war jedes Mal in Bearbeitung.", "Somebody was working on the case each time."),
    ("Ein unerwarteter Fehler; er steht im Protokoll.", "Expected no fault, but there was one; it is in the log."),
    # structural problems
    ("Die Vorlage muss dort gelten, wo {} gemeldet ist.", "The proposal must hold where {0} is reported."),
    ("Bitte geben Sie einen Titel an, höchstens {} Zeichen.", "Please enter a title of at most {0} characters."),
    ("Bitte beschreiben Sie, was immer wieder geschieht, höchstens {} Zeichen.",
     "Please describe what happens again and again, in at most {0} characters."),
    ("Diesen Schritt gibt es in den Abläufen des Falls nicht. Bitte wählen Sie ihn noch einmal.",
     "The processes of the case have no such step. Please choose it again."),
    ("Bitte schreiben Sie etwas, höchstens {} Zeichen.", "Please write something, at most {0} characters."),
)  # fmt: skip
