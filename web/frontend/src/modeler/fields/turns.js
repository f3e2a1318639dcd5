// What an activity that happens several times tells about its turns (BPMN 2.0.2, table 10.30; engine/bpmn/loops.py).
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../../language.js';
import { ESCALATION, MESSAGE, SIGNAL } from '../roots.js';

const NONE = 'All';
const TOLD = [[NONE, 'nichts'], ['One', 'den ersten fertigen Durchgang'], ['None', 'jeden fertigen Durchgang'], ['Complex', 'wenn eine Bedingung gilt']];
const REFERENCE = { One: 'oneBehaviorEventRef', None: 'noneBehaviorEventRef' };
const KINDS = [
  ['bpmn:SignalEventDefinition', 'Signal', SIGNAL],
  ['bpmn:EscalationEventDefinition', 'Eskalation', ESCALATION],
  ['bpmn:MessageEventDefinition', 'Nachricht', MESSAGE],
];
const SIGNALLED = KINDS[0];

/** An event at the edge of the activity hears what it tells. */
export function turns(place, loop) {
  const { element, roots } = place;
  const write = (chosen) => roots.tells(element, loop, chosen, REFERENCE[chosen] && SIGNALLED);
  const choose = { key: 'meldet', label: 'Meldet', kind: 'choice', options: TOLD, value: loop.behavior, hint: 'Ein angeheftetes Ereignis hört es, ohne die Aufgabe zu beenden', write };
  if (REFERENCE[loop.behavior]) return [choose, ...told(place, loop, loop.behavior)];
  return loop.behavior === 'Complex' ? [choose, ...conditions(place, loop)] : [choose];
}

function told({ element, roots }, loop, behavior) {
  const definition = loop[REFERENCE[behavior]];
  const kind = KINDS.find(([type]) => definition && is(definition, type));
  if (definition && !kind) return [kept()];
  const [type, , root] = kind ?? SIGNALLED;
  return [
    { key: 'meldet-als', label: 'Meldet es als', kind: 'choice', options: KINDS.map(([one, word]) => [one, word]), value: type, write: (one) => roots.tells(element, loop, behavior, KINDS.find(([known]) => known === one), name(definition, root)) },
    { key: 'meldet-name', label: 'Name oder Code', suggestions: roots.names(root), value: name(definition, root), write: (text) => roots.tells(element, loop, behavior, kind ?? SIGNALLED, text) },
  ];
}

function conditions({ element, roots }, loop) {
  const found = loop.complexBehaviorDefinition ?? [];
  const simple = found.every(({ event }) => event?.eventDefinitions?.length === 1 && is(event.eventDefinitions[0], SIGNALLED[0]));
  if (!simple) return [kept()];
  const rows = found.map(({ condition, event }) => [event.eventDefinitions[0].signalRef?.name ?? '', condition?.body ?? '']);
  return [{ key: 'meldungen', label: 'Sendet das Signal', kind: 'rows', columns: ['Signal', 'Bedingung'], value: rows, write: (changed) => roots.signals(element, loop, changed) }];
}

function name(definition, root) {
  return definition?.[root.reference]?.[root.name] ?? '';
}

function kept() {
  return { key: 'meldet-anders', kind: 'note', lines: [say('Was hier gemeldet wird, zeigt dieses Formular nicht; es bleibt, wie es in der Datei steht.')] };
}
