// A user task: who does it, by when, with which form, and what the profile of the process says about it.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { titleOf } from '../german.js';
import { picker } from './choice.js';

const ASSIGNMENT = 'zeebe:AssignmentDefinition';
const SCHEDULE = 'zeebe:TaskSchedule';
const PLAIN = /^=\s*zustaendig\("([a-z][a-z0-9_-]*)(?:[.:]([a-z][a-z0-9_]*))?"\)$/;
/** The laws `frist` counts by (docs/feel.md), as norms end with them. */
const LAWS = ['VwVfG', 'BGB', 'SGB X', 'VwGO', 'SGG'];

export function task(place) {
  return [
    { title: 'Zuständigkeit', fields: competence(place) },
    { title: 'Formular', fields: [formOf(place)] },
    { title: 'Vereinbarte Zeit', fields: agreed(place) },
    { title: 'Gesetzliche Frist', closed: !place.properties.property(place.owner, 'rechtsfrist'), fields: legal(place) },
    { title: 'Eskalation', closed: true, fields: ladder(place) },
    { title: 'Daten und Rechtsgrundlage', closed: true, fields: data(place) },
    more(place),
  ];
}

export function formOf({ element, stock, extension, properties }, hint) {
  const field = extension('zeebe:FormDefinition', 'formId');
  const options = stock.forms.map(({ id }) => [id, id]);
  const href = stock.forms.find(({ id }) => id === field.value)?.url;
  const fresh = stock.newForm && properties.modeling && !field.value ? { href: `${stock.newForm}&datei=${encodeURIComponent(element.id)}`, text: 'Neues Formular …' } : null;
  const link = href ? { href, text: 'Formular öffnen' } : fresh;
  return { key: 'formular', label: 'Formular', hint, ...picker(stock, options, field, 'ohne Formular'), link };
}

function competence(place) {
  const { stock, owner, properties, extension } = place;
  const field = extension(ASSIGNMENT, 'candidateGroups');
  const [, topic, role] = PLAIN.exec(field.value) ?? [];
  const plain = stock.known && (topic ? stock.topics.some(([key]) => key === topic) : !field.value) && !properties.isRaw(owner, 'stelle');
  const usual = Object.fromEntries(stock.topics.map(([key, , word]) => [key, word]));
  const write = (one, word = usual[one]) => field.write(one ? `=zustaendig("${one}.${word}")` : '');
  const choose = (one) => {
    properties.showRaw(place.element, 'stelle', one === '=');
    if (one !== '=') write(one);
  };
  const fields = [];
  if (stock.known) fields.push({ key: 'stelle', label: 'Zuständige Stelle', kind: 'choice', options: topics(stock), value: plain ? topic ?? '' : '=', write: choose });
  if (plain && topic) {
    fields.push({ key: 'rolle', label: 'Rolle', kind: 'choice', options: stock.roles, value: role ?? usual[topic], write: (word) => write(topic, word) });
  }
  if (!plain) fields.push({ key: 'gruppen', label: 'Zuständige Gruppe', kind: 'value', hint: 'Thema und Rolle: =zustaendig("jobcenter.sachbearbeitung")', ...field });
  return fields;
}

function more(place) {
  const people = place.extension(ASSIGNMENT, 'candidateUsers');
  const fields = [
    ...(people.value ? [{ key: 'kandidaten', label: 'Kandidaten', kind: 'value', hint: 'Wird nicht gelesen: die Stelle ist zuständig. Leeren Sie das Feld.', ...people }] : []),
    { key: 'person', label: 'Feste Person', kind: 'value', hint: 'Meist leer: wer die Aufgabe übernimmt, bearbeitet sie', ...place.extension(ASSIGNMENT, 'assignee') },
    { key: 'vieraugen', label: 'Nicht wer eine dieser Aufgaben erledigt hat (vier Augen)', kind: 'ticks', ...fourEyes(place) },
    { key: 'bezeichnung', label: 'Bezeichnung in Listen', kind: 'value', hint: 'Ohne Angabe steht dort der Name', ...place.property('bezeichnung') },
    { key: 'prioritaet', label: 'Priorität', kind: 'value', hint: '0 bis 100, ohne Angabe 50', ...place.extension('zeebe:PriorityDefinition', 'priority') },
  ];
  return { title: 'Weitere Angaben zur Aufgabe', closed: fields.every(({ value }) => !value.length), fields };
}

/** Those of the profile first: they are the ones this process works with. */
export function topics({ topics: all, groups }) {
  const own = new Set(Object.keys(groups).map((group) => group.split('.')[0]));
  const named = all.map(([key, name]) => [key, name]);
  return [['', 'keine'], ...named.filter(([key]) => own.has(key)), ...named.filter(([key]) => !own.has(key)), ['=', 'anders, als FEEL-Ausdruck']];
}

function fourEyes({ element, properties, owner, elements }) {
  const chosen = properties.property(owner, 'vier-augen').split(',').map((one) => one.trim()).filter(Boolean);
  const others = elements.filter((one) => one !== element && !one.labelTarget && is(one, 'bpmn:UserTask'));
  const options = others.map((one) => [one.id, titleOf(one)]);
  const missing = chosen.filter((id) => !options.some(([known]) => known === id)).map((id) => [id, id]);
  return { options: [...missing, ...options], value: chosen, write: (ids) => properties.setProperty(element, owner, 'vier-augen', ids.join(', ')) };
}

function agreed(place) {
  const { element, stock, extension } = place;
  const due = extension(SCHEDULE, 'dueDate');
  const time = stock.times[element.id];
  const proposed = `=today() + vereinbart("${element.id}")`;
  const fields = [
    { key: 'frist', label: 'Vereinbarte Zeit', kind: 'value', hint: 'Zeitpunkt oder FEEL, zum Beispiel =today() + vereinbart("entscheiden")', ...due },
    { key: 'vorschau-frist', kind: 'preview', clock: 'frist', text: due.value },
  ];
  if (time && !due.value) fields.push({ key: 'einsetzen', kind: 'action', label: say('Aus dem Steckbrief: {time}', { time }), run: () => due.write(proposed) });
  else if (time) fields.push({ key: 'zeit-hinweis', kind: 'note', lines: [say('Aus dem Steckbrief: {time}', { time })] });
  fields.push(...change(place, 'zeit', time ? 'Zeit im Steckbrief ändern' : 'Zeit im Steckbrief vorschlagen'));
  return [...fields, { key: 'wiedervorlage', label: 'Wiedervorlage', kind: 'value', ...extension(SCHEDULE, 'followUpDate') }];
}

function legal(place) {
  const { element, owner, stock, properties, property } = place;
  const due = property('rechtsfrist');
  const norm = property('rechtsfrist_norm');
  const event = property('rechtsfrist_ereignis');
  const fields = [
    { key: 'rechtsfrist', label: 'Gesetzliche Frist', kind: 'feel', hint: 'Läuft neben der vereinbarten Zeit, zum Beispiel =frist(antrag_am, duration("P3M"), "VwGO")', ...due },
    { key: 'rechtsfrist_norm', label: 'Norm der gesetzlichen Frist', kind: 'value', hint: 'Zum Beispiel § 75 S. 2 VwGO', ...norm },
    { key: 'rechtsfrist_ereignis', label: 'Ereignis, mit dem sie beginnt', kind: 'value', hint: 'Zum Beispiel: Antrag eingegangen', ...event },
    { key: 'vorschau-rechtsfrist', kind: 'preview', clock: 'rechtsfrist', text: due.value, norm: norm.value, event: event.value },
  ];
  if (!stock.deadlines.length) return fields;
  const options = [['', 'bitte wählen'], ...stock.deadlines.map(({ name, norm: said }, at) => [String(at), said ? `${name} (${said})` : name])];
  const take = (at) => at && properties.setProperties(element, owner, taken(stock.deadlines[at]));
  return [{ key: 'frist-aus-steckbrief', label: 'Frist aus dem Steckbrief übernehmen', kind: 'choice', options, value: '', write: take }, ...fields];
}

/** What the profile says of a deadline, as properties; an expression only where it names the variable it begins with. */
function taken({ name, norm, begin, period }) {
  const law = LAWS.find((one) => norm.endsWith(one));
  const variable = /^[A-Za-z_]\w*$/.test(begin);
  const values = { rechtsfrist_norm: norm, rechtsfrist_ereignis: variable ? name : begin };
  if (variable && period) values.rechtsfrist = `=frist(${begin}, duration("${period}")${law ? `, "${law}"` : ''})`;
  return values;
}

function ladder(place) {
  const { element, stock } = place;
  const lines = stock.ladders[element.id] ?? stock.ladders[''] ?? [];
  return lines.length ? [{ key: 'leiter', kind: 'note', lines }, ...change(place, 'leiter', 'Stufen ändern')] : [];
}

/** Leads to what the profile says of this element; without a profile there is nothing to change. */
export function change({ element, stock, beside }, part, label) {
  return stock.profile ? [{ key: `${part}-aendern`, kind: 'action', label: say(label), run: () => beside(part, element.id) }] : [];
}

function data(place) {
  const { element, stock, owner, properties } = place;
  const form = properties.extension(owner, 'zeebe:FormDefinition')?.formId;
  const own = stock.data.filter(({ forms, elements }) => forms.includes(form) || elements.includes(element.id));
  const shown = own.length ? own : stock.data.slice(0, 1);
  const lines = shown.flatMap(({ group, basis, purpose, seen }) => [
    say('Datengruppe „{group}“: {basis}', { group, basis }),
    ...(purpose ? [say('Zweck: {purpose}', { purpose })] : []),
    ...(seen.length ? [say('Sehen dürfen sie: {seen}', { seen: seen.join(', ') })] : []),
  ]);
  const note = lines.length ? [{ key: 'daten', kind: 'note', lines }] : [];
  return [...note, ...change(place, 'daten', 'Datengruppen ändern')];
}

export function profile({ profile: href }) {
  return href ? { href, text: 'Steckbrief öffnen' } : null;
}
