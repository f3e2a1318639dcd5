// Keys in a list (<… data-liste> with rows <… data-zeile>): j/k next/previous, Enter opens (the link has the
// focus), x selects, c claims, n next task, / search, ? help. They can be switched off in the help (WCAG 2.1.4).
import { node } from '../dom.js';
import { say } from '../language.js';

const SETTING = 'laufweg.tasten';
const HELP = [
  ['j', 'nächste Zeile'],
  ['k', 'vorige Zeile'],
  ['Enter', 'Zeile öffnen'],
  ['x', 'Zeile auswählen'],
  ['c', 'Aufgabe übernehmen'],
  ['n', 'nächste Aufgabe'],
  ['/', 'zur Suche'],
  ['?', 'diese Hilfe'],
];

export function listKeys(document) {
  if (!document.querySelector('[data-liste], [data-naechste]')) return;
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector('dialog[open]')) return;
    if (event.key === '?') run(event, help);
    else if (!enabled()) return;
    else if (event.key === 'j') run(event, () => move(1));
    else if (event.key === 'k') run(event, () => move(-1));
    else if (event.key === 'c') run(event, claim);
    else if (event.key === 'x') run(event, () => current()?.querySelector('[data-wahl]')?.click());
    else if (event.key === 'n') run(event, () => document.querySelector('[data-naechste] button')?.click());
    else if (event.key === '/') run(event, () => document.querySelector('[data-suche]')?.focus());
  });
  for (const button of document.querySelectorAll('[data-tastenhilfe]')) button.addEventListener('click', help);
}

function run(event, action) {
  event.preventDefault();
  action();
}

function typing(target) {
  if (target.matches?.('[data-wahl]')) return false; // the box of a row takes no text
  return target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName ?? '');
}

function enabled() {
  try {
    return localStorage.getItem(SETTING) !== 'aus';
  } catch {
    return true; // storage forbidden by policy
  }
}

function rows() {
  return [...document.querySelectorAll('[data-liste] [data-zeile]')];
}

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  (next.querySelector('[data-oeffnen]') ?? next.querySelector('a[href]'))?.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function current() {
  return rows().find((candidate) => candidate.contains(document.activeElement));
}

function claim() {
  current()?.querySelector('[data-uebernehmen]:not([disabled])')?.click();
}

function help() {
  const off = node('input', { type: 'checkbox', id: 'tasten-ein', class: 'kern-form-check__checkbox' });
  off.checked = enabled();
  off.addEventListener('change', () => {
    try {
      localStorage.setItem(SETTING, off.checked ? 'ein' : 'aus');
    } catch {
      // storage forbidden by policy: the keys stay on
    }
  });
  const list = node('dl', { class: 'lw-keys' });
  for (const [key, meaning] of HELP) list.append(node('div', {}, node('dt', {}, node('kbd', {}, key)), node('dd', {}, say(meaning))));
  const close = node('button', { type: 'button', class: 'kern-btn kern-btn--secondary' }, node('span', { class: 'kern-label' }, say('Schließen')));
  const dialog = node(
    'dialog',
    { class: 'lw-dialog', 'aria-labelledby': 'tasten-titel' },
    node('h2', { id: 'tasten-titel', class: 'lw-dialog__title' }, say('Tastenkürzel in der Liste')),
    list,
    node('div', { class: 'kern-form-check' }, off, node('label', { for: 'tasten-ein', class: 'kern-label' }, say('Tastenkürzel einschalten'))),
    node('div', { class: 'lw-dialog__actions' }, close),
  );
  const back = document.activeElement;
  close.addEventListener('click', () => dialog.close());
  dialog.addEventListener('close', () => {
    dialog.remove();
    back?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
}
