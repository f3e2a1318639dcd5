// A value of the diagram: FEEL behind an equals sign, or a text that stands for itself. FEEL has an editor of its own, which
// takes the place of the plain field where somebody begins to write: a step may hold a dozen, and each takes time to build.
import { node } from '../dom.js';
import { say } from '../language.js';

let editor = null;

/** Loads the editor of expressions; without it the plain fields do. */
export async function loadEditor() {
  editor = await import('./feel.js').catch(() => null);
}

export class ValueControl {
  constructor(field, form, names) {
    Object.assign(this, { key: field.key, always: field.kind === 'feel', form, names, disabled: form.readOnly || Boolean(field.disabled) });
    this.frame = node('div', { class: 'lw-wert' });
    this.committed = field.value;
    this.show(field.value, this.always || field.value.startsWith('='));
    this.frame.addEventListener('focusout', (event) => !this.frame.contains(event.relatedTarget) && this.commit());
  }

  show(text, feel) {
    this.part?.destroy?.();
    this.feel = feel;
    const shown = feel ? text.replace(/^\s*=\s*/, '') : text;
    this.part = this.plain(shown);
    this.frame.replaceChildren(this.sign(), this.part.dom);
    this.frame.classList.toggle('is-feel', feel);
  }

  /** Once a click has set the cursor of the plain field. */
  edit(area) {
    if (!editor || area !== document.activeElement) return;
    const { value, selectionStart, selectionEnd } = area;
    this.part = this.expression(value);
    area.after(this.part.dom);
    this.part.focus(selectionStart, selectionEnd);
    area.remove(); // last: the focus never leaves the frame
  }

  sign() {
    if (this.always) return node('span', { class: 'lw-wert__sign', 'aria-hidden': 'true' }, '=');
    const turn = () => {
      this.show(this.part.get(), !this.feel);
      this.focus();
    };
    return node('button', { type: 'button', class: 'lw-wert__sign', 'aria-pressed': String(this.feel), 'aria-label': say('Als FEEL-Ausdruck'), title: say('Als FEEL-Ausdruck'), disabled: this.disabled, onclick: turn }, '=');
  }

  plain(text) {
    const { id, labelledby, describedby, label } = this.names;
    const rows = Math.min(4, text.split('\n').length);
    const area = node('textarea', { id, rows, class: this.feel ? 'is-code' : null, spellcheck: 'false', 'aria-labelledby': labelledby, 'aria-label': label, 'aria-describedby': describedby });
    area.value = text;
    area.disabled = this.disabled;
    if (this.feel) area.addEventListener('focus', () => setTimeout(() => this.edit(area)));
    area.addEventListener('input', () => this.typed(area.value));
    area.addEventListener('keydown', (event) => event.key === 'Enter' && !this.feel && event.preventDefault());
    return { dom: area, get: () => area.value, set: (words) => (area.value = words), focus: (from = 0, to = from) => { area.focus(); area.setSelectionRange(from, to); } };
  }

  expression(text) {
    const faults = (found) => this.frame.dispatchEvent(new CustomEvent('laufweg:fehler', { bubbles: true, detail: { found, mend: (feel) => this.mend(feel) } }));
    return editor.create({
      ...this.names, text, names: () => this.form.names(), functions: this.form.stock.functions,
      check: (words) => this.form.stock.faults(words), typed: () => this.form.typed(true), faults,
    });
  }

  /** What is meant in the words of FEEL; it is written like anything typed here. */
  mend(feel) {
    this.part.set(feel);
    this.commit();
    this.focus(feel.length);
  }

  /** An equals sign at the beginning is what makes an expression of a text. */
  typed(text) {
    this.form.typed(true);
    if (this.feel || !text.trimStart().startsWith('=')) return;
    this.show(text, true);
    this.focus(this.part.get().length);
  }

  get() {
    const text = this.part.get().replace(this.feel ? /^\s*=\s*/ : '', '').trim();
    return this.feel && text ? `=${text}` : text;
  }

  commit() {
    const text = this.get();
    this.form.typed(false);
    if (text === this.committed) return;
    this.committed = text;
    this.form.write(this.key, text);
  }

  update(text) {
    if (text === this.committed) return;
    this.committed = text;
    const feel = this.always || text.startsWith('=');
    if (feel !== this.feel) this.show(text, feel);
    else this.part.set(feel ? text.replace(/^=\s*/, '') : text);
  }

  focus(at) {
    this.part.focus(at);
  }
}
