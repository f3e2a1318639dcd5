// What a task lets another body know: whom, by which norm, which data, for which purpose of a consent (engine/bpmn/disclosed.py, docs/bpmn.md).
import { say } from '../../language.js';
import { profile, topics } from './task.js';

const NAMES = ['uebermittlung', 'uebermittlung_norm', 'uebermittlung_angaben', 'uebermittlung_zweck'];
const TOPIC = /^[a-z][a-z0-9_-]*$/;

export function disclosure(place) {
  const { owner, stock, properties, property } = place;
  const norm = { key: NAMES[1], label: 'Norm oder „Einwilligung“', kind: 'value', hint: 'Zum Beispiel § 86 AufenthG', ...property(NAMES[1]) };
  const data = { key: NAMES[2], label: 'Übermittelte Angaben', kind: 'value', hint: 'Mit Komma getrennt; eine leere Liste heißt: nichts übermittelt', ...property(NAMES[2]) };
  const purpose = { key: NAMES[3], label: 'Nur mit einer Einwilligung zum Zweck', kind: 'value', hint: 'Zum Beispiel begleitung; leer: zu jedem Zweck', ...property(NAMES[3]) };
  const groups = [...new Set(stock.data.map(({ group }) => group))];
  const known = groups.length ? [{ key: 'datengruppen', kind: 'note', lines: [say('Datengruppen dieses Ablaufs: {names}', { names: groups.join(', ') })], link: profile(stock) }] : [];
  return [{ title: 'Übermittlung', closed: NAMES.every((name) => !properties.property(owner, name)), fields: [...recipient(place), norm, purpose, data, ...known] }];
}

function recipient({ element, owner, stock, properties, property }) {
  const field = property(NAMES[0]);
  const plain = stock.known && !properties.isRaw(owner, NAMES[0]) && (!field.value || (TOPIC.test(field.value) && stock.topics.some(([key]) => key === field.value)));
  const choose = (one) => {
    properties.showRaw(element, NAMES[0], one === '=');
    if (one !== '=') field.write(one);
  };
  const fields = [];
  if (stock.known) fields.push({ key: 'empfaenger', label: 'Empfangende Stelle', kind: 'choice', options: topics(stock), value: plain ? field.value : '=', write: choose });
  if (!plain) fields.push({ key: NAMES[0], label: 'Empfangende Stelle als Ausdruck', kind: 'value', hint: 'Thema, oder zum Beispiel =zustaendig("jobcenter")', ...field });
  return fields;
}
