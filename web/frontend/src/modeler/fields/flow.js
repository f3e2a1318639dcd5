// Which way a case goes: conditions, the default way, when a gateway lets through.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { titleOf } from '../german.js';
import { begins } from './activity.js';

const CHOOSING = ['bpmn:ExclusiveGateway', 'bpmn:InclusiveGateway', 'bpmn:ComplexGateway'];

/** Where a flow begins and ends; another end is where the drawing could be dragged to. */
export function ends({ element, elements, properties, rules }) {
  const { modeling } = properties;
  const options = (end, other) => elements.filter((one) => !one.labelTarget && (one === element[end] || rules?.allowed('connection.reconnect', { connection: element, [end]: one, [other]: element[other] })?.type === element.type))
    .map((one) => [one.id, titleOf(one)]);
  const field = (key, label, end, other, move) => ({ key, label, kind: 'choice', options: options(end, other), value: element[end].id, write: (id) => move(elements.get(id)) });
  return [{ title: 'Verlauf', fields: [
    field('von', 'Von', 'source', 'target', (one) => modeling.reconnectStart(element, one, middle(one))),
    field('nach', 'Nach', 'target', 'source', (one) => modeling.reconnectEnd(element, one, middle(one))),
  ] }];
}

function middle({ x, y, width, height }) {
  return { x: x + width / 2, y: y + height / 2 };
}

export function flow({ element, owner, properties }) {
  const source = owner.sourceRef;
  if (![...CHOOSING, 'bpmn:Activity'].some((kind) => is(source, kind))) return [];
  const standard = source.default === owner;
  return [{ title: 'Bedingung', fields: [
    { key: 'standard', label: 'Standardfluss: gilt, wenn keine Bedingung zutrifft', kind: 'check', value: standard, write: (chosen) => properties.setDefault(element, chosen) },
    {
      key: 'bedingung', label: 'Bedingung', kind: 'feel', disabled: standard,
      value: owner.conditionExpression?.body ?? '', write: (text) => properties.setCondition(element, text),
    },
  ] }];
}

export function gateway(place) {
  const { element, owner, elements, properties, expression } = place;
  if (is(element, 'bpmn:EventBasedGateway')) return [{ title: 'Beginn', fields: gathered(place) }];
  if (!CHOOSING.some((kind) => is(element, kind))) return [];
  const ways = element.outgoing.filter((one) => is(one, 'bpmn:SequenceFlow'));
  const options = [['', 'keiner'], ...ways.map((one) => [one.id, one.businessObject.name || titleOf(one.target)])];
  const write = (id) => {
    const chosen = id ? elements.get(id) : elements.get(owner.default.id);
    properties.setDefault(chosen, Boolean(id));
  };
  const fields = ways.length > 1 ? [{ key: 'standardfluss', label: 'Standardfluss', kind: 'choice', options, value: owner.default?.id ?? '', write }] : [];
  if (is(element, 'bpmn:ComplexGateway')) {
    fields.push({ key: 'freigabe', label: 'Lässt weiter, wenn', kind: 'feel', hint: 'Zum Beispiel activationCount >= 2', ...expression('activationCondition') });
  }
  return [{ title: 'Weg', fields }];
}

function gathered(place) {
  const { element, owner, properties } = place;
  const write = (chosen) => properties.modeling.updateProperties(element, { eventGatewayType: chosen ? 'Parallel' : undefined });
  const all = { key: 'alle', label: 'Erst wenn alle Ereignisse eingetreten sind', kind: 'check', value: owner.eventGatewayType === 'Parallel', write };
  return [...begins(place), ...(owner.instantiate ? [all] : [])];
}
