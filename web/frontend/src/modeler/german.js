// bpmn-js in German: every string its modeller shows here; English is its own. What is missing appears in English and is
// logged once.
import { english, say } from '../language.js';

const TEXTS = {
  ' + shift + ': ' + Umschalt + ',
  'Activate create/remove space tool': 'Platz schaffen oder entfernen',
  'Activate global connect tool': 'Verbinden',
  'Activate hand tool': 'Ansicht verschieben',
  'Activate lasso tool': 'Mehrere auswählen',
  'Add lane above': 'Bahn darüber einfügen',
  'Add lane below': 'Bahn darunter einfügen',
  'Add text annotation': 'Anmerkung anfügen',
  'Align elements': 'Ausrichten',
  'Align elements bottom': 'Unten ausrichten',
  'Align elements center': 'Waagerecht mittig ausrichten',
  'Align elements left': 'Links ausrichten',
  'Align elements middle': 'Senkrecht mittig ausrichten',
  'Align elements right': 'Rechts ausrichten',
  'Align elements top': 'Oben ausrichten',
  'Append end event': 'Endereignis anfügen',
  'Append gateway': 'Gateway anfügen',
  'Append intermediate/boundary event': 'Zwischenereignis anfügen',
  'Append task': 'Aufgabe anfügen',
  'Business rule task': 'Geschäftsregelaufgabe',
  'Change element': 'Art ändern',
  Collapsed: 'zugeklappt',
  'Connect to other element': 'Mit anderem Element verbinden',
  'Connect using association': 'Mit Assoziation verbinden',
  'Default flow': 'Standardfluss',
  Delete: 'Löschen',
  'Distribute elements horizontally': 'Waagerecht gleichmäßig verteilen',
  'Distribute elements vertically': 'Senkrecht gleichmäßig verteilen',
  'Divide into three lanes': 'In drei Bahnen teilen',
  'Divide into two lanes': 'In zwei Bahnen teilen',
  'End event': 'Endereignis',
  'Exclusive gateway': 'Exklusives Gateway',
  'Message boundary event': 'Angeheftetes Nachrichtenereignis',
  'Message boundary event (non-interrupting)': 'Angeheftetes Nachrichtenereignis (nicht unterbrechend)',
  'Message intermediate catch event': 'Nachrichtenereignis',
  'Message start event': 'Startereignis Nachricht',
  'Open {element}': '{element} öffnen',
  'Parallel gateway': 'Paralleles Gateway',
  'Script task': 'Skriptaufgabe',
  Search: 'Suchen',
  'Search in diagram': 'Im Diagramm suchen',
  'Start event': 'Startereignis',
  'Sub-process': 'Teilprozess',
  'Sub-process (collapsed)': 'Teilprozess (zugeklappt)',
  'Sub-process (expanded)': 'Teilprozess (aufgeklappt)',
  'Terminate end event': 'Endereignis Terminierung',
  'Text annotation': 'Anmerkung',
  'Timer boundary event': 'Angeheftetes Zeitereignis',
  'Timer boundary event (non-interrupting)': 'Angeheftetes Zeitereignis (nicht unterbrechend)',
  'Timer intermediate catch event': 'Zeitereignis',
  'User task': 'Benutzeraufgabe',
  'flow elements must be children of pools/participants': 'Elemente des Ablaufs müssen in einem Pool liegen.',
  'no parent for {element} in {parent}': '{element} hat in {parent} keinen Platz.',
  'no shape type specified': 'Es ist keine Art angegeben.',
  'out of bounds release': 'Außerhalb der Zeichenfläche losgelassen',
  'element required': 'Es fehlt ein Element.',
  'more than {count} child lanes': 'mehr als {count} Bahnen',
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

export function kindOf(element) {
  const definition = element.businessObject.eventDefinitions?.[0]?.$type;
  const kind = say(KINDS[element.type] ?? element.type.replace('bpmn:', ''));
  if (definition === 'bpmn:TimerEventDefinition') return `${kind} (${say('Zeit')})`;
  if (definition === 'bpmn:MessageEventDefinition') return `${kind} (${say('Nachricht')})`;
  if (definition === 'bpmn:TerminateEventDefinition') return `${kind} (${say('Terminierung')})`;
  return kind;
}

export function titleOf(element) {
  const { businessObject } = element;
  return businessObject.name || businessObject.text || businessObject.id;
}
