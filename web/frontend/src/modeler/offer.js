// What can be drawn: exactly what the engine executes (engine/bpmn/catalogue.py); the rest is not offered.
// A file may hold more; it is shown, and the check on saving says what is refused and why.
import ElementFactory from 'bpmn-js/lib/features/modeling/ElementFactory';
import ReplaceMenuProvider from 'bpmn-js/lib/features/popup-menu/ReplaceMenuProvider';
import { is, isAny } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../language.js';
import { ATTACHED, executed, PAD, TOOLS, TRIGGER } from './drawable.js';
import { continues } from './menu.js';
import { free, standing } from './space.js';

const TASK_SIZE = { width: 140, height: 90 }; // long German words; 100 px break them
const KEPT_PAD = ['append.text-annotation', 'connect', 'delete', 'lane-insert-above', 'lane-insert-below', 'lane-divide-two', 'lane-divide-three'];
const NAMED = ['bpmn:Activity', 'bpmn:Event', 'bpmn:TextAnnotation', 'bpmn:Participant'];
const EXPANDED = { width: 400, height: 200 };

/** Draws without a mouse: appends to the selected step, else puts the shape in the middle of the view. What was drawn is
 * selected and waits for its name, as after drawing with the mouse; or not, where a form asks for that. */
class Placing {
  constructor(autoPlace, directEditing, elementFactory, injector, lanes, modeling, selection) {
    Object.assign(this, { autoPlace, directEditing, elementFactory, injector, lanes, modeling, selection });
  }

  place(shape, { prepare = () => {}, named = true } = {}) {
    const [source] = this.selection.get();
    const made = this.elementFactory.createShape({ ...shape });
    prepare(made.businessObject);
    const follows = is(made, 'bpmn:FlowNode') && !is(made, 'bpmn:StartEvent') && !shape.triggeredByEvent;
    if (source && continues(source) && follows) {
      this.autoPlace.append(source, made);
    } else {
      const { parent, within, view } = this.lanes.home(source);
      const middle = { x: inside(view.x + view.width / 2, within.x, within.width), y: inside(view.y + view.height / 2, within.y, within.height) };
      this.modeling.createShape(made, free(made, middle, within, standing(parent)), parent);
    }
    if (shape.isExpanded) this.begin(made);
    this.selection.select(made); // which ends the naming that appending has begun
    if (named && isAny(made, NAMED)) this.directEditing.activate(made);
    return made;
  }

  /** A sub-process begins somewhere; one that waits for an event with that event, an ad-hoc one with any of its steps: the first. */
  begin(scope) {
    const trigger = scope.businessObject.triggeredByEvent ? { eventDefinitionType: TRIGGER('Message') } : {};
    const first = is(scope, 'bpmn:AdHocSubProcess') ? { type: 'bpmn:UserTask' } : { type: 'bpmn:StartEvent', ...trigger };
    const made = this.elementFactory.createShape(first);
    this.modeling.createShape(made, { x: scope.x + 40 + made.width / 2, y: scope.y + scope.height / 2 }, scope);
  }

  /** A call of another process with everything its contract asks for. */
  call(called) {
    const prepare = (owner) => this.injector.get('properties').calls(owner, called);
    return this.place({ type: 'bpmn:CallActivity' }, { prepare, named: false }); // it bears the name of what it calls
  }

  attach(host, definition) {
    const event = { type: 'bpmn:BoundaryEvent', eventDefinitionType: definition };
    const taken = host.attachers?.length ?? 0;
    const position = { x: host.x + host.width - 25 - taken * 45, y: host.y + host.height };
    const made = this.modeling.createShape(event, position, host, { attach: true });
    this.selection.select(made);
    return made;
  }
}
Placing.$inject = ['autoPlace', 'directEditing', 'elementFactory', 'injector', 'lanes', 'modeling', 'selection'];

class OfferedPalette {
  constructor(palette, create, elementFactory, elementMenu, globalConnect, handTool, lassoTool, spaceTool, placing) {
    Object.assign(this, { create, elementFactory, elementMenu, globalConnect, handTool, lassoTool, spaceTool, placing });
    palette.registerProvider(this);
  }

  getPaletteEntries() {
    const entries = {
      hand: tool('hand-tool', 'Ansicht verschieben', (event) => this.handTool.activateHand(event)),
      lasso: tool('lasso-tool', 'Mehrere auswählen', (event) => this.lassoTool.activateSelection(event)),
      space: tool('space-tool', 'Platz schaffen oder entfernen', (event) => this.spaceTool.activateSelection(event)),
      connect: tool('connection-multi', 'Verbinden', (event) => this.globalConnect.start(event)),
      separator: { group: 'tools', separator: true },
    };
    for (const { key, title, icon, shape } of TOOLS) {
      const start = (event) => {
        // A click made by the keyboard has no position: nothing to drag then.
        if (event.detail === 0 && event.type === 'click') this.placing.place(shape);
        else this.create.start(event, this.shapes(shape));
      };
      entries[key] = { group: 'draw', className: `bpmn-icon-${icon}`, title: say(title), action: { dragstart: start, click: start } };
    }
    const more = (event) => this.elementMenu.open(null, beside(event));
    entries.more = { group: 'draw', className: 'lw-mehr', title: say('Weitere Elemente'), action: { click: more } };
    return entries;
  }

  shapes(shape) {
    const made = this.elementFactory.createShape({ ...shape });
    if (shape.type !== 'bpmn:SubProcess') return made;
    return [made, this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: made })];
  }
}
OfferedPalette.$inject = ['palette', 'create', 'elementFactory', 'elementMenu', 'globalConnect', 'handTool', 'lassoTool', 'spaceTool', 'placing'];

class OfferedPad {
  constructor(contextPad, create, elementFactory, elementMenu, placing, popupMenu) {
    Object.assign(this, { create, elementFactory, elementMenu, placing, popupMenu });
    contextPad.registerProvider(500, this); // after bpmn-js's own, to take away from it
  }

  getContextPadEntries(element) {
    return (given) => {
      const kept = Object.entries(given).filter(([key]) => KEPT_PAD.includes(key));
      return { ...this.appends(element), ...this.replaces(element, given), ...Object.fromEntries(kept) };
    };
  }

  /** As in bpmn-js, but placed beside the entry: its own way of finding the place is deprecated and says so. */
  replaces(element, given) {
    if (!given.replace) return {};
    const open = (event) => {
      const place = beside(event);
      this.popupMenu.open(element, 'bpmn-replace', { ...place, cursor: place }, { title: say('Art ändern'), width: 300, search: true });
    };
    return { replace: { ...given.replace, action: { click: open } } };
  }

  appends(element) {
    const entries = {};
    if (continues(element)) {
      for (const { key, title, icon, shape } of PAD) {
        entries[`append.${key}`] = {
          group: 'model',
          className: `bpmn-icon-${icon}`,
          title: say('{title} anfügen', { title: say(title) }),
          action: {
            click: () => this.placing.place(shape),
            dragstart: (event) => this.create.start(event, this.elementFactory.createShape({ ...shape }), { source: element }),
          },
        };
      }
      const more = (event) => this.elementMenu.open(element, beside(event));
      entries.more = { group: 'model', className: 'lw-mehr', title: say('Weiteres anfügen'), action: { click: more } };
    }
    if (is(element, 'bpmn:Activity')) {
      for (const { key, title, icon, definition } of ATTACHED.slice(0, 2)) {
        entries[key] = { group: 'attach', className: `bpmn-icon-${icon}`, title: say(title), action: { click: () => this.placing.attach(element, definition) } };
      }
    }
    return entries;
  }
}
OfferedPad.$inject = ['contextPad', 'create', 'elementFactory', 'elementMenu', 'placing', 'popupMenu'];

class OfferedReplacements extends ReplaceMenuProvider {
  getPopupMenuEntries(target) {
    return is(target, 'bpmn:SequenceFlow') ? {} : super.getPopupMenuEntries(target);
  }

  getPopupMenuHeaderEntries() {
    return {}; // repetitions, and whether an event interrupts, are in the form
  }

  _createEntries(target, options) {
    return super._createEntries(target, options.filter((option) => executed(option.target, target.parent)));
  }
}
OfferedReplacements.$inject = ReplaceMenuProvider.$inject;

class WideTasks extends ElementFactory {
  getDefaultSize(element, di) {
    if (is(element, 'bpmn:SubProcess') && di?.isExpanded) return EXPANDED;
    return is(element, 'bpmn:Task') || is(element, 'bpmn:CallActivity') ? TASK_SIZE : super.getDefaultSize(element, di);
  }
}
WideTasks.$inject = ElementFactory.$inject;

function inside(wanted, start, length) {
  return Math.min(Math.max(wanted, start), start + length);
}

function beside(event) {
  const { left, bottom } = event.target.getBoundingClientRect();
  return { x: left, y: bottom + 4 };
}

function tool(icon, title, action) {
  return { group: 'tools', className: `bpmn-icon-${icon}`, title: say(title), action: { click: action } };
}

export default {
  __init__: ['paletteProvider', 'offeredPad', 'replaceMenuProvider'],
  paletteProvider: ['type', OfferedPalette],
  offeredPad: ['type', OfferedPad],
  replaceMenuProvider: ['type', OfferedReplacements],
  elementFactory: ['type', WideTasks],
  placing: ['type', Placing],
};
