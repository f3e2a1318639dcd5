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
  const body = node('div', {});
  box.replaceChildren(node('details', {}, summary, body));
  const known = modeler.get('elementRegistry');
  const lanes = modeler.get('lanes');
  const kept = (test) => known.filter((element) => !element.labelTarget && element.parent && test(element));
  const render = () => {
    const steps = kept((element) => is(element, 'bpmn:FlowNode')).sort((one, other) => one.x - other.x || one.y - other.y);
    const parted = kept((element) => is(element, 'bpmn:Participant') || is(element, 'bpmn:Lane')).sort((one, other) => one.y - other.y || one.x - other.x);
    const rest = kept((element) => !is(element, 'bpmn:SequenceFlow') && !steps.includes(element) && !parted.includes(element));
    summary.textContent = `${say('Alle Elemente')} (${steps.length + parted.length + rest.length})`;
    const list = (title, tag, elements, line) => elements.length ? [node('h3', { class: 'lw-elements__title' }, title), node(tag, { class: 'lw-elements' }, ...elements.map(line))] : [];
    body.replaceChildren(
      ...list(say('Beteiligte'), 'ul', parted, (element) => node('li', {}, opens(element, select), ` ${kindOf(element)}`)),
      ...list(say('Schritte'), 'ol', outermost(steps), (element) => step(element, { steps, lanes, select })),
      ...list(say('Außerdem'), 'ul', rest, (element) => node('li', {}, opens(element, select), ` ${kindOf(element)}`)),
    );
  };
  let pending = null;
  modeler.get('eventBus').on(['elements.changed', 'import.done', 'shape.removed', 'connection.removed'], () => {
    clearTimeout(pending);
    pending = setTimeout(render, 150); // dragging changes elements many times a second
  });
  render();
}

function opens(element, select, words = titleOf(element), label = null) {
  return node('button', { type: 'button', class: 'lw-elements__button', 'aria-label': label, onclick: () => select(element.id) }, words);
}

/** Those that lie in no sub-process; the drawing of one that is closed stands on a sheet of its own. */
function outermost(steps) {
  const owners = steps.map(({ businessObject }) => businessObject);
  return steps.filter(({ businessObject }) => !owners.includes(businessObject.$parent));
}

/** A step, where it lies, the flows that leave it, each of which can be opened, too, and the steps it holds. */
function step(element, all) {
  const { steps, lanes, select } = all;
  const lane = lanes.of(element);
  const host = element.host ? say(', an „{name}“', { name: titleOf(element.host) }) : '';
  const where = lane ? say(', in „{name}“', { name: titleOf(lane) }) : '';
  const flows = element.outgoing.filter((flow) => is(flow, 'bpmn:SequenceFlow')).flatMap((flow, at) => {
    const { name } = flow.businessObject;
    const words = `${titleOf(flow.target)}${name ? ` (${name})` : ''}`;
    return [at ? ', ' : ' → ', opens(flow, select, words, say('Sequenzfluss zu {name}', { name: words }))];
  });
  const held = steps.filter(({ businessObject }) => businessObject.$parent === element.businessObject);
  const inside = held.length ? [node('ol', { class: 'lw-elements' }, ...held.map((one) => step(one, all)))] : [];
  return node('li', {}, opens(element, select), ` ${kindOf(element)}${host}${where}`, ...flows, ...inside);
}
