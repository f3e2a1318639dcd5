// The menus „Weitere Elemente“ and „Weiteres anfügen“: everything that can be drawn, and the processes of the library as
// blocks. They open by the pad, the palette, and the keys N (new) and A (append).
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../language.js';
import { appendable, attachable, DRAWABLE } from './drawable.js';

const MENU = 'laufweg-elemente';
const MARGIN = 10; // between a menu and the edge of the window

class ElementMenu {
  constructor(canvas, eventBus, keyboard, lanes, placing, popupMenu, selection, stock) {
    Object.assign(this, { canvas, lanes, placing, popupMenu, selection, stock });
    popupMenu.registerProvider(MENU, this);
    popupMenu._ensureVisible = inWindow;
    keyboard.addListener(800, ({ keyEvent }) => this.pressed(keyEvent));
  }

  pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return undefined;
    const key = event.key.toLowerCase();
    const [selected] = this.selection.get();
    if (key === 'n') this.open(null);
    else if (key === 'a' && selected && continues(selected)) this.open(selected);
    else return undefined;
    return true;
  }

  /** After an element, or without one for a new element in the middle of the view. */
  open(element, place = this.middle()) {
    if (!element) this.selection.select([]);
    const title = element ? say('Weiteres anfügen') : say('Weitere Elemente');
    this.popupMenu.open(element ?? this.canvas.getRootElement(), MENU, { ...place, cursor: place }, { title, width: 320, search: true });
  }

  middle() {
    const { left, top, width, height } = this.canvas.getContainer().getBoundingClientRect();
    return { x: left + width / 3, y: top + height / 5 };
  }

  getPopupMenuEntries(element) {
    const source = is(element, 'bpmn:FlowNode') ? element : null;
    const shapes = source ? appendable(source) : DRAWABLE.filter(({ inside }) => !inside || is(element, inside));
    const entries = shapes.map(({ key, title, icon, group, shape }) => [key, entry(title, icon, group, () => this.placing.place(shape))]);
    if (!source && this.lanes.canHavePool()) entries.push(['pool', entry('Pool um den Ablauf', 'participant', 'Beteiligte', () => this.selection.select(this.lanes.surround()))]);
    const attached = is(element, 'bpmn:Activity') ? attachable(element) : [];
    entries.push(...attached.map(({ key, title, icon, definition }) => [key, entry(title, icon, 'Anheften', () => this.placing.attach(element, definition))]));
    entries.push(...this.stock.processes.map((called) => [`baustein-${called.key}`, this.block(called)]));
    return Object.fromEntries(entries);
  }

  /** A process of the library, drawn as a call that fulfils its contract. */
  block(called) {
    const made = entry(called.name, 'call-activity', 'Bausteine', () => this.placing.call(called));
    const [gets, gives] = [called.inputs, called.outputs].map((names) => Object.keys(names).join(', '));
    const parts = [gets && say('bekommt {names}', { names: gets }), gives && say('gibt {names}', { names: gives })].filter(Boolean);
    return { ...made, label: called.name, description: parts.join('; ') || undefined };
  }
}
ElementMenu.$inject = ['canvas', 'eventBus', 'keyboard', 'lanes', 'placing', 'popupMenu', 'selection', 'stock'];

// The library measures by the whole page, of which a menu at the lower edge of the window would hang out.
function inWindow(menu, { x, y }) {
  const { width, height } = menu.getBoundingClientRect();
  const held = (at, size, room) => Math.max(MARGIN, Math.min(at, room - size - MARGIN));
  return { x: held(x, width, document.documentElement.clientWidth), y: held(y, height, window.innerHeight) };
}

export function continues(element) {
  const { triggeredByEvent, isForCompensation } = element.businessObject;
  return element.type !== 'label' && is(element, 'bpmn:FlowNode') && !is(element, 'bpmn:EndEvent') && !triggeredByEvent && !isForCompensation;
}

function entry(title, icon, group, run) {
  return { label: say(title), className: `bpmn-icon-${icon}`, group: { id: group, name: say(group) }, action: run };
}

export default { __init__: ['elementMenu'], elementMenu: ['type', ElementMenu] };
