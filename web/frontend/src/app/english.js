// English texts of what every page shows by script.
export default {
  'Aufgabe übernehmen': 'claim the task',
  'Das hat nicht geklappt (Fehler {status}). Bitte laden Sie die Seite neu.': 'This did not work (error {status}). Please reload the page.',
  'Der Server ist nicht erreichbar. Ihre Eingaben sind noch auf dieser Seite.': 'The server cannot be reached. What you entered is still on this page.',
  'Ihre Sitzung ist abgelaufen. Bitte melden Sie sich in einem neuen Tab an.': 'Your session has expired. Please log in in a new tab.',
  'Meldung schließen': 'Close message',
  'Schließen': 'Close',
  'Tastenkürzel einschalten': 'Switch keyboard shortcuts on',
  'Tastenkürzel in der Liste': 'Keyboard shortcuts in the list',
  'Zeile öffnen': 'open the row',
  'diese Hilfe': 'this help',
  'nächste Zeile': 'next row',
  'vorige Zeile': 'previous row',
  '„{name}“ ist größer als {size} MB und wird nicht angenommen.': '“{name}” is larger than {size} MB and is not taken.',
  'zur Suche': 'to the search',
};
