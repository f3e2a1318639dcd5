// What can be drawn: exactly what the engine executes (engine/bpmn/catalogue.py); the rest is not offered.
// A file may hold more; it is shown, and the check on saving says what is refused and why.
import ElementFactory from 'bpmn-js/lib/features/modeling/ElementFactory';
import ReplaceMenuProvider from 'bpmn-js/lib/features/popup-menu/ReplaceMenuProvider';
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { say } from '../language.js';

const TIMER = 'bpmn:TimerEventDefinition';
const MESSAGE = 'bpmn:MessageEventDefinition';
const TERMINATE = 'bpmn:TerminateEventDefinition';
const TASK_SIZE = { width: 140, height: 90 }; // long German words; 100 px break them

export const DRAWABLE = [
  { key: 'start', title: 'Startereignis', icon: 'start-event-none', shape: { type: 'bpmn:StartEvent' } },
  { key: 'start-message', title: 'Startereignis Nachricht', icon: 'start-event-message', shape: { type: 'bpmn:StartEvent', eventDefinitionType: MESSAGE } },
  { key: 'timer', title: 'Zeitereignis', icon: 'intermediate-event-catch-timer', shape: { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: TIMER } },
  { key: 'message', title: 'Nachrichtenereignis', icon: 'intermediate-event-catch-message', shape: { type: 'bpmn:IntermediateCatchEvent', eventDefinitionType: MESSAGE } },
  { key: 'end', title: 'Endereignis', icon: 'end-event-none', shape: { type: 'bpmn:EndEvent' } },
  { key: 'end-terminate', title: 'Endereignis Terminierung', icon: 'end-event-terminate', shape: { type: 'bpmn:EndEvent', eventDefinitionType: TERMINATE } },
  { key: 'user', title: 'Benutzeraufgabe', icon: 'user-task', shape: { type: 'bpmn:UserTask' } },
  { key: 'rule', title: 'Geschäftsregelaufgabe', icon: 'business-rule-task', shape: { type: 'bpmn:BusinessRuleTask' } },
  { key: 'script', title: 'Skriptaufgabe', icon: 'script-task', shape: { type: 'bpmn:ScriptTask' } },
  { key: 'exclusive', title: 'Exklusives Gateway', icon: 'gateway-xor', shape: { type: 'bpmn:ExclusiveGateway' } },
  { key: 'parallel', title: 'Paralleles Gateway', icon: 'gateway-parallel', shape: { type: 'bpmn:ParallelGateway' } },
  { key: 'sub', title: 'Teilprozess', icon: 'subprocess-expanded', shape: { type: 'bpmn:SubProcess', isExpanded: true } },
  { key: 'note', title: 'Anmerkung', icon: 'text-annotation', shape: { type: 'bpmn:TextAnnotation' } },
];
const STARTS = new Set(['start', 'start-message', 'note']);

export const APPENDABLE = DRAWABLE.filter(({ key }) => !STARTS.has(key));
const PAD = APPENDABLE.filter(({ key }) => ['user', 'exclusive', 'parallel', 'rule', 'timer', 'end'].includes(key));
const ATTACHED = [
  { key: 'attach-timer', title: 'Frist anheften', icon: 'intermediate-event-catch-timer', definition: TIMER },
  { key: 'attach-message', title: 'Nachricht anheften', icon: 'intermediate-event-catch-message', definition: MESSAGE },
];
const KEPT_PAD = ['append.text-annotation', 'connect', 'delete', 'lane-insert-above', 'lane-insert-below', 'lane-divide-two', 'lane-divide-three'];

export function executed({ type, eventDefinitionType = null, isExpanded, triggeredByEvent }) {
  if (triggeredByEvent) return false;
  if (type === 'bpmn:SubProcess') return isExpanded === true;
  if (type === 'bpmn:BoundaryEvent') return [TIMER, MESSAGE].includes(eventDefinitionType);
  return DRAWABLE.some(({ shape }) => shape.type === type && (shape.eventDefinitionType ?? null) === eventDefinitionType);
}

/** Draws without a mouse: appends to the selected step, else puts the shape in the middle of the view. */
class Placing {
  constructor(autoPlace, canvas, elementFactory, modeling, selection) {
    Object.assign(this, { autoPlace, canvas, elementFactory, modeling, selection });
  }

  place(shape) {
    const [source] = this.selection.get();
    const made = this.elementFactory.createShape({ ...shape });
    const flows = source && is(source, 'bpmn:FlowNode') && !is(source, 'bpmn:EndEvent');
    if (flows && is(made, 'bpmn:FlowNode') && !is(made, 'bpmn:StartEvent')) {
      this.autoPlace.append(source, made);
    } else {
      const { x, y, width, height } = this.canvas.viewbox();
      this.modeling.createShape(made, { x: x + width / 2, y: y + height / 2 }, this.canvas.getRootElement());
    }
    this.selection.select(made);
    return made;
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
Placing.$inject = ['autoPlace', 'canvas', 'elementFactory', 'modeling', 'selection'];

class OfferedPalette {
  constructor(palette, create, elementFactory, globalConnect, handTool, lassoTool, spaceTool, placing) {
    Object.assign(this, { create, elementFactory, globalConnect, handTool, lassoTool, spaceTool, placing });
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
    for (const { key, title, icon, shape } of DRAWABLE) {
      const start = (event) => {
        // A click made by the keyboard has no position: nothing to drag then.
        if (event.detail === 0 && event.type === 'click') this.placing.place(shape);
        else this.create.start(event, this.shapes(shape));
      };
      entries[key] = { group: 'draw', className: `bpmn-icon-${icon}`, title: say(title), action: { dragstart: start, click: start } };
    }
    return entries;
  }

  shapes(shape) {
    const made = this.elementFactory.createShape({ ...shape });
    if (shape.type !== 'bpmn:SubProcess') return made;
    return [made, this.elementFactory.createShape({ type: 'bpmn:StartEvent', x: 40, y: 82, parent: made })];
  }
}
OfferedPalette.$inject = ['palette', 'create', 'elementFactory', 'globalConnect', 'handTool', 'lassoTool', 'spaceTool', 'placing'];

class OfferedPad {
  constructor(contextPad, create, elementFactory, placing, popupMenu) {
    Object.assign(this, { create, elementFactory, placing, popupMenu });
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
      const { left, bottom } = event.target.getBoundingClientRect();
      const position = { x: left, y: bottom + 4, cursor: { x: left, y: bottom + 4 } };
      this.popupMenu.open(element, 'bpmn-replace', position, { title: say('Art ändern'), width: 300, search: false });
    };
    return { replace: { ...given.replace, action: { click: open } } };
  }

  appends(element) {
    if (element.type === 'label' || !is(element, 'bpmn:FlowNode')) return {};
    const entries = {};
    if (!is(element, 'bpmn:EndEvent')) {
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
    }
    if (is(element, 'bpmn:Activity')) {
      for (const { key, title, icon, definition } of ATTACHED) {
        entries[key] = { group: 'attach', className: `bpmn-icon-${icon}`, title: say(title), action: { click: () => this.placing.attach(element, definition) } };
      }
    }
    return entries;
  }
}
OfferedPad.$inject = ['contextPad', 'create', 'elementFactory', 'placing', 'popupMenu'];

class OfferedReplacements extends ReplaceMenuProvider {
  getPopupMenuEntries(target) {
    return is(target, 'bpmn:SequenceFlow') ? {} : super.getPopupMenuEntries(target);
  }

  getPopupMenuHeaderEntries() {
    return {}; // loops and multi-instance are refused; interrupting or not is in the form
  }

  _createEntries(target, options) {
    return super._createEntries(target, options.filter((option) => executed(option.target)));
  }
}
OfferedReplacements.$inject = ReplaceMenuProvider.$inject;

class WideTasks extends ElementFactory {
  getDefaultSize(element, di) {
    return is(element, 'bpmn:Task') ? TASK_SIZE : super.getDefaultSize(element, di);
  }
}
WideTasks.$inject = ElementFactory.$inject;

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
