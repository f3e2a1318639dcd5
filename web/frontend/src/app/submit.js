// A second click must not send a form twice: the button pressed is off once the form is on its way. It keeps the focus,
// which a disabled one would lose.
const PATIENCE = 10_000; // a download answers without leaving the page; then the button must come back

export function guardSubmit(document) {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (event.defaultPrevented && !isHtmx(form)) return;
    if (form.dataset.gesendet) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if ((form.getAttribute('method') ?? 'get').toLowerCase() !== 'post' && !isHtmx(form)) return;
    form.dataset.gesendet = '1';
    busy(form, event.submitter);
    setTimeout(() => release(form), PATIENCE);
  }, true);
  document.addEventListener('htmx:afterRequest', ({ detail }) => {
    if (detail.elt.matches?.('form')) release(detail.elt);
  });
  // Back button: the page comes from the cache as it was left.
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-gesendet]')) release(form);
  });
}

function isHtmx(form) {
  return ['hx-post', 'hx-put', 'hx-patch', 'hx-delete'].some((name) => form.hasAttribute(name));
}

function busy(form, submitter) {
  const button = submitter ?? form.querySelector('button:not([type=button]), input[type=submit]');
  if (!button) return;
  button.setAttribute('aria-disabled', 'true');
  button.setAttribute('aria-busy', 'true');
}

function release(form) {
  delete form.dataset.gesendet;
  for (const button of form.elements) {
    if (button.getAttribute('aria-busy') !== 'true') continue;
    button.removeAttribute('aria-disabled');
    button.removeAttribute('aria-busy');
  }
}
