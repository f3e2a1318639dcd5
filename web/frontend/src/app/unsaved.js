// Asks before a form with changes is left: <form data-ungespeichert>. Saving through htmx, or by itself
// (draft.js), clears the mark.
const changed = new Set();

export function guardUnsaved(document) {
  for (const type of ['input', 'change']) {
    document.addEventListener(type, ({ target }) => {
      const form = target.form ?? target.closest?.('form');
      if (form?.matches('[data-ungespeichert]')) mark(form);
    });
  }
  document.addEventListener('submit', ({ target }) => clear(target));
  document.addEventListener('laufweg:gespeichert', ({ target }) => clear(target));
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.successful && detail.elt.matches?.('form')) clear(detail.elt);
  });
  window.addEventListener('beforeunload', (event) => {
    for (const form of changed) if (!form.isConnected) changed.delete(form);
    if (changed.size === 0) return;
    event.preventDefault();
    event.returnValue = ''; // Safari and Firefox before 119 ask only with it
  });
}

function mark(form) {
  changed.add(form);
  form.dataset.ungespeichert = 'ja';
}

function clear(form) {
  if (!changed.delete(form)) return;
  form.dataset.ungespeichert = '';
}
