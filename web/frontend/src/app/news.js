// A list that asks for news by itself (<div id="zeilen" hx-trigger="every …"> with rows <… data-zeile>): what was
// chosen in it stays chosen, and what has come or gone is said once, also to a screen reader.
import { say } from '../language.js';
import { announce } from './announce.js';

export function tellNews(document) {
  let before = null;
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.target?.id !== 'zeilen') return;
    before = { rows: ids(document), chosen: chosen(document) };
  });
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    if (!before || detail.target?.id !== 'zeilen') return;
    const { rows, chosen: kept } = before;
    before = null;
    for (const box of document.querySelectorAll('#zeilen [data-wahl]')) box.checked = kept.has(box.id);
    const now = ids(document);
    const come = [...now].filter((id) => !rows.has(id)).length;
    const gone = [...rows].filter((id) => !now.has(id)).length;
    if (come || gone) announce(say('Liste aktualisiert: {come} neu, {gone} nicht mehr da.', { come, gone }), 'info');
  });
}

function ids(document) {
  return new Set([...document.querySelectorAll('#zeilen [data-zeile]')].map((row) => row.id));
}

function chosen(document) {
  return new Set([...document.querySelectorAll('#zeilen [data-wahl]:checked')].map((box) => box.id));
}
