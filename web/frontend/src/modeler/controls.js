// The controls of the form, each {root, update(field)}: what a field looks like and when it is written.
import { node } from '../dom.js';
import { say } from '../language.js';
import { Preview } from './preview.js';
import { NUMBER, Rows, TEXT } from './rows.js';
import { ValueControl } from './value.js';

const LINES = { lines: 2, text: 4 };

/** `form` gives `readOnly`, `stock`, `names()` and `write(key, value)`. */
export function control(field, form) {
  const made = (MAKERS[field.kind] ?? text)(field, form, `feld-${field.key}`);
  return { root: made.root, update: (one) => made.update(one) };
}

const MAKERS = { check, choice, ticks, note, action, feel: value, value, rows: (field, form, id) => new Rows(field, form, id), preview: (field, form, id) => new Preview(field, form, id) };

function framed(field, id, input, ...more) {
  const hint = field.hint ? node('p', { class: 'lw-modeler__hint', id: `${id}-hinweis` }, say(field.hint)) : null;
  if (hint) input.setAttribute('aria-describedby', hint.id);
  return node('div', { class: 'lw-modeler__field' }, node('label', { for: id, id: `${id}-label` }, say(field.label)), input, ...more, hint, way(field.link));
}

function way(link) {
  return link ? node('a', { href: link.href, 'data-speichert-erst': '' }, say(link.text)) : null;
}

function text(field, form, id) {
  const lines = LINES[field.kind];
  const input = lines ? node('textarea', { id, rows: lines }) : node('input', { id, ...(field.kind === 'number' ? NUMBER : TEXT) });
  input.value = field.value;
  input.disabled = form.readOnly || Boolean(field.disabled);
  const known = field.suggestions?.length ? node('datalist', { id: `${id}-liste` }, ...field.suggestions.map((one) => node('option', { value: one }))) : null;
  if (known) input.setAttribute('list', known.id);
  const root = framed(field, id, input, known);
  input.addEventListener('change', () => {
    const typed = lines ? input.value.trimEnd() : input.value.trim();
    const wrong = form.field(field.key).check?.(typed) ?? null;
    fault(input, wrong);
    if (!wrong) form.write(field.key, typed);
  });
  return { root, update: ({ value: said }) => input.value !== said && !input.hasAttribute('aria-invalid') && (input.value = said) };
}

/** Says under a control what is wrong with it; null takes that away. */
export function fault(input, words, severity = 'error') {
  const box = input.closest('.lw-modeler__field, td');
  box.querySelector('.lw-modeler__fault')?.remove();
  input.toggleAttribute('aria-invalid', Boolean(words) && severity === 'error');
  if (words) box.append(node('p', { class: 'lw-modeler__fault', role: 'alert' }, words));
}

function value(field, form, id) {
  const made = new ValueControl(field, form, { id, labelledby: `${id}-label`, describedby: field.hint ? `${id}-hinweis` : null });
  made.box = framed(field, id, made.frame);
  made.box.querySelector('label').addEventListener('click', () => made.focus());
  return { root: made.box, update: (one) => made.update(one.value) };
}

function check(field, form, id) {
  const box = node('input', { type: 'checkbox', id });
  box.checked = field.value;
  box.disabled = form.readOnly;
  box.addEventListener('change', () => form.write(field.key, box.checked));
  const root = node('div', { class: 'lw-modeler__field lw-modeler__field--check' }, box, node('label', { for: id }, say(field.label)));
  return { root, update: ({ value: said }) => (box.checked = said) };
}

function choice(field, form, id) {
  const select = node('select', { id }, ...field.options.map(([key, words]) => node('option', { value: key }, say(words))));
  select.value = field.value;
  select.disabled = form.readOnly;
  select.addEventListener('change', () => form.write(field.key, select.value));
  return { root: framed(field, id, select), update: ({ value: said }) => (select.value = said) };
}

function ticks(field, form, id) {
  const boxes = field.options.map(([key, words], at) => {
    const box = node('input', { type: 'checkbox', id: `${id}-${at}`, value: key });
    box.checked = field.value.includes(key);
    box.disabled = form.readOnly;
    box.addEventListener('change', () => form.write(field.key, boxes.filter((one) => one.checked).map((one) => one.value)));
    return box;
  });
  const lines = boxes.map((box, at) => node('div', { class: 'lw-modeler__field lw-modeler__field--check' }, box, node('label', { for: box.id }, field.options[at][1])));
  const root = node('details', { class: 'lw-modeler__ticks', open: field.value.length > 0 }, node('summary', { id }, say(field.label)), ...lines);
  if (!lines.length) root.hidden = true;
  return { root, update: ({ value: said }) => boxes.forEach((box) => (box.checked = said.includes(box.value))) };
}

function note(field) {
  const list = field.lines.length > 1 ? node('ul', {}, ...field.lines.map((one) => node('li', {}, one))) : node('p', {}, field.lines[0]);
  return { root: node('div', { class: 'lw-modeler__note' }, list, way(field.link)), update() {} };
}

function action(field, form, id) {
  const button = node('button', { type: 'button', class: 'lw-tool', id, onclick: () => form.field(field.key).run() }, field.label);
  button.hidden = form.readOnly;
  return { root: button, update() {} };
}
