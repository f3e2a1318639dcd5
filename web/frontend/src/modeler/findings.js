// The findings of the check, below the canvas and on it. A click selects the element.
import { icon, node } from '../dom.js';
import { say } from '../language.js';

const SEVERITIES = {
  error: { word: 'Fehler', symbol: 'danger' },
  warning: { word: 'Warnung', symbol: 'warning' },
  info: { word: 'Hinweis', symbol: 'info' },
};

export class Findings {
  constructor(modeler, box, select) {
    this.modeler = modeler;
    this.box = box;
    this.select = select;
    this.marked = [];
  }

  show(findings) {
    this.clear();
    this.box.hidden = false;
    if (!findings.length) {
      this.box.replaceChildren(node('h2', {}, say('Prüfung')), node('p', {}, say('Keine Befunde.')));
      return;
    }
    const list = node('ol', { class: 'lw-findings' }, ...findings.map((finding) => this.entry(finding)));
    this.box.replaceChildren(node('h2', {}, `${say('Prüfung')}: ${count(findings)}`), list);
    for (const finding of findings) this.mark(finding);
  }

  entry({ element, line, rule, severity, reason, hint }) {
    const { word, symbol } = SEVERITIES[severity] ?? SEVERITIES.info;
    const there = element && this.modeler.get('elementRegistry').get(element);
    const where = [element, line ? say('Zeile {line}', { line }) : null, rule].filter(Boolean).join(' · ');
    const text = node('span', {}, node('strong', {}, `${say(word)}: `), reason ?? '');
    const head = there ? node('button', { type: 'button', class: 'lw-findings__button', onclick: () => this.select(element) }, text) : text;
    const body = node('div', {}, head, hint ? node('p', { class: 'lw-findings__hint' }, hint) : null, node('p', { class: 'lw-findings__where' }, where));
    return node('li', { class: `lw-findings__item lw-findings__item--${symbol}` }, icon(symbol), body);
  }

  mark({ element, severity }) {
    if (!element || !this.modeler.get('elementRegistry').get(element)) return;
    const { symbol } = SEVERITIES[severity] ?? SEVERITIES.info;
    if (symbol === 'info') return;
    this.modeler.get('canvas').addMarker(element, `lw-m-befund-${symbol}`);
    this.marked.push([element, `lw-m-befund-${symbol}`]);
  }

  clear() {
    for (const [element, marker] of this.marked) {
      if (this.modeler.get('elementRegistry').get(element)) this.modeler.get('canvas').removeMarker(element, marker);
    }
    this.marked = [];
  }
}

export function count(findings) {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const others = findings.length - errors;
  const parts = [];
  if (errors) parts.push(say('{errors} Fehler', { errors }));
  if (others) parts.push(others === 1 ? say('1 weiterer Befund') : say('{others} weitere Befunde', { others }));
  return parts.join(', ') || say('keine Befunde');
}
