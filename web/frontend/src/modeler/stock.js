// What the server knows of a version: what can be chosen, what is wrong with an expression, which day a deadline comes to.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' };
const EMPTY = {
  variables: [], functions: [], topics: [], roles: [], groups: {}, forms: [], decisions: [], processes: [],
  times: {}, deadlines: [], bases: [], data: [], ladders: {}, profile: '', newForm: '',
};

export class Stock {
  constructor({ stockUrl, expressionUrl, previewUrl, conditionUrl }) {
    Object.assign(this, EMPTY, { stockUrl, expressionUrl, previewUrl, conditionUrl, known: false });
  }

  /** Without an answer the form asks for texts instead of offering choices. */
  async load() {
    const given = await asked(() => fetch(this.stockUrl, { headers: HEADERS, credentials: 'same-origin' }));
    if (given) Object.assign(this, given, { known: true });
  }

  /** The faults of an expression: {severity, text, line, column}; none when nobody answers. */
  async faults(text) {
    return (await post(this.expressionUrl, { text }))?.faults ?? [];
  }

  /** {conditions: {id: {holds, names, fault}}} of {conditions, values}; null when nobody answers. */
  conditions(question) {
    return post(this.conditionUrl, question);
  }

  /** {day, steps, assumed, reason}; null when nobody answers. */
  preview(question) {
    return post(this.previewUrl, question);
  }
}

/** Everything an expression can read here: what forms ask and what the steps of the drawing set. */
export function names(modeler, stock) {
  const found = new Map(stock.variables.map((one) => [one.name, one.meaning || one.form]));
  const add = (name, from) => name && !found.has(name) && found.set(name, from);
  for (const { businessObject: owner, labelTarget } of modeler.get('elementRegistry').getAll()) {
    if (!owner || labelTarget) continue;
    const from = owner.name ?? owner.id;
    for (const one of owner.extensionElements?.values ?? []) {
      add(one.resultVariable, from);
      for (const mapping of [...(one.inputParameters ?? []), ...(one.outputParameters ?? [])]) add(mapping.target?.split('.')[0], from);
      for (const { name, value } of one.properties ?? []) if (name === 'variablen') for (const each of value.split(',')) add(each.trim(), from);
    }
    for (const one of loopOf(owner)) for (const name of ['inputElement', 'outputCollection']) add(one[name], from);
    if (is(owner, 'bpmn:Activity') && owner.loopCharacteristics) add('loopCounter', from);
  }
  return [...found].map(([name, meaning]) => ({ name, meaning })).sort((one, other) => one.name.localeCompare(other.name));
}

function loopOf(owner) {
  const values = owner.loopCharacteristics?.extensionElements?.values ?? [];
  return values.filter((one) => one.$type === 'zeebe:LoopCharacteristics');
}

function post(url, said) {
  return asked(() => fetch(url, { method: 'POST', credentials: 'same-origin', headers: HEADERS, body: JSON.stringify(said) }));
}

async function asked(question) {
  try {
    const answer = await question();
    return answer.ok && !answer.redirected ? await answer.json() : null;
  } catch {
    return null;
  }
}
