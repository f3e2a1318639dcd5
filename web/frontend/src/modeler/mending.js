// The fix of an expression: every value of an element that is written as the faulty one becomes the mended one.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const OTHERS = ['bpmn:FlowElement', 'bpmn:Artifact', 'bpmn:LaneSet']; // they stand in it and are elements of their own
const WORDS = ['id', 'name']; // no expression whatever they say

/** [target, {property: value}] for each place; engine/bpmn/mend.py does the same to the file. */
export function* rewritten(owner, reference, value) {
  for (const { ns, isReference } of owner.$descriptor?.properties ?? []) {
    const name = ns.localName;
    const held = isReference || WORDS.includes(name) ? null : owner[name];
    if (typeof held === 'string') {
      if (written(held) === reference) yield [owner, { [name]: value }];
    } else {
      for (const one of [held].flat()) if (one?.$descriptor && !OTHERS.some((kind) => is(one, kind))) yield* rewritten(one, reference, value);
    }
  }
}

function written(text) {
  return text.trim().replace(/^=\s*/, '=');
}
