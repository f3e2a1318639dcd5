// bpmn-js in German: every string its modeller shows here; English is its own. What is missing appears in English and is
// logged once.
import { english, say } from '../language.js';

const TEXTS = {
  ' + shift + ': ' + Umschalt + ',
  'Activate create/remove space tool': 'Platz schaffen oder entfernen',
  'Activate global connect tool': 'Verbinden',
  'Activate hand tool': 'Ansicht verschieben',
  'Activate lasso tool': 'Mehrere auswählen',
  'Ad-hoc sub-process (collapsed)': 'Ad-hoc-Teilprozess (zugeklappt)',
  'Ad-hoc sub-process (expanded)': 'Ad-hoc-Teilprozess (aufgeklappt)',
  'Ad-hoc sub-process': 'Ad-hoc-Teilprozess',
  'Add lane above': 'Bahn darüber einfügen',
  'Add lane below': 'Bahn darunter einfügen',
  'Add text annotation': 'Anmerkung anfügen',
  'Align elements bottom': 'Unten ausrichten',
  'Align elements center': 'Waagerecht mittig ausrichten',
  'Align elements left': 'Links ausrichten',
  'Align elements middle': 'Senkrecht mittig ausrichten',
  'Align elements right': 'Rechts ausrichten',
  'Align elements top': 'Oben ausrichten',
  'Align elements': 'Ausrichten',
  'Append end event': 'Endereignis anfügen',
  'Append gateway': 'Gateway anfügen',
  'Append intermediate/boundary event': 'Zwischenereignis anfügen',
  'Append task': 'Aufgabe anfügen',
  'Business rule task': 'Geschäftsregelaufgabe',
  'Call activity': 'Aufrufaktivität',
  'Cancel boundary event': 'Angeheftetes Abbruchereignis',
  'Cancel end event': 'Endereignis Abbruch',
  'Change element': 'Art ändern',
  'Close minimap': 'Übersicht schließen',
  Collapsed: 'zugeklappt',
  'Compensation boundary event': 'Angeheftetes Kompensationsereignis',
  'Compensation end event': 'Endereignis Kompensation',
  'Compensation intermediate throw event': 'Kompensation auslösen',
  'Compensation start event': 'Startereignis Kompensation',
  'Complex gateway': 'Komplexes Gateway',
  'Conditional boundary event (non-interrupting)': 'Angeheftetes Bedingungsereignis (nicht unterbrechend)',
  'Conditional boundary event': 'Angeheftetes Bedingungsereignis',
  'Conditional intermediate catch event': 'Bedingungsereignis',
  'Conditional start event (non-interrupting)': 'Startereignis Bedingung (nicht unterbrechend)',
  'Conditional start event': 'Startereignis Bedingung',
  'Connect to other element': 'Mit anderem Element verbinden',
  'Connect using association': 'Mit Assoziation verbinden',
  'Default flow': 'Standardfluss',
  Delete: 'Löschen',
  'Distribute elements horizontally': 'Waagerecht gleichmäßig verteilen',
  'Distribute elements vertically': 'Senkrecht gleichmäßig verteilen',
  'Divide into three lanes': 'In drei Bahnen teilen',
  'Divide into two lanes': 'In zwei Bahnen teilen',
  'element required': 'Es fehlt ein Element.',
  'End event': 'Endereignis',
  'Error boundary event': 'Angeheftetes Fehlerereignis',
  'Error end event': 'Endereignis Fehler',
  'Error start event': 'Startereignis Fehler',
  'Escalation boundary event (non-interrupting)': 'Angeheftetes Eskalationsereignis (nicht unterbrechend)',
  'Escalation boundary event': 'Angeheftetes Eskalationsereignis',
  'Escalation end event': 'Endereignis Eskalation',
  'Escalation intermediate throw event': 'Eskalation auslösen',
  'Escalation start event (non-interrupting)': 'Startereignis Eskalation (nicht unterbrechend)',
  'Escalation start event': 'Startereignis Eskalation',
  'Event sub-process': 'Ereignis-Teilprozess',
  'Event-based gateway': 'Ereignisbasiertes Gateway',
  'Exclusive gateway': 'Exklusives Gateway',
  'flow elements must be children of pools/participants': 'Elemente des Ablaufs müssen in einem Pool liegen.',
  'Inclusive gateway': 'Inklusives Gateway',
  'Intermediate throw event': 'Zwischenereignis ohne Auslöser',
  'Link intermediate catch event': 'Verbindungsziel',
  'Link intermediate throw event': 'Verbindung zu einem Ziel',
  'Manual task': 'Manuelle Aufgabe',
  'Message boundary event (non-interrupting)': 'Angeheftetes Nachrichtenereignis (nicht unterbrechend)',
  'Message boundary event': 'Angeheftetes Nachrichtenereignis',
  'Message end event': 'Endereignis Nachricht',
  'Message intermediate catch event': 'Nachrichtenereignis',
  'Message intermediate throw event': 'Nachricht senden',
  'Message start event (non-interrupting)': 'Startereignis Nachricht (nicht unterbrechend)',
  'Message start event': 'Startereignis Nachricht',
  'more than {count} child lanes': 'mehr als {count} Bahnen',
  'no parent for {element} in {parent}': '{element} hat in {parent} keinen Platz.',
  'no shape type specified': 'Es ist keine Art angegeben.',
  'Open minimap': 'Übersicht',
  'Open {element}': '{element} öffnen',
  'out of bounds release': 'Außerhalb der Zeichenfläche losgelassen',
  'Parallel gateway': 'Paralleles Gateway',
  'Receive task': 'Empfangsaufgabe',
  'Script task': 'Skriptaufgabe',
  'Search in diagram': 'Im Diagramm suchen',
  Search: 'Suchen',
  'Send task': 'Sendeaufgabe',
  'Service task': 'Serviceaufgabe',
  'Signal boundary event (non-interrupting)': 'Angeheftetes Signalereignis (nicht unterbrechend)',
  'Signal boundary event': 'Angeheftetes Signalereignis',
  'Signal end event': 'Endereignis Signal',
  'Signal intermediate catch event': 'Signalereignis',
  'Signal intermediate throw event': 'Signal senden',
  'Signal start event (non-interrupting)': 'Startereignis Signal (nicht unterbrechend)',
  'Signal start event': 'Startereignis Signal',
  'Start event': 'Startereignis',
  'Sub-process (collapsed)': 'Teilprozess (zugeklappt)',
  'Sub-process (expanded)': 'Teilprozess (aufgeklappt)',
  'Sub-process': 'Teilprozess',
  Task: 'Unbestimmte Aufgabe',
  'Terminate end event': 'Endereignis Terminierung',
  'Text annotation': 'Anmerkung',
  'Timer boundary event (non-interrupting)': 'Angeheftetes Zeitereignis (nicht unterbrechend)',
  'Timer boundary event': 'Angeheftetes Zeitereignis',
  'Timer intermediate catch event': 'Zeitereignis',
  'Timer start event (non-interrupting)': 'Startereignis Zeit (nicht unterbrechend)',
  'Timer start event': 'Startereignis Zeit',
  Transaction: 'Transaktion',
  'User task': 'Benutzeraufgabe',
};
const missing = new Set();

export function translate(template, replacements = {}) {
  const text = english ? template : TEXTS[template] ?? template;
  if (!english && !(template in TEXTS) && /^[A-Z]/.test(template) && !missing.has(template)) {
    missing.add(template);
    document.documentElement.dataset.unuebersetzt = [...missing].join('|');
  }
  return text.replace(/{([^}]+)}/g, (whole, key) => replacements[key] ?? whole);
}

export default { translate: ['value', translate] };

/** German names of the kinds of elements, as in engine/bpmn/labels.py. */
export const KINDS = {
  'bpmn:Process': 'Prozess',
  'bpmn:Collaboration': 'Zusammenarbeit',
  'bpmn:Participant': 'Pool',
  'bpmn:Lane': 'Bahn',
  'bpmn:StartEvent': 'Startereignis',
  'bpmn:EndEvent': 'Endereignis',
  'bpmn:IntermediateCatchEvent': 'Zwischenereignis',
  'bpmn:IntermediateThrowEvent': 'Auslösendes Zwischenereignis',
  'bpmn:BoundaryEvent': 'Angeheftetes Ereignis',
  'bpmn:Task': 'Unbestimmte Aufgabe',
  'bpmn:UserTask': 'Benutzeraufgabe',
  'bpmn:BusinessRuleTask': 'Geschäftsregelaufgabe',
  'bpmn:ScriptTask': 'Skriptaufgabe',
  'bpmn:ServiceTask': 'Serviceaufgabe',
  'bpmn:SendTask': 'Sendeaufgabe',
  'bpmn:ReceiveTask': 'Empfangsaufgabe',
  'bpmn:ManualTask': 'Manuelle Aufgabe',
  'bpmn:CallActivity': 'Aufrufaktivität',
  'bpmn:SubProcess': 'Teilprozess',
  'bpmn:AdHocSubProcess': 'Ad-hoc-Teilprozess',
  'bpmn:Transaction': 'Transaktion',
  'bpmn:ExclusiveGateway': 'Exklusives Gateway',
  'bpmn:ParallelGateway': 'Paralleles Gateway',
  'bpmn:InclusiveGateway': 'Inklusives Gateway',
  'bpmn:EventBasedGateway': 'Ereignisbasiertes Gateway',
  'bpmn:ComplexGateway': 'Komplexes Gateway',
  'bpmn:SequenceFlow': 'Sequenzfluss',
  'bpmn:MessageFlow': 'Nachrichtenfluss',
  'bpmn:Association': 'Assoziation',
  'bpmn:TextAnnotation': 'Anmerkung',
  'bpmn:Group': 'Gruppe',
  'bpmn:DataObjectReference': 'Datenobjekt',
  'bpmn:DataStoreReference': 'Datenspeicher',
};

const TRIGGERS = {
  TimerEventDefinition: 'Zeit',
  MessageEventDefinition: 'Nachricht',
  SignalEventDefinition: 'Signal',
  ErrorEventDefinition: 'Fehler',
  EscalationEventDefinition: 'Eskalation',
  ConditionalEventDefinition: 'Bedingung',
  LinkEventDefinition: 'Verbindung',
  CompensateEventDefinition: 'Kompensation',
  CancelEventDefinition: 'Abbruch',
  TerminateEventDefinition: 'Terminierung',
};

export function kindOf(element) {
  const trigger = TRIGGERS[element.businessObject.eventDefinitions?.[0]?.$type.replace('bpmn:', '')];
  const kind = say(KINDS[element.type] ?? element.type.replace('bpmn:', ''));
  return trigger ? `${kind} (${say(trigger)})` : kind;
}

export function titleOf(element) {
  const { businessObject, source, target } = element;
  if (!businessObject.name && source && target) return `${titleOf(source)} → ${titleOf(target)}`;
  return businessObject.name || businessObject.text || businessObject.id;
}
