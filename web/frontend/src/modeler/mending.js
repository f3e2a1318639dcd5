// The fix of an expression: every value of an element that is written as the faulty one becomes the mended one.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { described, parts } from '../moddle.js';

const OTHERS = ['bpmn:FlowElement', 'bpmn:Artifact', 'bpmn:LaneSet']; // they stand in it and are elements of their own
const WORDS = ['id', 'name']; // no expression whatever they say

/** [target, {property: value}] for each place; engine/bpmn/mend.py does the same to the file. */
export function* rewritten(owner, reference, value) {
  for (const part of parts(owner, (one) => OTHERS.some((kind) => is(one, kind)))) {
    for (const { ns: { localName: name }, isReference } of described(part)) {
      if (!isReference && !WORDS.includes(name) && typeof part[name] === 'string' && written(part[name]) === reference) yield [part, { [name]: value }];
    }
  }
}

function written(text) {
  return text.trim().replace(/^=\s*/, '=');
}
