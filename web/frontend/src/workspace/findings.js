// The findings of the whole bundle: those of the open file first, a click selects; those of others lead to their file.
import { icon, node } from '../dom.js';
import { inGerman, say } from '../language.js';

const SEVERITIES = {
  error: { word: 'Fehler', symbol: 'danger' },
  warning: { word: 'Hinweis', symbol: 'warning' },
  info: { word: 'Hinweis', symbol: 'info' },
};
const LEFT = { word: 'Ausnahme', symbol: 'info' };
const MOST = 60; // of one file; a broken file can have hundreds

export class Findings {
  constructor(box, { here, address, select, known, mend }) {
    Object.assign(this, { box, here, address, select, known, mend });
  }

  show(all) {
    this.box.hidden = false;
    const findings = all.filter(({ exempted }) => !exempted);
    const left = all.filter(({ exempted }) => exempted);
    const parts = findings.length ? this.parts(findings) : [node('p', {}, say('Keine Befunde.'))];
    if (left.length) parts.push(node('details', {}, node('summary', {}, left.length === 1 ? say('1 Ausnahme') : say('{length} Ausnahmen', left)), this.list(left)));
    const head = findings.length ? `${say('Prüfung')}: ${count(findings)}` : say('Prüfung');
    this.box.replaceChildren(node('h2', {}, head), ...parts);
  }

  parts(findings) {
    const files = [...new Set(findings.map(({ file }) => file || this.here))].sort((one, other) => (other === this.here) - (one === this.here));
    const parts = files.map((file) => this.part(file, findings.filter((one) => (one.file || this.here) === file)));
    const own = findings.filter((one) => this.mendable(one, one.file || this.here));
    return own.length > 1 ? [this.every(own), ...parts] : parts;
  }

  /** What all fixes would do, to be read before; one step to undo. */
  every(findings) {
    const fixes = findings.map(({ fix }) => fix);
    const told = findings.map(({ reason, fix }) => node('li', {}, node('span', inGerman, reason), ' ', node('em', {}, done(fix))));
    const mend = node('button', { type: 'button', class: 'lw-tool', onclick: () => this.mendAll(fixes) }, say('Alles beheben'));
    return node('details', {}, node('summary', {}, say('{length} Befunde lassen sich sicher beheben', findings)), node('ul', {}, ...told), mend);
  }

  mendAll(fixes) {
    this.mend(fixes);
    this.box.tabIndex = -1;
    this.box.focus(); // the button goes with its findings
  }

  list(findings, file) {
    const list = node('ol', { class: 'lw-findings' }, ...findings.slice(0, MOST).map((finding) => this.entry(finding, file ?? (finding.file || this.here))));
    if (findings.length > MOST) list.append(node('li', {}, say('und {more} weitere', { more: findings.length - MOST })));
    return list;
  }

  part(file, findings) {
    const list = this.list(findings, file);
    if (file === this.here) return list;
    return node('details', {}, node('summary', {}, `${file}: ${count(findings)}`), list);
  }

  entry(finding, file) {
    const { element, line, rule, severity, reason, about, exempted } = finding;
    const hint = exempted ? say('Bleibt so: {exempted}', { exempted }) : finding.hint;
    const { word, symbol } = exempted ? LEFT : (SEVERITIES[severity] ?? SEVERITIES.info);
    const where = [element, line ? say('Zeile {line}', { line }) : null, rule].filter(Boolean).join(' · ');
    const text = node('span', {}, node('strong', {}, `${say(word)}: `), node('span', inGerman, reason ?? ''));
    const body = node('div', {}, this.head(finding, file, text), hint ? node('p', { class: 'lw-findings__hint', ...(exempted ? {} : inGerman) }, hint) : null, node('p', { class: 'lw-findings__where' }, where, ...why(about, rule), ...this.mending(finding, file)));
    return node('li', { class: `lw-findings__item lw-findings__item--${symbol}` }, icon(symbol), body);
  }

  mendable({ fix, exempted }, file) {
    return fix && !exempted && this.mend && file === this.here && this.known(fix);
  }

  mending(finding, file) {
    if (!this.mendable(finding, file)) return [];
    const { element, fix } = finding;
    const mend = () => {
      this.mend([fix]);
      this.select({ element }); // the button goes with its finding
    };
    return [' · ', node('button', { type: 'button', class: 'lw-tool', onclick: mend }, say('Beheben')), ' ', node('em', {}, done(fix))];
  }

  head({ element, line }, file, text) {
    if (file !== this.here) {
      const place = element ? `#element-${encodeURIComponent(element)}` : line ? `#zeile-${line}` : '';
      return node('a', { href: this.address + file.split('/').map(encodeURIComponent).join('/') + place, 'data-speichert-erst': '' }, text);
    }
    if (!this.known({ element, line })) return text;
    return node('button', { type: 'button', class: 'lw-findings__button', onclick: () => this.select({ element, line }) }, text);
  }
}

/** What a fix does, in words. */
function done({ part, reference, value }) {
  if (!part) return value ? say('Es entfällt: {value}', { value }) : say('Der Eintrag entfällt.');
  if (part === 'isMarkerVisible') return say('Das Kreuz wird gezeichnet.');
  if (part === 'default') return say('„{reference}“ wird der Standardfluss.', { reference });
  if (value) return say('Wird: „{value}“', { value });
  return reference ? say('„{reference}“ kommt in die Liste.', { reference }) : say('„{part}“ entfällt.', { part });
}

function why(about, rule) {
  if (!about) return [];
  return [' · ', node('a', { href: about, target: '_blank', 'aria-label': say('Warum? Regel {rule}, in neuem Tab', { rule }) }, say('Warum?'))];
}

/** What the address asks for: {element} or {line}, or null. */
export function asked() {
  const place = decodeURIComponent(window.location.hash.slice(1));
  if (place.startsWith('element-')) return { element: place.slice(8) };
  if (/^zeile-\d+$/.test(place)) return { line: Number(place.slice(6)) };
  return null;
}

export function count(all) {
  const findings = all.filter(({ exempted }) => !exempted);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const others = findings.length - errors;
  const parts = [];
  if (errors) parts.push(say('{errors} Fehler', { errors }));
  if (others) parts.push(others === 1 ? say('1 weiterer Befund') : say('{others} weitere Befunde', { others }));
  return parts.join(', ') || say('keine Befunde');
}
