// Reads XML into elements that know where they stand in the text. Only for texts that an editor has opened already: well-formed, without DTD.
const TOKEN = /<!--[^]*?-->|<\?[^]*?\?>|<!\[CDATA\[([^]*?)\]\]>|<\/[^>]*>|<([^\s/>!?]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g;
const ATTRIBUTE = /(\s+)([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g;
const NAMED = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const TYPE = '{http://www.w3.org/2001/XMLSchema-instance}type'; // its value is a name, too
const UNORDERED = /}BPMNPlane$/; // bpmn-js puts the shapes of a drawing in an order of its own when it opens one

/** The outermost element. Throws where the text is not what this reads. */
export function read(text) {
  const outside = { children: [], scope: {} };
  const open = [outside];
  let at = 0;
  for (const token of text.matchAll(TOKEN)) {
    const [whole, data, name, attributes, closed] = token;
    const holder = open.at(-1);
    say(holder, text.slice(at, token.index));
    at = token.index + whole.length;
    if (data !== undefined) holder.text += data;
    else if (name) {
      const element = begin(holder, name, attributes, token.index, at);
      holder.children.push(element);
      if (closed) Object.assign(element, { inner: null, end: at });
      else open.push(element);
    } else if (whole.startsWith('</')) Object.assign(open.pop(), { innerEnd: token.index, end: at });
  }
  if (open.length !== 1 || outside.children.length !== 1) throw new Error('expected one element, closed');
  return outside.children[0];
}

function say(holder, text) {
  if (text.includes('<')) throw new Error('expected markup this reads');
  if (text.trim()) holder.text += decoded(text);
}

function begin(holder, name, attributes, start, inner) {
  const read = [...attributes.matchAll(ATTRIBUTE)].map(([, lead, name, quoted]) => ({ lead, name, quote: quoted[0], raw: quoted, value: decoded(quoted.slice(1, -1)) }));
  const declared = read.filter(({ name }) => declares(name)).map(({ name, value }) => [name.slice(6), value]);
  const scope = declared.length ? { ...holder.scope, ...Object.fromEntries(declared) } : holder.scope;
  for (const one of read) {
    one.key = declares(one.name) ? one.name : one.name.includes(':') ? expanded(one.name, scope) : one.name;
    if (one.key === TYPE) one.value = expanded(one.value, scope);
  }
  return { name, key: expanded(name, scope), scope, start, inner, attributes: read, byKey: new Map(read.map((one) => [one.key, one])), children: [], text: '' };
}

/** Whether an attribute declares a namespace. */
export function declares(name) {
  return name === 'xmlns' || name.startsWith('xmlns:');
}

function expanded(name, scope) {
  const [prefix, local] = name.includes(':') ? name.split(':') : ['', name];
  return `{${scope[prefix] ?? prefix}}${local}`;
}

function decoded(raw) {
  return raw.replaceAll('\r\n', '\n').replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (all, hex, number, name) => (name ? NAMED[name] ?? all : String.fromCodePoint(parseInt(hex ?? number, hex ? 16 : 10))));
}

/** What an element says, whatever the order of its attributes, its blanks and its prefixes. */
export function said(element) {
  element.said ??= JSON.stringify([
    element.key,
    element.attributes.filter(({ name }) => !declares(name)).map(({ key, value }) => `${key}=${value}`).sort(),
    element.text.trim(),
    UNORDERED.test(element.key) ? element.children.map(said).sort() : element.children.map(said),
  ]);
  return element.said;
}

export function idOf(element) {
  return element.byKey.get('id')?.value;
}
