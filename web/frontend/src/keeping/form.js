// A form as it stands in its file: what was not changed keeps its order, and the text its indentation and line ends.

/** The JSON of a form, written as `source` is. */
export function keptForm(source, schema) {
  const before = JSON.parse(source.replace(/^\uFEFF/, ''));
  const after = inOrder(before, JSON.parse(JSON.stringify(schema)));
  if (JSON.stringify(after) === JSON.stringify(before)) return source;
  const indent = /^\s*[[{]\r?\n([ \t]+)/.exec(source)?.[1] ?? '  ';
  const text = JSON.stringify(after, null, indent) + (/\n\s*$/.test(source) ? '\n' : '');
  return source.includes('\r\n') ? text.replaceAll('\n', '\r\n') : text;
}

function inOrder(before, after) {
  if (Array.isArray(after)) return after.map((one, at) => inOrder(Array.isArray(before) ? partner(before, one, at) : undefined, one));
  if (!after || typeof after !== 'object') return after;
  const known = before && typeof before === 'object' && !Array.isArray(before) ? before : {};
  const names = [...Object.keys(known).filter((name) => name in after), ...Object.keys(after).filter((name) => !(name in known))];
  return Object.fromEntries(names.map((name) => [name, inOrder(known[name], after[name])]));
}

function partner(before, one, at) {
  return one?.id ? before.find((other) => other?.id === one.id) : before[at];
}
