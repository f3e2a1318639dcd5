// A list of two columns, as mappings: each row with its fields and a button that takes it away. One change is one step of undo.
import { node } from '../dom.js';
import { say } from '../language.js';
import { ValueControl } from './value.js';

export const TEXT = { type: 'text', autocomplete: 'off', spellcheck: 'false' };
export const NUMBER = { type: 'number', step: 10, autocomplete: 'off' }; // the arrow keys move what is drawn

export class Rows {
  constructor(field, form, id) {
    Object.assign(this, { form, id, field });
    this.body = node('tbody', {});
    const head = field.columns.map((name) => node('th', { scope: 'col' }, say(name)));
    const add = node('button', { type: 'button', class: 'lw-tool', id, onclick: () => this.add() }, say('Zeile hinzufügen'));
    add.hidden = form.readOnly;
    add.setAttribute('aria-label', `${say(field.label)}: ${say('Zeile hinzufügen')}`);
    this.table = node('table', { class: 'lw-zeilen' }, node('caption', {}, say(field.label)), node('thead', {}, node('tr', {}, ...head, node('th', {}, node('span', { class: 'lw-sr' }, say('Aktion'))))), this.body);
    this.root = node('div', { class: 'lw-modeler__field' }, this.table, add);
    this.draw(field.value);
  }

  draw(rows) {
    this.rows = rows.map((row) => [...row]);
    this.table.querySelector('thead').hidden = !rows.length;
    this.body.replaceChildren(...this.rows.map((row, at) => this.line(row, at)));
  }

  line(row, at) {
    const [name, value] = this.field.columns;
    const remove = node('button', { type: 'button', class: 'lw-tool', 'aria-label': say('Zeile {number} entfernen', { number: at + 1 }), onclick: () => this.remove(at) }, '×');
    remove.hidden = this.form.readOnly;
    const label = (column) => `${say(this.field.label)}, ${say(column)} ${at + 1}`;
    return node('tr', {}, node('td', {}, this.text(at, 0, label(name))), node('td', {}, this.field.plain || this.field.numbers ? this.text(at, 1, label(value)) : this.value(at, label(value))), node('td', {}, remove));
  }

  text(at, column, label) {
    const input = node('input', { ...(this.field.numbers ? NUMBER : TEXT), 'aria-label': label, id: `${this.id}-${at}-${column}` });
    input.value = this.rows[at][column];
    input.disabled = this.form.readOnly;
    input.addEventListener('change', () => {
      if (this.field.numbers && !/^-?\d+$/.test(input.value)) input.value = this.rows[at][column]; // half a place is none
      else this.set(at, column, input.value.trim());
    });
    return input;
  }

  value(at, label) {
    const cell = { readOnly: this.form.readOnly, stock: this.form.stock, names: () => this.form.names(), typed: (half) => this.form.typed(half), write: (_, text) => this.set(at, 1, text) };
    return new ValueControl({ key: '', kind: 'value', value: this.rows[at][1] }, cell, { id: `${this.id}-${at}-1`, label }).frame;
  }

  set(at, column, text) {
    this.rows[at][column] = text;
    this.save();
  }

  /** Rows without a name are still being typed. */
  save() {
    const named = this.rows.filter(([name]) => name);
    if (JSON.stringify(named) !== JSON.stringify(this.form.field(this.field.key).value)) this.form.write(this.field.key, named);
  }

  add() {
    const fresh = this.form.field(this.field.key).fresh?.();
    this.draw([...this.rows, fresh ?? ['', '']]);
    if (fresh) this.save();
    this.body.querySelector('tr:last-child input').focus();
  }

  remove(at) {
    this.draw(this.rows.filter((_, other) => other !== at));
    this.save();
    this.root.querySelector(`#${this.id}`).focus();
  }

  update({ value }) {
    const named = this.rows.filter(([name]) => name);
    if (JSON.stringify(named) !== JSON.stringify(value)) this.draw(value);
  }
}
