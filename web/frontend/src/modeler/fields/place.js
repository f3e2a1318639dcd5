// What the mouse does at the border of a box and along a line: size and place of what holds others, bends of flows.
import { computeChildrenBBox } from 'diagram-js/lib/features/resize/ResizeUtil';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { GROUP_MIN_DIMENSIONS, LANE_MIN_DIMENSIONS, PARTICIPANT_MIN_DIMENSIONS, SUB_PROCESS_MIN_DIMENSIONS, TEXT_ANNOTATION_MIN_DIMENSIONS } from 'bpmn-js/lib/features/modeling/behavior/ResizeBehavior';
import { say } from '../../language.js';

const LEAST = [
  ['bpmn:Lane', LANE_MIN_DIMENSIONS],
  ['bpmn:Participant', PARTICIPANT_MIN_DIMENSIONS],
  ['bpmn:TextAnnotation', TEXT_ANNOTATION_MIN_DIMENSIONS],
  ['bpmn:Group', GROUP_MIN_DIMENSIONS],
  ['bpmn:SubProcess', SUB_PROCESS_MIN_DIMENSIONS],
];
const AROUND = 20; // what a box leaves free around what it holds
const MOST = 100_000;

/** A pool is as high as its lanes, and they are as wide as it. */
export function box(place) {
  const { element, lanes, properties: { modeling }, rules } = place;
  const sized = (direction) => rules?.allowed('shape.resize', { shape: element, direction });
  if (!modeling || !(sized('e') || sized('s'))) return [];
  const lane = is(element, 'bpmn:Lane');
  const parted = lanes.parted(element);
  const fields = [];
  if (sized('e') && !lane) fields.push(side(place, 'breite', say('Breite'), 'width'));
  if (sized('s') && !parted) fields.push(side(place, 'hoehe', say('Höhe'), 'height'));
  if (!lane) fields.push(where(place, 'links', say('Abstand von links'), 'x'), where(place, 'oben', say('Abstand von oben'), 'y'));
  return [{ title: 'Größe und Lage', closed: true, fields }];
}

function side({ element, lanes, properties: { modeling } }, key, label, name) {
  const write = (text) => {
    const bounds = { x: element.x, y: element.y, width: element.width, height: element.height, [name]: Number(text) };
    if (is(element, 'bpmn:Lane') || is(element, 'bpmn:Participant')) modeling.resizeLane(element, bounds, name === 'width');
    else modeling.resizeShape(element, bounds);
  };
  const fault = (value) => {
    const needed = least(element, lanes, name);
    return value < Math.min(needed, element[name]) && say('Mindestens {least}, damit alles hineinpasst.', { least: needed }); // never too much to grow
  };
  return number(key, label, element[name], write, fault);
}

function least(element, lanes, name) {
  const held = is(element, 'bpmn:Lane') ? lanes.shapes(element) : element.children.filter((one) => !is(one, 'bpmn:Lane') && !one.waypoints);
  const inside = held.length ? computeChildrenBBox(held, AROUND) : element;
  const needed = held.length ? { width: inside.x + inside.width - element.x, height: inside.y + inside.height - element.y }[name] : 0;
  return Math.max(Math.ceil(needed), LEAST.find(([kind]) => is(element, kind))[1][name]);
}

function where({ element, properties: { modeling } }, key, label, axis) {
  const write = (text) => modeling.moveElements([element], { x: 0, y: 0, [axis]: Number(text) - element[axis] }, element.parent, { autoResize: true });
  return number(key, label, element[axis], write);
}

function number(key, label, value, write, fault = () => null) {
  const check = (text) => (!/^-?\d+$/.test(text) || Math.abs(text) > MOST ? say('Bitte eine ganze Zahl.') : fault(Number(text)) || null);
  return { key, label, kind: 'number', value: String(Math.round(value)), write, check };
}

/** A new bend comes last, in the middle of the way that is left. */
export function bends({ element, docking, properties: { modeling } }) {
  if (!modeling) return [];
  const { waypoints } = element;
  const value = waypoints.slice(1, -1).map(({ x, y }) => [String(Math.round(x)), String(Math.round(y))]);
  const fresh = () => {
    const [from, to] = element.waypoints.slice(-2);
    return [String(Math.round((from.x + to.x) / 2)), String(Math.round((from.y + to.y) / 2))];
  };
  const write = (rows) => {
    const { waypoints: before } = element;
    const led = [center(before[0]), ...rows.map(([x, y]) => ({ x: Number(x), y: Number(y) })), center(before.at(-1))];
    modeling.updateWaypoints(element, docking.getCroppedWaypoints(Object.create(element, { waypoints: { value: led } })));
  };
  return [{ title: 'Knicke', closed: true, fields: [{ key: 'knicke', label: 'Knicke der Linie', kind: 'rows', columns: ['Von links', 'Von oben'], numbers: true, value, fresh, write }] }];
}

/** Where a line is led to; it ends at the border before that. */
function center({ original, x, y }) {
  const { x: left, y: top } = original ?? { x, y };
  return { x: left, y: top };
}
