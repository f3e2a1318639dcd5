// Everything that can be drawn: exactly what the engine executes (engine/bpmn/catalogue.py, positions.py).
// `tool` stands in the palette, `pad` beside a selected element; the menu „Weitere Elemente“ holds them all.
export const TRIGGER = (name) => `bpmn:${name}EventDefinition`;

const START = 'bpmn:StartEvent';
const CATCH = 'bpmn:IntermediateCatchEvent';
const THROW = 'bpmn:IntermediateThrowEvent';
const END = 'bpmn:EndEvent';

function of(type, trigger, more) {
  return { type, ...(trigger ? { eventDefinitionType: TRIGGER(trigger) } : {}), ...more };
}

export const DRAWABLE = [
  { key: 'start', title: 'Startereignis', icon: 'start-event-none', group: 'Ereignisse', shape: of(START), tool: true },
  { key: 'start-message', title: 'Startereignis Nachricht', icon: 'start-event-message', group: 'Ereignisse', shape: of(START, 'Message') },
  { key: 'start-timer', title: 'Startereignis Zeit', icon: 'start-event-timer', group: 'Ereignisse', shape: of(START, 'Timer') },
  { key: 'start-signal', title: 'Startereignis Signal', icon: 'start-event-signal', group: 'Ereignisse', shape: of(START, 'Signal') },
  { key: 'user', title: 'Benutzeraufgabe', icon: 'user-task', group: 'Aufgaben', shape: of('bpmn:UserTask'), tool: true, pad: true },
  { key: 'rule', title: 'Geschäftsregelaufgabe', icon: 'business-rule-task', group: 'Aufgaben', shape: of('bpmn:BusinessRuleTask'), tool: true, pad: true },
  { key: 'script', title: 'Skriptaufgabe', icon: 'script-task', group: 'Aufgaben', shape: of('bpmn:ScriptTask'), tool: true },
  { key: 'send', title: 'Sendeaufgabe', icon: 'send-task', group: 'Aufgaben', shape: of('bpmn:SendTask') },
  { key: 'receive', title: 'Empfangsaufgabe', icon: 'receive-task', group: 'Aufgaben', shape: of('bpmn:ReceiveTask') },
  { key: 'service', title: 'Serviceaufgabe', icon: 'service-task', group: 'Aufgaben', shape: of('bpmn:ServiceTask') },
  { key: 'manual', title: 'Manuelle Aufgabe', icon: 'manual-task', group: 'Aufgaben', shape: of('bpmn:ManualTask') },
  { key: 'call', title: 'Aufrufaktivität', icon: 'call-activity', group: 'Aufgaben', shape: of('bpmn:CallActivity'), tool: true },
  { key: 'exclusive', title: 'Exklusives Gateway', icon: 'gateway-xor', group: 'Gateways', shape: of('bpmn:ExclusiveGateway'), tool: true, pad: true },
  { key: 'parallel', title: 'Paralleles Gateway', icon: 'gateway-parallel', group: 'Gateways', shape: of('bpmn:ParallelGateway'), tool: true, pad: true },
  { key: 'inclusive', title: 'Inklusives Gateway', icon: 'gateway-or', group: 'Gateways', shape: of('bpmn:InclusiveGateway') },
  { key: 'event-based', title: 'Ereignisbasiertes Gateway', icon: 'gateway-eventbased', group: 'Gateways', shape: of('bpmn:EventBasedGateway') },
  { key: 'complex', title: 'Komplexes Gateway', icon: 'gateway-complex', group: 'Gateways', shape: of('bpmn:ComplexGateway') },
  { key: 'timer', title: 'Zeitereignis', icon: 'intermediate-event-catch-timer', group: 'Ereignisse', shape: of(CATCH, 'Timer'), tool: true, pad: true },
  { key: 'message', title: 'Nachrichtenereignis', icon: 'intermediate-event-catch-message', group: 'Ereignisse', shape: of(CATCH, 'Message'), tool: true },
  { key: 'signal', title: 'Signalereignis', icon: 'intermediate-event-catch-signal', group: 'Ereignisse', shape: of(CATCH, 'Signal') },
  { key: 'condition', title: 'Bedingungsereignis', icon: 'intermediate-event-catch-condition', group: 'Ereignisse', shape: of(CATCH, 'Conditional') },
  { key: 'link', title: 'Verbindungsziel', icon: 'intermediate-event-catch-link', group: 'Ereignisse', shape: of(CATCH, 'Link') },
  { key: 'throw', title: 'Zwischenereignis ohne Auslöser', icon: 'intermediate-event-none', group: 'Ereignisse', shape: of(THROW) },
  { key: 'throw-message', title: 'Nachricht senden', icon: 'intermediate-event-throw-message', group: 'Ereignisse', shape: of(THROW, 'Message') },
  { key: 'throw-signal', title: 'Signal senden', icon: 'intermediate-event-throw-signal', group: 'Ereignisse', shape: of(THROW, 'Signal') },
  { key: 'throw-escalation', title: 'Eskalation auslösen', icon: 'intermediate-event-throw-escalation', group: 'Ereignisse', shape: of(THROW, 'Escalation') },
  { key: 'throw-compensation', title: 'Kompensation auslösen', icon: 'intermediate-event-throw-compensation', group: 'Ereignisse', shape: of(THROW, 'Compensate') },
  { key: 'throw-link', title: 'Verbindung zu einem Ziel', icon: 'intermediate-event-throw-link', group: 'Ereignisse', shape: of(THROW, 'Link') },
  { key: 'end', title: 'Endereignis', icon: 'end-event-none', group: 'Ereignisse', shape: of(END), tool: true, pad: true },
  { key: 'end-terminate', title: 'Endereignis Terminierung', icon: 'end-event-terminate', group: 'Ereignisse', shape: of(END, 'Terminate'), tool: true },
  { key: 'end-message', title: 'Endereignis Nachricht', icon: 'end-event-message', group: 'Ereignisse', shape: of(END, 'Message') },
  { key: 'end-signal', title: 'Endereignis Signal', icon: 'end-event-signal', group: 'Ereignisse', shape: of(END, 'Signal') },
  { key: 'end-error', title: 'Endereignis Fehler', icon: 'end-event-error', group: 'Ereignisse', shape: of(END, 'Error') },
  { key: 'end-escalation', title: 'Endereignis Eskalation', icon: 'end-event-escalation', group: 'Ereignisse', shape: of(END, 'Escalation') },
  { key: 'end-compensation', title: 'Endereignis Kompensation', icon: 'end-event-compensation', group: 'Ereignisse', shape: of(END, 'Compensate') },
  { key: 'end-cancel', title: 'Endereignis Abbruch', icon: 'end-event-cancel', group: 'Ereignisse', shape: of(END, 'Cancel'), inside: 'bpmn:Transaction' },
  { key: 'sub', title: 'Teilprozess', icon: 'subprocess-expanded', group: 'Teile', shape: of('bpmn:SubProcess', '', { isExpanded: true }), tool: true },
  { key: 'event-sub', title: 'Ereignis-Teilprozess', icon: 'event-subprocess-expanded', group: 'Teile', shape: of('bpmn:SubProcess', '', { isExpanded: true, triggeredByEvent: true }), alone: true },
  { key: 'transaction', title: 'Transaktion', icon: 'transaction', group: 'Teile', shape: of('bpmn:Transaction', '', { isExpanded: true }) },
  { key: 'ad-hoc', title: 'Ad-hoc-Teilprozess', icon: 'subprocess-expanded', group: 'Teile', shape: of('bpmn:AdHocSubProcess', '', { isExpanded: true }) },
  { key: 'note', title: 'Anmerkung', icon: 'text-annotation', group: 'Darstellung', shape: of('bpmn:TextAnnotation'), tool: true, alone: true },
  { key: 'group', title: 'Gruppe', icon: 'group', group: 'Darstellung', shape: of('bpmn:Group'), alone: true },
];

/** What can follow a step, which for a step at the edge of an activity stands where the activity does. */
export function appendable({ host, parent }) {
  const around = (host?.parent ?? parent)?.type;
  return DRAWABLE.filter(({ shape, alone, inside = around }) => shape.type !== START && !alone && inside === around);
}

export const PAD = DRAWABLE.filter(({ pad }) => pad);
export const TOOLS = DRAWABLE.filter(({ tool }) => tool);
/** What can be stuck to an activity; the first two stand in its pad. */
export const ATTACHED = [
  { key: 'attach-timer', title: 'Frist anheften', icon: 'intermediate-event-catch-timer', definition: TRIGGER('Timer') },
  { key: 'attach-message', title: 'Nachricht anheften', icon: 'intermediate-event-catch-message', definition: TRIGGER('Message') },
  { key: 'attach-signal', title: 'Signal anheften', icon: 'intermediate-event-catch-signal', definition: TRIGGER('Signal') },
  { key: 'attach-error', title: 'Fehler anheften', icon: 'intermediate-event-catch-error', definition: TRIGGER('Error') },
  { key: 'attach-escalation', title: 'Eskalation anheften', icon: 'intermediate-event-catch-escalation', definition: TRIGGER('Escalation') },
  { key: 'attach-condition', title: 'Bedingung anheften', icon: 'intermediate-event-catch-condition', definition: TRIGGER('Conditional') },
  { key: 'attach-compensation', title: 'Kompensation anheften', icon: 'intermediate-event-catch-compensation', definition: TRIGGER('Compensate') },
  { key: 'attach-cancel', title: 'Abbruch anheften', icon: 'intermediate-event-catch-cancel', definition: TRIGGER('Cancel'), host: 'bpmn:Transaction' },
];

/** What can be stuck to this activity. */
export function attachable({ type }) {
  return ATTACHED.filter(({ host = type }) => host === type);
}

const EVENTS_INSIDE = ['Message', 'Timer', 'Signal', 'Conditional', 'Error', 'Escalation', 'Compensate'].map(TRIGGER);

/** Whether an element can be turned into that. `within` is the element that holds it. */
export function executed({ type, eventDefinitionType = null, isExpanded, triggeredByEvent }, within) {
  const inEvent = within?.businessObject.triggeredByEvent;
  if (type === 'bpmn:BoundaryEvent') return ATTACHED.some(({ definition }) => definition === eventDefinitionType);
  if (type === START && inEvent) return EVENTS_INSIDE.includes(eventDefinitionType);
  if (type === START && within?.type.endsWith('SubProcess')) return eventDefinitionType === null;
  return DRAWABLE.some(({ shape }) =>
    shape.type === type && (shape.eventDefinitionType ?? null) === eventDefinitionType
    && Boolean(shape.triggeredByEvent) === Boolean(triggeredByEvent) && (shape.isExpanded === undefined || isExpanded !== false));
}
