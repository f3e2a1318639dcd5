// form-js writes its texts in English into the page: this turns what it shows into German, as it appears.
const TEXTS = {
  'Add': 'Hinzufügen',
  'Add new': 'Neu',
  'Action': 'Aktion',
  'Add properties directly to the form schema, useful to configure functionality in custom-built task applications and form renderers.': 'Eigenschaften, die der Server liest, zum Beispiel personenbezogen.',
  'Allow add/delete items': 'Zeilen hinzufügen und entfernen erlauben',
  'Allows arbitrary precision values': 'Behält alle Nachkommastellen',
  'Alternative text': 'Alternativtext',
  'Appearance': 'Aussehen',
  'Binds to a form variable': 'Name der Variable, in die die Angabe geht',
  'Bottom': 'unten',
  'Build your form': 'Formular zusammenstellen',
  'Center': 'Mitte',
  'Checkbox': 'Kästchen',
  'Checkbox group': 'Mehrere Kästchen',
  'Checked': 'angekreuzt',
  'Clear content': 'Inhalt leeren',
  'Column': 'Spalte',
  'Columns': 'Spalten',
  'Components': 'Bausteine',
  'Compute on': 'Berechnen bei',
  'Condition': 'Bedingung',
  'Constraints': 'Einschränkungen',
  'Containers': 'Gruppen',
  'Content': 'Inhalt',
  'Create': 'Anlegen',
  'Custom': 'eigenes Muster',
  'Custom error message': 'Eigene Fehlermeldung',
  'Custom properties': 'Eigene Eigenschaften',
  'Custom regular expression': 'Eigener regulärer Ausdruck',
  'Create new list item': 'Eintrag hinzufügen',
  'Data source': 'Datenquelle',
  'Date': 'Datum',
  'Date label': 'Beschriftung des Datums',
  'Date time': 'Datum und Zeit',
  'Date & Time': 'Datum und Zeit',
  'Datetime': 'Datum und Zeit',
  'Decimal digits': 'Nachkommastellen',
  'hh:mm': 'HH:MM',
  'hh:mm --': 'HH:MM',
  'Decrement': 'Verringern',
  'Default number of items': 'Zeilen am Anfang',
  'Default value': 'Vorgabe',
  'Define an expression to calculate the value of this field': 'FEEL-Ausdruck, der den Wert berechnet',
  'Define an expression to populate the options from.': 'FEEL-Ausdruck, der die Auswahl liefert',
  'Define which input property to populate the values from': 'Variable, aus der die Auswahl kommt',
  'Delete': 'Löschen',
  'Delete item': 'Eintrag löschen',
  'Deactivate if': 'Gesperrt, wenn',
  'Disable collapse': 'Nie einklappen',
  'Disabled': 'Gesperrt',
  'Disallow past dates': 'Kein vergangener Tag',
  'Download': 'Herunterladen',
  'Drag and drop components here to start designing.': 'Ziehen Sie Bausteine hierher, oder wählen Sie einen mit der Eingabetaste.',
  'Drag and drop components here.': 'Ziehen Sie Bausteine hierher.',
  'Dynamic list': 'Wiederholbare Gruppe',
  'Dynamic options': 'Auswahl aus einem Ausdruck',
  'Email': 'E-Mail-Adresse',
  'Expression': 'Berechneter Wert',
  'Field description': 'Hilfe unter dem Feld',
  'Field label': 'Beschriftung',
  'File picker': 'Dateien',
  'Form': 'Formular',
  'Form fields': 'Felder',
  'Form submission': 'Abschließen',
  'General': 'Allgemein',
  'Group': 'Gruppe',
  'Group label': 'Überschrift der Gruppe',
  'HTML view': 'Text in HTML',
  'Header items': 'Spaltenköpfe',
  'Headers source': 'Quelle der Spaltenköpfe',
  'Height': 'Höhe',
  'Height of the container in pixels.': 'Höhe in Bildpunkten',
  'Hide if': 'Ausblenden, wenn',
  'Condition under which the field is hidden': 'FEEL-Ausdruck, bei dem das Feld fehlt',
  'Increment': 'Schritt',
  'Input': 'Eingabe',
  'Input values key': 'Variable mit der Auswahl',
  'Key': 'Schlüssel',
  'Label': 'Beschriftung',
  'Layout': 'Anordnung',
  'Learn more': 'Mehr dazu',
  'List of items': 'Liste',
  'Maximum': 'Höchstens',
  'Maximum length': 'Höchstens Zeichen',
  'Minimum': 'Mindestens',
  'Minimum length': 'Mindestens Zeichen',
  'Multiple form fields are selected. Select a single form field to edit its properties.': 'Mehrere Felder sind gewählt. Wählen Sie ein einzelnes.',
  'No components found.': 'Kein Baustein gefunden.',
  'Not checked': 'nicht angekreuzt',
  'Number': 'Zahl',
  'Number of non-collapsing items': 'Zeilen, die immer offen sind',
  'Number of rows per page': 'Zeilen je Seite',
  'Open popup editor': 'In großem Feld bearbeiten',
  'Opened in popup': 'In großem Feld geöffnet',
  'Options expression': 'Ausdruck der Auswahl',
  'Options source': 'Woher die Auswahl kommt',
  'Output as string': 'Als Text ausgeben',
  'Pagination': 'In Seiten teilen',
  'Path': 'Pfad',
  'Phone': 'Telefonnummer',
  'Prefix': 'Davor',
  'Presentation': 'Darstellung',
  'Radio group': 'Eins von mehreren',
  'Radio button group': 'Eins von mehreren',
  'Read only': 'Nur lesen',
  'Read only if': 'Nur lesen, wenn',
  'Repeatable': 'Wiederholbar',
  'Required': 'Pflicht',
  'Reset': 'Zurücksetzen',
  'Search components': 'Baustein suchen',
  'Searchable': 'Durchsuchbar',
  'Select': 'Auswahlliste',
  'Select a form field to edit its properties.': 'Wählen Sie ein Feld, um seine Eigenschaften zu ändern.',
  'Selection': 'Auswahl',
  'Separator': 'Trennlinie',
  'Serialization': 'Speicherform',
  'Show outline': 'Rahmen zeigen',
  'Spacer': 'Abstand',
  'Specify an expression to populate column items': 'FEEL-Ausdruck für die Spalten',
  'Specify the source from which to populate the table': 'Woher die Zeilen der Tabelle kommen',
  'Static options': 'Feste Auswahl',
  'Submit': 'Abschließen',
  'Subtype': 'Unterart',
  'Suffix': 'Dahinter',
  'Supported file formats': 'Erlaubte Dateiarten',
  'Table': 'Tabelle',
  'Table label': 'Überschrift der Tabelle',
  'Tag list': 'Mehrere aus Liste',
  'Target value': 'Wert',
  'Text': 'Text',
  'Text area': 'Mehrzeiliges Feld',
  'Text field': 'Textfeld',
  'Text view': 'Text',
  'The error message to display when the input does not match the regular expression.': 'Was dasteht, wenn die Eingabe nicht passt',
  'Time': 'Uhrzeit',
  'Time format': 'Form der Uhrzeit',
  'Time interval': 'Abstand der Zeiten',
  'Time label': 'Beschriftung der Uhrzeit',
  'Toggle section': 'Auf- oder zuklappen',
  'Top': 'oben',
  'Type': 'Art',
  'Upload multiple files': 'Mehrere Dateien erlauben',
  'Use 24h': '24 Stunden',
  'Validation': 'Prüfung',
  'Validation pattern': 'Muster',
  'Value': 'Wert',
  'Value changes': 'Änderung',
  'Version tag': 'Bezeichnung der Fassung',
  'Version tag by which this form can be referenced.': 'Unter dieser Bezeichnung kann ein Ablauf das Formular nennen',
  'Text view is empty': 'Text ohne Inhalt',
  'Text view is populated by an expression': 'Text aus einem Ausdruck',
  'Text view is templated': 'Text mit Ausdrücken',
  'Html view is empty': 'HTML ohne Inhalt',
  'Html view is populated by an expression': 'HTML aus einem Ausdruck',
  'Html view is templated': 'HTML mit Ausdrücken',
  'Expression is empty': 'Ausdruck fehlt',
  'dd.mm.yyyy': 'TT.MM.JJJJ',
  'Vertical alignment': 'Ausrichtung in der Höhe',
  'Where the child variables of this component are pathed to.': 'Variable, in der die Angaben der Gruppe stehen',
};
// How a day is typed, form-js says in the order of the browser's language and in English letters: mm/dd/yyyy, dd.mm.yyyy.
const DAY = /^[dmy]{1,4}[^a-z]+[dmy]{1,4}[^a-z]+[dmy]{1,4}\.?$/;
const ATTRIBUTES = ['title', 'aria-label', 'placeholder'];

/** Turns texts below the box into German now and whenever they change. */
export function inGerman(box) {
  const turn = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return word(root);
    if (root.nodeType !== Node.ELEMENT_NODE || root.closest('.cm-editor, textarea')) return undefined;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) word(walker.currentNode);
    for (const one of [root, ...root.querySelectorAll('[title], [aria-label], [placeholder]')]) attributes(one);
    return undefined;
  };
  turn(box);
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) {
      if (type === 'childList') addedNodes.forEach(turn);
      else if (type === 'attributes') attributes(target);
      else turn(target);
    }
  }).observe(box, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTES });
}

// What a form says is German and stays: only texts of the editor are looked up, and a form's own are in the preview.
function word(text) {
  const german = TEXTS[text.data.trim()];
  if (german && german !== text.data && !text.parentElement?.closest('.cm-editor, .fjs-form-field label')) text.data = text.data.replace(text.data.trim(), german);
}

function attributes(element) {
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute?.(name);
    const german = value ? (TEXTS[value.trim()] ?? (DAY.test(value) ? 'TT.MM.JJJJ' : null)) : null;
    if (german && german !== value) element.setAttribute(name, german);
  }
}
