// Who acts: the lane of a step, and lanes and pools themselves.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { titleOf } from '../german.js';

const HINT = () => say('Zeigt, wer handelt; zuständig macht erst die Zuständige Stelle');

/** In which lane a step lies. */
export function lane({ element, lanes }) {
  if (!lanes.movable(element)) return [];
  const all = lanes.all(element.parent);
  const value = lanes.of(element)?.id ?? '';
  const options = [...(value ? [] : [['', 'keine']]), ...all.map((one) => [one.id, titleOf(one)])];
  return [{ title: 'Beteiligte', fields: [{ key: 'bahn', label: 'Bahn', kind: 'choice', hint: is(element, 'bpmn:UserTask') ? HINT() : '', options, value, write: (id) => id && lanes.move(element, all.find((one) => one.id === id)) }] }];
}

/** What can be done with a pool, a lane, or a process that has none; and what lies in a lane. */
export function parted(place) {
  const { element, lanes } = place;
  if (is(element, 'bpmn:Lane')) return [{ title: 'Beteiligte', fields: [...ofLane(place)] }];
  if (is(element, 'bpmn:Participant')) {
    if (element.businessObject.processRef && !lanes.all(element).length) return group([act(place, 'teilen', say('In zwei Bahnen teilen'), () => lanes.divide(element))]);
    return [];
  }
  return lanes.canHavePool() && is(element, 'bpmn:Process') ? group([act(place, 'pool', say('Pool um den Ablauf legen'), () => lanes.surround())]) : [];
}

function* ofLane(place) {
  const { element, lanes } = place;
  const held = lanes.holds(element).map((one) => one.name || one.id);
  if (held.length) yield { key: 'enthaelt', kind: 'note', lines: [say('Enthält: {names}', { names: held.join(', ') })] };
  yield act(place, 'darueber', say('Bahn darüber einfügen'), () => lanes.add(element, 'top'));
  yield act(place, 'darunter', say('Bahn darunter einfügen'), () => lanes.add(element, 'bottom'));
  yield act(place, 'teilen', say('In zwei Bahnen teilen'), () => lanes.divide(element));
}

function group(fields) {
  return [{ title: 'Beteiligte', fields }];
}

/** The new one is selected, so that it gets its name. */
function act({ select }, key, label, run) {
  return { key, kind: 'action', label, run: () => select(run()) };
}
