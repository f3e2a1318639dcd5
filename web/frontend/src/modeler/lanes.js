// Pools and lanes. A lane shows who acts and stands in the outline; whose a task is, only its candidate group says. Which step
// lies in which lane follows from where it is drawn, so a step changes its lane by moving.
import { getBBox } from 'diagram-js/lib/util/Elements';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { free, standing } from './space.js';

const HEAD = 30; // the name at the left of a pool or lane
const AROUND = { x: 50, y: 60 };
const LEAST = { width: 600, height: 250 };

class Lanes {
  constructor(canvas, elementRegistry, injector) {
    Object.assign(this, { canvas, elements: elementRegistry, injector });
  }

  /** Not there where a drawing is only looked at. */
  get modeling() {
    return this.injector.get('modeling');
  }

  /** The pool that holds an element, or is it. */
  pool(element) {
    let found = element;
    while (found && !is(found, 'bpmn:Participant')) found = found.parent;
    return found ?? null;
  }

  /** What stands for all that is drawn: the root, or the only pool of a process, which says more than what holds it. */
  whole() {
    const root = this.canvas.getRootElement();
    const pools = is(root, 'bpmn:Collaboration') ? root.children.filter((one) => one.businessObject.processRef) : [];
    return pools.length === 1 ? pools[0] : root;
  }

  /** The innermost lanes of a pool, from top to bottom. */
  all(pool) {
    return this.elements.filter((one) => is(one, 'bpmn:Lane') && this.pool(one) === pool && !this.parted(one))
      .sort((one, other) => one.y - other.y || one.x - other.x);
  }

  /** The lane an element lies in, or null. */
  of(element) {
    return this.all(this.pool(element)).find((lane) => this.holds(lane).includes(element.businessObject)) ?? null;
  }

  holds(lane) {
    return lane.businessObject.flowNodeRef ?? [];
  }

  /** What is drawn of that. */
  shapes(lane) {
    return this.holds(lane).map(({ id }) => this.elements.get(id)).filter(Boolean);
  }

  /** Whether it is divided into lanes. */
  parted(element) {
    return element.children.some((one) => is(one, 'bpmn:Lane'));
  }

  /** Whether an element can change its lane. */
  movable(element) {
    return is(element, 'bpmn:FlowNode') && !element.host && is(element.parent, 'bpmn:Participant') && this.all(element.parent).length > 0;
  }

  move(element, lane) {
    const middle = { x: element.x + element.width / 2, y: lane.y + lane.height / 2 };
    const inside = { ...lane, x: lane.x + HEAD, width: lane.width - HEAD, y: lane.y + 5, height: lane.height - 10 };
    const { x, y } = free(element, middle, inside, standing(element.parent, element));
    this.modeling.moveElements([element], { x: Math.round(x - middle.x), y: Math.round(y - element.y - element.height / 2) }, element.parent, { autoResize: true });
  }

  /** Where a new step goes that follows none: {parent, within}, in the lane or pool that is selected, else in the one of the process. */
  home(selected) {
    const root = this.canvas.getRootElement();
    const view = this.canvas.viewbox();
    if (!is(root, 'bpmn:Collaboration')) return { parent: root, within: view, view };
    const pools = root.children.filter((one) => is(one, 'bpmn:Participant') && one.businessObject.processRef);
    const parent = this.pool(selected) ?? pools.find((one) => one.businessObject.processRef.isExecutable) ?? pools[0] ?? root;
    const place = is(selected, 'bpmn:Lane') ? selected : this.all(parent)[0] ?? parent;
    return { parent, within: { x: place.x + HEAD, y: place.y, width: place.width - HEAD, height: place.height }, view };
  }

  canHavePool() {
    return is(this.canvas.getRootElement(), 'bpmn:Process');
  }

  /** A pool around all that is drawn, named as the process; its id and what is said of it stay. */
  surround() {
    const root = this.canvas.getRootElement();
    const made = this.injector.get('elementFactory').createParticipantShape();
    made.businessObject.name = root.businessObject.name;
    const drawn = root.children.filter((one) => !is(one, 'bpmn:Group'));
    const { x, y, width, height } = drawn.length ? getBBox(drawn) : { ...this.canvas.viewbox(), width: 0, height: 0 };
    const size = { width: Math.max(LEAST.width, width + HEAD + 2 * AROUND.x), height: Math.max(LEAST.height, height + 2 * AROUND.y) };
    const bounds = { x: x - HEAD - AROUND.x, y: y + height / 2 - size.height / 2, ...size };
    return this.modeling.createShape(made, Object.fromEntries(Object.entries(bounds).map(([key, value]) => [key, Math.round(value)])), root);
  }

  divide(shape) {
    this.modeling.splitLane(shape, 2);
    return shape.children.find((one) => is(one, 'bpmn:Lane'));
  }

  add(lane, where) {
    return this.modeling.addLane(lane, where);
  }
}
Lanes.$inject = ['canvas', 'elementRegistry', 'injector'];

export default { lanes: ['type', Lanes] };
