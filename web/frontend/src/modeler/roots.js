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
    const [rootElements, made] = this.named(root.rootElements, kind, text);
    return this.properties.change(element, [{ target: root, values: { rootElements } }, refer(made)]);
  }

  /** Lets a repetition tell about its turns: one event that stands at the root of the file and is referred to. */
  tells(element, loop, behavior, told, name = '') {
    const [type, , kind] = told ?? [];
    const definitions = this.definitions();
    const before = [loop.oneBehaviorEventRef, loop.noneBehaviorEventRef].filter((one) => one && !this.tellers(one, loop));
    let rootElements = definitions.rootElements.filter((one) => !before.includes(one));
    let made;
    if (type) {
      made = this.properties.create(type, definitions, {});
      if (name) [rootElements, made[kind.reference]] = this.named(rootElements, kind, name);
      rootElements = [...rootElements, made];
    }
    const values = {
      behavior: behavior === 'All' ? undefined : behavior,
      oneBehaviorEventRef: behavior === 'One' ? made : undefined,
      noneBehaviorEventRef: behavior === 'None' ? made : undefined,
      complexBehaviorDefinition: behavior === 'Complex' ? loop.complexBehaviorDefinition : [],
    };
    return this.properties.change(element, [{ target: definitions, values: { rootElements } }, { target: loop, values }]);
  }

  /** The signals a repetition sends when conditions hold: [name, condition]. */
  signals(element, loop, rows) {
    const definitions = this.definitions();
    let { rootElements } = definitions;
    const complexBehaviorDefinition = rows.map(([name, body]) => {
      const made = this.properties.create('bpmn:ComplexBehaviorDefinition', loop, {});
      const event = this.properties.create('bpmn:ImplicitThrowEvent', made, {});
      const definition = this.properties.create('bpmn:SignalEventDefinition', event, {});
      [rootElements, definition.signalRef] = this.named(rootElements, SIGNAL, name);
      event.eventDefinitions = [definition];
      return Object.assign(made, { condition: this.properties.create('bpmn:FormalExpression', made, { body }), event });
    });
    return this.properties.change(element, [{ target: definitions, values: { rootElements } }, { target: loop, values: { complexBehaviorDefinition } }]);
  }

  /** The one of this name, and the roots with it. */
  named(rootElements, kind, text) {
    const known = rootElements.find((one) => is(one, kind.type) && one[kind.name] === text);
    if (known) return [rootElements, known];
    const made = this.properties.create(kind.type, this.definitions(), { name: text, [kind.name]: text });
    return [[made, ...rootElements], made];
  }

  /** Whether another repetition refers to this event as well. */
  tellers(definition, but) {
    return this.elementRegistry.find(({ businessObject: { loopCharacteristics: loop } = {} }) => loop && loop !== but && [loop.oneBehaviorEventRef, loop.noneBehaviorEventRef].includes(definition));
  }

  users(root, kind) {
    return this.elementRegistry.filter(({ labelTarget, businessObject }) => !labelTarget && this.holder(businessObject)[kind.reference] === root);
  }
}
Roots.$inject = ['canvas', 'elementRegistry', 'properties'];

export default { roots: ['type', Roots] };
