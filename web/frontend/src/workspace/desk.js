// What every editor of the workspace has: it saves by itself, says when it has, keeps the work when it cannot, and shows
// the findings of the whole bundle. An editor gives `content()` (a promise of the text), `state()` (anything that is
// another value after a change) and may say that a field is half typed (`typing()`).
import { alert, node } from '../dom.js';
import { say } from '../language.js';
import { Findings, count } from './findings.js';
import { check, keepApart, save } from './sending.js';

const SAVE_AFTER = 4000; // ms without a change
const CHECK_AFTER = 1200;
const TRY_AGAIN = 20000;

// Undoing works from everywhere on the page, such as the findings; a field and the drawing undo by themselves.
const beside = (target) => !target.closest?.('input, textarea, select, [contenteditable], .djs-container, .lw-modeler__panel, .fjs-container, .tjs-container');

export class Desk {
  constructor(box, editor, { select = () => {}, known = () => false, mend } = {}) {
    this.box = box;
    this.editor = editor;
    this.readOnly = ['', '1', 'true', 'ja'].includes(box.dataset.readonly);
    this.status = node('p', { class: 'lw-modeler__status', role: 'status' });
    this.message = node('div', { class: 'lw-modeler__message' });
    this.findingsBox = node('section', { class: 'lw-modeler__findings', 'aria-label': say('Prüfung'), hidden: true });
    this.findings = new Findings(this.findingsBox, { here: box.dataset.pfad, address: box.dataset.fileUrl, select, known, mend: this.readOnly ? null : mend });
    this.saving = false;
    this.stopped = false;
    this.words = '';
  }

  /** Call when the editor shows the stored content. */
  begin(saved = this.editor.state()) {
    this.saved = saved;
    this.listen();
    const given = document.querySelector('[data-befunde]');
    if (given) this.show(JSON.parse(given.textContent));
    // the same list for who sees no drawing
    document.querySelector('[data-befunde-ohne-zeichnung]')?.remove();
    this.refresh();
    if (this.changed()) this.touched();
  }

  show(findings) {
    this.found = findings;
    this.findings.show(findings);
    this.box.dispatchEvent(new CustomEvent('laufweg:befunde', { bubbles: true, detail: findings }));
  }

  listen() {
    const actions = { speichern: () => this.save(), herunterladen: () => this.download(), ...this.editor.actions };
    document.addEventListener('click', (event) => {
      const button = event.target.closest?.('[data-aktion]');
      if (button && !button.disabled) actions[button.dataset.aktion]?.();
    });
    document.addEventListener('keydown', (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key === 's') {
        event.preventDefault();
        this.save();
      } else if (!this.readOnly && beside(event.target)) {
        const action = key === 'y' || (key === 'z' && event.shiftKey) ? 'wiederholen' : key === 'z' ? 'rueckgaengig' : '';
        if (!actions[action]) return;
        event.preventDefault();
        actions[action]();
      }
    });
    window.addEventListener('beforeunload', (event) => {
      if (!this.changed()) return;
      event.preventDefault();
      event.returnValue = '';
    });
    window.addEventListener('online', () => this.trying && this.save({ automatic: true }));
    // leaving for another file of the bundle: what is not saved yet is saved first
    document.addEventListener('click', (event) => this.leave(event));
  }

  async leave(event) {
    const link = event.target.closest?.('.lw-werkbank__files a[href], [data-speichert-erst]');
    if (!link || this.readOnly || !this.changed() || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    await this.save({ automatic: true });
    if (!this.changed()) window.location.assign(link.href);
  }

  changed() {
    return !this.readOnly && (this.editor.state() !== this.saved || Boolean(this.editor.typing?.()));
  }

  /** Call after each change. */
  touched() {
    this.refresh();
    if (this.readOnly) return;
    clearTimeout(this.checkLater);
    this.checkLater = setTimeout(() => this.check(), CHECK_AFTER); // also when it was undone to what is stored
    if (this.stopped || !this.changed()) return;
    clearTimeout(this.saveLater);
    this.saveLater = setTimeout(() => this.save({ automatic: true }), SAVE_AFTER);
  }

  refresh() {
    const usable = {
      speichern: !this.saving && !this.readOnly,
      rueckgaengig: this.editor.canUndo?.() ?? true,
      wiederholen: this.editor.canRedo?.() ?? true,
    };
    for (const button of document.querySelectorAll('[data-aktion]')) {
      if (button.dataset.aktion in usable) button.disabled = !usable[button.dataset.aktion];
    }
    const changed = this.changed();
    this.box.dataset.geaendert = changed ? '1' : '';
    if (this.saving) return;
    if (this.readOnly) this.tell(say('Nur zur Ansicht.'));
    else if (changed) this.tell(say('Ungespeicherte Änderungen'));
    else this.tell(this.words || say('Keine Änderungen'));
  }

  async check() {
    if (this.checking) {
      this.checkAgain = true;
      return;
    }
    this.checking = true;
    const { checkUrl, pfad } = this.box.dataset;
    const text = await this.editor.content({ automatic: true, sure: false }).catch(() => null);
    const found = text === null ? null : await check(checkUrl, { [pfad]: text });
    this.checking = false;
    if (found) this.show(found);
    if (this.checkAgain) {
      this.checkAgain = false;
      this.touched();
    }
  }

  async save({ automatic = false } = {}) {
    if (this.saving || this.readOnly || (automatic && (!this.changed() || this.stopped))) return;
    clearTimeout(this.saveLater);
    if (automatic && this.editor.typing?.()) {
      this.saveLater = setTimeout(() => this.save({ automatic }), SAVE_AFTER);
      return;
    }
    const note = document.querySelector('[data-notiz]');
    const words = automatic ? '' : (note?.value ?? '');
    this.saving = true;
    this.refresh();
    let text;
    try {
      text = await this.editor.content({ automatic });
    } catch (fault) {
      this.saving = false;
      this.message.replaceChildren(alert('danger', say('Nicht gespeichert: Der Inhalt ließ sich nicht lesen.'), node('p', {}, fault.message)));
      return;
    }
    const sent = this.editor.state();
    if (sent === this.saved && !words) {
      this.saving = false;
      this.refresh();
      return;
    }
    this.tell(say('Wird gespeichert …'));
    const { saveUrl: url, revision, csrf } = this.box.dataset;
    const result = await save({ url, revision, csrf: csrf ?? '', text, note: words, automatic });
    this.saving = false;
    clearTimeout(this.trying);
    this.trying = null;
    if (result.kind === 'saved') {
      this.saved = sent;
      this.stopped = false;
      this.box.dataset.revision = result.revision;
      this.words = result.at ? say('Gespeichert {at}', result) : result.title;
      if (!automatic && note) note.value = '';
      this.message.replaceChildren();
    }
    this.refresh();
    this.report(result);
    if (result.kind === 'unreachable' || result.again) {
      this.trying = setTimeout(() => this.save({ automatic: true }), TRY_AGAIN);
    }
    if (this.changed() && result.kind === 'saved') this.touched();
    this.box.dispatchEvent(new CustomEvent('laufweg:gespeichert', { bubbles: true, detail: result }));
  }

  report(result) {
    if (result.findings) this.show(result.findings);
    if (result.kind === 'saved') {
      if (!this.changed()) this.tell(`${this.words}. ${say('Prüfung')}: ${count(result.findings)}.`);
      return;
    }
    if (result.kind === 'conflict') this.stopped = true;
    const parts = [];
    if (result.text) parts.push(node('p', {}, result.text));
    parts.push(this.wayOut(result));
    this.message.replaceChildren(alert('danger', result.title, ...parts));
  }

  wayOut(result) {
    const row = node('div', { class: 'lw-row' });
    if (result.kind === 'conflict' && result.revision) {
      if (result.seen) row.append(link(say('Ansehen, was geändert wurde'), result.seen));
      row.append(
        button(say('Meine Fassung speichern'), () => this.takeOver(result.revision)),
        button(say('Als eigenen Entwurf speichern'), () => this.apart()),
      );
    } else if (result.kind === 'conflict') {
      row.append(button(say('Als eigenen Entwurf speichern'), () => this.apart()), link(say('Neuen Stand in neuem Tab öffnen'), window.location.href));
    } else if (result.kind !== 'invalid') {
      row.append(button(say('Noch einmal speichern'), () => this.save()));
    }
    row.append(button(say('Eigene Fassung herunterladen'), () => this.download()));
    return row;
  }

  takeOver(revision) {
    this.box.dataset.revision = revision;
    this.stopped = false;
    this.saved = Symbol('another');
    this.save();
  }

  async apart() {
    const { forkUrl, pfad, revision } = this.box.dataset;
    const text = await this.editor.content({ automatic: false });
    const own = await keepApart(forkUrl, { [pfad]: text }, revision);
    if (own.url) {
      this.saved = this.editor.state();
      this.words = say('Als Fassung {number} gespeichert', own);
      this.refresh();
      this.message.replaceChildren(
        alert('success', say('Ihre Arbeit steht in einem eigenen Entwurf.'), node('p', {}, node('a', { href: own.url }, say('Fassung {number} öffnen', own)))),
      );
    } else {
      this.message.append(node('p', { role: 'alert' }, own.title));
    }
  }

  async download() {
    const text = await this.editor.content({ automatic: false });
    const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }));
    const made = node('a', { href: url, download: this.box.dataset.dateiname || 'datei' });
    document.body.append(made);
    made.click();
    made.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  tell(text) {
    if (this.status.textContent !== text) this.status.textContent = text;
  }
}

export function button(text, action) {
  return node('button', { type: 'button', class: 'kern-btn kern-btn--secondary lw-btn--small', onclick: action }, node('span', { class: 'kern-label' }, text));
}

function link(text, href) {
  return node('a', { class: 'kern-btn kern-btn--secondary lw-btn--small', href, target: '_blank' }, node('span', { class: 'kern-label' }, text));
}
