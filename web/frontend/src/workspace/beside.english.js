// English for the texts of what stands beside the drawing; the German ones are the keys.
export default {
  'Der Server ist nicht erreichbar. Was Sie eingegeben haben, steht noch da.': 'The server cannot be reached. What you have typed is still there.',
  'Die Szenarien laufen …': 'The scenarios are running …',
  'Ein Szenario für den Weg wird gesucht …': 'Looking for a scenario of the way …',
  'Ihre Sitzung ist abgelaufen. Melden Sie sich in einem neuen Tab an und versuchen Sie es dann noch einmal.': 'Your session has ended. Log in in a new tab and then try again.',
  'Neben dem Diagramm': 'Beside the diagram',
  'Nicht gespeichert: Gezeigt wird der zuletzt gespeicherte Stand.': 'Not saved: what is shown is the state that was saved last.',
  'Wird geladen …': 'Loading …',
  'Zurück zu den Eigenschaften': 'Back to the properties',
  'ungeprüft': 'untested',
};
