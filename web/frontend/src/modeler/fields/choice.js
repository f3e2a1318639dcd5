// A choice of what the version holds. What is named but not there stays choosable, and without an answer of the server a
// text is asked for.
import { say } from '../../language.js';

export function picker(stock, options, field, nothing) {
  if (!stock.known) return field;
  const known = !field.value || options.some(([id]) => id === field.value);
  const lost = known ? [] : [[field.value, say('{id} (gibt es hier nicht)', { id: field.value })]];
  return { ...field, kind: 'choice', options: [['', nothing], ...lost, ...options] };
}
