// dmn-js in German: what a reader sees; English is its own. Options of every view of the viewer.
import { english } from '../language.js';

const TEXTS = {
  And: 'und',
  Annotation: 'Anmerkung',
  Annotations: 'Anmerkung',
  Any: 'beliebig (ANY)',
  Collect: 'alle (COLLECT)',
  'Collect (Count)': 'Anzahl (COLLECT COUNT)',
  'Collect (Max)': 'größter Wert (COLLECT MAX)',
  'Collect (Min)': 'kleinster Wert (COLLECT MIN)',
  'Collect (Sum)': 'Summe (COLLECT SUM)',
  'Collects the values of all matching rules': 'Alle Ergebnisse der zutreffenden Regeln',
  'Collects the values of all matching rules and counts the number of them': 'Anzahl der zutreffenden Regeln',
  'Collects the values of all matching rules and sums up to a single value': 'Summe der Ergebnisse der zutreffenden Regeln',
  'Collects the values of all matching rules and uses the highest value': 'Größtes Ergebnis der zutreffenden Regeln',
  'Collects the values of all matching rules and uses the lowest value': 'Kleinstes Ergebnis der zutreffenden Regeln',
  'Collects the values of all matching rules in decreasing output priority order': 'Alle Ergebnisse, nach Rang geordnet',
  'Collects the values of all matching rules in rule order': 'Alle Ergebnisse in der Reihenfolge der Regeln',
  'Decision name': 'Name der Entscheidung',
  'Decision name: ': 'Name der Entscheidung: ',
  'Expression language': 'Ausdruckssprache',
  'Expression language:': 'Ausdruckssprache:',
  First: 'erste zutreffende (FIRST)',
  'Hit policy:': 'Trefferregel:',
  'Input expression: ': 'Ausdruck: ',
  'Input label: ': 'Eingabe: ',
  'Input type': 'Typ der Eingabe',
  'Input values': 'Mögliche Eingaben',
  'Literal expression': 'Ausdruck',
  'No overlap is possible and all rules are disjoint. Only a single rule can be matched': 'Es trifft höchstens eine Regel zu.',
  'Output label': 'Ergebnis',
  'Output name': 'Name des Ergebnisses',
  'Output order': 'alle nach Rang (OUTPUT ORDER)',
  'Output type': 'Typ des Ergebnisses',
  'Output values': 'Mögliche Ergebnisse',
  Priority: 'höchster Rang (PRIORITY)',
  'Rule order': 'alle der Reihe nach (RULE ORDER)',
  'Rules may overlap. The first matching rule will be chosen': 'Die erste zutreffende Regel gilt.',
  'Rules may overlap. The one with the highest priority will be chosen': 'Die zutreffende Regel mit dem höchsten Rang gilt.',
  'Rules may overlap. Their output have to match': 'Mehrere Regeln dürfen zutreffen, wenn sie dasselbe ergeben.',
  Then: 'dann',
  Unique: 'genau eine (UNIQUE)',
  'Variable name': 'Variable',
  'Variable name:': 'Variable:',
  'Variable type': 'Typ',
  'Variable type:': 'Typ:',
  'View DRD': 'Übersicht',
  When: 'wenn',
};

function translate(template, values = {}) {
  return ((english ? null : TEXTS[template]) ?? template).replace(/{([^}]+)}/g, (whole, key) => values[key] ?? whole);
}

/** What an editor says beside what a viewer does. */
export function more(texts) {
  Object.assign(TEXTS, texts);
}

export const german = { additionalModules: [{ translate: ['value', translate] }] };
