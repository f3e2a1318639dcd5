// Reads and writes what the form shows. Every change of one field is one step of undo.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../language.js';

const OWN = 'laufweg.change';
export const PUBLISH = 'zeebe:PublishMessage';
/** What a thrown message says: properties of ours, by the attribute of the element that Camunda Modeler drops (engine/bpmn/thrown.py). */
const SENT = { nachricht_schluessel: 'correlationKey', nachricht_lebensdauer: 'timeToLive', nachricht_kennung: 'messageId' };

/** What stays of a repetition when its turns run at once instead of one after the other, or the other way round. */
const CARRIED = ['extensionElements', 'completionCondition', 'loopCardinality', 'oneBehaviorEventRef', 'noneBehaviorEventRef', 'complexBehaviorDefinition'];
const JOBS = ['bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:ScriptTask', 'bpmn:BusinessRuleTask', 'bpmn:ThrowEvent'];

/** Where each zeebe extension is read (engine/bpmn/vendors.py); elsewhere it would be refused. */
const ALLOWED = {
  'zeebe:UserTask': ['bpmn:UserTask'],
  'zeebe:AssignmentDefinition': ['bpmn:UserTask'],
  'zeebe:TaskSchedule': ['bpmn:UserTask'],
  'zeebe:PriorityDefinition': ['bpmn:UserTask'],
  'zeebe:FormDefinition': ['bpmn:UserTask', 'bpmn:StartEvent'],
  'zeebe:CalledDecision': ['bpmn:BusinessRuleTask'],
  'zeebe:Script': ['bpmn:ScriptTask'],
  'zeebe:TaskDefinition': JOBS,
  'zeebe:TaskHeaders': JOBS,
  'zeebe:CalledElement': ['bpmn:CallActivity'],
  'zeebe:AdHoc': ['bpmn:AdHocSubProcess'],
  [PUBLISH]: ['bpmn:SendTask', 'bpmn:ThrowEvent'],
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
  constructor(bpmnFactory, commandStack, eventBus, modeling) {
    Object.assign(this, { bpmnFactory, commandStack, eventBus, modeling, raw: new WeakMap() });
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
    const wanted = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, filled(value) ? value : undefined]));
    if (found) {
      const left = { ...attributesOf(found), ...wanted };
      if (Object.values(left).some(filled)) return [{ target: found, values: wanted }];
      const holder = owner.extensionElements;
      return [{ target: holder, values: { values: holder.values.filter((one) => one !== found) } }];
    }
    if (!Object.values(wanted).some(filled)) return [];
    return this.added(owner, (holder) => this.create(type, holder, wanted));
  }

  /** The changes that put one more extension element into an element. */
  added(owner, make) {
    const holder = owner.extensionElements;
    if (holder) return [{ target: holder, values: { values: [...(holder.values ?? []), make(holder)] } }];
    const fresh = this.create('bpmn:ExtensionElements', owner, { values: [] });
    fresh.values = [make(fresh)];
    return [{ target: owner, values: { extensionElements: fresh } }];
  }

  /** Says how a task is done: takes one extension element away and puts an empty one of another type in. */
  exchange(element, gone, type) {
    const owner = element.businessObject;
    const kept = (owner.extensionElements?.values ?? []).filter((one) => !gone.includes(one.$type));
    const holder = this.create('bpmn:ExtensionElements', owner, { values: kept });
    if (type) holder.values = [...kept, this.create(type, holder, {})];
    for (const one of holder.values) one.$parent = holder;
    this.change(element, [{ target: owner, values: { extensionElements: holder.values.length ? holder : undefined } }]);
  }

  /** The rows of a list in an extension element, as [first, second] by the names of their attributes. */
  rows(owner, { type, list, names }) {
    return (this.extension(owner, type)?.[list] ?? []).map((one) => names.map((name) => one[name] ?? ''));
  }

  setRows(element, owner, { type, list, item, names }, rows) {
    const holder = this.extension(owner, type) ?? owner;
    const made = rows.map((row) => this.create(item, holder, Object.fromEntries(names.map((name, at) => [name, row[at]]))));
    this.setExtension(element, owner, type, { [list]: made });
  }

  /** Several properties of one element in one step of undo. */
  setProperties(element, owner, values) {
    const kept = this.held(owner).filter((one) => !(one.name in values));
    const holder = this.extension(owner, 'zeebe:Properties');
    const added = Object.entries(values).filter(([, value]) => value).map(([name, value]) => this.create('zeebe:Property', holder, { name, value }));
    this.setExtension(element, owner, 'zeebe:Properties', { properties: [...kept, ...added] });
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

  sent(owner, name) {
    return this.property(owner, name) || this.extension(owner, PUBLISH)?.[SENT[name]] || '';
  }

  /** Writes what a thrown message says, all of it as properties. */
  setSent(element, name, text) {
    const owner = element.businessObject;
    const said = { ...Object.fromEntries(Object.keys(SENT).map((one) => [one, this.sent(owner, one)])), [name]: text };
    const kept = (owner.extensionElements?.values ?? []).filter(({ $type }) => $type !== PUBLISH && $type !== 'zeebe:Properties');
    const holder = this.create('bpmn:ExtensionElements', owner, { values: kept });
    const properties = this.create('zeebe:Properties', holder, {});
    const added = Object.entries(said).filter(([, value]) => value).map(([one, value]) => this.create('zeebe:Property', properties, { name: one, value }));
    properties.properties = [...this.held(owner).filter((one) => !(one.name in SENT)), ...added];
    if (properties.properties.length) holder.values = [properties, ...kept];
    for (const one of holder.values) one.$parent = holder;
    this.change(element, [{ target: owner, values: { extensionElements: holder.values.length ? holder : undefined } }]);
  }

  held(owner) {
    return this.extension(owner, 'zeebe:Properties')?.properties ?? [];
  }

  /** Makes a call activity that is not drawn yet the call of a process: nothing goes in or out but what its contract says. */
  calls(owner, called) {
    owner.name = called.name;
    const holder = this.create('bpmn:ExtensionElements', owner, { values: [] });
    const flags = { processId: called.key, propagateAllChildVariables: false, propagateAllParentVariables: false };
    holder.values = [this.create('zeebe:CalledElement', holder, flags), this.create('zeebe:IoMapping', holder, this.mapped(holder, called))];
    owner.extensionElements = holder;
  }

  /** Gives a called process what its contract asks for and takes what it gives; what is there already stays. */
  fulfil(element, called) {
    const owner = element.businessObject;
    this.setExtension(element, owner, 'zeebe:IoMapping', this.mapped(owner, called, this.extension(owner, 'zeebe:IoMapping')));
  }

  mapped(parent, { inputs, outputs }, present = {}) {
    const also = (type, names, list = []) => {
      const missing = Object.keys(names).filter((name) => !list.some(({ target }) => target === name));
      return [...list, ...missing.map((name) => this.create(type, parent, { source: `=get or else(${name}, null)`, target: name }))];
    };
    return {
      inputParameters: also('zeebe:Input', inputs, present?.inputParameters),
      outputParameters: also('zeebe:Output', outputs, present?.outputParameters),
    };
  }

  /** Show the expression of a field itself although a choice could say it. */
  showRaw(element, key, shown) {
    const shownThere = this.raw.get(element.businessObject) ?? new Set();
    shownThere[shown ? 'add' : 'delete'](key);
    this.raw.set(element.businessObject, shownThere);
    if (shown) this.eventBus.fire('elements.changed', { elements: [element] });
  }

  isRaw(owner, key) {
    return this.raw.get(owner)?.has(key) ?? false;
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

  /** An expression in an element of its own, as a completion condition; empty takes it away. */
  setExpression(element, owner, name, text) {
    const made = text ? this.create('bpmn:FormalExpression', owner, { body: text }) : undefined;
    this.change(element, [{ target: owner, values: { [name]: made } }]);
  }

  setLoop(element, kind) {
    const owner = element.businessObject;
    const sequential = kind === 'sequential';
    const made = kind && kind !== 'loop' ? this.multiple(owner, sequential) : kind ? this.create('bpmn:StandardLoopCharacteristics', owner, {}) : undefined;
    this.modeling.updateProperties(element, { loopCharacteristics: made });
  }

  /** Several at once or one after the other; what was said of the one stays when it becomes the other. */
  multiple(owner, isSequential) {
    const made = this.create('bpmn:MultiInstanceLoopCharacteristics', owner, isSequential ? { isSequential } : {});
    const before = owner.loopCharacteristics;
    if (is(before ?? owner, 'bpmn:MultiInstanceLoopCharacteristics')) {
      for (const name of CARRIED) if (Object.hasOwn(before, name)) made[name] = before[name];
      if (before.behavior !== 'All') made.behavior = before.behavior;
    }
    return made;
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

  /** Why an id cannot be used; null when it can. Ids are XML names and stand once in a file. */
  idFault(element, id) {
    if (!id) return say('Die ID darf nicht leer sein.');
    if (!/^[A-Za-z_][\w.-]*$/.test(id)) return say('Nur Buchstaben ohne Umlaut, Ziffern, „_“, „-“ und „.“; am Anfang ein Buchstabe.');
    const taken = element.businessObject.$model.ids.assigned(id);
    return taken && taken !== element.businessObject ? say('Diese ID gibt es schon.') : null;
  }
}
Properties.$inject = ['bpmnFactory', 'commandStack', 'eventBus', 'modeling'];

/** What stands in the file: defaults of the schema do not. */
function attributesOf(extension) {
  const names = extension.$descriptor.properties.map((property) => property.name.split(':').pop());
  return Object.fromEntries(names.filter((name) => Object.hasOwn(extension, name)).map((name) => [name, extension.get(name)]));
}

function filled(value) {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== null && value !== '';
}

export default { __init__: ['properties'], properties: ['type', Properties] };
