// Speaks and shows what happened in the background. The server sends it with the answer:
//   HX-Trigger: {"laufweg:meldung": {"text": "Aufgabe übernommen", "art": "success"}}   (JSON in ASCII, so \u00fc)
import { icon, node } from '../dom.js';
import { say } from '../language.js';

const SECONDS = 8;

export function announceFaults(document) {
  document.addEventListener('laufweg:meldung', ({ detail }) => announce(detail.text, detail.art ?? 'success'));
  document.addEventListener('htmx:sendError', () =>
    announce(say('Der Server ist nicht erreichbar. Ihre Eingaben sind noch auf dieser Seite.'), 'danger'));
  document.addEventListener('htmx:responseError', ({ detail }) => {
    const { status } = detail.xhr;
    if (status === 401) expired(document);
    else announce(say('Das hat nicht geklappt (Fehler {status}). Bitte laden Sie die Seite neu.', { status }), 'danger');
  });
}

// Beside a form nothing must be left behind; a list is simply opened again.
export function expired(document) {
  if (document.querySelector('[data-ungespeichert], [data-entwurf]')) {
    announce(say('Ihre Sitzung ist abgelaufen. Bitte melden Sie sich in einem neuen Tab an.'), 'danger');
    return;
  }
  const here = encodeURIComponent(location.pathname + location.search);
  announce(say('Ihre Sitzung ist abgelaufen.'), 'danger', node('a', { href: `/anmelden?weiter=${here}` }, say('Neu anmelden')));
}

export function announce(text, kind, way = '') {
  const region = liveRegion();
  for (const old of region.querySelectorAll('.lw-toast')) if (old.dataset.text === text) old.remove();
  const close = node('button', { type: 'button', class: 'lw-toast__close', 'aria-label': say('Meldung schließen') }, '×');
  const toast = node('div', { class: `lw-toast lw-toast--${kind}`, 'data-text': text }, icon(kind), node('p', {}, text, ...(way ? [' ', way] : [])), close);
  close.addEventListener('click', () => toast.remove());
  region.append(toast);
  // Faults, and what asks for something, stay until closed: nobody reads them in eight seconds while on the phone.
  if (kind !== 'danger' && !way) setTimeout(() => toast.remove(), SECONDS * 1000);
  return toast;
}

function liveRegion() {
  const found = document.getElementById('meldungen');
  if (found) return found;
  const made = node('div', { id: 'meldungen', class: 'lw-toasts', role: 'status', 'aria-live': 'polite' });
  document.body.append(made);
  return made;
}
