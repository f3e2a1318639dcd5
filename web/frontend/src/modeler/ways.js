// What the mouse does by dragging, for the keyboard: append a step, attach an event, connect to an existing one; the flows that
// come and go, each to be opened or deleted; and the element itself.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import { node } from '../dom.js';
import { say } from '../language.js';
import { appendable, attachable, ATTACHED, DRAWABLE } from './drawable.js';
import { kindOf, titleOf } from './german.js';
import { continues } from './menu.js';

export class Ways {
  constructor(modeler, panel) {
    Object.assign(this, { modeler, panel });
  }

  get(name) {
    return this.modeler.get(name);
  }

  /** What the group shows; another answer builds it anew. */
  outline(element) {
    return [element.type, this.targets(element).map(({ id }) => id), ...both(element).map((list) => list.map((flow) => [flow.id, titleOf(flow)]))];
  }

  /** The nodes that stand below the fields of an element. */
  parts(element) {
    const group = node('fieldset', { class: 'lw-modeler__group' }, node('legend', {}, say('Wie es weitergeht')), ...this.rows(element), ...this.flows(element));
    return [...(group.children.length > 1 ? [group] : []), ...this.deletion(element)];
  }

  rows(element) {
    const rows = [];
    const opened = (run) => (key) => {
      run(key);
      this.focus();
    };
    if (continues(element)) {
      rows.push(row('feld-anfuegen', say('Neuer Schritt'), say('Anfügen'), choices(appendable(element)), opened((key) => this.get('placing').place(DRAWABLE.find((one) => one.key === key).shape, { named: false }))));
    }
    if (is(element, 'bpmn:Activity') && !element.businessObject.triggeredByEvent) {
      rows.push(row('feld-anheften', say('Angeheftetes Ereignis'), say('Anheften'), choices(attachable(element)), opened((key) => this.get('placing').attach(element, ATTACHED.find((one) => one.key === key).definition))));
    }
    const targets = this.targets(element).map((one) => [one.id, `${titleOf(one)} (${kindOf(one)})`]);
    if (targets.length) {
      const annotation = is(element, 'bpmn:TextAnnotation');
      rows.push(row('feld-verbinden', annotation ? say('Element') : say('Vorhandener Schritt'), say('Verbinden'), targets, (id) => this.get('modeling').connect(element, this.get('elementRegistry').get(id))));
    }
    return rows;
  }

  /** What is built anew meanwhile gets the focus by its id. An element that was made or opened begins with its name. */
  focus(id) {
    this.panel.querySelector(`#${CSS.escape(id || 'feld-name')}`)?.focus();
  }

  flows(element) {
    const [out, into] = both(element);
    const list = (title, flows, end) => flows.length ? [node('p', { class: 'lw-modeler__flows' }, title), node('ul', { class: 'lw-modeler__flows' }, ...flows.map((flow) => this.flow(element, flow, end)))] : [];
    return [...list(say('Ausgehend'), out, 'target'), ...list(say('Eingehend'), into, 'source')];
  }

  flow(element, flow, end) {
    const name = titleOf(flow[end]);
    const { name: said } = flow.businessObject;
    const words = `${end === 'target' ? '→' : '←'} ${name}${said ? ` (${said})` : ''}`;
    const open = () => {
      this.get('selection').select(flow);
      this.focus();
    };
    const remove = () => {
      const [next] = both(element).flat().filter((one) => one !== flow);
      this.get('modeling').removeElements([flow]);
      this.focus(next && `fluss-${next.id}`); // the button goes with its flow
    };
    return node('li', {},
      node('button', { type: 'button', class: 'lw-elements__button', id: `fluss-${flow.id}`, 'aria-label': say('{kind} {name} öffnen', { kind: kindOf(flow), name: titleOf(flow) }), onclick: open }, words),
      node('button', { type: 'button', class: 'lw-tool', 'aria-label': say('{kind} {name} löschen', { kind: kindOf(flow), name: titleOf(flow) }), onclick: remove }, say('Löschen')));
  }

  /** A pool goes with all it holds: that is left to the drawing. */
  deletion(element) {
    if (!element.parent || is(element, 'bpmn:Participant')) return [];
    const remove = () => {
      const next = element.source ?? element.incoming?.[0]?.source ?? element.host ?? element.outgoing?.[0]?.target;
      this.get('modeling').removeElements([element]);
      this.get('selection').select(next && this.get('elementRegistry').get(next.id) ? next : []);
      this.focus();
    };
    return [node('button', { type: 'button', class: 'lw-tool lw-modeler__delete', onclick: remove }, say('{kind} löschen', { kind: kindOf(element) }))];
  }

  targets(element) {
    const annotation = is(element, 'bpmn:TextAnnotation');
    if (!annotation && !continues(element)) return [];
    const rules = this.get('rules');
    return this.get('elementRegistry').filter((one) =>
      one !== element && !one.labelTarget && one.parent && is(one, annotation ? 'bpmn:BaseElement' : 'bpmn:FlowNode') && (annotation || one.parent === around(element))
      && ![...element.outgoing, ...(annotation ? element.incoming : [])].some((flow) => flow.target === one || (annotation && flow.source === one))
      && rules.allowed('connection.create', { source: element, target: one }));
  }
}

function both({ outgoing = [], incoming = [] }) {
  return [outgoing, incoming];
}

/** What holds the steps an element can lead to. */
function around(element) {
  return element.host ? element.host.parent : element.parent;
}

function choices(list) {
  return list.map(({ key, title }) => [key, say(title)]);
}

function row(id, label, action, options, run) {
  const select = node('select', { id }, ...options.map(([key, words]) => node('option', { value: key }, words)));
  return node(
    'div',
    { class: 'lw-modeler__field' },
    node('label', { for: id }, label),
    node('div', { class: 'lw-modeler__row' }, select, node('button', { type: 'button', class: 'lw-tool', onclick: () => run(select.value) }, action)),
  );
}
