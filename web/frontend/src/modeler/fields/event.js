// What an event waits for or does.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { ERROR, ESCALATION, SIGNAL } from '../roots.js';
import { caught, job, named, thrown } from './activity.js';
import { formOf } from './task.js';

const TIMES = {
  timeDuration: { label: 'Dauer', hint: 'Zum Beispiel P14D (14 Tage), PT4H (4 Stunden) oder ein FEEL-Ausdruck mit „=“' },
  timeDate: { label: 'Zeitpunkt', hint: 'Zum Beispiel 2026-12-31T12:00:00+01:00 oder =frist_ende' },
  timeCycle: { label: 'Wiederholung', hint: 'Zum Beispiel R3/P7D (dreimal alle 7 Tage) oder 0 8 * * 1 (montags um 8 Uhr)' },
};
const TRIGGERS = {
  TimerEventDefinition: { title: 'Zeit', fields: timer },
  MessageEventDefinition: { title: 'Nachricht', fields: message },
  SignalEventDefinition: { title: 'Signal', fields: signal },
  ErrorEventDefinition: { title: 'Fehler', fields: error },
  EscalationEventDefinition: { title: 'Eskalation', fields: escalation },
  ConditionalEventDefinition: { title: 'Bedingung', fields: condition },
  LinkEventDefinition: { title: 'Verbindung', fields: link },
  CompensateEventDefinition: { title: 'Kompensation', fields: compensation },
};

export function event(place) {
  const { element, owner } = place;
  const groups = [];
  const trigger = TRIGGERS[owner.eventDefinitions?.[0]?.$type.replace('bpmn:', '')];
  if (trigger) groups.push({ title: trigger.title, fields: [...trigger.fields(place), ...others(owner)] });
  if (is(element, 'bpmn:StartEvent') && !trigger) groups.push({ title: 'Formular', fields: [formOf(place, 'Wird vor dem Start ausgefüllt')] });
  if (is(element, 'bpmn:BoundaryEvent') && !/Error|Compensate|Cancel/.test(owner.eventDefinitions?.[0]?.$type)) groups.push(effect(place, 'cancelActivity'));
  if (is(element, 'bpmn:StartEvent') && owner.$parent?.triggeredByEvent && !/Error|Compensate/.test(owner.eventDefinitions?.[0]?.$type)) groups.push(effect(place, 'isInterrupting'));
  if (is(element, 'bpmn:ThrowEvent') && place.properties.extension(owner, 'zeebe:TaskDefinition')) groups.push(...job(place));
  return groups;
}

/** An event of several triggers: it can be opened and run, the form shows the first of them. */
function others({ eventDefinitions }) {
  const count = eventDefinitions.length - 1;
  return count ? [{ key: 'weitere', kind: 'note', lines: [say('Weitere Auslöser dieses Ereignisses bleiben, wie sie in der Datei stehen: {count}', { count })] }] : [];
}

function effect({ element, owner, properties }, name) {
  const label = name === 'cancelActivity' ? 'Bricht die Aufgabe ab, wenn es eintritt' : 'Bricht den Ablauf ringsum ab, wenn es eintritt';
  const write = (chosen) => properties.modeling.updateProperties(element, { [name]: chosen });
  return { title: 'Wirkung', fields: [{ key: 'unterbrechend', label, kind: 'check', value: owner[name] !== false, write }] };
}

function timer({ element, owner, properties }) {
  const { kind, value } = properties.timer(owner);
  return [
    {
      key: 'zeitart',
      label: 'Art',
      kind: 'choice',
      options: Object.entries(TIMES).map(([name, { label }]) => [name, label]),
      value: kind,
      write: (chosen) => properties.setTimer(element, chosen, value),
    },
    { key: 'zeit', label: TIMES[kind].label, hint: TIMES[kind].hint, kind: 'value', value, write: (text) => properties.setTimer(element, kind, text) },
    { key: 'vorschau-zeit', kind: 'preview', clock: kind, text: value },
  ];
}

function message(place) {
  if (is(place.element, 'bpmn:ThrowEvent')) return thrown(place);
  return is(place.element, 'bpmn:StartEvent') ? [named(place)] : caught(place);
}

function signal(place) {
  return [coded(place, SIGNAL, { key: 'signal', label: 'Name des Signals', hint: 'Alle, die dieses Signal erwarten, hören es' })];
}

function error(place) {
  const fields = [coded(place, ERROR, { key: 'fehler', label: 'Fehlercode', hint: 'Beim Fangen leer: jeder Fehler' })];
  if (!is(place.element, 'bpmn:CatchEvent')) return fields;
  return [
    ...fields,
    { key: 'fehler-code', label: 'Variable für den Code', ...place.property('errorCodeVariable') },
    { key: 'fehler-text', label: 'Variable für die Meldung', ...place.property('errorMessageVariable') },
  ];
}

function escalation(place) {
  const fields = [coded(place, ESCALATION, { key: 'eskalation', label: 'Eskalationscode', hint: 'Beim Fangen leer: jede Eskalation' })];
  if (!is(place.element, 'bpmn:CatchEvent')) return fields;
  return [...fields, { key: 'eskalation-code', label: 'Variable für den Code', ...place.property('escalationCodeVariable') }];
}

function coded({ element, owner, roots }, kind, field) {
  return { ...field, suggestions: roots.names(kind), value: roots.get(owner, kind)?.[kind.name] ?? '', write: (text) => roots.set(element, kind, text) };
}

function condition({ owner, expression }) {
  return [{ key: 'bedingung', label: 'Bedingung', kind: 'feel', hint: 'Tritt ein, sobald sie wahr wird', ...expression('condition', owner.eventDefinitions[0]) }];
}

function link({ element, owner, properties }) {
  const [definition] = owner.eventDefinitions;
  const write = (text) => properties.change(element, [{ target: definition, values: { name: text || undefined } }]);
  return [{ key: 'verbindung', label: 'Name der Verbindung', hint: 'Derselbe Name am anderen Ende', value: definition.name ?? '', write }];
}

function compensation({ element, owner, elements, properties }) {
  if (!is(element, 'bpmn:ThrowEvent')) return [];
  const [definition] = owner.eventDefinitions;
  const found = elements.filter((one) => !one.labelTarget && is(one, 'bpmn:Activity') && one.parent === element.parent);
  const options = [['', 'alles in diesem Teil'], ...found.map((one) => [one.id, one.businessObject.name || one.id])];
  const write = (id) => properties.change(element, [{ target: definition, values: { activityRef: found.find((one) => one.id === id)?.businessObject } }]);
  const wait = (chosen) => properties.change(element, [{ target: definition, values: { waitForCompletion: chosen } }]);
  return [
    { key: 'kompensiert', label: 'Macht rückgängig', kind: 'choice', options, value: definition.activityRef?.id ?? '', write },
    { key: 'wartet', label: 'Geht erst weiter, wenn alles rückgängig gemacht ist', kind: 'check', value: definition.waitForCompletion !== false, write: wait },
  ];
}
