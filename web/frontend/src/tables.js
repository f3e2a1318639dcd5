// Decision tables and their diagram, to be changed. Markup: docs/frontend.md, "Werkbank".
import DmnModeler from 'dmn-js/lib/Modeler';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './dmn/cells.css';
import { explain, LoadFault, loadXml, visible } from './canvas.js';
import { EDITING } from './dmn/editing/german.js';
import { german, more } from './dmn/german.js';
import { asReadable, unread, Unread } from './dmn/versions.js';
import { alert, node } from './dom.js';
import drawing from './drawing.english.js';
import { Keeper } from './keeping/keep.js';
import { learn, say } from './language.js';
import { parts } from './moddle.js';
import { hold } from './ready.js';
import { Desk } from './workspace/desk.js';
import { together } from './workspace/together.js';
import english from './workspace/english.js';
import { asked } from './workspace/findings.js';

more(EDITING);
learn(drawing);
learn(english);

class TableEditor {
  constructor(box) {
    this.box = box;
    this.changes = 0;
    this.desk = new Desk(box, this, { select: ({ element }) => this.select(element), known: ({ element }) => Boolean(this.holder(element)), mend: (fixes) => this.mend(fixes) });
    this.actions = { rueckgaengig: () => this.stack()?.undo(), wiederholen: () => this.stack()?.redo() };
    this.tabs = node('nav', { class: 'lw-tabs lw-dmn__tabs', 'aria-label': say('Ansichten der Datei') });
    this.stage = node('div', { class: 'lw-dmn__stage' });
  }

  async open() {
    this.box.replaceChildren(this.desk.status, this.desk.message, this.tabs, this.stage, this.desk.findingsBox);
    try {
      const xml = await loadXml(this.box.dataset.url);
      await visible(this.stage);
      await this.draw(xml);
    } catch (fault) {
      console.warn('laufweg: decisions not opened', fault);
      this.refuse(fault);
    }
  }

  /** Nothing is lost: what is wrong or not known here can be read and changed as a text, and the check below knows it. */
  refuse(fault) {
    const said = document.querySelector('[data-befunde]');
    const words = fault instanceof Unread ? fault.message : explain(fault, say('Die Datei ist keine lesbare Entscheidung nach DMN.'));
    const text = fault instanceof LoadFault ? null : node('p', {}, node('a', { href: '?ansicht=text' }, say('Als Text öffnen')));
    this.box.replaceChildren(alert('danger', say('Die Entscheidungen können nicht geöffnet werden.'), node('p', {}, words), text), this.desk.findingsBox);
    if (said) this.desk.show(JSON.parse(said.textContent));
    for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = true;
  }

  async draw(source) {
    this.modeler = new DmnModeler({
      container: this.stage,
      drd: german,
      decisionTable: german,
      literalExpression: german,
      boxedExpression: german,
    });
    this.modeler.on('views.changed', ({ views, activeView }) => this.show(views, activeView));
    this.modeler.on('viewer.created', ({ viewer }) => {
      viewer.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && this.touched());
    });
    const { xml, version, back } = asReadable(source);
    this.back = back;
    const { warnings } = await this.modeler.importXML(xml);
    const unknown = unread(warnings, version);
    if (unknown) throw new Unread(unknown);
    this.keeper = new Keeper(xml, await this.written(), (text) => this.reread(text));
    const views = this.modeler.getViews();
    const table = views.find(({ type }) => type === 'decisionTable') ?? views.find(({ type }) => type !== 'drd');
    if (table) await this.modeler.open(table);
    if (this.desk.readOnly) this.stage.inert = true;
    this.opened = true;
    this.desk.begin();
    const place = asked();
    if (place?.element) this.select(place.element);
  }

  show(views, active) {
    this.tabs.replaceChildren(
      node('ul', {}, ...views.map((view) => {
        const name = view.type === 'drd' ? say('Übersicht') : view.name || view.id;
        const current = active && view.element === active.element && view.type === active.type;
        return node('li', {}, node('button', { type: 'button', class: 'lw-tabs__button', 'aria-current': current ? 'page' : null, onclick: () => this.modeler.open(view) }, name));
      })),
    );
  }

  touched() {
    if (!this.opened) return;
    this.changes += 1;
    this.desk.touched();
  }

  stack() {
    return this.modeler.getActiveViewer()?.get('commandStack', false);
  }

  canUndo() {
    return this.stack()?.canUndo() ?? false;
  }

  canRedo() {
    return this.stack()?.canRedo() ?? false;
  }

  /** The view that holds the decision, or the part of one, with that id. */
  holder(id) {
    if (!id || !this.modeler) return null;
    return this.modeler.getViews().find(({ element, type }) => type !== 'drd' && part(element, id)) ?? null;
  }

  async select(id) {
    const view = this.holder(id);
    if (!view) return;
    await this.modeler.open(view);
    const cell = this.stage.querySelector(`[data-element-id="${CSS.escape(id)}"], [data-row-id="${CSS.escape(id)}"]`);
    cell?.scrollIntoView({ block: 'center' });
    cell?.focus?.();
  }

  /** Writes expressions anew and takes rules away, all of one decision in one step of undo. */
  async mend(fixes) {
    const views = new Map();
    for (const fix of fixes) {
      const view = this.holder(fix.element);
      if (view) views.set(view, [...(views.get(view) ?? []), fix]);
    }
    for (const [view, own] of views) {
      await this.modeler.open(view);
      const viewer = this.modeler.getActiveViewer();
      together(viewer, () => own.forEach((fix) => mended(viewer, part(view.element, fix.element), fix)));
    }
  }

  state() {
    return this.changes;
  }

  async content({ automatic, sure = true } = {}) {
    if (!automatic) document.activeElement?.blur?.(); // a cell is written when it is left
    return this.back(await this.keeper.text(await this.written(), { sure }));
  }

  async written() {
    const { xml } = await this.modeler.saveXML({ format: true });
    return xml;
  }

  async reread(text) {
    const { rootElement } = await this.modeler._moddle.fromXML(text, 'dmn:Definitions');
    return (await this.modeler._moddle.toXML(rootElement, { format: true })).xml;
  }
}

function part(element, id) {
  return [...parts(element)].find((one) => one.id === id);
}

function mended(viewer, element, fix) {
  if (!element) return; // it went with another fix
  const modeling = viewer.get('modeling');
  if (fix.part !== 'feel') modeling.removeRow(viewer.get('elementRegistry').get(fix.element));
  else for (const one of parts(element)) if (one.text?.trim() === fix.reference) modeling.updateProperties(one, { text: fix.value });
}

for (const box of document.querySelectorAll('#tabelle')) hold(new TableEditor(box).open());
