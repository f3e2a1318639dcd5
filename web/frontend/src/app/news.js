// A list that asks for news by itself (<div id="zeilen" hx-trigger="every …"> with rows <… data-zeile>): what was
// chosen in it stays chosen, what was in sight in it stays there, and what has come or gone is said once, also to a
// screen reader.
import { say } from '../language.js';
import { announce } from './announce.js';
import { fit } from './fit.js';

export function tellNews(document) {
  let before = null;
  document.addEventListener('htmx:beforeSwap', ({ detail }) => {
    if (detail.target?.id !== 'zeilen') return;
    const frame = fit();
    before = { rows: ids(document), chosen: chosen(document), left: frame?.scrollLeft, top: frame?.scrollTop };
  });
  document.addEventListener('htmx:afterSwap', ({ detail }) => {
    const frame = fit();
    if (!before || detail.target?.id !== 'zeilen') return;
    const { rows, chosen: kept } = before;
    frame?.scrollTo(before);
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
