// Which fields the form shows for an element: what the engine reads there (engine/bpmn/extensions.py), nothing else.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { call, job, rule, script, sending } from './fields/activity.js';
import { disclosure } from './fields/disclosure.js';
import { event } from './fields/event.js';
import { ends, flow, gateway } from './fields/flow.js';
import { lane, parted } from './fields/lane.js';
import { bends, box } from './fields/place.js';
import { progress } from './fields/progress.js';
import { adHoc, mappings, process, repetition, rest, undoing } from './fields/scope.js';
import { task } from './fields/task.js';

const PARTS = [
  [ends, ['bpmn:SequenceFlow', 'bpmn:MessageFlow', 'bpmn:Association']],
  [task, ['bpmn:UserTask']],
  [rule, ['bpmn:BusinessRuleTask']],
  [script, ['bpmn:ScriptTask']],
  [job, ['bpmn:ServiceTask']],
  [sending, ['bpmn:SendTask', 'bpmn:ReceiveTask']],
  [call, ['bpmn:CallActivity']],
  [event, ['bpmn:Event']],
  [flow, ['bpmn:SequenceFlow']],
  [gateway, ['bpmn:Gateway']],
  [process, ['bpmn:Process']],
  [disclosure, ['bpmn:UserTask', 'bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:ScriptTask']],
  [adHoc, ['bpmn:AdHocSubProcess']],
  [lane, ['bpmn:FlowNode']],
  [parted, ['bpmn:Lane', 'bpmn:Participant', 'bpmn:Process']],
  [progress, ['bpmn:FlowNode']],
  [mappings, ['bpmn:Activity', 'bpmn:Event']],
  [repetition, ['bpmn:Activity']],
  [undoing, ['bpmn:Activity']],
  [box, ['bpmn:SubProcess', 'bpmn:Lane', 'bpmn:Participant', 'bpmn:TextAnnotation', 'bpmn:Group']],
  [bends, ['bpmn:SequenceFlow', 'bpmn:MessageFlow', 'bpmn:Association']],
  [rest, ['bpmn:FlowNode', 'bpmn:Process']],
];

/** Groups {title, fields, closed}; a field: key, label, hint, kind, value, write, and check where a value can be wrong. */
export function groupsFor(element, services) {
  const owner = element.businessObject;
  const place = bound(element, owner, services);
  const groups = [{ title: 'Allgemein', fields: general(place) }];
  for (const [part, kinds] of PARTS) if (kinds.some((kind) => is(element, kind))) groups.push(...part(place));
  if (owner.processRef) groups.push(...process(bound(element, owner.processRef, services)));
  return groups.filter(({ fields }) => fields.length);
}

/** What fields are made of, for one part of the model that is shown at an element. */
function bound(element, owner, services) {
  const { properties } = services;
  return {
    ...services,
    element,
    owner,
    extension: (type, name, at = owner) => ({
      value: properties.extension(at, type)?.[name] ?? '',
      write: (text) => properties.setExtension(element, at, type, { [name]: text }),
    }),
    property: (name) => ({
      value: properties.property(owner, name),
      write: (text) => properties.setProperty(element, owner, name, text),
    }),
    expression: (name, at = owner) => ({
      value: at[name]?.body ?? '',
      write: (text) => properties.setExpression(element, at, name, text),
    }),
    attribute: (name) => ({
      value: owner[name] ?? '',
      write: (text) => properties.modeling.updateProperties(element, { [name]: text || undefined }),
    }),
  };
}

function general({ element, owner, properties, attribute }) {
  const annotation = is(element, 'bpmn:TextAnnotation');
  const fields = [
    { key: 'name', label: annotation ? 'Text' : 'Name', kind: 'lines', ...attribute(annotation ? 'text' : 'name') },
    {
      key: 'id',
      label: 'ID',
      value: owner.id,
      check: (text) => properties.idFault(element, text),
      write: (text) => properties.modeling.updateProperties(element, { id: text }),
    },
  ];
  if (annotation) return fields;
  return [
    ...fields,
    {
      key: 'dokumentation',
      label: 'Dokumentation',
      kind: 'text',
      value: properties.documentation(owner),
      write: (text) => properties.setDocumentation(element, owner, text),
    },
  ];
}
