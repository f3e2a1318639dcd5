// Pages of the server beside the drawing, without their frame: the scenarios, and what the profile says of a task. What they
// say is painted on the drawing. Links and forms that lead to such pages are followed here; all others leave the page as usual.
import { alert, node } from '../dom.js';
import { learn, say } from '../language.js';
import english from './beside.english.js';

learn(english);

const PANEL = 'Lw-Tafel'; // asks for the part of the page, and marks an answer that is one
const READABLE = 0.4; // below this scale marks would cover what they are about
const COVERED = { touched: 'lw-m-erledigt', untouched: 'lw-m-ungeprueft' };
const STANDING = { erledigt: 'lw-m-erledigt', aktiv: 'lw-m-aktiv' };

export class Beside {
  /** `urls` are the beginnings of the addresses that are shown here. */
  constructor(modeler, { urls, save, close }) {
    Object.assign(this, { modeler, urls, save, marked: [] });
    this.status = node('p', { class: 'lw-szenarien__stand', role: 'status' });
    this.body = node('div', { class: 'lw-szenarien__inhalt' });
    const away = node('button', { type: 'button', class: 'lw-tool', onclick: close }, say('Zurück zu den Eigenschaften'));
    this.root = node('section', { class: 'lw-modeler__panel lw-szenarien', 'aria-label': say('Neben dem Diagramm') }, node('div', { class: 'lw-row' }, away), this.status, this.body);
    this.body.addEventListener('click', (event) => this.follow(event));
    this.body.addEventListener('submit', (event) => this.send(event));
  }

  close() {
    this.clear();
    this.root.remove();
  }

  own(address) {
    const { pathname } = new URL(address, window.location.href);
    return this.urls.some((url) => pathname === url || pathname.startsWith(`${url}/`)) && !pathname.includes('/aus-fall');
  }

  follow(event) {
    const link = event.target.closest('a[href]');
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !this.own(link.href)) return;
    event.preventDefault();
    this.load(link.href);
  }

  send(event) {
    const form = event.target;
    if (!this.own(form.action)) return;
    event.preventDefault();
    this.load(form.action, { method: 'POST', body: new FormData(form, event.submitter) }).finally(() => delete form.dataset.gesendet);
  }

  async load(address, options = {}) {
    const { pathname } = new URL(address, window.location.href);
    const words = { [this.urls[0]]: say('Die Szenarien laufen …'), [`${this.urls[0]}/geruest`]: say('Ein Szenario für den Weg wird gesucht …') };
    this.status.textContent = words[pathname] ?? say('Wird geladen …');
    this.root.setAttribute('aria-busy', 'true');
    const saved = await this.save();
    try {
      const answer = await fetch(address, { credentials: 'same-origin', headers: { [PANEL]: '1', Accept: 'text/html' }, ...options });
      if (!answer.headers.has(PANEL)) return this.elsewhere(answer);
      this.show(await answer.text(), new URL(answer.redirected ? answer.url : address, window.location.href).hash.slice(1));
      this.status.textContent = saved ? '' : say('Nicht gespeichert: Gezeigt wird der zuletzt gespeicherte Stand.');
    } catch {
      this.fail(say('Der Server ist nicht erreichbar. Was Sie eingegeben haben, steht noch da.'));
    } finally {
      this.root.removeAttribute('aria-busy');
    }
    return undefined;
  }

  /** A page that is none of ours: where a form led, or that somebody has to log in. */
  elsewhere(answer) {
    if (answer.ok && answer.redirected && !new URL(answer.url).pathname.startsWith('/anmelden')) window.location.assign(answer.url);
    else if (answer.redirected || answer.status === 401) this.fail(say('Ihre Sitzung ist abgelaufen. Melden Sie sich in einem neuen Tab an und versuchen Sie es dann noch einmal.'));
    else this.fail(say('Der Server hat mit dem Fehler {status} geantwortet.', answer));
  }

  fail(words) {
    this.status.textContent = '';
    this.body.querySelector(':scope > .lw-alert')?.remove();
    this.body.prepend(alert('danger', words));
    this.release();
  }

  /** What was pressed can be pressed again. */
  release() {
    for (const form of this.body.querySelectorAll('form[data-gesendet]')) delete form.dataset.gesendet;
    for (const button of this.body.querySelectorAll('button[aria-busy]')) {
      button.removeAttribute('aria-disabled');
      button.removeAttribute('aria-busy');
    }
  }

  show(html, place) {
    const before = document.activeElement?.id;
    const inside = this.body.contains(document.activeElement);
    const page = new DOMParser().parseFromString(html, 'text/html');
    const painted = page.querySelector('[data-zeichnen]');
    this.paint(JSON.parse(painted?.textContent ?? '{}'));
    painted?.remove();
    this.body.replaceChildren(...page.body.childNodes);
    window.htmx?.process(this.body);
    this.root.scrollTop = 0;
    this.focus(inside && before, place);
  }

  /** Where one goes on: what is wrong, what was asked for, the button that was pressed, else the beginning. */
  focus(before, place) {
    const named = (id) => (id ? this.body.querySelector(`#${CSS.escape(id)}`) : null);
    const target = this.body.querySelector('[data-fehlerliste], [data-fokus]') ?? named(place) ?? named(before) ?? this.body.querySelector('h2');
    if (!target) return;
    if (target.matches('form')) {
      target.scrollIntoView({ block: 'nearest' });
      target.querySelector('input:not([type=hidden]), select, textarea, button')?.focus();
      return;
    }
    if (!target.matches('a, button, input, select, textarea')) target.tabIndex = -1;
    target.focus();
  }

  // -- on the drawing

  clear() {
    const canvas = this.modeler.get('canvas');
    for (const [id, marker] of this.marked) if (this.known(id)) canvas.removeMarker(id, marker);
    this.marked = [];
    this.modeler.get('overlays').remove({ type: 'szenarien' });
  }

  known(id) {
    return this.modeler.get('elementRegistry').get(id);
  }

  mark(id, marker) {
    if (!this.known(id)) return;
    this.modeler.get('canvas').addMarker(id, marker);
    this.marked.push([id, marker]);
  }

  badge(id, text, kind) {
    const element = this.known(id);
    if (!element || element.waypoints) return;
    const html = node('span', { class: `lw-diagramm__marke lw-diagramm__marke--${kind}` }, text);
    this.modeler.get('overlays').add(id, 'szenarien', { position: { top: -22, left: 0 }, scale: { min: 0.7, max: 1.1 }, show: { minZoom: READABLE }, html: node('div', { class: 'lw-diagramm__marken' }, html) });
  }

  paint({ abdeckung = {}, ...standing }) {
    this.clear();
    for (const [id, times] of Object.entries(abdeckung)) {
      this.mark(id, times ? COVERED.touched : COVERED.untouched);
      if (times) this.badge(id, String(times), 'anzahl');
      else this.badge(id, say('ungeprüft'), 'ungeprueft');
    }
    for (const [state, marker] of Object.entries(STANDING)) for (const id of standing[state] ?? []) this.mark(id, marker);
    for (const id of standing.aktiv ?? []) this.badge(id, say('hier'), 'hier');
    const here = (standing.aktiv ?? []).find((id) => this.known(id));
    if (here) this.modeler.get('canvas').scrollToElement(this.known(here), 120);
  }
}
