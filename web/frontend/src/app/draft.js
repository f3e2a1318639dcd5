// A form that saves itself while it is filled in: <form data-entwurf="address">. What is typed stays where it is, and so
// does the focus; beside the buttons stands when it was saved, which is spoken once.
import { node } from '../dom.js';
import { say } from '../language.js';

const PAUSE = 3_000; // after the last change
const AGAIN = 20_000; // after a failure

export function saveDrafts(document) {
  for (const form of document.querySelectorAll('form[data-entwurf]')) watch(form, document);
}

function watch(form, document) {
  const state = { timer: 0, running: false, waiting: false, pressed: null, stopped: false, spoken: false };
  const later = (time = PAUSE) => {
    if (state.stopped) return;
    clearTimeout(state.timer);
    state.timer = setTimeout(save, time);
  };
  for (const type of ['input', 'change']) form.addEventListener(type, () => later());
  // rows that a button added or took away
  form.addEventListener('htmx:afterRequest', ({ detail }) => { if (detail.elt.name === 'lw-zeile') later(); });
  // Whatever was pressed waits for a draft that is on its way: it makes the numbers the form carries old.
  document.addEventListener('submit', (event) => {
    if (event.target !== form) return;
    clearTimeout(state.timer);
    if (state.running) {
      event.preventDefault();
      event.stopImmediatePropagation();
      state.pressed = event.submitter;
      state.waiting = true;
    } else {
      state.stopped = true;
    }
  }, true);

  async function save() {
    if (state.running) return later();
    state.running = true;
    const before = fields(form).toString();
    let answer = null;
    try {
      answer = await fetch(form.dataset.entwurf, {
        method: 'POST', body: fields(form), headers: { 'HX-Request': 'true', Accept: 'application/json' },
      });
    } catch { /* no answer: the server cannot be reached */ }
    state.running = false;
    if (!answer || answer.status >= 500) {
      tell(form, say('Nicht gespeichert: Der Server ist nicht erreichbar. Ihre Eingaben stehen noch auf dieser Seite.'), state, true);
      later(AGAIN);
    } else {
      await take(answer, before);
    }
    press();
  }

  // The button pressed meanwhile is pressed again, with the numbers of now.
  function press() {
    if (!state.waiting) return;
    state.waiting = false;
    form.requestSubmit(state.pressed);
  }

  async function take(answer, before) {
    const found = answer.headers.get('Content-Type')?.includes('json') ? await answer.json() : {};
    if (answer.ok) {
      form.elements['lw-revision'].value = found.revision;
      form.elements['lw-entwurf'].value = found.entwurf;
      const same = fields(form).toString() === renewed(before, found);
      if (same) form.dispatchEvent(new CustomEvent('laufweg:gespeichert', { bubbles: true }));
      else later();
      tell(form, found.gemeldet, state, false);
    } else if (answer.status === 409) {
      state.stopped = true;
      tell(form, found.gemeldet, state, true);
      if (found.meine) form.querySelector('[data-entwurf-stand]')?.append(' ', reload());
    } else {
      tell(form, answer.status === 401
        ? say('Nicht gespeichert: Ihre Sitzung ist abgelaufen. Ihre Eingaben stehen noch auf dieser Seite und gehen beim Absenden nicht verloren.')
        : say('Nicht gespeichert (Fehler {status}). Ihre Eingaben stehen noch auf dieser Seite.', { status: answer.status }), state, true);
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
  shown.classList.toggle('lw-form__state--fault', fault);
  if (fault ? news : !state.spoken) spoken(form.ownerDocument).textContent = text;
  if (!fault) state.spoken = true;
}

function spoken(document) {
  const found = document.getElementById('entwurf-gesagt');
  if (found) return found;
  const made = node('p', { id: 'entwurf-gesagt', class: 'lw-sr', role: 'status' });
  document.body.append(made);
  return made;
}
