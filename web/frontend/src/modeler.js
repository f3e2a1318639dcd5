// The modeller page. Markup: docs/frontend.md, "Modellierer".
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import minimap from 'diagram-js-minimap';
import 'diagram-js-minimap/assets/diagram-js-minimap.css';
import 'bpmn-js-token-simulation/assets/css/bpmn-js-token-simulation.css';
import './modeler.css';
import './beside.css';
import { explain, fit, fontReady, LoadFault, loadXml, nameDrawing, TEXT_RENDERER, visible } from './canvas.js';
import { alert, node } from './dom.js';
import drawing from './drawing.english.js';
import { Keeper } from './keeping/keep.js';
import { learn, say } from './language.js';
import { elementList, reachable } from './modeler/access.js';
import { completeLists } from './modeler/listed.js';
import { Marks } from './modeler/marks.js';
import clipboard from './modeler/clipboard.js';
import { PropertiesForm } from './modeler/form.js';
import own from './modeler/english.js';
import fields from './modeler/fields.english.js';
import ways from './modeler/ways.english.js';
import german from './modeler/german.js';
import lanes from './modeler/lanes.js';
import menu from './modeler/menu.js';
import { rewritten } from './modeler/mending.js';
import offer from './modeler/offer.js';
import properties from './modeler/properties.js';
import roots from './modeler/roots.js';
import { Stock } from './modeler/stock.js';
import { loadEditor } from './modeler/value.js';
import { asStandard, schemaFor } from './modeler/zeebe.js';
import { hold } from './ready.js';
import { Desk } from './workspace/desk.js';
import workspace from './workspace/english.js';
import { asked } from './workspace/findings.js';

learn(drawing);
learn(own);
learn(fields);
learn(ways);
learn(workspace);

const EDITING = '[data-aktion=speichern], [data-aktion=rueckgaengig], [data-aktion=wiederholen], [data-notiz]';
const PREPARE_AFTER = 1500; // ms
const PARTS = ['leiter', 'zeit', 'daten']; // what the profile says of a task
const READABLE = 0.6; // below it nobody reads the names of steps
const PALETTE = 110; // pixels the palette covers at the left
// For looking only: the viewer has no commands; the form reads through the same service and finds none to give.
const IDLE = { _stackIdx: -1, canUndo: () => false, canRedo: () => false, undo() {}, redo() {}, registerHandler() {} };
const READING = { commandStack: ['value', IDLE], modeling: ['value', null], bpmnFactory: ['value', null] };

class Workbench {
  constructor(box) {
    this.box = box;
    this.half = false;
    this.stage = node('div', { class: 'lw-modeler__stage' });
    this.panel = node('section', { class: 'lw-modeler__panel', 'aria-labelledby': 'modeler-titel' });
    this.work = node('div', { class: 'lw-modeler__work' }, this.stage, this.panel);
    this.elementsBox = node('section', { class: 'lw-modeler__elements', 'aria-label': say('Alle Elemente') });
    this.actions = {
      rueckgaengig: () => this.stack.undo(),
      wiederholen: () => this.stack.redo(),
      einpassen: () => this.fit(),
      durchspielen: () => this.play(),
      szenarien: () => this.scenarios(),
    };
    this.stock = new Stock(box.dataset);
    this.desk = new Desk(box, this, { select: ({ element }) => this.select(element), known: ({ element, part }) => Boolean((part !== '' && this.element(element)) || (['', 'feel'].includes(part) && this.declared(element))), mend: (fixes) => this.stack.execute('laufweg.mend', { fixes }) });
    this.readOnly = this.desk.readOnly;
  }

  async open() {
    this.box.classList.add('lw-modeler');
    this.box.replaceChildren(
      this.desk.status,
      this.desk.message,
      this.work,
      this.desk.findingsBox,
      this.elementsBox,
    );
    this.desk.tell(say('Das Diagramm wird geladen …'));
    try {
      const xml = await loadXml(this.box.dataset.url);
      const stock = this.stock.load();
      await Promise.all([fontReady(), visible(this.stage)]);
      await this.draw(xml);
      await Promise.all([stock, this.readOnly ? null : loadEditor()]);
      this.form.render();
      // the processes this one calls are compiled while somebody looks at the drawing
      if (!this.readOnly) setTimeout(() => fetch(`${this.box.dataset.scenarioUrl}/bereit`, { credentials: 'same-origin', priority: 'low' }).catch(() => null), PREPARE_AFTER);
    } catch (fault) {
      console.warn('laufweg: diagram not opened', fault);
      this.box.replaceChildren(alert('danger', say('Das Diagramm kann nicht geöffnet werden.'), node('p', {}, explain(fault, say('Die Datei ist kein lesbares Diagramm nach BPMN 2.0.'))), ...this.otherWays(fault)));
      for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = true;
    }
  }

  /** Of a file that came but cannot be drawn: nothing is lost, what is wrong stands below, and a text can be mended. */
  otherWays(fault) {
    if (fault instanceof LoadFault) return [];
    const path = this.box.dataset.pfad.split('/').map(encodeURIComponent).join('/');
    return [
      node('p', {}, say('Die Datei ist gespeichert, wie sie kam. Was an ihr falsch ist und was erwartet wird, steht unter „Prüfung beim Öffnen“.')),
      node('p', {}, node('a', { href: `${this.box.dataset.fileUrl}${path}?ansicht=text` }, say('Als Text öffnen'))),
    ];
  }

  async draw(xml) {
    const Tool = this.readOnly ? NavigatedViewer : Modeler;
    this.modeler = new Tool({
      container: this.stage,
      moddleExtensions: { zeebe: schemaFor(xml) },
      textRenderer: TEXT_RENDERER,
      additionalModules: this.readOnly ? [german, properties, roots, lanes, minimap, READING] : [german, offer, menu, clipboard, properties, roots, lanes, minimap, this.known()],
    });
    asStandard(this.modeler.get('moddle'));
    const { warnings } = await this.modeler.importXML(xml);
    if (!this.readOnly) {
      this.keeper = new Keeper(xml, await this.written(), (text) => this.reread(text));
      completeLists(this.modeler);
    }
    this.stack = this.modeler.get('commandStack');
    if (!this.readOnly) this.stack.register('laufweg.mend', { preExecute: ({ fixes }) => fixes.forEach((fix) => this.mend(fix)) });
    this.marks = new Marks(this.modeler);
    this.box.addEventListener('laufweg:befunde', ({ detail }) => {
      this.marks.show(detail, this.box.dataset.pfad);
      this.form.tell(detail, this.box.dataset.pfad);
    });
    this.form = new PropertiesForm(this.modeler, this.panel, { readOnly: this.readOnly, stock: this.stock, typed: (half) => this.typed(half), beside: (part, id) => this.show(`${this.box.dataset.profileUrl}/${part}/${encodeURIComponent(id)}`) });
    this.form.show(null);
    reachable(this.modeler, this.stage);
    elementList(this.modeler, this.elementsBox, (id) => this.select(id));
    nameDrawing(this.stage, say('Zeichenfläche. Die Elemente stehen auch in der Liste „Alle Elemente“.'));
    this.fit();
    this.listen();
    if (this.readOnly) for (const control of document.querySelectorAll(EDITING)) control.hidden = true;
    this.desk.begin();
    if (warnings.length > 1) this.desk.tell(say('Geöffnet, mit {length} Hinweisen zur Datei.', warnings));
    else if (warnings.length) this.desk.tell(say('Geöffnet, mit einem Hinweis zur Datei.'));
    const place = asked();
    if (place?.element) this.select(place.element);
  }

  known() {
    return { stock: ['value', this.stock] };
  }

  listen() {
    this.modeler.get('eventBus').on('commandStack.changed', () => this.desk.touched());
    this.panel.addEventListener('input', () => this.typed(true));
    this.panel.addEventListener('change', () => this.typed(false));
    new ResizeObserver(() => this.modeler.get('canvas').resized()).observe(this.stage);
  }

  typed(half) {
    this.half = half;
    this.desk.touched();
  }

  /** Plays tokens through the drawing, and comes back to it. */
  async play() {
    const button = document.querySelector('[data-aktion=durchspielen]');
    const running = Boolean(this.stop);
    button.setAttribute('aria-pressed', String(!running));
    this.stop?.();
    this.stop = null;
    if (running) return;
    const { play } = await import('./modeler/simulation.js');
    const { xml } = await this.modeler.saveXML();
    this.stop = await play(this.stage, xml, this.stock);
  }

  /** All scenarios, run on what is drawn now. */
  scenarios() {
    if (this.beside) this.alone();
    else this.show(this.box.dataset.scenarioUrl);
  }

  /** Pages of the server take the place of the form; the form comes back as it was. */
  async show(address) {
    const { scenarioUrl, profileUrl } = this.box.dataset;
    const { Beside } = await import('./workspace/beside.js');
    this.beside = new Beside(this.modeler, { urls: [scenarioUrl, ...PARTS.map((part) => `${profileUrl}/${part}`)], save: () => this.kept(), close: () => this.alone() });
    this.arrange();
    await this.beside.load(address);
  }

  async alone() {
    this.beside.close();
    this.beside = null;
    this.arrange();
    await this.stock.load(); // what the profile says may have changed
    this.form.render();
  }

  arrange() {
    const shown = Boolean(this.beside);
    document.querySelector('[data-aktion=szenarien]').setAttribute('aria-pressed', String(shown));
    this.panel.hidden = shown;
    this.work.classList.toggle('lw-modeler__work--szenarien', shown);
    if (shown) this.work.append(this.beside.root);
    this.modeler.get('canvas').resized();
    this.fit();
  }

  /** Saves what was drawn, because the server runs what is saved; whether it is. */
  async kept() {
    await this.desk.save({ automatic: true });
    return !this.desk.changed();
  }

  fit() {
    fit(this.modeler.get('canvas'), this.readOnly ? 0 : PALETTE);
  }

  element(id) {
    return id ? this.modeler?.get('elementRegistry').get(id) : null;
  }

  select(id) {
    const element = this.element(id);
    if (!element) return;
    // first: where it opens another sub-process, what was selected is not any more
    const canvas = this.modeler.get('canvas');
    if (canvas.zoom() < READABLE) canvas.zoom(1, { x: 0, y: 0 });
    canvas.scrollToElement(element, { top: 80, bottom: 80, left: PALETTE + 80, right: 80 });
    this.modeler.get('selection').select(element);
    this.panel.querySelector('#feld-name')?.focus();
  }

  /** Within a command, so that one fix, or all of them, are undone like any other change. */
  mend({ element, part, reference, value }) {
    const modeling = this.modeler.get('modeling');
    if (!part) {
      const definitions = this.modeler.getDefinitions();
      const rootElements = definitions.rootElements.filter(({ id }) => id !== element);
      modeling.updateModdleProperties(this.modeler.get('canvas').getRootElement(), definitions, { rootElements });
      return;
    }
    const shape = this.element(element);
    if (part === 'feel') {
      const owner = shape?.businessObject ?? this.declared(element);
      for (const [target, values] of rewritten(owner, reference, value)) modeling.updateModdleProperties(shape ?? this.modeler.get('canvas').getRootElement(), target, values);
      return;
    }
    if (part === 'isMarkerVisible') {
      modeling.updateProperties(shape, { di: { [part]: value === 'true' } });
      return;
    }
    const named = reference && this.element(reference).businessObject;
    const listed = named && shape.businessObject.get(part);
    modeling.updateProperties(shape, { [part]: Array.isArray(listed) ? [...listed, named] : named || value || undefined });
  }

  /** What stands beside the processes: a message, a signal, an error, an escalation. */
  declared(id) {
    return this.modeler?.getDefinitions()?.rootElements.find((one) => one.id === id);
  }

  // -- what the desk asks of an editor

  state() {
    return this.stack?._stackIdx;
  }

  typing() {
    return this.half; // a field holds a value not yet written
  }

  canUndo() {
    return this.stack?.canUndo() ?? false;
  }

  canRedo() {
    return this.stack?.canRedo() ?? false;
  }

  async content({ automatic = false, sure = true } = {}) {
    if (!automatic) document.activeElement?.blur?.(); // a field is written when it is left
    const written = await this.written();
    return this.keeper ? this.keeper.text(written, { sure }) : written;
  }

  async written() {
    const { xml } = await this.modeler.saveXML({ format: true });
    return xml;
  }

  async reread(text) {
    const moddle = this.modeler.get('moddle');
    const { rootElement } = await moddle.fromXML(text, 'bpmn:Definitions');
    return (await moddle.toXML(rootElement, { format: true })).xml;
  }
}

for (const box of document.querySelectorAll('#modeler')) hold(new Workbench(box).open());
