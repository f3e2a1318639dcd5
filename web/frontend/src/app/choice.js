// Choosing rows (<input data-wahl>) for what is done with many: the box in the head (<input data-alle hidden>, shown by
// this script) chooses all rows of the page, and the place [data-gewaehlt] says how many are chosen. The bar around it
// (.lw-sammel) is only in the way while none is.
import { say } from '../language.js';

export function countChosen(document) {
  document.addEventListener('change', ({ target }) => {
    if (target.matches('[data-alle]')) for (const box of boxes(document)) box.checked = target.checked;
    if (target.matches('[data-alle], [data-wahl]')) show(document);
  });
  document.addEventListener('htmx:afterSettle', () => show(document));
  window.addEventListener('pageshow', () => show(document)); // the back button brings ticks back
  show(document);
}

function boxes(document) {
  return [...document.querySelectorAll('[data-wahl]')];
}

function show(document) {
  const all = boxes(document);
  const chosen = all.filter((box) => box.checked).length;
  const head = document.querySelector('[data-alle]');
  if (head) {
    head.hidden = !all.length;
    head.checked = chosen > 0 && chosen === all.length;
    head.indeterminate = chosen > 0 && chosen < all.length;
  }
  const place = document.querySelector('[data-gewaehlt]');
  if (!place) return;
  place.textContent = say('{chosen} ausgewählt:', { chosen });
  const bar = place.closest('.lw-sammel');
  if (bar) bar.hidden = !chosen;
}
