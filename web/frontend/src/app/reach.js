// Before a form leaves in which somebody has typed, the server is asked whether it answers: with no server there the
// browser would show its own page in place of what was typed. A form that saves itself (draft.js) looks after itself.
import { node } from '../dom.js';
import { say } from '../language.js';
import { announce } from './announce.js';

const PATIENCE = 10_000; // a server that does not answer is as good as none

export function askServer(document) {
  const typed = new WeakSet();
  const asking = new WeakSet();
  const answered = new WeakSet();
  let toast = null;
  for (const type of ['input', 'change']) document.addEventListener(type, ({ target }) => { if (target.form) typed.add(target.form); });
  document.addEventListener('submit', async (event) => {
    const { target: form, submitter } = event;
    if (!typed.has(form) || answered.has(form) || !leaves(form, submitter)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (asking.has(form)) return;
    asking.add(form);
    const there = await answers();
    asking.delete(form);
    toast?.remove();
    if (there) {
      answered.add(form);
      form.requestSubmit(submitter);
      answered.delete(form);
    } else {
      const again = node('button', { type: 'button', class: 'kern-btn kern-btn--secondary lw-btn--small', onclick: () => form.requestSubmit(submitter) }, say('Noch einmal senden'));
      toast = announce(say('Der Server ist nicht erreichbar. Ihre Eingaben sind noch auf dieser Seite.'), 'danger', again);
    }
  }, true);
}

// What htmx sends stays on the page anyway; what only asks can be asked again.
function leaves(form, submitter) {
  const method = submitter?.getAttribute('formmethod') ?? form.getAttribute('method') ?? 'get';
  return method.toLowerCase() === 'post' && !form.hasAttribute('data-entwurf') && !form.hasAttribute('hx-post') && form.target !== '_blank';
}

async function answers() {
  const answer = await fetch('/readyz', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) }).catch(() => null);
  return answer !== null && answer.status < 500;
}
