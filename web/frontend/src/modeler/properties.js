// Reads and writes what the form shows. Every change of one field is one step of undo.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../language.js';

const OWN = 'laufweg.change';

/** Where each zeebe extension is read (engine/bpmn/vendors.py); elsewhere it would be refused. */
const ALLOWED = {
  'zeebe:UserTask': ['bpmn:UserTask'],
  'zeebe:AssignmentDefinition': ['bpmn:UserTask'],
  'zeebe:TaskSchedule': ['bpmn:UserTask'],
  'zeebe:PriorityDefinition': ['bpmn:UserTask'],
  'zeebe:FormDefinition': ['bpmn:UserTask', 'bpmn:StartEvent'],
  'zeebe:CalledDecision': ['bpmn:BusinessRuleTask'],
  'zeebe:Script': ['bpmn:ScriptTask'],
};

class ChangeHandler {
  constructor(modeling) {
    this.modeling = modeling;
  }

  preExecute({ element, changes }) {
    for (const { target, values } of changes) this.modeling.updateModdleProperties(element, target, values);
  }
}
ChangeHandler.$inject = ['modeling'];

class Properties {
  constructor(bpmnFactory, canvas, commandStack, elementRegistry, eventBus, modeling) {
    Object.assign(this, { bpmnFactory, canvas, commandStack, elementRegistry, modeling });
    commandStack.registerHandler(OWN, ChangeHandler);
    // A user task turned into a script task must not keep its form.
    eventBus.on('moddleCopy.canCopyProperty', 2000, ({ property, parent }) => {
      const owners = ALLOWED[property?.$type];
      const owner = parent?.$type === 'bpmn:ExtensionElements' ? parent.$parent : null;
      return owners && owner && !owners.some((type) => is(owner, type)) ? false : undefined;
    });
    eventBus.on('commandStack.shape.create.preExecute', ({ context }) => this.prepare(context.shape));
  }

  /** New user tasks are native ones, as Camunda Modeler writes them. */
  prepare(shape) {
    const { businessObject } = shape;
    if (!is(shape, 'bpmn:UserTask') || businessObject.extensionElements) return;
    const extensions = this.create('bpmn:ExtensionElements', businessObject, { values: [] });
    extensions.values.push(this.create('zeebe:UserTask', extensions, {}));
    businessObject.extensionElements = extensions;
  }

  create(type, parent, values) {
    const made = this.bpmnFactory.create(type, values);
    made.$parent = parent;
    return made;
  }

  change(element, changes) {
    if (changes.length) this.commandStack.execute(OWN, { element, changes });
  }

  extension(owner, type) {
    return owner.extensionElements?.values?.find((one) => one.$type === type) ?? null;
  }

  /** Sets attributes of an extension element; one left with no attribute at all is taken away. */
  setExtension(element, owner, type, values) {
    this.change(element, this.extensionChanges(owner, type, values));
  }

  extensionChanges(owner, type, values) {
    const found = this.extension(owner, type);
    const wanted = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value || undefined]));
    if (found) {
      const left = { ...attributesOf(found), ...wanted };
      if (Object.values(left).some(Boolean)) return [{ target: found, values: wanted }];
      const holder = owner.extensionElements;
      return [{ target: holder, values: { values: holder.values.filter((one) => one !== found) } }];
    }
    if (!Object.values(wanted).some(Boolean)) return [];
    const holder = owner.extensionElements;
    if (holder) {
      const made = this.create(type, holder, wanted);
      return [{ target: holder, values: { values: [...(holder.values ?? []), made] } }];
    }
    const fresh = this.create('bpmn:ExtensionElements', owner, { values: [] });
    fresh.values = [this.create(type, fresh, wanted)];
    return [{ target: owner, values: { extensionElements: fresh } }];
  }

  /** One `zeebe:property` of an element. */
  property(owner, name) {
    return this.held(owner).find((one) => one.name === name)?.value ?? '';
  }

  setProperty(element, owner, name, value) {
    const held = this.held(owner);
    const found = held.find((one) => one.name === name);
    if (found && value) return this.change(element, [{ target: found, values: { value } }]);
    if (!found && !value) return undefined;
    const holder = this.extension(owner, 'zeebe:Properties');
    const properties = found ? held.filter((one) => one !== found) : [...held, this.create('zeebe:Property', holder, { name, value })];
    return this.setExtension(element, owner, 'zeebe:Properties', { properties: properties.length ? properties : undefined });
  }

  held(owner) {
    return this.extension(owner, 'zeebe:Properties')?.properties ?? [];
  }

  documentation(owner) {
    return owner.documentation?.[0]?.text ?? '';
  }

  setDocumentation(element, owner, text) {
    const documentation = text ? [this.create('bpmn:Documentation', owner, { text })] : [];
    this.change(element, [{ target: owner, values: { documentation } }]);
  }

  setCondition(element, text) {
    const flow = element.businessObject;
    const conditionExpression = text ? this.create('bpmn:FormalExpression', flow, { body: text }) : undefined;
    this.change(element, [{ target: flow, values: { conditionExpression } }]);
  }

  setDefault(element, chosen) {
    const source = element.businessObject.sourceRef;
    const changes = [{ target: source, values: { default: chosen ? element.businessObject : undefined } }];
    // A default flow is taken when no condition holds; one of its own would never be read.
    if (chosen) changes.push({ target: element.businessObject, values: { conditionExpression: undefined } });
    this.commandStack.execute(OWN, { element: element.source, changes });
  }

  timer(owner) {
    const definition = owner.eventDefinitions[0];
    const kind = ['timeDuration', 'timeDate', 'timeCycle'].find((name) => definition[name]) ?? 'timeDuration';
    return { kind, value: definition[kind]?.body ?? '' };
  }

  setTimer(element, kind, text) {
    const definition = element.businessObject.eventDefinitions[0];
    const values = { timeDuration: undefined, timeDate: undefined, timeCycle: undefined };
    values[kind] = this.create('bpmn:FormalExpression', definition, { body: text });
    this.change(element, [{ target: definition, values }]);
  }

  definitions() {
    let owner = this.canvas.getRootElement().businessObject;
    while (owner.$parent) owner = owner.$parent;
    return owner;
  }

  messages() {
    return (this.definitions().rootElements ?? []).filter((one) => is(one, 'bpmn:Message'));
  }

  message(owner) {
    return owner.eventDefinitions[0].messageRef ?? null;
  }

  correlationKey(owner) {
    const message = this.message(owner);
    return (message && this.extension(message, 'zeebe:Subscription')?.correlationKey) ?? '';
  }

  /** A known name refers to that message; else the message is renamed if it is used here only, or made new. */
  setMessage(element, name) {
    const definition = element.businessObject.eventDefinitions[0];
    const current = definition.messageRef;
    if (!name) return this.change(element, [{ target: definition, values: { messageRef: undefined } }]);
    const known = this.messages().find((one) => one.name === name);
    if (known) return this.change(element, [{ target: definition, values: { messageRef: known } }]);
    if (current && this.users(current).length === 1) {
      return this.change(element, [{ target: current, values: { name } }]);
    }
    const root = this.definitions();
    const made = this.create('bpmn:Message', root, { name });
    return this.change(element, [
      { target: root, values: { rootElements: [made, ...root.rootElements] } },
      { target: definition, values: { messageRef: made } },
    ]);
  }

  setCorrelationKey(element, text) {
    const message = this.message(element.businessObject);
    if (message) this.setExtension(element, message, 'zeebe:Subscription', { correlationKey: text });
  }

  users(message) {
    return this.elementRegistry.filter((element) =>
      !element.labelTarget && element.businessObject.eventDefinitions?.some((one) => one.messageRef === message));
  }

  /** Why an id cannot be used; null when it can. Ids are XML names and stand once in a file. */
  idFault(element, id) {
    if (!id) return say('Die ID darf nicht leer sein.');
    if (!/^[A-Za-z_][\w.-]*$/.test(id)) return say('Nur Buchstaben ohne Umlaut, Ziffern, „_“, „-“ und „.“; am Anfang ein Buchstabe.');
    const taken = element.businessObject.$model.ids.assigned(id);
    return taken && taken !== element.businessObject ? say('Diese ID gibt es schon.') : null;
  }
}
Properties.$inject = ['bpmnFactory', 'canvas', 'commandStack', 'elementRegistry', 'eventBus', 'modeling'];

function attributesOf(extension) {
  const names = extension.$descriptor.properties.map((property) => property.name.split(':').pop());
  return Object.fromEntries(names.map((name) => [name, extension.get(name)]));
}

export default { __init__: ['properties'], properties: ['type', Properties] };
