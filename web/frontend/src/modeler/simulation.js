// Plays tokens through the drawing as it is now, beside the editor and without changing it. At a gateway whoever plays chooses
// the way (asking.js). Loaded on demand.
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import tokens from 'bpmn-js-token-simulation/lib/viewer.js';
import { fit, TEXT_RENDERER } from '../canvas.js';
import { node } from '../dom.js';
import { english, learn } from '../language.js';
import asking, { Questions } from './asking.js';
import german from './german.js';
import words from './playing.english.js';
import { schemaFor } from './zeebe.js';

learn(words);

const TEXTS = {
  'Token Simulation': 'Ablauf durchspielen',
  'Reset Simulation': 'Von vorn',
  'Play/Pause Simulation': 'Anhalten oder weiter',
  'Toggle Simulation Log': 'Verlauf zeigen',
  'Simulation Log': 'Verlauf',
  'No Entries': 'Noch nichts geschehen',
  'Pause Simulation': 'angehalten',
  'Play Simulation': 'läuft',
  'Set Sequence Flow': 'Weg wählen',
  'Trigger Event': 'Geschieht jetzt',
  'Add pause point': 'Hier anhalten',
  'Remove pause point': 'Hier nicht mehr anhalten',
  'Found unsupported elements': 'Einige Elemente lassen sich nicht durchspielen.',
  'Not supported': 'nicht durchspielbar',
  'Service Task': 'Serviceaufgabe',
  'User Task': 'Benutzeraufgabe',
  'Call Activity': 'Aufrufaktivität',
  'Script Task': 'Skriptaufgabe',
  'Business Rule Task': 'Geschäftsregelaufgabe',
  'Manual Task': 'Manuelle Aufgabe',
  'Receive Task': 'Empfangsaufgabe',
  'Send Task': 'Sendeaufgabe',
  'Exclusive Gateway': 'Exklusives Gateway',
  'Parallel Gateway': 'Paralleles Gateway',
  'Inclusive Gateway': 'Inklusives Gateway',
  'Start Event': 'Startereignis',
  'Intermediate Event': 'Zwischenereignis',
  'Boundary Event': 'Angeheftetes Ereignis',
  'End Event': 'Endereignis',
  'Set animation speed = Slow': 'Langsam',
  'Set animation speed = Normal': 'Normal',
  'Set animation speed = Fast': 'Schnell',
  'Process started': 'Ablauf begonnen',
  'Process finished': 'Ablauf beendet',
  'Process canceled': 'Ablauf abgebrochen',
};
const NEAR = 0.8;
/** What the log says of a sub-process behind its name. */
const SAID = [[/ started$/, ' begonnen'], [/ finished$/, ' beendet'], [/ canceled$/, ' abgebrochen']];
const FOCUS = 'Focus process instance ';

/** Shows the player over the stage; gives what takes it away again. */
export async function play(stage, xml, stock) {
  const box = node('div', { class: 'lw-durchspielen' });
  stage.append(box);
  if (!english) inGerman(box);
  const questions = new Questions(box, (said) => stock.conditions(said));
  const viewer = new NavigatedViewer({ container: box, moddleExtensions: { zeebe: schemaFor(xml) }, textRenderer: TEXT_RENDERER, additionalModules: [german, tokens, asking, { questions: ['value', questions] }] });
  viewer.get('eventBus').on('tokenSimulation.resetSimulation', () => questions.clear());
  await viewer.importXML(xml);
  begin(viewer);
  viewer.get('toggleMode').toggleMode(true);
  return () => {
    viewer.destroy();
    box.remove();
  };
}

/** The buttons of the player are not shown far away: a large drawing opens near, at its beginning. */
function begin(viewer) {
  const canvas = viewer.get('canvas');
  fit(canvas, 60);
  if (canvas.zoom() >= NEAR) return;
  canvas.zoom(NEAR);
  const start = viewer.get('elementRegistry').find((one) => one.type === 'bpmn:StartEvent');
  if (start) canvas.scrollToElement(start, { top: 160, bottom: 160, left: 160, right: 400 });
}

/** The player writes English into the page; this turns it into German as it appears. Names of elements stay. */
function inGerman(box) {
  const turn = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let text = root.nodeType === Node.TEXT_NODE ? root : walker.nextNode(); text; text = walker.nextNode()) {
      const german = said(text.data.trim());
      if (german && !text.parentElement?.closest('svg')) text.data = text.data.replace(text.data.trim(), german);
    }
    if (root.nodeType === Node.ELEMENT_NODE) for (const one of [root, ...root.querySelectorAll('[title]')]) titled(one);
  };
  new MutationObserver((changes) => {
    for (const { target, addedNodes, type } of changes) if (type === 'attributes') titled(target); else addedNodes.forEach(turn);
  }).observe(box, { subtree: true, childList: true, attributes: true, attributeFilter: ['title'] });
}

function titled(element) {
  const german = said(element.title);
  if (german) element.title = german;
  if (element.matches('button') && element.title) element.setAttribute('aria-label', element.title);
}

function said(text) {
  if (TEXTS[text]) return TEXTS[text];
  if (text?.startsWith(FOCUS)) return text.replace(FOCUS, 'Nur diesen Durchlauf zeigen: ');
  const [english, german] = SAID.find(([ending]) => ending.test(text ?? '')) ?? [];
  return english ? text.replace(english, german) : null;
}
