// Files may leave out which flows come and go at an element. bpmn-js then writes the lists of what it draws anew and no others,
// which the check refuses as a contradiction (flow-unlisted): so they are completed when a file is opened to be changed.
import { is } from 'bpmn-js/lib/util/ModelUtil';

export function completeLists(modeler) {
  for (const { businessObject: flow, labelTarget } of modeler.get('elementRegistry').getAll()) {
    if (labelTarget || !is(flow, 'bpmn:SequenceFlow')) continue;
    for (const [node, list] of [[flow.sourceRef, 'outgoing'], [flow.targetRef, 'incoming']]) {
      const listed = node?.get(list);
      if (listed && !listed.includes(flow)) listed.push(flow);
    }
  }
}
