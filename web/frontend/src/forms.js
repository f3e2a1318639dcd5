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
import { keptForm } from './keeping/form.js';
import { english, learn, say } from './language.js';
import { hold } from './ready.js';
import { Desk } from './workspace/desk.js';
import { together } from './workspace/together.js';
import words from './workspace/english.js';
import { asked } from './workspace/findings.js';

learn(words);

class FormPage {
  constructor(box) {
    this.box = box;
    this.changes = 0;
    this.desk = new Desk(box, this, { select: ({ element }) => this.select(element), known: ({ element }) => Boolean(this.field(element)), mend: (fixes) => this.mend(fixes) });
    this.actions = { rueckgaengig: () => this.stack().undo(), wiederholen: () => this.stack().redo() };
    this.stage = node('div', { class: 'lw-formedit' });
  }

  async open() {
    this.box.replaceChildren(this.desk.status, this.desk.message, this.stage, this.desk.findingsBox);
    try {
      const answer = await fetch(this.box.dataset.url, { credentials: 'same-origin' });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      this.source = await answer.text();
      this.schema = JSON.parse(this.source.replace(/^\uFEFF/, ''));
      await this.draw();
      this.desk.begin();
      const place = asked();
      if (place?.element) this.select(place.element);
    } catch (fault) {
      this.refuse(fault);
    }
  }

  /** Why the editor does not take the form; what the check can mend is mended in the file, and then it does. */
  refuse(fault) {
    console.warn('laufweg: form not opened', fault);
    const said = document.querySelector('[data-befunde]');
    const words = this.schema ? say('Das Formular hat Fehler, mit denen es sich nicht zeichnen lässt.') : say('Das Formular ist kein lesbares JSON von form-js.');
    const text = node('a', { href: '?ansicht=text' }, say('Als Text öffnen'));
    this.box.replaceChildren(alert('danger', words, node('p', {}, text)), this.desk.findingsBox);
    if (this.schema && said) this.desk.show(JSON.parse(said.textContent));
    for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = true;
  }

  async draw() {
    const editor = new FormEditor({ container: this.stage });
    if (!english) inGerman(this.stage);
    offerOnlyRendered(editor);
    await editor.importSchema(this.schema);
    this.editor = editor;
    editor.on('commandStack.changed', ({ trigger }) => trigger !== 'clear' && this.touched());
    if (this.desk.readOnly) this.stage.inert = true;
  }

  /** Draws what was mended in the file, as a change that is not saved yet. */
  async again() {
    this.stage.replaceChildren();
    this.box.replaceChildren(this.desk.status, this.desk.message, this.stage, this.desk.findingsBox);
    try {
      await this.draw();
      this.changes += 1;
      this.desk.begin('as stored');
      for (const button of document.querySelectorAll('[data-aktion]')) button.disabled = false;
      this.desk.touched();
    } catch (fault) {
      this.refuse(fault);
    }
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
    if (!id) return null;
    return this.editor ? this.editor.get('formFieldRegistry').get(id) : within(this.schema, id);
  }

  select(id) {
    const field = this.editor && this.field(id);
    if (!field) return;
    this.editor.get('selection').set(field);
    this.stage.querySelector(`[data-id="${CSS.escape(id)}"]`)?.scrollIntoView({ block: 'center' });
  }

  /** Writes or takes away properties of fields, all of them in one step of undo. */
  mend(fixes) {
    if (!this.editor) {
      for (const { element, part, value } of fixes) Object.assign(this.field(element) ?? {}, changed(this.field(element) ?? {}, part, value || undefined));
      this.again();
      return;
    }
    together(this.editor, () => {
      for (const { element, part, value } of fixes) {
        const field = this.field(element);
        if (field) this.editor.get('modeling').editFormField(field, changed(field, part, value || undefined));
      }
    });
  }

  state() {
    return this.changes;
  }

  async content({ automatic } = {}) {
    if (!automatic) document.activeElement?.blur?.();
    return keptForm(this.source, this.editor.saveSchema());
  }
}

/** The component of that id in a form that no editor holds; of several the last, for the first one was right. */
function within(component, id) {
  const inside = (component?.components ?? []).map((one) => within(one, id)).filter(Boolean);
  return inside.at(-1) ?? (component?.id === id ? component : null);
}

/** `validate.x` is a member of a property. */
function changed(field, part, value) {
  const [name, member] = part.split('.');
  return { [name]: member ? { ...field[name], [member]: value } : value };
}

for (const box of document.querySelectorAll('#formular')) hold(new FormPage(box).open());
