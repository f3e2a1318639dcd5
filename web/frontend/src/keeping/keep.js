// Writes a model into its file so that only what was changed is changed: order of attributes, line breaks, comments, quotes, and what
// the editor's library does not know stay as they stood. A file in the library's own form comes out as the library writes it.
import { declares, idOf, read, said } from './markup.js';

/** `source` is the file, `before` what the library wrote of it when it was opened, `written` what it writes now. */
export function kept(source, before, written) {
  if (written === before) return source;
  if (source === before) return written;
  try {
    const file = read(source);
    const merged = new Merge(source, written).element(file, read(before), read(written));
    return source.slice(0, file.start) + merged + source.slice(file.end);
  } catch (fault) {
    console.warn('laufweg: written anew', fault);
    return written;
  }
}

/** One file while an editor holds it. `written` is what the editor's library writes, `reread` what it writes of a text it reads anew. */
export class Keeper {
  constructor(source, written, reread) {
    Object.assign(this, { source, before: written, reread, last: [written, source] });
  }

  /** The file as it is to be saved: it says what the library says, or is what the library writes. To look at it only, it need not be `sure`. */
  async text(written, { sure = true } = {}) {
    if (this.last[0] !== written) {
      const text = kept(this.source, this.before, written);
      if (!sure) return text;
      const right = text === written || alike(await this.reread(text).catch(() => ''), written);
      if (!right) console.warn('laufweg: written anew, for what was kept says something else');
      this.last = [written, right ? text : written];
    }
    return this.last[1];
  }
}

function alike(one, other) {
  return one === other || (Boolean(one) && said(read(one)) === said(read(other)));
}

class Merge {
  constructor(source, written) {
    Object.assign(this, { source, written, newline: source.includes('\r\n') ? '\r\n' : '\n' });
  }

  /** An element of the file (`old`) as it is to be now (`now`); `was` is what the library had read of it, if it is known. */
  element(old, was, now) {
    if ((was && said(was) === said(now)) || said(old) === said(now)) return this.source.slice(old.start, old.end);
    const tag = `<${old.name}${this.attributes(old, was, now)}`;
    const inside = this.inside(old, was, now);
    return inside ? `${tag}>${inside}</${old.name}>` : `${tag} />`;
  }

  attributes(old, was, now) {
    const unchanged = (key) => was && was.byKey.get(key)?.value === now.byKey.get(key)?.value;
    const list = [];
    for (const one of old.attributes) {
      const next = now.byKey.get(one.key);
      if (declares(one.name) || unchanged(one.key) || next?.value === one.value) list.push({ key: one.key, text: `${one.lead}${one.name}=${one.raw}` });
      else if (next) list.push({ key: one.key, text: `${one.lead}${one.name}=${quoted(next, one)}` });
    }
    let place = 0; // behind the one that stands before it in what the library writes
    for (const one of now.attributes) {
      const at = list.findIndex(({ key }) => key === one.key);
      if (at >= 0) place = at + 1;
      else if (!unchanged(one.key)) list.splice(place++, 0, { key: one.key, text: ` ${one.name}=${one.raw}` });
    }
    return list.map(({ text }) => text).join('');
  }

  inside(old, was, now) {
    if ([old, now].some(({ text, children }) => text && children.length) || (now.text && old.children.length)) throw new Error('text beside elements');
    if (!now.children.length && !old.children.length) return this.text(old, now);
    const leads = old.children.map((one, at) => this.source.slice(at ? old.children[at - 1].end : old.inner, one.start));
    const known = was && new Map(numbered(was.children));
    const names = new Map(numbered(old.children).map(([name, one]) => [one, name]));
    const steps = asTheyStood(order(old.children, now.children), old.children, was?.children ?? [], (one) => known?.get(names.get(one)));
    const gap = this.gap(old, leads);
    let out = '';
    for (const { from, to, moved } of steps) {
      const was = from && known?.get(names.get(from));
      if (from && !moved) {
        const lead = leads[old.children.indexOf(from)];
        if (to) out += lead + this.element(from, same(from, to) ? was : null, to);
        else if (known && !was) out += lead + this.source.slice(from.start, from.end); // the library has never read it
        else out += lead.trimEnd();
      } else out += gap + (from ? this.element(from, was, to) : this.anew(to, gap));
    }
    const tail = old.children.length ? this.source.slice(old.children.at(-1).end, old.innerEnd) : gap.replace(/ {2}$/, '');
    return out.trim() ? out + tail : '';
  }

  /** What stands before an element that comes new. */
  gap(old, leads) {
    const shown = leads.map((one) => /(\r?\n)[ \t]*$/.exec(one)?.[0]).find(Boolean);
    if (shown || leads.length) return shown ?? '';
    const indent = /(?:^|\n)([ \t]*)$/.exec(this.source.slice(0, old.start))?.[1];
    return indent === undefined ? '' : `${this.newline}${indent}  `;
  }

  /** An element as the library wrote it, standing where `gap` leads to. */
  anew(element, gap) {
    if (!element.children.length) return this.lines(this.written.slice(element.start, element.end));
    const inside = element.children.map((one) => (gap ? `${gap}  ` : '') + this.anew(one, gap && `${gap}  `)).join('');
    return `${this.written.slice(element.start, element.inner)}${inside}${gap}${this.written.slice(element.innerEnd, element.end)}`;
  }

  text(old, now) {
    const raw = old.inner === null ? '' : this.source.slice(old.inner, old.innerEnd);
    if (old.text.trim() === now.text.trim()) return raw;
    if (raw.includes('&') && !raw.includes('<![')) return this.lines(escaped(now.text));
    return this.lines(now.inner === null ? '' : this.written.slice(now.inner, now.innerEnd));
  }

  lines(text) {
    return this.newline === '\n' ? text : text.replaceAll('\n', this.newline);
  }
}

function quoted(now, old) {
  if (old.quote === '"' || now.value.includes("'")) return now.raw;
  return `'${escaped(now.value).replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}'`;
}

function escaped(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function same(old, now) {
  return idOf(old) === idOf(now);
}

/** Each with a name: its id, else which of its kind it is. */
function numbered(elements) {
  const seen = new Map();
  return elements.map((one) => {
    const name = idOf(one) ? `${one.key}#${idOf(one)}` : one.key;
    const number = seen.get(name) ?? 0;
    seen.set(name, number + 1);
    return [`${name}@${number}`, one];
  });
}

/** Each with what it is: its id, else what it says. */
function identities(elements) {
  const seen = new Map();
  return elements.map((one) => {
    const name = idOf(one) ? `${one.key}#${idOf(one)}` : said(one);
    const number = seen.get(name) ?? 0;
    seen.set(name, number + 1);
    return `${name}@${number}`;
  });
}

/** The steps {from, to, moved} from the one list to the other, in the order of the other; without `to`: it goes. */
function order(before, after) {
  const places = new Map(identities(after).map((name, at) => [name, at]));
  const targets = identities(before).map((name) => places.get(name));
  const staying = new Set(rising(targets));
  const steps = [];
  let at = 0;
  const between = (olds, until) => {
    const news = after.slice(at, until);
    const spare = olds.filter((old) => targets[before.indexOf(old)] === undefined);
    for (const now of news) {
      const moved = targets.indexOf(after.indexOf(now));
      const like = moved < 0 ? spare.findIndex(({ key }) => key === now.key) : -1;
      if (moved >= 0) steps.push({ from: before[moved], to: now, moved: true });
      else if (like < 0) steps.push({ to: now });
      else {
        for (const gone of spare.splice(0, like)) steps.push({ from: gone });
        steps.push({ from: spare.shift(), to: now });
      }
    }
    for (const gone of spare) steps.push({ from: gone });
  };
  let olds = [];
  before.forEach((old, index) => {
    if (!staying.has(index)) return olds.push(old);
    between(olds, targets[index]);
    olds = [];
    steps.push({ from: old, to: after[targets[index]] });
    at = targets[index] + 1;
  });
  between(olds, after.length);
  return steps;
}

/** The steps in the order of the file, where nothing was moved since: the library sorts some parts by their kind. */
function asTheyStood(steps, before, read, partner) {
  const numbers = new Map(read.map((one, at) => [one, at]));
  const places = steps.filter(({ from, to }) => from && to).map(({ from }) => numbers.get(partner(from))).filter((one) => one !== undefined);
  if (!read.length || places.some((one, at) => one < places[at - 1])) return steps;
  const own = new Map(steps.filter(({ from }) => from).map(({ from, to }) => [from, to]));
  const sorted = before.map((from) => ({ from, to: own.get(from) }));
  let at = 0;
  for (const step of steps.filter(({ to }) => to)) {
    const found = step.from ? sorted.findIndex(({ from }) => from === step.from) : at;
    if (!step.from) sorted.splice(found, 0, step);
    at = found + 1;
  }
  return sorted;
}

/** Indices of a longest part of the numbers that rises. */
function rising(numbers) {
  const ends = [];
  const previous = [];
  numbers.forEach((number, index) => {
    if (number === undefined) return;
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    previous[index] = ends[low - 1];
    ends[low] = index;
  });
  const found = [];
  for (let index = ends.at(-1); index !== undefined; index = previous[index]) found.unshift(index);
  return found;
}
