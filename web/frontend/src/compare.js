// Two versions of a diagram: side by side or one on the other, moving together; a row of the list shows its element.
// Markup: docs/compare.md, "The page".
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import './compare.css';
import { explain, fit, fontReady, loadXml, MARGIN, nameDrawing, TEXT_RENDERER, toolButton, visible, WATERMARK } from './canvas.js';
import { Steps } from './compare-steps.js';
import { alert, node } from './dom.js';
import { hold } from './ready.js';
import english from './compare.english.js';
import drawing from './drawing.english.js';
import { learn, say } from './language.js';

learn(drawing);
learn(english);

const WORDS = { added: 'neu', removed: 'entfällt', changed: 'geändert', moved: 'verlegt', inside: 'darin geändert' };
const SIGNS = { added: '+', removed: '−', changed: '≠', moved: '→', inside: '…' };
const LEGIBLE = 0.55; // below this scale a mark has room for its sign only
const VIEWS = { neben: 'Nebeneinander', unter: 'Untereinander', ueber: 'Übereinander' };

/** One version on its stage. */
class Version {
  constructor(box, url, marks, title) {
    Object.assign(this, { url, marks, title });
    this.stage = node('div', { class: 'lw-vergleich__flaeche' });
    this.pane = node('div', { class: 'lw-vergleich__seite' }, node('p', { class: 'lw-vergleich__titel' }, title), this.stage);
    box.append(this.pane);
  }

  async show() {
    this.viewer = new NavigatedViewer({
      container: this.stage,
      moddleExtensions: { zeebe },
      textRenderer: TEXT_RENDERER,
      zoomScroll: { enabled: false },
    });
    await this.viewer.importXML(await loadXml(this.url));
    this.canvas = this.viewer.get('canvas');
    this.registry = this.viewer.get('elementRegistry');
    this.opening = this.canvas.getRootElement();
    nameDrawing(this.stage, `${this.title}. ${say('Pfeiltasten verschieben, Plus und Minus ändern die Größe.')}`);
    this.mark();
  }

  mark() {
    const overlays = this.viewer.get('overlays');
    const words = new Map(Object.entries(this.marks));
    for (const id of Object.keys(this.marks)) {
      for (const place of this.around(id).slice(1)) if (!words.has(place)) words.set(place, 'inside');
    }
    for (const [id, what] of words) {
      const element = this.registry.get(id);
      if (!element) continue;
      this.canvas.addMarker(id, `lw-m-${what}`);
      overlays.add(id, 'vergleich', {
        position: element.waypoints ? { top: -10, left: 4 } : { top: -22, left: 0 },
        scale: { min: 0.75, max: 1.1 },
        html: node('span', { class: `lw-vergleich__marke lw-vergleich__marke--${what}`, title: say(WORDS[what]) }, SIGNS[what], node('span', {}, ` ${say(WORDS[what])}`)),
      });
    }
  }

  /** An element and the collapsed sub-processes it lies in, the innermost first. */
  around(id) {
    const found = [];
    for (let element = this.registry.get(id); element && !found.includes(element.id);) {
      found.push(element.id);
      const root = this.canvas.findRoot(element);
      element = root && root !== this.opening ? this.registry.get(root.businessObject.id) : null;
    }
    return found;
  }

  /** Opens the drawing of that element, if there is one here. */
  open(plane) {
    const wanted = this.canvas.getRootElements().find((root) => root.businessObject.id === plane)
      ?? (plane === null ? this.opening : null);
    if (wanted && wanted !== this.canvas.getRootElement()) this.canvas.setRootElement(wanted);
  }

  get plane() {
    const root = this.canvas.getRootElement();
    return root === this.opening ? null : root.businessObject.id;
  }

  choose(id) {
    if (this.chosen) this.canvas.removeMarker(this.chosen, 'lw-m-gewaehlt');
    const element = id ? this.registry.get(id) : null;
    this.chosen = element ? id : null;
    if (element) this.canvas.addMarker(id, 'lw-m-gewaehlt');
    return element;
  }
}

class Comparison {
  constructor(box) {
    this.box = box;
    this.bar = node('div', { class: 'lw-diagramm__leiste', role: 'toolbar', 'aria-label': say('Ansicht des Vergleichs') });
    this.panes = node('div', { class: 'lw-vergleich__seiten' });
    this.told = node('p', { class: 'lw-vergleich__satz', role: 'status' });
  }

  async show() {
    const { alt, neu, altTitel, neuTitel, marken } = this.box.dataset;
    const marks = JSON.parse(marken || '{}');
    this.box.replaceChildren(this.bar, this.panes, this.told);
    this.old = new Version(this.panes, alt, marks.before ?? {}, altTitel);
    this.new = new Version(this.panes, neu, marks.after ?? {}, neuTitel);
    this.versions = [this.old, this.new];
    try {
      await Promise.all([fontReady(), visible(this.box)]);
      await Promise.all(this.versions.map((one) => one.show()));
      this.tools();
      this.together();
      this.lay(['unter', 'neben'].sort((one, other) => this.sizeIn(one) - this.sizeIn(other)).at(-1));
      this.told.textContent = Object.keys(WORDS).map((what) => `${SIGNS[what]} ${say(WORDS[what])}`).join(' · ');
      this.steps = new Steps(this);
    } catch (fault) {
      console.warn('laufweg: comparison not shown', fault);
      this.box.replaceChildren(alert('danger', say('Die Diagramme können nicht angezeigt werden.'), node('p', {}, explain(fault))));
    }
  }

  tools() {
    this.views = Object.entries(VIEWS).map(([view, name]) => node('button', { type: 'button', class: 'lw-tool', onclick: () => this.lay(view) }, say(name)));
    this.blend = node('input', { type: 'range', min: '0', max: '100', value: '50', 'aria-label': say('Alt oder neu deutlicher') });
    this.mix = node('label', { class: 'lw-vergleich__mischen', hidden: true }, say('alt'), this.blend, say('neu'));
    this.blend.addEventListener('input', () => this.shade());
    this.back = toolButton(say('Oberste Ebene'), say('Oberste Ebene'), () => this.enter(null));
    this.bar.append(
      toolButton(say('Vorige Änderung (Taste v)'), say('‹ Vorige'), () => this.steps?.go(-1)),
      toolButton(say('Nächste Änderung (Taste n)'), say('Nächste ›'), () => this.steps?.go(1)),
      toolButton(say('Vergrößern'), '+', () => this.zoom(1.25)),
      toolButton(say('Verkleinern'), '−', () => this.zoom(0.8)),
      toolButton(say('Einpassen: das ganze Diagramm zeigen'), say('Einpassen'), () => this.refit()),
      this.back,
      ...this.views,
      this.mix,
    );
  }

  /** What moves one moves the other. */
  together() {
    for (const one of this.versions) {
      const bus = one.viewer.get('eventBus');
      bus.on('canvas.viewbox.changed', () => this.follow(one));
      bus.on('root.set', () => this.enter(one.plane));
      bus.on('element.click', ({ element }) => {
        const shown = element.labelTarget ?? element;
        if (element !== one.canvas.getRootElement()) this.steps?.find(one === this.old ? 'alt' : 'neu', shown.id);
      });
      one.stage.addEventListener('wheel', (event) => this.wheel(event, one), { passive: false });
      new ResizeObserver(() => one.stage.clientWidth && one.canvas.resized()).observe(one.stage);
    }
    document.addEventListener('keydown', (event) => this.key(event));
  }

  follow(one) {
    for (const { canvas, stage } of this.versions) stage.classList.toggle('lw-vergleich__flaeche--klein', canvas.zoom() < LEGIBLE);
    if (this.following) return;
    this.following = true;
    const { x, y, scale, outer } = one.canvas.viewbox();
    const other = one === this.old ? this.new : this.old;
    if (other.plane === one.plane) {
      other.canvas.viewbox({ x, y, width: outer.width / scale, height: outer.height / scale });
    }
    this.following = false;
  }

  enter(plane) {
    if (this.entering) return;
    this.entering = true;
    for (const one of this.versions) one.open(plane);
    this.back.hidden = plane === null;
    this.entering = false;
    this.refit();
  }

  refit() {
    this.back.hidden = this.new.plane === null;
    fit(this.new.canvas);
    this.follow(this.new);
  }

  zoom(factor, position = 'auto') {
    const { canvas } = this.new;
    canvas.zoom(Math.min(3, Math.max(0.15, canvas.zoom() * factor)), position);
    this.follow(this.new);
  }

  wheel(event, one) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const bounds = one.stage.getBoundingClientRect();
    const at = { x: event.clientX - bounds.left, y: event.clientY - bounds.top };
    one.canvas.zoom(Math.min(3, Math.max(0.15, one.canvas.zoom() * (event.deltaY < 0 ? 1.1 : 0.9))), at);
    this.follow(one);
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (/^(input|select|textarea)$/i.test(event.target.tagName ?? '') || document.querySelector('dialog[open]')) return;
    if (event.key === 'n') this.steps?.go(1);
    else if (event.key === 'v') this.steps?.go(-1);
    else if (this.panes.contains(event.target) && event.key === '+') this.zoom(1.25);
    else if (this.panes.contains(event.target) && event.key === '-') this.zoom(0.8);
    else return;
    event.preventDefault();
  }

  /** How large the whole drawing would be in a view. */
  sizeIn(view) {
    this.panes.className = `lw-vergleich__seiten lw-vergleich__seiten--${view}`;
    const { inner } = this.new.canvas.viewbox();
    const { clientWidth, clientHeight } = this.new.stage;
    return Math.min(1, (clientWidth - 2 * MARGIN) / inner.width, (clientHeight - 2 * MARGIN - WATERMARK) / inner.height);
  }

  /** Both drawings beside each other, one below the other, or one on the other. */
  lay(view) {
    this.view = view;
    this.panes.className = `lw-vergleich__seiten lw-vergleich__seiten--${view}`;
    for (const [index, name] of Object.keys(VIEWS).entries()) this.views[index].setAttribute('aria-pressed', String(name === view));
    this.mix.hidden = view !== 'ueber';
    for (const one of this.versions) one.canvas.resized();
    this.shade();
    this.refit();
  }

  shade() {
    const over = this.view === 'ueber';
    const share = Number(this.blend.value) / 100;
    this.old.stage.style.opacity = over ? String(Math.min(1, 2 - 2 * share)) : '';
    this.new.stage.style.opacity = over ? String(Math.min(1, 2 * share)) : '';
  }

  /** Brings an element into view in both versions. */
  reveal(oldId, newId, sentence) {
    const shown = [this.old.choose(oldId), this.new.choose(newId)];
    this.told.textContent = sentence;
    const at = shown[1] ? 1 : 0;
    if (!shown[at]) return;
    const one = this.versions[at];
    const root = one.canvas.findRoot(shown[at]);
    this.enter(root === one.opening ? null : root.businessObject.id);
    const { outer } = one.canvas.viewbox();
    const scale = Math.max(0.7, Math.min(1, one.canvas.zoom()));
    const middle = middleOf(shown[at]);
    const [width, height] = [outer.width / scale, outer.height / scale];
    one.canvas.viewbox({ x: middle.x - width / 2, y: middle.y - height / 2, width, height });
    this.follow(one);
  }
}

function middleOf(element) {
  if (!element.waypoints) return { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  return element.waypoints[Math.floor(element.waypoints.length / 2)];
}

for (const box of document.querySelectorAll('.lw-vergleich[data-neu]')) hold(new Comparison(box).show());
