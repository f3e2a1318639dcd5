// The answer to a change brings the parts of the form as they were when it was asked for. What was typed or chosen in
// them since then stays.
export function keepTyped(document) {
  document.addEventListener('htmx:oobBeforeSwap', ({ detail: { target, fragment } }) => {
    for (const field of target.querySelectorAll('input[id], textarea[id], select[id]')) {
      const again = fragment.querySelector(`#${CSS.escape(field.id)}`);
      if (!again || again.name !== field.name || again.disabled || again.readOnly) continue;
      if (field.type === 'file') again.replaceWith(field); // what was chosen cannot be written into another field
      else if (field.type === 'radio' || field.type === 'checkbox') again.checked = field.checked;
      else again.value = field.value;
    }
  });
}
