// English texts of the fields in progress.js, and of the way to a new form.
export default {
  'Bitte geben Sie eine Zahl von 0 bis 999 ein.': 'Please enter a number from 0 to 999.',
  'Die Akte zeigt sie, solange der Fall hier ist; mit einer neuen beginnt ein Abschnitt': 'The case file shows it while the case is here; where it changes, running cases can move to a new version',
  'Eine Zahl; danach ordnet die Akte die Meilensteine': 'A number; the case file orders the milestones by it',
  'Eine Zahl; danach ordnet die Akte die Phasen': 'A number; the case file orders the phases by it',
  'Erreicht, sobald der Schritt durchlaufen ist; damit beginnt ein Abschnitt': 'Reached once the step is passed; running cases can move to a new version there',
  'Leer: der Tag, an dem der Schritt durchlaufen wird': 'Empty: the day on which the step is passed',
  'Meilenstein': 'Milestone',
  'Neues Formular …': 'New form …',
  'Phase und Meilenstein': 'Phase and milestone',
  'Phase': 'Phase',
  'Platz der Phase': 'Place of the phase',
  'Platz des Meilensteins': 'Place of the milestone',
  'Variable mit dem Tag': 'Variable with the day',
};
