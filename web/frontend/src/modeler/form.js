// The form beside the canvas, in plain DOM. A field is written when it is left (change event).
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { node } from '../dom.js';
import { groupsFor } from './fields.js';
import { kindOf, titleOf } from './german.js';
import { APPENDABLE } from './offer.js';
import { say } from '../language.js';

export class PropertiesForm {
  constructor(modeler, panel, readOnly) {
    this.modeler = modeler;
    this.panel = panel;
    this.readOnly = readOnly;
    this.element = null;
    this.fields = new Map();
    this.shape = '';
    const bus = modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    bus.on('elements.changed', () => this.render());
    bus.on('root.set', () => this.show(null));
  }

  show(element) {
    this.element = element?.labelTarget ?? element;
    this.render();
  }

  current() {
    const root = this.modeler.get('canvas').getRootElement();
    return this.element && this.modeler.get('elementRegistry').get(this.element.id) ? this.element : root;
  }

  render() {
    const element = this.current();
    const groups = groupsFor(element, this.modeler.get('properties'));
    this.fields = new Map(groups.flatMap(({ fields }) => fields).map((field) => [field.key, field]));
    const shape = JSON.stringify([element.id, [...this.fields.values()].map(({ key, label, disabled }) => [key, label, disabled]), this.targets(element).map(({ id }) => id)]);
    if (shape === this.shape) this.update(element);
    // The change event comes while the focus is on its way to the next field: build anew only after it arrived.
    else if (this.panel.contains(document.activeElement)) setTimeout(() => this.build(element, groups, shape), 0);
    else this.build(element, groups, shape);
  }

  update(element) {
    this.panel.querySelector('#modeler-titel').textContent = titleOf(element);
    for (const [key, { kind, value }] of this.fields) {
      const control = this.panel.querySelector(`#feld-${key}`);
      if (kind === 'check') control.checked = value;
      else if (control.value !== value && !control.hasAttribute('aria-invalid')) control.value = value;
    }
  }

  build(element, groups, shape) {
    if (element !== this.current()) return; // another one was selected meanwhile
    this.shape = shape;
    const active = document.activeElement;
    const focus = this.panel.contains(active) ? active.id : null;
    const children = [
      node('p', { class: 'lw-modeler__kind' }, kindOf(element)),
      node('h2', { class: 'lw-modeler__name', id: 'modeler-titel' }, titleOf(element)),
    ];
    for (const { title, fields } of groups) {
      children.push(node('fieldset', { class: 'lw-modeler__group' }, node('legend', {}, say(title)), ...fields.map((field) => this.field(field))));
    }
    if (canContinue(element) && !this.readOnly) children.push(this.next(element));
    this.panel.replaceChildren(...children);
    if (focus) this.panel.querySelector(`#${focus}`)?.focus();
  }

  field(field) {
    const id = `feld-${field.key}`;
    const hint = field.hint ? node('p', { class: 'lw-modeler__hint', id: `${id}-hinweis` }, say(field.hint)) : null;
    const control = this.control(field, id);
    control.disabled = this.readOnly || Boolean(field.disabled);
    if (hint) control.setAttribute('aria-describedby', hint.id);
    const label = node('label', { for: id }, say(field.label));
    if (field.kind === 'check') return node('div', { class: 'lw-modeler__field lw-modeler__field--check' }, control, label);
    const parts = [label, control, hint];
    if (field.suggestions?.length) {
      control.setAttribute('list', `${id}-liste`);
      parts.push(node('datalist', { id: `${id}-liste` }, ...field.suggestions.map((text) => node('option', { value: text }))));
    }
    return node('div', { class: 'lw-modeler__field' }, ...parts);
  }

  control(field, id) {
    if (field.kind === 'check') {
      const box = node('input', { type: 'checkbox', id });
      box.checked = field.value;
      box.addEventListener('change', () => this.fields.get(field.key).write(box.checked));
      return box;
    }
    if (field.kind === 'choice') {
      const select = node('select', { id }, ...field.options.map(([value, text]) => node('option', { value }, say(text))));
      select.value = field.value;
      select.addEventListener('change', () => this.fields.get(field.key).write(select.value));
      return select;
    }
    const lines = { lines: 2, text: 4, code: 3 }[field.kind];
    const input = lines
      ? node('textarea', { id, rows: lines, class: field.kind === 'code' ? 'is-code' : null, spellcheck: field.kind === 'code' ? 'false' : null })
      : node('input', { id, type: 'text', autocomplete: 'off', spellcheck: 'false' });
    input.value = field.value;
    input.addEventListener('change', () => this.write(this.fields.get(field.key), input));
    return input;
  }

  write(field, input) {
    const text = field.kind === 'lines' || field.kind === 'text' ? input.value.trimEnd() : input.value.trim();
    const fault = field.check?.(text) ?? null;
    this.fault(input, fault);
    if (!fault && text !== field.value) field.write(text);
  }

  fault(input, text) {
    input.parentElement.querySelector('.lw-modeler__fault')?.remove();
    input.toggleAttribute('aria-invalid', Boolean(text));
    if (text) input.after(node('p', { class: 'lw-modeler__fault', role: 'alert' }, text));
  }

  /** What the mouse does by dragging, for the keyboard: append a step, connect to an existing one. */
  next(element) {
    const append = node('select', { id: 'feld-anfuegen' }, ...APPENDABLE.map(({ key, title }) => node('option', { value: key }, say(title))));
    const targets = this.targets(element);
    const connect = node('select', { id: 'feld-verbinden' }, ...targets.map((one) => node('option', { value: one.id }, `${titleOf(one)} (${kindOf(one)})`)));
    const group = node('fieldset', { class: 'lw-modeler__group' }, node('legend', {}, say('Wie es weitergeht')));
    group.append(row('feld-anfuegen', 'Neuer Schritt', append, 'Anfügen', () => {
      this.modeler.get('placing').place(APPENDABLE.find(({ key }) => key === append.value).shape);
      this.panel.querySelector('#feld-name')?.focus();
    }));
    if (targets.length) {
      group.append(row('feld-verbinden', 'Vorhandener Schritt', connect, 'Verbinden', () =>
        this.modeler.get('modeling').connect(element, this.modeler.get('elementRegistry').get(connect.value))));
    }
    return group;
  }

  targets(element) {
    if (this.readOnly || !canContinue(element)) return [];
    const rules = this.modeler.get('rules');
    return this.modeler.get('elementRegistry').filter((one) =>
      one !== element && !one.labelTarget && is(one, 'bpmn:FlowNode') && !is(one, 'bpmn:StartEvent') && !is(one, 'bpmn:BoundaryEvent')
      && one.parent === element.parent && !element.outgoing.some((flow) => flow.target === one)
      && rules.allowed('connection.create', { source: element, target: one }));
  }
}

function canContinue(element) {
  return is(element, 'bpmn:FlowNode') && !is(element, 'bpmn:EndEvent');
}

function row(id, label, control, action, run) {
  return node(
    'div',
    { class: 'lw-modeler__field' },
    node('label', { for: id }, say(label)),
    node('div', { class: 'lw-modeler__row' }, control, node('button', { type: 'button', class: 'lw-tool', onclick: run }, say(action))),
  );
}
