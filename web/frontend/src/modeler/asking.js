// What the player of tokens does at a gateway: it asks which way to go, with the conditions of the ways, and says which of them
// hold for values one makes up – the server computes them.
import { is } from 'bpmn-js/lib/util/ModelUtil';
import Exclusive from 'bpmn-js-token-simulation/lib/simulator/behaviors/ExclusiveGatewayBehavior.js';
import Inclusive from 'bpmn-js-token-simulation/lib/simulator/behaviors/InclusiveGatewayBehavior.js';
import { node } from '../dom.js';
import { say } from '../language.js';
import { titleOf } from './german.js';

const ASK_AFTER = 300; // ms
const ways = (element) => element.outgoing.filter((flow) => is(flow, 'bpmn:SequenceFlow'));

export class Questions {
  constructor(box, compute) {
    Object.assign(this, { box, compute, waiting: [], values: new Map() });
    this.root = node('section', { class: 'lw-frage', 'aria-live': 'polite', hidden: true });
    box.append(this.root);
  }

  /** One after the other: several tokens may stand at gateways at once. */
  ask(question) {
    this.waiting.push(question);
    if (this.waiting.length === 1) this.show();
  }

  clear() {
    this.waiting = [];
    this.root.hidden = true;
  }

  show() {
    const [question] = this.waiting;
    this.root.hidden = !question;
    if (!question) return;
    const { element, several } = question;
    this.flows = ways(element);
    this.lines = new Map(this.flows.map((flow) => [flow.id, this.line(flow, several)]));
    this.asked = node('div', { class: 'lw-frage__angaben' });
    const go = several ? node('button', { type: 'button', class: 'lw-tool lw-tool--primary', onclick: () => this.answer(this.flows.filter(({ id }) => this.lines.get(id).box.checked)) }, say('Weiter')) : null;
    this.root.replaceChildren(node('h2', {}, titleOf(element)), node('ul', {}, ...[...this.lines.values()].map(({ root }) => root)), this.asked, ...(go ? [go] : []));
    this.root.querySelector('button, input')?.focus();
    this.refresh();
  }

  line(flow, several) {
    const { name, conditionExpression: condition } = flow.businessObject;
    const words = name || titleOf(flow.target);
    const usual = flow.source.businessObject.default === flow.businessObject;
    const box = several ? node('input', { type: 'checkbox' }) : node('button', { type: 'button', class: 'lw-tool', onclick: () => this.answer([flow]) }, words);
    const holds = node('strong', { class: 'lw-frage__stand' });
    const told = usual ? say('sonst (Standardfluss)') : condition ? null : say('ohne Bedingung');
    const head = several ? node('label', {}, box, ` ${words}`) : box;
    return { box, holds, root: node('li', {}, head, ' ', holds, told ? node('p', {}, told) : node('code', {}, condition.body.replace(/^\s*=\s*/, ''))) };
  }

  /** Says which conditions hold with the values typed so far, and asks for those they read. */
  async refresh() {
    const [question] = this.waiting;
    const conditions = Object.fromEntries(this.flows.map(({ id, businessObject }) => [id, businessObject.conditionExpression?.body]).filter(([, text]) => text));
    const found = Object.keys(conditions).length ? await this.compute({ conditions, values: Object.fromEntries(this.values) }) : null;
    if (!found || question !== this.waiting[0]) return;
    const told = found.conditions;
    for (const [id, { holds }] of Object.entries(told)) this.tell(id, holds);
    const usual = this.flows.find((flow) => flow.source.businessObject.default === flow.businessObject);
    if (usual) this.tell(usual.id, Object.values(told).every(({ holds }) => holds === false) ? true : Object.values(told).some(({ holds }) => holds) ? false : null);
    this.fields([...new Set(Object.values(told).flatMap(({ names }) => names))].sort());
  }

  tell(id, holds) {
    const { holds: place, box } = this.lines.get(id);
    place.textContent = holds === null ? '' : holds ? say('gilt') : say('gilt nicht');
    box.classList?.toggle('lw-tool--primary', holds === true && box.matches('button'));
    if (box.matches('input')) box.checked = holds === true;
  }

  fields(names) {
    if (this.asked.dataset.names === names.join()) return;
    this.asked.dataset.names = names.join();
    const rows = names.map((name) => {
      const input = node('input', { type: 'text', autocomplete: 'off', 'aria-label': say('Angabe {name}', { name }) });
      input.value = this.values.get(name) ?? '';
      input.addEventListener('input', () => {
        this.values.set(name, input.value);
        clearTimeout(this.later);
        this.later = setTimeout(() => this.refresh(), ASK_AFTER);
      });
      return node('label', {}, node('span', {}, name), input);
    });
    this.asked.replaceChildren(...(rows.length ? [node('p', {}, say('Angaben zum Ausrechnen: Text, Zahl, Tag oder ja/nein')), ...rows] : []));
  }

  answer(chosen) {
    if (!chosen.length) return;
    const { go } = this.waiting.shift();
    go(chosen);
    this.show();
  }
}

/** The behaviours of the gateways that decide; `questions` is a service of the player. */
class AskingExclusive extends Exclusive {
  constructor(simulator, scopeBehavior, questions) {
    super(simulator, scopeBehavior);
    this.questions = questions;
  }

  enter(context) {
    const { element } = context;
    if (ways(element).length < 2) return super.enter(context);
    return this.questions.ask({ element, go: ([flow]) => {
      this._simulator.setConfig(element, { activeOutgoing: flow });
      super.enter(context);
    } });
  }
}
AskingExclusive.$inject = ['simulator', 'scopeBehavior', 'questions'];

class AskingInclusive extends Inclusive {
  constructor(simulator, activityBehavior, questions) {
    super(simulator, activityBehavior);
    this.questions = questions;
  }

  /** One that joins first asks nothing before all have come: there the ways chosen by hand count. */
  enter(context) {
    const { element } = context;
    const joins = element.incoming.filter((flow) => is(flow, 'bpmn:SequenceFlow')).length > 1;
    if (joins || ways(element).length < 2) return super.enter(context);
    return this.questions.ask({ element, several: true, go: (flows) => {
      this._simulator.setConfig(element, { activeOutgoing: flows });
      super.enter(context);
    } });
  }
}
AskingInclusive.$inject = ['simulator', 'activityBehavior', 'questions'];

export default { exclusiveGatewayBehavior: ['type', AskingExclusive], inclusiveGatewayBehavior: ['type', AskingInclusive] };
