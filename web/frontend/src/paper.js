// What stands on paper behind a diagram: the drawings of the collapsed sub-processes in which something is marked.
import { node } from './dom.js';

const SVG = 'http://www.w3.org/2000/svg';
const PAPER = '17.4cm'; // A4 less the margins of laufweg.css

/** How wide a diagram is on paper: the page less what the panel around it takes. */
export function paperWidth(box) {
  const panel = box.closest('.lw-panel');
  return `calc(${PAPER} - ${panel ? panel.clientWidth - box.clientWidth : 0}px)`;
}

/** One figure for each of them. The drawing shown last is left open: whoever prints opens the right one again. */
export function sheets(diagram) {
  const { canvas, opening, marked, viewer } = diagram;
  const registry = viewer.get('elementRegistry');
  const places = new Set(marked.map((id) => canvas.findRoot(registry.get(id))));
  const roots = canvas.getRootElements().filter((root) => root !== opening && places.has(root));
  return roots.map((root) => sheet(diagram, root));
}

/** One drawing as it is now, with the words of its heat as text: badges are no part of a drawing. */
function sheet(diagram, root) {
  const { canvas, viewer } = diagram;
  canvas.setRootElement(root);
  const layer = canvas.getActiveLayer();
  const { x, y, width, height } = layer.getBBox();
  const title = path(diagram, root);
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `${x - 8} ${y - 30} ${width + 16} ${height + 38}`);
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', title);
  svg.style.width = `${Math.min(width + 16, 640)}px`;
  svg.append(layer.cloneNode(true));
  for (const [id, { text }] of diagram.heat()) {
    const element = viewer.get('elementRegistry').get(id);
    if (canvas.findRoot(element) === root) svg.append(written(text, element));
  }
  const drawing = node('div', { class: 'lw-diagramm__blatt djs-container' });
  drawing.append(svg);
  return node('figure', { class: 'lw-diagramm__ebene lw-printonly' }, node('figcaption', {}, title), drawing);
}

/** The name of a collapsed sub-process behind those it lies in. */
function path({ canvas, opening, viewer }, root) {
  const registry = viewer.get('elementRegistry');
  const names = [];
  for (let at = root; at && at !== opening; at = canvas.findRoot(registry.get(at.businessObject.id))) {
    names.unshift(at.businessObject.name || at.businessObject.id);
  }
  return names.join(' / ');
}

/** A badge as text above its element. */
function written(text, { x, y }) {
  const label = document.createElementNS(SVG, 'text');
  label.setAttribute('x', x);
  label.setAttribute('y', y - 8);
  label.setAttribute('class', 'lw-diagramm__wert');
  label.textContent = text;
  return label;
}
