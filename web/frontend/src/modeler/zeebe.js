// The schema of Camunda's extension elements, with the one the package leaves out: what a thrown message says. Camunda Modeler
// drops it; what is written here are properties (engine/bpmn/thrown.py).
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

const text = (name) => ({ name, type: 'String', isAttr: true });
const PUBLISH = { name: 'PublishMessage', superClass: ['Element'], properties: ['correlationKey', 'timeToLive', 'messageId'].map(text) };
const ELEMENT = /^[A-Za-z]\w*$/;

const schema = { ...zeebe, types: [...zeebe.types, PUBLISH] };

/** The schema for one file: elements of this namespace that nobody has told us of stay in it, with what they hold. */
export function schemaFor(xml) {
  const known = new Set(schema.types.map(({ name }) => name));
  const found = [...new DOMParser().parseFromString(xml, 'application/xml').getElementsByTagNameNS(zeebe.uri, '*')];
  const names = new Set(found.map(({ localName }) => localName).filter((name) => ELEMENT.test(name)).map(capital));
  const held = [{ name: 'held', type: 'Element', isMany: true }, { name: 'said', type: 'String', isBody: true }];
  const others = [...names].filter((name) => !known.has(name)).map((name) => ({ name, superClass: ['Element'], properties: held }));
  return { ...schema, types: [...schema.types, ...others] };
}

/** What bpmn-moddle writes otherwise than the schema of BPMN: the parts of a complex repetition by their types, not by their names. */
export function asStandard(moddle) {
  const { propertiesByName: parts } = moddle.getType('bpmn:ComplexBehaviorDefinition').$descriptor;
  parts.condition.xml = { serialize: 'xsi:type' };
  parts.event.xml = { serialize: 'property' };
}

function capital(name) {
  return name[0].toUpperCase() + name.slice(1);
}
