// What processes, repetitions and mappings say: which variables go in and come out, how often something happens.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { INPUTS, OUTPUTS, PROPERTIES } from './lists.js';
import { told } from './progress.js';
import { profile } from './task.js';
import { turns } from './turns.js';

const LOOP = 'zeebe:LoopCharacteristics';
const KINDS = [['', 'einmal'], ['parallel', 'mehrfach, gleichzeitig'], ['sequential', 'mehrfach, nacheinander'], ['loop', 'solange eine Bedingung gilt']];
/** Properties that have a field of their own, beside those `told` names. */
const SHOWN = new Set([
  'rechtsfrist', 'rechtsfrist_norm', 'rechtsfrist_ereignis', 'bezeichnung', 'vier-augen', 'ohne_person', 'variablen',
  'nachricht_schluessel', 'nachricht_lebensdauer', 'nachricht_kennung',
  'uebermittlung', 'uebermittlung_norm', 'uebermittlung_angaben', 'uebermittlung_zweck',
  'errorCodeVariable', 'errorMessageVariable', 'escalationCodeVariable',
]);

export function process({ element, owner, properties, extension, property, stock }) {
  const person = { value: properties.property(owner, 'ohne_person') === 'ja', write: (chosen) => properties.setProperty(element, owner, 'ohne_person', chosen ? 'ja' : '') };
  const law = [...stock.bases, ...stock.deadlines.map(({ name, norm, length }) => [name, length, norm].filter(Boolean).join(', '))];
  return [
    { title: 'Fassung', fields: [
      { key: 'fassung', label: 'Bezeichnung der Fassung', ...extension('zeebe:VersionTag', 'value') },
      { key: 'ausfuehrbar', label: 'Ist ausführbar', kind: 'check', value: owner.isExecutable === true, write: (chosen) => properties.change(element, [{ target: owner, values: { isExecutable: chosen } }]) },
      { key: 'ohne-person', label: 'Betrifft keine Person', kind: 'check', ...person },
      { key: 'variablen', label: 'Variablen von außen', hint: 'Mit Komma getrennt; sie kommen mit dem Start', ...property('variablen') },
    ] },
    { title: 'Rechtsgrundlagen und Fristen', closed: true, fields: law.length ? [{ key: 'recht', kind: 'note', lines: law, link: profile(stock) }] : [] },
  ];
}

export function adHoc({ element, owner, properties, extension, expression }) {
  const attribute = (name, values) => ({ value: owner[name], write: (chosen) => properties.modeling.updateProperties(element, { [name]: values ? values[chosen] : chosen }) });
  return [{ title: 'Schritte nach Wahl', fields: [
    { key: 'beginnt', label: 'Was sofort beginnt', kind: 'feel', hint: 'Liste von IDs; ohne Angabe und ohne Abschlussbedingung alles', ...extension('zeebe:AdHoc', 'activeElementsCollection') },
    { key: 'abschluss', label: 'Abschlussbedingung', kind: 'feel', ...expression('completionCondition') },
    { key: 'nacheinander', label: 'Nacheinander in der Reihenfolge der Datei', kind: 'check', ...attribute('ordering', { true: 'Sequential', false: undefined }), value: owner.ordering === 'Sequential' },
    { key: 'rest', label: 'Bricht Laufendes ab, wenn die Bedingung gilt', kind: 'check', ...attribute('cancelRemainingInstances'), value: owner.cancelRemainingInstances !== false },
  ] }];
}

export function mappings({ element, owner, properties }) {
  if (is(element, 'bpmn:StartEvent') && is(owner.$parent, 'bpmn:Process')) return [];
  const list = (which, key, label, columns) => ({
    key, label, columns, kind: 'rows', value: properties.rows(owner, which), write: (rows) => properties.setRows(element, owner, which, rows),
  });
  const fields = [list(INPUTS, 'eingaben', 'Hinein', ['Variable', 'Wert']), list(OUTPUTS, 'ausgaben', 'Heraus', ['Variable', 'Wert'])];
  return [{ title: 'Zuordnungen', closed: fields.every(({ value }) => !value.length), fields }];
}

export function repetition(place) {
  const { element, owner, properties } = place;
  const loop = owner.loopCharacteristics;
  const kind = !loop ? '' : is(loop, 'bpmn:StandardLoopCharacteristics') ? 'loop' : loop.isSequential ? 'sequential' : 'parallel';
  const choose = { key: 'wiederholt', label: 'Geschieht', kind: 'choice', options: KINDS, value: kind, write: (chosen) => properties.setLoop(element, chosen) };
  const fields = !kind ? [] : kind === 'loop' ? looped(place, loop) : several(place, loop);
  return [{ title: 'Wiederholung', closed: !kind, fields: [choose, ...fields] }];
}

function several(place, loop) {
  const { extension, expression } = place;
  const of = (name) => extension(LOOP, name, loop);
  return [
    { key: 'anzahl', label: 'Anzahl der Durchgänge', kind: 'value', hint: 'Eine Zahl oder ein FEEL-Ausdruck mit „=“, statt einer Liste', ...expression('loopCardinality', loop) },
    { key: 'liste', label: 'Für jeden Eintrag der Liste', kind: 'feel', ...of('inputCollection') },
    { key: 'eintrag', label: 'Variable für den Eintrag', ...of('inputElement') },
    { key: 'ergebnisse', label: 'Variable für die Liste der Ergebnisse', ...of('outputCollection') },
    { key: 'ergebnis-eintrag', label: 'Ergebnis jedes Durchgangs', kind: 'feel', ...of('outputElement') },
    { key: 'genug', label: 'Endet früher, wenn', kind: 'feel', ...expression('completionCondition', loop) },
    ...turns(place, loop),
  ];
}

function looped({ element, properties, expression }, loop) {
  const set = (name) => (value) => properties.change(element, [{ target: loop, values: { [name]: value } }]);
  return [
    { key: 'solange', label: 'Solange', kind: 'feel', ...expression('loopCondition', loop) },
    { key: 'hoechstens', label: 'Höchstens so oft', value: String(loop.loopMaximum ?? ''), check: whole, write: (text) => set('loopMaximum')(text ? Number(text) : undefined) },
    { key: 'vorher', label: 'Prüft schon vor dem ersten Mal', kind: 'check', value: loop.testBefore === true, write: set('testBefore') },
  ];
}

/** An activity that runs only to undo another one; bpmn-js takes flows away that can then lead nowhere. */
export function undoing({ element, owner, properties }) {
  if (owner.triggeredByEvent) return [];
  const write = (isForCompensation) => properties.modeling.updateProperties(element, { isForCompensation });
  const field = { key: 'kompensation', label: 'Läuft nur, um etwas anderes rückgängig zu machen', kind: 'check', value: owner.isForCompensation === true, write };
  return [{ title: 'Kompensation', closed: !owner.isForCompensation, fields: [field] }];
}

function whole(text) {
  return /^\d{0,9}$/.test(text) ? null : say('Bitte geben Sie eine ganze Zahl ein.');
}

export function rest(place) {
  const { element, owner, properties } = place;
  const shown = new Set([...SHOWN, ...told(place)]);
  const rows = properties.rows(owner, PROPERTIES);
  const others = rows.filter(([name]) => !shown.has(name));
  const write = (changed) => properties.setRows(element, owner, PROPERTIES, [...rows.filter(([name]) => shown.has(name)), ...changed]);
  return [{ title: 'Weitere Eigenschaften', closed: !others.length, fields: [
    { key: 'eigenschaften', label: 'Eigenschaften', kind: 'rows', columns: ['Name', 'Wert'], plain: true, value: others, write },
  ] }];
}
