// The modeller page. Markup: docs/frontend.md, "Modellierer".
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import { explain, fit, fontReady, loadXml, nameDrawing, TEXT_RENDERER, visible } from './canvas.js';
import { alert, node } from './dom.js';
import drawing from './drawing.english.js';
import { learn, say } from './language.js';
import { elementList, reachable } from './modeler/access.js';
import { count, Findings } from './modeler/findings.js';
import { PropertiesForm } from './modeler/form.js';
import own from './modeler/english.js';
import german from './modeler/german.js';
import offer from './modeler/offer.js';
import properties from './modeler/properties.js';
import { save } from './modeler/saving.js';
import { hold } from './ready.js';

learn(drawing);
learn(own);

const EDITING = '[data-aktion=speichern], [data-aktion=rueckgaengig], [data-aktion=wiederholen], [data-notiz]';
const PALETTE = 110; // pixels the palette covers at the left
// For looking only: the viewer has no commands; the form reads through the same service and finds none to give.
const IDLE = { _stackIdx: -1, canUndo: () => false, canRedo: () => false, undo() {}, redo() {}, registerHandler() {} };
const READING = { commandStack: ['value', IDLE], modeling: ['value', null], bpmnFactory: ['value', null] };

class Workbench {
  constructor(box) {
    this.box = box;
    this.readOnly = ['', '1', 'true', 'ja'].includes(box.dataset.readonly);
    this.saving = false;
    this.typing = false;
    this.savedAt = -1;
    this.stage = node('div', { class: 'lw-modeler__stage' });
    this.panel = node('section', { class: 'lw-modeler__panel', 'aria-labelledby': 'modeler-titel' });
    this.status = node('p', { class: 'lw-modeler__status', role: 'status' });
    this.message = node('div', { class: 'lw-modeler__message' });
    this.findingsBox = node('section', { class: 'lw-modeler__findings', 'aria-label': say('Prüfung'), hidden: true });
    this.elementsBox = node('section', { class: 'lw-modeler__elements', 'aria-label': say('Alle Elemente') });
  }

  async open() {
    this.box.classList.add('lw-modeler');
    this.box.replaceChildren(
      this.status,
      this.message,
      node('div', { class: 'lw-modeler__work' }, this.stage, this.panel),
      this.findingsBox,
      this.elementsBox,
    );
    this.tell(say('Das Diagramm wird geladen …'));
    try {
      const xml = await loadXml(this.box.dataset.bpmnUrl);
      await Promise.all([fontReady(), visible(this.stage)]);
      await this.draw(xml);
    } catch (fault) {
      console.warn('laufweg: diagram not opened', fault);
      this.box.replaceChildren(alert('danger', say('Das Diagramm kann nicht geöffnet werden.'), node('p', {}, explain(fault))));
      for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = true;
    }
  }

  async draw(xml) {
    const Tool = this.readOnly ? NavigatedViewer : Modeler;
    this.modeler = new Tool({
      container: this.stage,
      moddleExtensions: { zeebe },
      textRenderer: TEXT_RENDERER,
      additionalModules: this.readOnly ? [german, properties, READING] : [german, offer, properties],
    });
    const { warnings } = await this.modeler.importXML(xml);
    this.stack = this.modeler.get('commandStack');
    this.savedAt = this.stack._stackIdx;
    const select = (id) => this.select(id);
    this.findings = new Findings(this.modeler, this.findingsBox, select);
    this.form = new PropertiesForm(this.modeler, this.panel, this.readOnly);
    this.form.show(null);
    reachable(this.modeler, this.stage);
    elementList(this.modeler, this.elementsBox, select);
    nameDrawing(this.stage, say('Zeichenfläche. Die Elemente stehen auch in der Liste „Alle Elemente“.'));
    fit(this.modeler.get('canvas'), this.readOnly ? 0 : PALETTE);
    this.listen();
    if (this.readOnly) for (const control of document.querySelectorAll(EDITING)) control.hidden = true;
    this.refresh();
    if (warnings.length) this.tell(say('Geöffnet, mit {length} Hinweisen zur Datei.', warnings));
  }

  listen() {
    this.modeler.get('eventBus').on('commandStack.changed', () => this.refresh());
    const actions = {
      speichern: () => this.save(),
      rueckgaengig: () => this.stack.undo(),
      wiederholen: () => this.stack.redo(),
      einpassen: () => fit(this.modeler.get('canvas'), this.readOnly ? 0 : PALETTE),
      herunterladen: () => this.download(),
    };
    document.addEventListener('click', (event) => {
      const button = event.target.closest?.('[data-aktion]');
      if (button && !button.disabled) actions[button.dataset.aktion]?.();
    });
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 's') return;
      event.preventDefault();
      this.save();
    });
    window.addEventListener('beforeunload', (event) => {
      if (!this.changed()) return;
      event.preventDefault();
      event.returnValue = '';
    });
    this.panel.addEventListener('input', () => this.typed(true));
    this.panel.addEventListener('change', () => this.typed(false));
    new ResizeObserver(() => this.modeler.get('canvas').resized()).observe(this.stage);
  }

  /** Also true while a field holds a value not yet written. */
  changed() {
    if (this.readOnly) return false;
    return this.stack._stackIdx !== this.savedAt || this.typing;
  }

  typed(typing) {
    this.typing = typing;
    this.refresh();
  }

  refresh() {
    const changed = this.changed();
    const usable = { speichern: changed && !this.saving && !this.readOnly, rueckgaengig: this.stack.canUndo(), wiederholen: this.stack.canRedo() };
    for (const button of document.querySelectorAll('[data-aktion]')) {
      if (button.dataset.aktion in usable) button.disabled = !usable[button.dataset.aktion];
    }
    this.box.dataset.geaendert = changed ? '1' : '';
    if (this.saving) return;
    if (this.readOnly) this.tell(say('Nur zur Ansicht.'));
    else if (changed) this.tell(say('Ungespeicherte Änderungen'));
    else this.tell(say('Keine Änderungen'));
  }

  select(id) {
    const element = this.modeler.get('elementRegistry').get(id);
    if (!element) return;
    this.modeler.get('selection').select(element);
    this.modeler.get('canvas').scrollToElement(element, { top: 80, bottom: 80, left: PALETTE + 80, right: 80 });
    this.panel.querySelector('#feld-name')?.focus();
  }

  async xml() {
    document.activeElement?.blur?.(); // a field is written when it is left
    const { xml } = await this.modeler.saveXML({ format: true });
    return xml;
  }

  async save() {
    if (this.saving || this.readOnly) return;
    const xml = await this.xml();
    const { saveUrl: url, revision, csrf } = this.box.dataset;
    const note = document.querySelector('[data-notiz]');
    const sentAt = this.stack._stackIdx;
    this.saving = true;
    this.message.replaceChildren();
    this.refresh();
    this.tell(say('Wird gespeichert …'));
    const result = await save({ url, revision, csrf: csrf ?? '', xml, note: note?.value ?? '' });
    this.saving = false;
    if (result.kind === 'saved') {
      this.savedAt = sentAt;
      this.box.dataset.revision = result.revision;
      if (note) note.value = '';
    }
    this.refresh();
    this.report(result);
    this.box.dispatchEvent(new CustomEvent('laufweg:gespeichert', { bubbles: true, detail: result }));
  }

  report(result) {
    if (result.findings) this.findings.show(result.findings);
    if (result.kind === 'saved') {
      this.tell(`${result.title} ${say('Prüfung')}: ${count(result.findings)}.`);
      return;
    }
    const parts = [];
    if (result.text) parts.push(node('p', {}, result.text));
    if (result.kind !== 'invalid') parts.push(this.wayOut(result.kind));
    this.message.replaceChildren(alert('danger', result.title, ...parts));
  }

  wayOut(kind) {
    const row = node('div', { class: 'lw-row' });
    row.append(button(say('Eigene Fassung herunterladen'), () => this.download()));
    if (kind === 'conflict') {
      const reload = node('a', { class: 'kern-btn kern-btn--secondary lw-btn--small', href: window.location.href, target: '_blank' }, node('span', { class: 'kern-label' }, say('Neuen Stand in neuem Tab öffnen')));
      row.append(reload);
    } else {
      row.append(button(say('Noch einmal speichern'), () => this.save()));
    }
    return row;
  }

  async download() {
    const xml = await this.xml();
    const root = this.modeler.get('canvas').getRootElement().businessObject;
    const url = URL.createObjectURL(new Blob([xml], { type: 'application/bpmn+xml' }));
    const link = node('a', { href: url, download: `${this.box.dataset.dateiname || root.id}.bpmn` });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  tell(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

function button(text, action) {
  return node('button', { type: 'button', class: 'kern-btn kern-btn--secondary lw-btn--small', onclick: action }, node('span', { class: 'kern-label' }, text));
}

for (const box of document.querySelectorAll('#modeler[data-bpmn-url]')) hold(new Workbench(box).open());
