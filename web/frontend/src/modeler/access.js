// bpmn-js leaves palette, context pad and drawing to the mouse; this makes them reachable by keyboard and name,
// and keeps a list of all elements whose buttons select.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { node } from '../dom.js';
import { kindOf, titleOf } from './german.js';
import { say } from '../language.js';

export function reachable(modeler, stage) {
  const prepare = () => {
    for (const entry of stage.querySelectorAll('.djs-palette .entry, .djs-context-pad .entry')) {
      if (entry.hasAttribute('tabindex')) continue;
      entry.setAttribute('role', 'button');
      entry.setAttribute('tabindex', '0');
      if (!entry.hasAttribute('aria-label')) entry.setAttribute('aria-label', entry.getAttribute('title') ?? '');
    }
    stage.querySelector('.djs-palette-entries')?.setAttribute('aria-label', say('Werkzeuge'));
  };
  for (const event of ['palette.changed', 'contextPad.open', 'contextPad.changed']) {
    modeler.get('eventBus').on(event, () => queueMicrotask(prepare));
  }
  prepare();
  stage.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    const entry = event.target.closest('.djs-palette .entry, .djs-context-pad .entry');
    if (!entry) return;
    event.preventDefault();
    event.stopPropagation();
    entry.click();
  }, true);
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
