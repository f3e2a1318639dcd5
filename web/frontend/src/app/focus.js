// After an htmx swap the focus must not fall to the top of the page. htmx keeps it where an element with the
// same id comes back; else it goes to [data-fokus] in the new part, else to what stands at its place now.
export function keepFocus(document) {
  let lost = null;
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    const active = document.activeElement;
    if (!active || active === document.body || !detail.target.contains(active)) return;
    const row = active.closest('[data-zeile]');
    lost = { target: detail.target.id, row: row?.id, place: indexOf(row) };
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (!lost) return;
    const before = lost;
    lost = null;
    if (document.activeElement && document.activeElement !== document.body) return;
    const wanted = candidate(document, before);
    if (!wanted) return;
    if (wanted.tabIndex < 0) wanted.tabIndex = -1;
    wanted.focus({ preventScroll: false });
  });
}

function indexOf(row) {
  return row ? [...row.parentElement.children].indexOf(row) : -1;
}

function candidate(document, { target, row, place }) {
  const holder = document.getElementById(row) ?? document.getElementById(target);
  const marked = holder?.querySelector('[data-fokus]') ?? document.querySelector('[data-fokus]');
  if (marked) return marked;
  const same = document.getElementById(row);
  if (same) return firstControl(same) ?? same;
  const rows = document.querySelectorAll('[data-liste] [data-zeile]');
  const next = rows[Math.min(place, rows.length - 1)];
  if (place >= 0 && next) return firstControl(next) ?? next;
  return holder ?? document.querySelector('main h1');
}

function firstControl(part) {
  return part.querySelector('a[href], button:not([disabled])');
}
