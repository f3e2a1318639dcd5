// A form that saves itself while it is filled in: <form data-entwurf="address">. What is typed stays where it is, and so
// does the focus; beside the buttons stands when it was saved, which is spoken once.
import { node } from '../dom.js';
import { say } from '../language.js';
import { announce } from './announce.js';

const PAUSE = 3_000; // after the last change
const PATIENCE = 10_000; // a server that does not answer is as good as none
const SOON = 5_000; // until it is tried again after no answer
const AGAIN = 20_000; // after a refusal
const FAULT = 'lw-form__state--fault';

export function saveDrafts(document) {
  for (const form of document.querySelectorAll('form[data-entwurf]')) watch(form, document);
}

function watch(form, document) {
  const state = { timer: 0, running: false, changed: false, sent: null, waiting: false, pressed: null, stopped: false, spoken: false, toast: null };
  const later = (time = PAUSE) => {
    if (state.stopped) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(save, time);
  };
  const shown = form.querySelector('[data-entwurf-stand]');
  const change = () => {
    state.changed = true;
    // what stands there is of what was typed before; a fault goes on to be one
    if (shown && !shown.classList.contains(FAULT)) shown.textContent = say('Noch nicht gespeichert');
    later();
  };
  for (const type of ['input', 'change']) form.addEventListener(type, change);
  // rows that a button added or took away
  form.addEventListener('htmx:afterRequest', ({ detail }) => { if (detail.elt.name === 'lw-zeile') change(); });
  window.addEventListener('online', () => { if (state.sent) later(0); });
  // Whatever was pressed waits for a draft that is on its way: it makes the numbers the form carries old. What is not yet
  // saved is saved first: with no server there, sending the page would lose it.
  document.addEventListener('submit', (event) => {
    if (event.target !== form) return;
    clearTimeout(state.timer);
    if (state.running || (state.changed && !state.stopped)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      state.pressed = event.submitter;
      state.waiting = true;
      save();
    } else {
      state.stopped = true;
    }
  }, true);

  // What had no answer is sent once more as it was: it may have been kept, and the answer lost.
  async function save() {
    if (state.running) return;
    state.running = true;
    state.sent ??= fields(form);
    const before = state.sent.toString();
    let answer;
    let found;
    try {
      answer = await fetch(form.dataset.entwurf, {
        method: 'POST', body: state.sent, headers: { 'HX-Request': 'true', Accept: 'application/json' }, signal: AbortSignal.timeout(PATIENCE),
      });
      found = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : {};
    } catch { /* no answer: the server cannot be reached */ }
    state.running = false;
    if (!found || answer.status >= 500 || (answer.ok && !found.revision)) {
      tell(form, say('Speichern gelingt zurzeit nicht und wird weiter versucht. Ihre Eingaben bleiben erhalten, solange diese Seite offen ist.'), state, true);
      if (state.waiting) state.toast = announce(say('Der Server ist nicht erreichbar. Ihre Eingaben sind noch auf dieser Seite.'), 'danger');
      state.waiting = false;
      later(SOON);
    } else {
      state.sent = null;
      state.toast?.remove();
      take(answer, found, before);
      press();
    }
  }

  // The button pressed meanwhile is pressed again, with the numbers of now.
  function press() {
    if (!state.waiting) return;
    state.waiting = false;
    state.changed = false;
    form.requestSubmit(state.pressed);
  }

  function take(answer, found, before) {
    if (answer.ok) {
      form.elements['lw-revision'].value = found.revision;
      form.elements['lw-entwurf'].value = found.entwurf;
      state.changed = fields(form).toString() !== renewed(before, found);
      if (state.changed) later();
      else form.dispatchEvent(new CustomEvent('laufweg:gespeichert', { bubbles: true }));
      tell(form, found.gemeldet, state, false);
    } else if (answer.status === 409) {
      state.stopped = true;
      tell(form, found.gemeldet, state, true);
      if (found.meine) form.querySelector('[data-entwurf-stand]')?.append(' ', reload());
    } else {
      tell(form, found.gemeldet ?? (answer.status === 401
        ? say('Nicht gespeichert: Ihre Sitzung ist abgelaufen. Ihre Eingaben stehen noch auf dieser Seite und gehen beim Absenden nicht verloren.')
        : say('Nicht gespeichert (Fehler {status}). Ihre Eingaben stehen noch auf dieser Seite.', { status: answer.status })), state, true);
      later(AGAIN);
    }
  }

  function reload() {
    return node('a', { href: location.pathname, class: 'kern-link' }, say('Gespeicherten Stand öffnen'));
  }
}

// Files are kept when a button is pressed.
function fields(form) {
  const found = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') found.append(name, value);
  return found;
}

function renewed(before, { revision, entwurf }) {
  const found = new URLSearchParams(before);
  found.set('lw-revision', revision);
  found.set('lw-entwurf', entwurf);
  return found.toString();
}

// Shown each time; spoken the first time it is saved, and whenever it is not.
function tell(form, text, state, fault) {
  const shown = form.querySelector('[data-entwurf-stand]');
  if (!shown || !text) return;
  const news = shown.dataset.gesagt !== text;
  shown.textContent = text;
  shown.dataset.gesagt = text;
  shown.classList.toggle(FAULT, fault);
  if (fault ? news : !state.spoken) spoken(form.ownerDocument).textContent = text;
  state.spoken = !fault; // that it works again is news
}

function spoken(document) {
  const found = document.getElementById('entwurf-gesagt');
  if (found) return found;
  const made = node('p', { id: 'entwurf-gesagt', class: 'lw-sr', role: 'status' });
  document.body.append(made);
  return made;
}
