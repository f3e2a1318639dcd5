// Reads one JSON string per line, an expression, and writes one JSON line with what feelin makes of it.
import { createInterface } from 'node:readline';

import { evaluate } from 'feelin';

// what `string` writes only as „<range>“ and „<function>“, taken apart
function plain(value) {
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || value === undefined) return null;
  const kind = value.constructor?.name ?? '';
  if (kind === 'FeelRange') {
    const [open, close] = [value['start included'] ? '[' : '(', value['end included'] ? ']' : ')'];
    return `${open}${plain(value.start)}..${plain(value.end)}${close}`;
  }
  if (kind === 'FeelFunction') return 'function';
  if (kind === 'Object') return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return typeof value === 'object' ? evaluate('string(x)', { x: value }).value : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = { value: plain(evaluate(JSON.parse(line), {}).value) };
  } catch (fault) {
    answer = { fault: String(fault.message) };
  }
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
