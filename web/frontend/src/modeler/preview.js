// Under a deadline: on which day it ends when it begins on a given day, and how the server came to that.
import { node } from '../dom.js';
import { inGerman, say } from '../language.js';

const ASK_AFTER = 300; // ms

export class Preview {
  constructor(field, form, id) {
    Object.assign(this, { form, field });
    this.begin = node('input', { type: 'text', id, inputmode: 'numeric', autocomplete: 'off', placeholder: say('heute'), 'aria-label': say('Vorschau: beginnt am') });
    this.begin.value = form.begun;
    // what is asked here is no change of the diagram
    for (const kind of ['input', 'change']) this.begin.addEventListener(kind, (event) => event.stopPropagation());
    this.begin.addEventListener('change', () => {
      form.begun = this.begin.value.trim();
      this.ask();
    });
    this.answer = node('div', { class: 'lw-vorschau__answer', role: 'status' });
    this.root = node('div', { class: 'lw-vorschau' }, node('span', {}, say('Beginnt am')), this.begin, this.answer);
    this.update(field);
  }

  update(field) {
    const said = JSON.stringify([field.clock, field.text, field.norm, field.event]);
    if (said === this.said) return;
    this.said = said;
    this.field = field;
    this.root.hidden = !field.text || !this.form.stock.known;
    clearTimeout(this.later);
    if (!this.root.hidden) this.later = setTimeout(() => this.ask(), ASK_AFTER);
  }

  async ask() {
    const { said } = this;
    const { clock, text, norm = '', event = '' } = this.field;
    const found = await this.form.stock.preview({ kind: clock, text, norm, event, begin: this.begin.value.trim() });
    if (said === this.said && this.root.isConnected) this.answer.replaceChildren(...told(found));
  }
}

function told(found) {
  if (!found) return [say('Keine Vorschau: Ausdruck oder Tag ist nicht lesbar.')];
  if (!found.day) return [found.reason];
  const steps = node('details', {}, node('summary', {}, say('Herleitung')), node('ol', inGerman, ...found.steps.map((step) => node('li', {}, step))));
  const assumed = found.assumed.length ? node('p', { class: 'lw-modeler__hint' }, say('Angenommen: {names} ist der Tag des Beginns.', { names: found.assumed.join(', ') })) : null;
  return [node('p', {}, `→ ${say('Ende')} `, node('strong', {}, found.day)), steps, ...(assumed ? [assumed] : [])];
}
