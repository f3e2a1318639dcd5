// bpmn-js leaves palette, context pad and drawing to the mouse; this makes them reachable by keyboard and name,
// and keeps a list of all elements whose buttons select.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { node } from '../dom.js';
import { kindOf, titleOf } from './german.js';
import { english, say } from '../language.js';

const ENTRIES = '.djs-palette .entry, .djs-context-pad .entry, .djs-minimap .toggle';

export function reachable(modeler, stage) {
  const prepare = () => {
    for (const entry of stage.querySelectorAll(ENTRIES)) {
      if (entry.hasAttribute('tabindex')) continue;
      entry.setAttribute('role', 'button');
      entry.setAttribute('tabindex', '0');
      if (!entry.hasAttribute('aria-label') && !entry.matches('.toggle')) entry.setAttribute('aria-label', entry.getAttribute('title') ?? '');
    }
    stage.querySelector('.djs-palette-entries')?.setAttribute('aria-label', say('Werkzeuge'));
  };
  for (const event of ['palette.changed', 'contextPad.open', 'contextPad.changed', 'minimap.toggle']) {
    modeler.get('eventBus').on(event, () => queueMicrotask(prepare));
  }
  // the menu writes its title as a heading of the third level, though it stands below no second one
  modeler.get('eventBus').on('popupMenu.opened', () => {
    for (const title of document.querySelectorAll('.djs-popup-title')) title.setAttribute('aria-level', '2');
    for (const menu of document.querySelectorAll('.djs-popup')) if (!english) new MutationObserver(() => count(menu)).observe(menu, { subtree: true, childList: true, characterData: true });
  });
  prepare();
  stage.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const entry = event.target.closest(ENTRIES);
    if (!entry) return;
    event.preventDefault();
    event.stopPropagation();
    entry.click();
  }, true);
}

/** The menu counts what a search finds in English words, part by part. */
function count(menu) {
  const walker = document.createTreeWalker(menu, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: text } = walker;
    if (/^results?$/.test(text.data)) text.data = 'Treffer';
    else if (text.data.trim() === 'found') text.data = '';
  }
}

export function elementList(modeler, box, select) {
  const summary = node('summary', {});
  const list = node('ol', { class: 'lw-elements' });
  box.replaceChildren(node('details', {}, summary, list));
  const render = () => {
    const steps = modeler.get('elementRegistry').filter((element) => !element.labelTarget && is(element, 'bpmn:FlowNode'));
    steps.sort((one, other) => one.x - other.x || one.y - other.y);
    summary.textContent = `${say('Alle Elemente')} (${steps.length})`;
    list.replaceChildren(...steps.map((element) => entry(element, select)));
  };
  let pending = null;
  modeler.get('eventBus').on(['elements.changed', 'import.done', 'shape.removed'], () => {
    clearTimeout(pending);
    pending = setTimeout(render, 150); // dragging changes elements many times a second
  });
  render();
}

function entry(element, select) {
  const next = element.outgoing.filter((flow) => is(flow, 'bpmn:SequenceFlow')).map((flow) => {
    const label = flow.businessObject.name;
    return `${titleOf(flow.target)}${label ? ` (${label})` : ''}`;
  });
  const button = node('button', { type: 'button', class: 'lw-elements__button', onclick: () => select(element.id) }, titleOf(element));
  const host = element.host ? say(', an „{name}“', { name: titleOf(element.host) }) : '';
  return node('li', {}, button, ` ${kindOf(element)}${host}${next.length ? ` → ${next.join(', ')}` : ''}`);
}
