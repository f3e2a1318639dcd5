// A text of the bundle with line numbers. Markup: docs/frontend.md, "Werkbank".
import { learn } from './language.js';
import { hold } from './ready.js';
import { Desk } from './workspace/desk.js';
import english from './workspace/english.js';
import { asked } from './workspace/findings.js';
import { node } from './dom.js';

learn(english);

class TextEditor {
  constructor(box) {
    this.box = box;
    this.field = box.querySelector('textarea');
    this.stored = this.field.value;
    this.desk = new Desk(box, this, { select: ({ line }) => this.go(line), known: ({ line }) => Boolean(line) });
  }

  open() {
    this.numbers = node('pre', { class: 'lw-code__numbers', 'aria-hidden': 'true' });
    this.field.before(this.numbers);
    this.box.before(this.desk.status, this.desk.message);
    this.box.after(this.desk.findingsBox);
    this.field.addEventListener('input', () => {
      this.number();
      this.desk.touched();
    });
    this.field.addEventListener('scroll', () => {
      this.numbers.scrollTop = this.field.scrollTop;
    });
    this.field.addEventListener('keydown', (event) => this.indent(event));
    this.number();
    this.desk.begin(this.box.dataset.geaendertVonAnfang ? Symbol('typed before') : this.stored);
    const place = asked();
    if (place?.line) this.go(place.line);
  }

  number() {
    const lines = this.field.value.split('\n').length;
    if (lines === this.lines) return;
    this.lines = lines;
    this.numbers.textContent = Array.from({ length: lines }, (_, index) => index + 1).join('\n');
  }

  // Ctrl + ] and Ctrl + [ indent; Tab leaves the field, as it does everywhere
  indent(event) {
    if (!event.ctrlKey || event.altKey || (event.key !== ']' && event.key !== '[') || this.field.readOnly) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.field;
    const from = value.lastIndexOf('\n', selectionStart - 1) + 1;
    const block = value.slice(from, selectionEnd);
    const changed = event.key === ']' ? block.replace(/^/gm, '  ') : block.replace(/^ {1,2}/gm, '');
    this.field.setRangeText(changed, from, selectionEnd, 'select');
    this.field.dispatchEvent(new Event('input'));
  }

  go(line) {
    const before = this.field.value.split('\n').slice(0, line - 1);
    const start = before.reduce((sum, one) => sum + one.length + 1, 0);
    const end = this.field.value.indexOf('\n', start);
    this.field.focus();
    this.field.setSelectionRange(start, end < 0 ? this.field.value.length : end);
    const height = parseFloat(getComputedStyle(this.field).lineHeight);
    this.field.scrollTop = Math.max(0, (line - 5) * height);
  }

  state() {
    return this.field.value;
  }

  content() {
    return Promise.resolve(this.field.value);
  }
}

for (const box of document.querySelectorAll('#text')) hold(Promise.resolve(new TextEditor(box).open()));
