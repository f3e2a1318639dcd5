// What a task does: a decision, a script, work outside, a message, another process.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { PUBLISH } from '../properties.js';
import { MESSAGE } from '../roots.js';
import { picker } from './choice.js';
import { HEADERS, INPUTS, OUTPUTS } from './lists.js';

const DEFINITION = 'zeebe:TaskDefinition';
const CALLED = 'zeebe:CalledElement';
const RESULT = { key: 'ergebnis', label: 'Ergebnisvariable', hint: 'In diese Variable wird das Ergebnis geschrieben' };
const OUTSIDE = ['auftrag', 'Auftrag an ein anderes Programm'];
const BINDINGS = [['latest', 'die Fassung, die gilt'], ['deployment', 'die aus denselben Dateien'], ['versionTag', 'die mit dieser Bezeichnung']];

export function job({ element, owner, properties, extension }) {
  return [{ title: 'Auftrag', fields: [
    { key: 'auftrag', label: 'Art des Auftrags', kind: 'value', hint: 'Unter diesem Namen holt ihn ein anderes Programm ab', ...extension(DEFINITION, 'type') },
    { key: 'versuche', label: 'Zahl der Versuche', kind: 'value', ...extension(DEFINITION, 'retries') },
    {
      key: 'kopf', label: 'Angaben zum Auftrag', kind: 'rows', columns: ['Name', 'Wert'], plain: true,
      value: properties.rows(owner, HEADERS), write: (rows) => properties.setRows(element, owner, HEADERS, rows),
    },
  ] }];
}

/** How a task is done: what it does here, or a job. */
function way(place, own, word, type) {
  const outside = Boolean(place.properties.extension(place.owner, DEFINITION));
  const write = (chosen) => place.properties.exchange(place.element, [type, PUBLISH, DEFINITION, HEADERS.type], chosen === OUTSIDE[0] ? DEFINITION : type);
  const field = { key: 'ausfuehrung', label: 'Ausführung', kind: 'choice', options: [own, OUTSIDE], value: outside ? OUTSIDE[0] : own[0], write };
  return { outside, groups: (fields) => [{ title: word, fields: [field, ...(outside ? [] : fields)] }, ...(outside ? job(place) : [])] };
}

export function rule(place) {
  const { stock, extension } = place;
  const field = extension('zeebe:CalledDecision', 'decisionId');
  const options = stock.decisions.map(({ id, name }) => [id, name === id ? id : `${name} (${id})`]);
  const known = stock.decisions.find(({ id }) => id === field.value);
  const reads = known?.inputs.length ? say('Liest: {names}', { names: known.inputs.join(', ') }) : '';
  const link = known?.url ? { href: known.url, text: 'Entscheidung öffnen' } : null;
  return way(place, ['dmn', 'Entscheidung (DMN)'], 'Entscheidung', 'zeebe:CalledDecision').groups([
    { key: 'entscheidung', label: 'Entscheidung', hint: reads, ...picker(stock, options, field, 'bitte wählen'), link },
    { ...RESULT, ...extension('zeebe:CalledDecision', 'resultVariable') },
  ]);
}

export function script(place) {
  return way(place, ['feel', 'FEEL-Ausdruck'], 'Skript', 'zeebe:Script').groups([
    { key: 'ausdruck', label: 'Ausdruck', kind: 'feel', ...place.extension('zeebe:Script', 'expression') },
    { ...RESULT, ...place.extension('zeebe:Script', 'resultVariable') },
  ]);
}

export function sending(place) {
  if (is(place.element, 'bpmn:ReceiveTask')) return [{ title: 'Nachricht', fields: [...caught(place), ...begins(place)] }];
  return way(place, ['nachricht', 'Nachricht'], 'Senden').groups(thrown(place));
}

/** A receive task or a gateway of events nothing leads to may be where a case begins. */
export function begins({ element, owner, properties }) {
  if (element.incoming.length && !owner.instantiate) return [];
  const write = (instantiate) => properties.modeling.updateProperties(element, { instantiate });
  return [{ key: 'beginnt-hier', label: 'Damit beginnt ein neuer Durchlauf', kind: 'check', value: owner.instantiate === true, write }];
}

/** The name of a message and what is found by it: a case that waits. */
export function named({ element, owner, roots }) {
  return {
    key: 'nachricht',
    label: 'Name der Nachricht',
    hint: 'Unter diesem Namen wird sie gesendet',
    suggestions: roots.names(MESSAGE),
    value: roots.get(owner, MESSAGE)?.name ?? '',
    write: (text) => roots.set(element, MESSAGE, text),
  };
}

export function caught(place) {
  const message = place.roots.get(place.owner, MESSAGE);
  const key = message ? place.extension('zeebe:Subscription', 'correlationKey', message) : { value: '', write() {} };
  return [named(place), {
    key: 'schluessel', label: 'Korrelationsschlüssel', kind: 'feel', disabled: !message,
    hint: 'Woran der Vorgang erkannt wird, zum Beispiel =aktenzeichen', ...key,
  }];
}

export function thrown(place) {
  const publish = (name) => ({ value: place.properties.sent(place.owner, name), write: (text) => place.properties.setSent(place.element, name, text) });
  return [
    named(place),
    { key: 'schluessel', label: 'Korrelationsschlüssel', kind: 'feel', hint: 'Wem sie gilt, zum Beispiel =aktenzeichen', ...publish('nachricht_schluessel') },
    { key: 'lebensdauer', label: 'Lebensdauer', kind: 'value', hint: 'Wie lange sie wartet, wenn niemand sie erwartet; ohne Angabe P14D', ...publish('nachricht_lebensdauer') },
    { key: 'kennung', label: 'Kennung', kind: 'value', hint: 'Dieselbe Kennung wird nur einmal angenommen', ...publish('nachricht_kennung') },
  ];
}

export function call(place) {
  const { element, owner, stock, properties, extension } = place;
  const field = extension(CALLED, 'processId');
  const called = properties.extension(owner, CALLED);
  const options = stock.processes.map(({ key, name }) => [key, name]);
  const binding = called?.bindingType ?? 'latest';
  const flag = (name, label, usual) => ({
    key: name, label, kind: 'check', value: called?.[name] ?? usual,
    write: (chosen) => properties.setExtension(element, owner, CALLED, { [name]: chosen }),
  });
  const fields = [
    { key: 'prozess', label: 'Aufgerufener Ablauf', ...picker(stock, options, field, 'bitte wählen') },
    { key: 'bindung', label: 'Fassung', kind: 'choice', options: BINDINGS, value: binding, write: extension(CALLED, 'bindingType').write },
  ];
  if (binding === 'versionTag') fields.push({ key: 'fassung', label: 'Bezeichnung der Fassung', ...extension(CALLED, 'versionTag') });
  return [{ title: 'Aufruf', fields: [
    ...fields,
    flag('propagateAllParentVariables', 'Gibt alle Variablen hinein', true),
    flag('propagateAllChildVariables', 'Übernimmt alle Variablen des aufgerufenen Ablaufs', true),
    ...contract(place, stock.processes.find(({ key }) => key === field.value)),
  ] }];
}

function contract({ element, owner, properties }, called) {
  const lines = [...told(say('Bekommt'), called?.inputs), ...told(say('Gibt'), called?.outputs)];
  if (!lines.length) return [];
  const there = (list) => new Set(properties.rows(owner, list).map(([target]) => target));
  const missing = (names, list) => Object.keys(names).some((name) => !there(list).has(name));
  const note = { key: 'vertrag', kind: 'note', lines };
  if (!missing(called.inputs, INPUTS) && !missing(called.outputs, OUTPUTS)) return [note];
  return [note, { key: 'zuordnen', kind: 'action', label: say('Fehlende Angaben zuordnen'), run: () => properties.fulfil(element, called) }];
}

function told(words, names = {}) {
  return Object.entries(names).map(([name, meaning]) => `${words} ${meaning ? `${name}: ${meaning}` : name}`);
}
