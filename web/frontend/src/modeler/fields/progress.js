// How far a case is: the phase it is in while it stands at a step, the milestone it has reached when it leaves one
// (engine/execution/phases.py, engine/queries/milestones.py).
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';

const PHASE_PLACE = 'phase_reihe';
const PHASE = ['phase', PHASE_PLACE];
const MILESTONE = ['meilenstein', 'reihe', 'meilenstein_am'];
const STANDS = ['bpmn:Activity', 'bpmn:IntermediateCatchEvent', 'bpmn:EventBasedGateway'];
/** Done in the moment a case comes there, but for what another program does. */
const PASSED = ['bpmn:ManualTask', 'bpmn:ScriptTask', 'bpmn:BusinessRuleTask', 'bpmn:SendTask'];

/** The properties that have a field at this element. */
export function told({ element, owner, properties }) {
  const stands = STANDS.some((kind) => is(element, kind)) && owner.$type !== 'bpmn:Task'
    && (!PASSED.some((kind) => is(element, kind)) || properties.extension(owner, 'zeebe:TaskDefinition'));
  return [...(stands ? PHASE : []), ...(is(element, 'bpmn:FlowNode') ? MILESTONE : [])];
}

export function progress(place) {
  const names = told(place);
  const phase = names.includes(PHASE[0]) ? named(place, PHASE, [
    { label: 'Phase', hint: 'Die Akte zeigt sie, solange der Fall hier ist; mit einer neuen beginnt ein Abschnitt' },
    { label: 'Platz der Phase', hint: 'Eine Zahl; danach ordnet die Akte die Phasen' },
  ]) : [];
  const milestone = named(place, MILESTONE, [
    { label: 'Meilenstein', hint: 'Erreicht, sobald der Schritt durchlaufen ist; damit beginnt ein Abschnitt' },
    { label: 'Platz des Meilensteins', hint: 'Eine Zahl; danach ordnet die Akte die Meilensteine' },
    { label: 'Variable mit dem Tag', hint: 'Leer: der Tag, an dem der Schritt durchlaufen wird' },
  ]);
  const title = phase.length ? 'Phase und Meilenstein' : 'Meilenstein';
  return [{ title, closed: names.every((name) => !place.properties.property(place.owner, name)), fields: [...phase, ...milestone] }];
}

/** A name known in the drawing comes with its place there, and goes with all that belongs to it. */
function named({ element, owner, elements, properties, property }, [name, at, ...more], [words, ...others]) {
  const known = new Map();
  for (const one of elements.filter(({ businessObject, labelTarget }) => businessObject && businessObject !== owner && !labelTarget)) {
    const found = properties.property(one.businessObject, name);
    if (found && !known.get(found)) known.set(found, properties.property(one.businessObject, at));
  }
  const write = (text) => {
    if (!text) return properties.setProperties(element, owner, Object.fromEntries([name, at, ...more].map((one) => [one, ''])));
    const its = known.get(text);
    if (!its || its === properties.property(owner, at)) return properties.setProperty(element, owner, name, text);
    return properties.setProperties(element, owner, { [name]: text, [at]: its });
  };
  const fields = [{ key: name, ...words, suggestions: [...known.keys()], value: properties.property(owner, name), write }];
  if ([name, at, ...more].every((one) => !properties.property(owner, one))) return fields;
  return [...fields, ...[at, ...more].map((one, number) => ({ key: one, ...others[number], ...(one === at ? { check } : {}), ...property(one) }))];
}

function check(text) {
  return /^\d{0,3}$/.test(text) ? null : say('Bitte geben Sie eine Zahl von 0 bis 999 ein.');
}
