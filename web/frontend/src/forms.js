// Task and start forms, to be changed. Markup: docs/frontend.md, "Werkbank".
import { FormEditor } from '@bpmn-io/form-js-editor';
import 'flatpickr/dist/flatpickr.css';
import '@bpmn-io/form-js-viewer/dist/assets/form-js-base.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor-base.css';
import '@bpmn-io/form-js-editor/dist/assets/dragula.css';
import '@bpmn-io/form-js-editor/dist/assets/properties-panel.css';
import { alert, node } from './dom.js';
import { inGerman } from './forms/german.js';
import { offerOnlyRendered } from './forms/offer.js';
import { english, learn, say } from './language.js';
import { hold } from './ready.js';
import { Desk } from './workspace/desk.js';
import words from './workspace/english.js';
import { asked } from './workspace/findings.js';

learn(words);

class FormPage {
  constructor(box) {
    this.box = box;
    this.changes = 0;
    this.desk = new Desk(box, this, { select: ({ element }) => this.select(element), known: ({ element }) => Boolean(this.field(element)) });
    this.actions = { rueckgaengig: () => this.stack().undo(), wiederholen: () => this.stack().redo() };
    this.stage = node('div', { class: 'lw-formedit' });
  }

  async open() {
    this.box.replaceChildren(this.desk.status, this.desk.message, this.stage, this.desk.findingsBox);
    try {
      const answer = await fetch(this.box.dataset.url, { credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      await this.draw(JSON.parse((await answer.text()).replace(/^\uFEFF/, '')));
    } catch (fault) {
      console.warn('laufweg: form not opened', fault);
      const text = node('a', { href: '?ansicht=text' }, say('Als Text öffnen'));
      this.box.replaceChildren(alert('danger', say('Das Formular ist kein lesbares JSON von form-js.'), node('p', {}, text)));
      for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = true;
    }
  }

  async draw(schema) {
    this.indent = 2;
    this.editor = new FormEditor({ container: this.stage });
    if (!english) inGerman(this.stage);
    offerOnlyRendered(this.editor);
    await this.editor.importSchema(schema);
    this.editor.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && this.touched());
    if (this.desk.readOnly) this.stage.inert = true;
    this.desk.begin();
    const place = asked();
    if (place?.element) this.select(place.element);
  }

  touched() {
    this.changes += 1;
    this.desk.touched();
  }

  stack() {
    return this.editor?.get('commandStack');
  }

  canUndo() {
    return this.stack()?.canUndo() ?? false;
  }

  canRedo() {
    return this.stack()?.canRedo() ?? false;
  }

  field(id) {
    return id ? this.editor?.get('formFieldRegistry').get(id) : null;
  }

  select(id) {
    const field = this.field(id);
    if (!field) return;
    this.editor.get('selection').set(field);
    this.stage.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'center' });
  }

  state() {
    return this.changes;
  }

  async content({ automatic } = {}) {
    if (!automatic) document.activeElement?.blur?.();
    return `${JSON.stringify(this.editor.saveSchema(), null, this.indent)}\n`;
  }
}

for (const box of document.querySelectorAll('#formular')) hold(new FormPage(box).open());
