// Read-only diagram with the state of one case. Markup: docs/frontend.md, "Diagramm".
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';
import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { explain, fit, fontReady, loadXml, nameDrawing, naturalHeight, TEXT_RENDERER, toolButton, visible } from './canvas.js';
import { alert, node } from './dom.js';
import { paperWidth, sheets } from './paper.js';
import { hold } from './ready.js';
import { firstStart } from './start.js';
import './beside.css';
import english from './drawing.english.js';
import { learn, say } from './language.js';

learn(english);

// An element may be several at once: it gets every marker and badge, in this order.
const STATES = [
  { attribute: 'erledigt', badge: null, caption: null },
  { attribute: 'ungeprueft', badge: null, caption: null },
  { attribute: 'aktiv', badge: 'hier', caption: 'Hier steht der Vorgang' },
  { attribute: 'ueberfaellig', badge: 'überfällig', caption: 'Überfällig' },
  { attribute: 'vorfall', badge: 'Störung', caption: 'Störung bei' },
];
const READABLE = 0.45; // below this scale nobody reads a task name; then a part is shown instead

class CaseDiagram {
  constructor(box) {
    this.box = box;
    this.moved = false;
    this.selected = null;
    [this.marked, this.onPaper] = [[], []]; // elements that say something; what stands behind the drawing when it is printed
    this.stage = node('div', { class: 'lw-diagramm__flaeche' });
    this.caption = node('p', { class: 'lw-diagramm__stand' });
    this.bar = node('div', { class: 'lw-diagramm__leiste', role: 'group', 'aria-label': say('Ansicht des Diagramms') });
  }

  async show() {
    const title = this.box.dataset.titel || say('Diagramm des Ablaufs');
    this.box.setAttribute('role', 'group');
    this.box.setAttribute('aria-label', title);
    this.box.replaceChildren(this.bar, this.stage, this.caption);
    this.box.setAttribute('aria-busy', 'true');
    try {
      const xml = await loadXml(this.box.dataset.bpmnUrl);
      await Promise.all([fontReady(), visible(this.box)]);
      await this.draw(xml);
      nameDrawing(this.stage, `${title}. ${say('Pfeiltasten verschieben, Plus und Minus ändern die Größe.')}`);
    } catch (fault) {
      console.warn('laufweg: diagram not shown', fault);
      this.box.replaceChildren(alert('danger', say('Das Diagramm kann nicht angezeigt werden.'), node('p', {}, explain(fault))));
    } finally {
      this.box.removeAttribute('aria-busy');
    }
  }

  async draw(xml) {
    this.viewer = new NavigatedViewer({
      container: this.stage,
      moddleExtensions: { zeebe },
      textRenderer: TEXT_RENDERER,
      zoomScroll: { enabled: false }, // the wheel belongs to the page; with Ctrl it zooms, see below
    });
    await this.viewer.importXML(xml);
    this.canvas = this.viewer.get('canvas');
    this.opening = this.canvas.getRootElement();
    this.mark();
    this.tools();
    this.stage.style.height = `${naturalHeight(this.canvas)}px`;
    this.canvas.resized();
    this.listen();
    this.refit();
    const place = this.here ?? this.heat().keys().next().value; // where the case is, or where most of them are
    if (this.canvas.zoom() < READABLE) this.centre(place ? this.standIn(place) : firstStart(this.viewer), 0.75, place ? 0.5 : 0.1);
  }

  ids(attribute) {
    const registry = this.viewer.get('elementRegistry');
    try {
      return JSON.parse(this.box.dataset[attribute] || '[]').filter((id) => registry.get(id));
    } catch {
      console.warn(`laufweg: data-${attribute} is not a JSON list`);
      return [];
    }
  }

  mark() {
    const badges = new Map();
    const sentences = [];
    for (const { attribute, badge, caption } of STATES) {
      const ids = this.ids(attribute);
      if (badge) this.marked.push(...ids);
      const places = badge ? new Set(ids.flatMap((id) => this.around(id))) : ids;
      for (const id of places) {
        this.canvas.addMarker(id, `lw-m-${attribute}`);
        if (badge) badges.set(id, [...(badges.get(id) ?? []), mark(attribute, this.counted(attribute, id, badge))]);
      }
      if (caption && ids.length) sentences.push(`${say(caption)}: ${ids.map((id) => `„${this.nameOf(id)}“`).join(', ')}`);
    }
    for (const [id, { stufe, text }] of this.heat()) {
      this.marked.push(id);
      this.canvas.addMarker(id, `lw-m-waerme-${stufe}`);
      badges.set(id, [...(badges.get(id) ?? []), mark(`waerme lw-diagramm__marke--waerme-${stufe}`, text)]);
    }
    if (this.box.dataset.satz) sentences.push(this.box.dataset.satz);
    const overlays = this.viewer.get('overlays');
    for (const [id, marks] of badges) {
      overlays.add(id, 'laufweg', {
        position: { top: -24, left: 0 }, // above the edge, so that no name is covered
        scale: { min: 0.8, max: 1.1 },
        html: node('div', { class: 'lw-diagramm__marken' }, ...marks),
      });
    }
    this.here = this.ids('aktiv')[0] ?? null;
    this.caption.hidden = sentences.length === 0;
    this.caption.textContent = sentences.join(' · ');
  }

  /** How hot each element is, the hottest first, with the words for it; a collapsed sub-process shows the hottest step in it. */
  heat() {
    const hottest = new Map();
    for (const [id, one] of Object.entries(JSON.parse(this.box.dataset.waerme || '{}'))) {
      if (!this.viewer.get('elementRegistry').get(id)) continue;
      for (const place of this.around(id)) {
        if (one.stufe > (hottest.get(place)?.stufe ?? 0)) hottest.set(place, one);
      }
    }
    return new Map([...hottest].sort(([, one], [, other]) => other.stufe - one.stufe));
  }

  /** „3 × hier“ where an element waits several times. */
  counted(attribute, id, badge) {
    const count = attribute === 'aktiv' ? JSON.parse(this.box.dataset.anzahl || '{}')[id] : 0;
    return count > 1 ? `${count} × ${say(badge)}` : say(badge);
  }

  /** What stands for an element on the drawing as it opens: itself, or the collapsed sub-process it lies in. */
  standIn(id) {
    return this.around(id).at(-1);
  }

  /** An element and the collapsed sub-processes it lies in, the innermost first. */
  around(id) {
    const registry = this.viewer.get('elementRegistry');
    const found = [];
    for (let element = registry.get(id); element && !found.includes(element.id);) {
      found.push(element.id);
      const root = this.canvas.findRoot(element);
      element = root && root !== this.opening ? registry.get(root.businessObject.id) : null;
    }
    return found;
  }

  nameOf(id) {
    const { businessObject } = this.viewer.get('elementRegistry').get(id);
    return businessObject.name || id;
  }

  tools() {
    this.bar.append(
      toolButton(say('Vergrößern'), '+', () => this.zoom(1.25)),
      toolButton(say('Verkleinern'), '−', () => this.zoom(0.8)),
      toolButton(say('Einpassen: das ganze Diagramm zeigen'), say('Einpassen'), () => this.refit()),
    );
    if (this.here) {
      this.bar.append(toolButton(say('Aktuelle Stelle anzeigen'), say('Aktuelle Stelle'), () => this.centre(this.here)));
    }
  }

  zoom(factor, position = 'auto') {
    this.moved = true;
    this.canvas.zoom(Math.min(3, Math.max(0.2, this.canvas.zoom() * factor)), position);
  }

  refit() {
    this.moved = false;
    fit(this.canvas);
  }

  centre(id, size = 1, across = 0.5) {
    const element = this.viewer.get('elementRegistry').get(id);
    if (!element) return;
    this.enter(element);
    this.moved = true;
    if (this.canvas.zoom() < 0.9 * size) this.canvas.zoom(size);
    const { outer, scale } = this.canvas.viewbox();
    const middle = middleOf(element);
    this.canvas.viewbox({
      x: middle.x - (outer.width / scale) * across,
      y: middle.y - outer.height / scale / 2,
      width: outer.width / scale,
      height: outer.height / scale,
    });
  }

  /** Opens the drawing an element lies on: that of a collapsed sub-process is one of its own. */
  enter(element) {
    const root = this.canvas.findRoot(element);
    if (root && root !== this.canvas.getRootElement()) this.canvas.setRootElement(root);
  }

  /** Brings an element into view; one that is there and readable stays where it is. */
  reveal(id) {
    this.enter(this.viewer.get('elementRegistry').get(id));
    const scale = this.canvas.zoom();
    const view = this.canvas.viewbox();
    const { x, y } = middleOf(this.viewer.get('elementRegistry').get(id));
    const inside = x > view.x && x < view.x + view.width && y > view.y && y < view.y + view.height;
    if (scale < READABLE || !inside) this.centre(id, Math.max(scale, 0.75));
  }

  select(id) {
    if (this.selected) this.canvas.removeMarker(this.selected, 'lw-m-gewaehlt');
    this.selected = this.viewer.get('elementRegistry').get(id) ? id : null;
    if (this.selected) this.canvas.addMarker(id, 'lw-m-gewaehlt');
  }

  /** Where the drawing helps to choose: the list named by data-waehlt takes the element, if it offers it. */
  choose(id) {
    const list = document.getElementById(this.box.dataset.waehlt ?? '');
    const option = [...(list?.options ?? [])].find(({ value }) => value === id || value.startsWith(`${id}:`));
    if (!option) return;
    list.value = option.value;
    list.dispatchEvent(new Event('change', { bubbles: true }));
  }

  listen() {
    this.viewer.get('eventBus').on('element.click', ({ element }) => {
      if (element === this.canvas.getRootElement()) return;
      const shown = element.labelTarget ?? element;
      this.select(shown.id);
      this.choose(shown.id);
      const detail = { id: shown.id, type: shown.type, name: shown.businessObject.name ?? '' };
      this.box.dispatchEvent(new CustomEvent('laufweg:element', { bubbles: true, detail }));
    });
    this.stage.addEventListener('pointerdown', () => { this.moved = true; });
    this.stage.addEventListener('wheel', (event) => this.wheel(event), { passive: false });
    this.stage.addEventListener('keydown', (event) => this.key(event));
    new ResizeObserver(() => this.resized()).observe(this.stage);
    // An outline beside the diagram may point at elements: <a href="#…" data-element="Task_1">
    document.addEventListener('click', (event) => {
      const link = event.target.closest?.('[data-element]');
      if (!link || !this.viewer.get('elementRegistry').get(link.dataset.element)) return;
      this.select(link.dataset.element);
      this.reveal(link.dataset.element);
    });
    window.addEventListener('beforeprint', () => this.print(paperWidth(this.box)));
    window.addEventListener('afterprint', () => this.print(''));
  }

  /** On paper the whole drawing, at the width of the page: no event tells the width a printer will use. Behind it stand
   *  the drawings of the collapsed sub-processes in which something is marked, each under its name. */
  print(width) {
    for (const old of this.onPaper) old.remove();
    if (width) {
      this.shown = this.canvas.getRootElement();
      this.onPaper = sheets(this);
      this.box.after(...this.onPaper);
      this.canvas.setRootElement(this.opening);
    } else if (this.shown) this.canvas.setRootElement(this.shown);
    this.stage.style.width = width;
    this.canvas.resized();
    this.stage.style.height = `${naturalHeight(this.canvas)}px`;
    this.canvas.resized();
    this.refit();
  }

  wheel(event) {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const bounds = this.stage.getBoundingClientRect();
    this.zoom(event.deltaY < 0 ? 1.1 : 0.9, { x: event.clientX - bounds.left, y: event.clientY - bounds.top });
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === '+') this.zoom(1.25);
    else if (event.key === '-') this.zoom(0.8);
    else if (event.key === '0') this.refit();
    else if (event.key.startsWith('Arrow')) this.moved = true;
  }

  resized() {
    if (!this.stage.clientWidth) return;
    this.canvas.resized();
    if (!this.moved) fit(this.canvas);
  }
}

function mark(attribute, text) {
  return node('span', { class: `lw-diagramm__marke lw-diagramm__marke--${attribute}` }, text);
}

function middleOf(element) {
  if (!element.waypoints) return { x: element.x + element.width / 2, y: element.y + element.height / 2 };
  return element.waypoints[Math.floor(element.waypoints.length / 2)];
}

for (const box of document.querySelectorAll('.lw-diagramm[data-bpmn-url]')) hold(new CaseDiagram(box).show());
