// The key of a one-time link stands behind the # of its address: it is put into the field and taken out of the address,
// so that neither the history of the browser nor whoever looks over a shoulder keeps it.
function takeKey(root, place = window.location, past = window.history) {
  const field = root.querySelector('[data-schluessel]');
  const key = place.hash.slice(1);
  if (!field || !/^[\w-]{20,200}$/.test(key)) return;
  field.value = key;
  past.replaceState(null, '', place.pathname);
  root.querySelector('#lw-code')?.focus();
}

takeKey(document);
