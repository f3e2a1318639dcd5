// The form beside the canvas, in plain DOM. A field is written when it is left; every write is one step of undo.
import { node } from '../dom.js';
import { control } from './controls.js';
import { groupsFor } from './fields.js';
import { kindOf, titleOf } from './german.js';
import { inGerman, say } from '../language.js';
import { names } from './stock.js';
import { Ways } from './ways.js';

export class PropertiesForm {
  constructor(modeler, panel, { readOnly, stock, typed, beside }) {
    Object.assign(this, { modeler, panel, readOnly, stock, typed, beside, element: null, shape: '', begun: '', findings: [] });
    this.ways = readOnly ? null : new Ways(modeler, panel);
    this.fields = new Map();
    this.controls = new Map();
    this.boxes = new Map();
    this.opened = new Map(); // groups somebody has opened or closed, by title
    const bus = modeler.get('eventBus');
    bus.on('selection.changed', ({ newSelection }) => this.show(newSelection.length === 1 ? newSelection[0] : null));
    bus.on('elements.changed', () => this.render());
    bus.on('root.set', () => this.show(null));
    panel.addEventListener('keydown', (event) => this.undo(event));
    panel.addEventListener('scroll', () => (this.scrolled = true), { passive: true });
    panel.addEventListener('laufweg:fehler', ({ target, detail }) => this.faults(target, detail));
  }

  show(element) {
    this.element = element?.labelTarget ?? element;
    this.render();
  }

  current() {
    const root = this.modeler.get('lanes').whole();
    return this.element && this.modeler.get('elementRegistry').get(this.element.id) ? this.element : root;
  }

  // -- what controls ask

  field(key) {
    return this.fields.get(key);
  }

  write(key, value) {
    const field = this.fields.get(key);
    if (field && field.value !== value) field.write(value);
  }

  names() {
    return names(this.modeler, this.stock);
  }

  // -- drawing

  groups(element) {
    const [properties, roots, elements, lanes, rules, docking] = ['properties', 'roots', 'elementRegistry', 'lanes', 'rules', 'connectionDocking'].map((name) => this.modeler.get(name, false));
    return groupsFor(element, { properties, roots, elements, lanes, rules, docking, stock: this.stock, beside: this.beside, select: (one) => this.choose(one) });
  }

  /** Selects another element and begins with its name. */
  choose(element) {
    this.modeler.get('selection').select(element);
    this.panel.querySelector('#feld-name')?.focus();
  }

  render() {
    const element = this.current();
    const groups = this.groups(element);
    this.fields = new Map(groups.flatMap(({ fields }) => fields).map((field) => [field.key, field]));
    const shape = JSON.stringify([element.id, this.stock.known, [...this.fields.values()].map(outline), this.ways?.outline(element)]);
    this.wanted = shape;
    if (shape === this.shape) this.update(element);
    // The change event comes while the focus is on its way to the next field: build anew only after it arrived.
    else if (this.panel.contains(document.activeElement)) setTimeout(() => this.build(element, groups, shape), 0);
    else this.build(element, groups, shape);
  }

  update(element) {
    this.panel.querySelector('#modeler-titel').textContent = titleOf(element);
    this.tell(this.findings);
    for (const [key, field] of this.fields) this.controls.get(key)?.update(field);
  }

  /** Controls that ask the same as before stay where they are, with the focus and what is typed in them. */
  build(element, groups, shape) {
    // another one was selected meanwhile, or it asks for something else by now
    if (element !== this.current() || shape === this.shape || shape !== this.wanted) return;
    this.shape = shape;
    const focus = this.panel.contains(document.activeElement) ? document.activeElement.id : null;
    if (this.panel.dataset.element !== element.id) this.begin(element);
    const before = this.controls;
    this.controls = new Map();
    const boxes = groups.map((group) => this.group(group, before));
    boxes.push(...(this.ways?.parts(element) ?? []));
    arrange(this.panel, [...this.head, ...boxes]);
    this.update(element);
    if (focus && document.activeElement.id !== focus) this.panel.querySelector(`#${CSS.escape(focus)}`)?.focus();
  }

  begin(element) {
    this.panel.dataset.element = element.id;
    if (this.scrolled) this.panel.scrollTop = 0; // asks for a layout of the whole page
    this.scrolled = false;
    this.panel.replaceChildren();
    this.controls = new Map();
    this.boxes = new Map();
    this.head = [
      node('p', { class: 'lw-modeler__kind' }, kindOf(element)),
      node('h2', { class: 'lw-modeler__name', id: 'modeler-titel' }, titleOf(element)),
      node('ul', { class: 'lw-modeler__befunde', id: 'modeler-befunde', 'aria-label': say('Befunde zu diesem Element') }),
    ];
  }

  kept(field, before) {
    const said = JSON.stringify([this.stock.known, outline(field)]);
    return before?.said === said ? before : { ...control(field, this), said };
  }

  /** What is folded gets its controls when it is opened. */
  group({ title, closed, fields }, before) {
    const box = this.boxes.get(title) ?? this.box(title, closed);
    box.fill = () => {
      for (const field of fields) this.controls.set(field.key, this.kept(field, before.get(field.key)));
      arrange(box, [box.firstChild, ...fields.map(({ key }) => this.controls.get(key).root)]);
    };
    if (box.open || box.childElementCount > 1) box.fill();
    return box;
  }

  box(title, closed) {
    const summary = node('summary', {}, say(title));
    const box = node('details', { class: 'lw-modeler__group', open: this.opened.get(title) ?? !closed }, summary);
    summary.addEventListener('click', () => {
      this.opened.set(title, !box.open);
      if (box.childElementCount > 1) return;
      box.fill();
      this.update(this.current()); // with what was changed while it was folded
    });
    this.boxes.set(title, box);
    return box;
  }

  /** The findings of the element that is shown, above its fields. */
  tell(findings, path = this.path) {
    Object.assign(this, { findings, path });
    const list = this.panel.querySelector('#modeler-befunde');
    const own = findings.filter(({ element, file }) => element === this.current().id && (!file || file === path));
    list?.replaceChildren(...own.map(({ severity, reason, hint }) => node('li', { class: `is-${severity}`, ...inGerman }, reason, hint ? ` ${hint}` : '')));
    if (list) list.hidden = !own.length;
  }

  faults(target, { found, mend }) {
    const box = target.closest('.lw-modeler__field, td');
    box.querySelector('.lw-modeler__fault')?.remove();
    if (!found.length) return;
    const better = found.find(({ mended }) => mended)?.mended;
    const button = better && !this.readOnly ? [' ', node('button', { type: 'button', class: 'lw-tool', onclick: () => mend(better) }, say('Beheben')), ' ', node('em', {}, say('Wird: „{value}“', { value: better }))] : [];
    box.append(node('p', { class: 'lw-modeler__fault', role: 'status' }, found.map(({ text }) => text).join(' '), ...button));
  }

  /** Ctrl+Z takes the last step back, unless something was typed here that the field itself can take back. */
  undo(event) {
    const key = event.key.toLowerCase();
    if (!(event.ctrlKey || event.metaKey) || !['z', 'y'].includes(key)) return;
    const { target } = event;
    const own = this.fields.get(target.id?.replace('feld-', ''));
    if (target.matches('input[type="text"], textarea, .cm-content') && (!own || target.value !== own.value)) return;
    event.preventDefault();
    const stack = this.modeler.get('commandStack');
    if (key === 'y' || event.shiftKey) stack.redo();
    else stack.undo();
  }
}

/** What makes a field another one, so that the form is built anew; a value alone does not. */
function outline({ key, label, kind, disabled, options, lines, link, suggestions }) {
  return [key, label, kind, disabled, options, lines, link?.href, suggestions];
}

/** Puts nodes into a parent in this order and moves none that stands right: what is moved loses the focus. */
function arrange(parent, wanted) {
  for (const one of [...parent.children]) if (!wanted.includes(one)) one.remove();
  wanted.forEach((one, at) => parent.children[at] !== one && parent.insertBefore(one, parent.children[at] ?? null));
}
