// The answer to a change brings the parts of the form as they were when it was asked for. What was typed or chosen in
// them since then stays; a part that looks as it did is left alone, so that nobody clicks on what is just being replaced.
export function keepTyped(document) {
  document.addEventListener('htmx:oobBeforeSwap', (event) => {
    const { target, fragment } = event.detail;
    if (looks(target) === looks(fragment.firstElementChild ?? fragment)) {
      event.detail.shouldSwap = false;
      return;
    }
    for (const field of target.querySelectorAll('input[id], textarea[id], select[id]')) {
      const again = fragment.querySelector(`#${CSS.escape(field.id)}`);
      if (!again || again.name !== field.name || again.disabled || again.readOnly) continue;
      if (field.type === 'file') again.replaceWith(field); // what was chosen cannot be written into another field
      else if (field.type === 'radio' || field.type === 'checkbox') again.checked = field.checked;
      else again.value = field.value;
    }
  });
}

// The part without what people enter and what htmx writes on it.
function looks(part) {
  const copy = part.cloneNode(true);
  for (const field of copy.querySelectorAll('input:not([type=hidden]), textarea, option')) {
    if (!['radio', 'checkbox'].includes(field.type)) field.removeAttribute('value');
    for (const name of ['checked', 'selected']) field.removeAttribute(name);
    if (field.matches('textarea')) field.textContent = '';
    if (field.matches('option')) field.removeAttribute('selected');
  }
  for (const one of copy.querySelectorAll('[class]')) one.classList.remove('htmx-request', 'htmx-settling', 'htmx-added', 'htmx-swapping');
  for (const one of copy.querySelectorAll('[aria-disabled][aria-busy]')) { one.removeAttribute('aria-disabled'); one.removeAttribute('aria-busy'); }
  return copy.innerHTML.replaceAll(/ class=""/g, '').replaceAll(/\s+/g, ' ');
}
