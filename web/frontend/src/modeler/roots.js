// Messages, signals, errors and escalations stand once in a file and are referred to; the form asks for their name or code.
import { is } from 'bpmn-js/lib/util/ModelUtil';

export const MESSAGE = { type: 'bpmn:Message', reference: 'messageRef', name: 'name' };
export const SIGNAL = { type: 'bpmn:Signal', reference: 'signalRef', name: 'name' };
export const ERROR = { type: 'bpmn:Error', reference: 'errorRef', name: 'errorCode' };
export const ESCALATION = { type: 'bpmn:Escalation', reference: 'escalationRef', name: 'escalationCode' };

class Roots {
  constructor(canvas, elementRegistry, properties) {
    Object.assign(this, { canvas, elementRegistry, properties });
  }

  definitions() {
    let owner = this.canvas.getRootElement().businessObject;
    while (owner.$parent) owner = owner.$parent;
    return owner;
  }

  all({ type }) {
    return (this.definitions().rootElements ?? []).filter((one) => is(one, type));
  }

  names(kind) {
    return [...new Set(this.all(kind).map((one) => one[kind.name]).filter(Boolean))];
  }

  /** What refers: the trigger of an event, else the task itself. */
  holder(owner) {
    return owner.eventDefinitions?.[0] ?? owner;
  }

  get(owner, kind) {
    return this.holder(owner)[kind.reference] ?? null;
  }

  /** A known name refers to that one; else it is renamed if it is used here only, or made new. */
  set(element, kind, text) {
    const holder = this.holder(element.businessObject);
    const current = holder[kind.reference];
    const refer = (root) => ({ target: holder, values: { [kind.reference]: root } });
    if (!text) return this.properties.change(element, [refer(undefined)]);
    const known = this.all(kind).find((one) => one[kind.name] === text);
    if (known) return this.properties.change(element, [refer(known)]);
    if (current && this.users(current, kind).length === 1) {
      const named = current.name === current[kind.name] ? { name: text } : {};
      return this.properties.change(element, [{ target: current, values: { ...named, [kind.name]: text } }]);
    }
    const root = this.definitions();
    const made = this.properties.create(kind.type, root, { name: text, [kind.name]: text });
    return this.properties.change(element, [{ target: root, values: { rootElements: [made, ...root.rootElements] } }, refer(made)]);
  }

  users(root, kind) {
    return this.elementRegistry.filter(({ labelTarget, businessObject }) => !labelTarget && this.holder(businessObject)[kind.reference] === root);
  }
}
Roots.$inject = ['canvas', 'elementRegistry', 'properties'];

export default { roots: ['type', Roots] };
