// Which fields the form shows for an element: what the engine reads there, nothing else.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const FEEL = 'FEEL-Ausdruck, beginnt mit „=“';
const TIMES = {
  timeDuration: { label: 'Dauer', hint: 'Zum Beispiel P14D (14 Tage), PT4H (4 Stunden) oder ein FEEL-Ausdruck mit „=“' },
  timeDate: { label: 'Zeitpunkt', hint: 'Zum Beispiel 2026-12-31T12:00:00+01:00 oder =frist_ende' },
  timeCycle: { label: 'Wiederholung', hint: 'Zum Beispiel R3/P7D (dreimal alle 7 Tage)' },
};

/** Groups of fields; a field: key, label, hint, kind, value, write, and check where a value can be wrong. */
export function groupsFor(element, properties) {
  const owner = element.businessObject;
  const groups = [{ title: 'Allgemein', fields: general(element, owner, properties) }];
  const add = (title, fields) => groups.push({ title, fields });
  const extension = (type, name) => ({
    value: properties.extension(owner, type)?.[name] ?? '',
    write: (text) => properties.setExtension(element, owner, type, { [name]: text }),
  });
  const property = (name) => ({
    value: properties.property(owner, name),
    write: (text) => properties.setProperty(element, owner, name, text),
  });

  if (is(element, 'bpmn:UserTask')) {
    add('Zuständigkeit', [
      { key: 'gruppen', label: 'Zuständige Gruppe', hint: 'Thema und Rolle: =zustaendig("jobcenter.sachbearbeitung")', ...extension('zeebe:AssignmentDefinition', 'candidateGroups') },
      { key: 'person', label: 'Feste Person', hint: 'Meist leer: wer die Aufgabe übernimmt, bearbeitet sie', ...extension('zeebe:AssignmentDefinition', 'assignee') },
    ]);
    add('Frist und Formular', [
      { key: 'frist', label: 'Vereinbarte Zeit', hint: 'Zeitpunkt oder FEEL, zum Beispiel =today() + vereinbart("entscheiden")', ...extension('zeebe:TaskSchedule', 'dueDate') },
      { key: 'rechtsfrist', label: 'Gesetzliche Frist', hint: 'Läuft neben der vereinbarten Zeit, zum Beispiel =frist(antrag_am, duration("P3M"), "VwGO")', ...property('rechtsfrist') },
      { key: 'rechtsfrist_norm', label: 'Norm der gesetzlichen Frist', hint: 'Zum Beispiel § 75 S. 2 VwGO', ...property('rechtsfrist_norm') },
      { key: 'rechtsfrist_ereignis', label: 'Ereignis, mit dem sie beginnt', hint: 'Zum Beispiel: Antrag eingegangen', ...property('rechtsfrist_ereignis') },
      { key: 'wiedervorlage', label: 'Wiedervorlage', ...extension('zeebe:TaskSchedule', 'followUpDate') },
      { key: 'formular', label: 'Formular-ID', hint: 'Name der Datei unter forms/ ohne „.form“', ...extension('zeebe:FormDefinition', 'formId') },
    ]);
  }
  if (is(element, 'bpmn:BusinessRuleTask')) {
    add('Entscheidung', [
      { key: 'entscheidung', label: 'Entscheidungs-ID', hint: 'ID der Entscheidung in der DMN-Datei', ...extension('zeebe:CalledDecision', 'decisionId') },
      { key: 'ergebnis', label: 'Ergebnisvariable', hint: 'In diese Variable wird das Ergebnis geschrieben', ...extension('zeebe:CalledDecision', 'resultVariable') },
    ]);
  }
  if (is(element, 'bpmn:ScriptTask')) {
    add('Skript', [
      { key: 'ausdruck', label: 'Ausdruck', kind: 'code', hint: FEEL, ...extension('zeebe:Script', 'expression') },
      { key: 'ergebnis', label: 'Ergebnisvariable', ...extension('zeebe:Script', 'resultVariable') },
    ]);
  }
  const definition = owner.eventDefinitions?.[0]?.$type;
  if (is(element, 'bpmn:StartEvent') && !definition) {
    add('Formular', [{ key: 'formular', label: 'Formular-ID', hint: 'Wird vor dem Start ausgefüllt', ...extension('zeebe:FormDefinition', 'formId') }]);
  }
  if (is(element, 'bpmn:BoundaryEvent')) add('Wirkung', [interrupting(element, owner, properties)]);
  if (definition === 'bpmn:TimerEventDefinition') add('Zeit', timer(element, owner, properties));
  if (definition === 'bpmn:MessageEventDefinition') add('Nachricht', message(element, owner, properties));
  if (is(element, 'bpmn:SequenceFlow') && is(owner.sourceRef, 'bpmn:ExclusiveGateway')) {
    add('Bedingung', condition(element, owner, properties));
  }
  if (is(element, 'bpmn:Process')) {
    add('Fassung', [{ key: 'fassung', label: 'Bezeichnung der Fassung', ...extension('zeebe:VersionTag', 'value') }]);
  }
  return groups;
}

function general(element, owner, properties) {
  const annotation = is(element, 'bpmn:TextAnnotation');
  const name = annotation ? 'text' : 'name';
  const fields = [
    {
      key: 'name',
      label: annotation ? 'Text' : 'Name',
      kind: 'lines',
      value: owner[name] ?? '',
      write: (text) => properties.modeling.updateProperties(element, { [name]: text || undefined }),
    },
    {
      key: 'id',
      label: 'ID',
      value: owner.id,
      check: (text) => properties.idFault(element, text),
      write: (text) => properties.modeling.updateProperties(element, { id: text }),
    },
  ];
  if (!annotation) {
    fields.push({
      key: 'dokumentation',
      label: 'Dokumentation',
      kind: 'text',
      value: properties.documentation(owner),
      write: (text) => properties.setDocumentation(element, owner, text),
    });
  }
  return fields;
}

function interrupting(element, owner, properties) {
  return {
    key: 'unterbrechend',
    label: 'Bricht die Aufgabe ab, wenn es eintritt',
    kind: 'check',
    value: owner.cancelActivity !== false,
    write: (chosen) => properties.modeling.updateProperties(element, { cancelActivity: chosen }),
  };
}

function timer(element, owner, properties) {
  const { kind, value } = properties.timer(owner);
  return [
    {
      key: 'zeitart',
      label: 'Art',
      kind: 'choice',
      options: Object.entries(TIMES).map(([name, { label }]) => [name, label]),
      value: kind,
      write: (chosen) => properties.setTimer(element, chosen, value),
    },
    { key: 'zeit', label: TIMES[kind].label, hint: TIMES[kind].hint, value, write: (text) => properties.setTimer(element, kind, text) },
  ];
}

function message(element, owner, properties) {
  const fields = [
    {
      key: 'nachricht',
      label: 'Name der Nachricht',
      hint: 'Unter diesem Namen wird sie gesendet',
      suggestions: properties.messages().map((one) => one.name).filter(Boolean),
      value: properties.message(owner)?.name ?? '',
      write: (text) => properties.setMessage(element, text),
    },
  ];
  if (!is(element, 'bpmn:StartEvent')) {
    fields.push({
      key: 'schluessel',
      label: 'Korrelationsschlüssel',
      hint: 'Woran der Vorgang erkannt wird, zum Beispiel =aktenzeichen. FEEL-Ausdruck, beginnt mit „=“',
      disabled: !properties.message(owner),
      value: properties.correlationKey(owner),
      write: (text) => properties.setCorrelationKey(element, text),
    });
  }
  return fields;
}

function condition(element, owner, properties) {
  const standard = owner.sourceRef.default === owner;
  return [
    {
      key: 'standard',
      label: 'Standardfluss: gilt, wenn keine Bedingung zutrifft',
      kind: 'check',
      value: standard,
      write: (chosen) => properties.setDefault(element, chosen),
    },
    {
      key: 'bedingung',
      label: 'Bedingung',
      kind: 'code',
      hint: FEEL,
      disabled: standard,
      value: owner.conditionExpression?.body ?? '',
      write: (text) => properties.setCondition(element, text),
    },
  ];
}
