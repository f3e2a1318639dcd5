// Read-only decision: the table, or the graph where a file holds several decisions.
import NavigatedViewer from 'dmn-js/lib/NavigatedViewer';
import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './dmn/cells.css';
import { explain, fontReady, loadXml, visible } from './canvas.js';
import { alert, node } from './dom.js';
import { german } from './dmn/german.js';
import { asReadable, unread } from './dmn/versions.js';
import { hold } from './ready.js';
import english from './drawing.english.js';
import { learn, say } from './language.js';

learn(english);

const KINDS = { drd: 'Übersicht', decisionTable: 'Tabelle', literalExpression: 'Ausdruck', boxedExpression: 'Ausdruck' };

async function show(box) {
  const stage = node('div', { class: 'lw-dmn__flaeche' });
  const bar = node('div', { class: 'lw-diagramm__leiste', role: 'group', 'aria-label': say('Teile der Entscheidung') });
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', box.dataset.titel || say('Entscheidung'));
  box.replaceChildren(bar, stage);
  try {
    await Promise.all([fontReady(), visible(box)]);
    const viewer = new NavigatedViewer({ container: stage, ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, german])) });
    viewer.on('views.changed', ({ views, activeView }) => {
      bar.hidden = views.length < 2;
      bar.replaceChildren(...views.map((view) => tab(viewer, view, view === activeView)));
    });
    const { xml, version } = asReadable(await loadXml(box.dataset.dmnUrl));
    const { warnings } = await viewer.importXML(xml, { open: false });
    const unknown = unread(warnings, version);
    if (unknown) box.prepend(alert('warning', say('Nicht alles ist zu sehen.'), node('p', {}, unknown)));
    await viewer.open(firstView(viewer, box.dataset.decision));
    stage.querySelector('.tjs-table-container')?.setAttribute('tabindex', '0'); // wide tables scroll by keyboard too
  } catch (fault) {
    console.warn('laufweg: decision not shown', fault);
    box.replaceChildren(alert('danger', say('Die Entscheidung kann nicht angezeigt werden.'), node('p', {}, explain(fault))));
  }
}

function firstView(viewer, decision) {
  const views = viewer.getViews();
  const named = views.find((view) => view.element.id === decision && view.type !== 'drd');
  return named ?? views.find((view) => view.type === 'decisionTable') ?? views[0];
}

function tab(viewer, view, active) {
  const name = view.type === 'drd' ? say('Übersicht') : `${say(KINDS[view.type] ?? 'Teil')}: ${view.name || view.element.id}`;
  const attributes = { type: 'button', class: 'lw-tool', 'aria-pressed': String(active), onclick: () => viewer.open(view) };
  return node('button', attributes, name);
}

for (const box of document.querySelectorAll('.lw-dmn[data-dmn-url]')) hold(show(box));
