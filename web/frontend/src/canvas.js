// What viewer and modeler share: loading the XML, the font, fitting, naming the drawing, zoom buttons.
import { node } from './dom.js';
import { say } from './language.js';

// Text is measured in JavaScript, so the font must be there before the import. laufweg.css serves it.
const FONT = { fontFamily: '"Fira Sans", Arial, sans-serif', fontSize: 12, lineHeight: 1.2 };
export const TEXT_RENDERER = { defaultStyle: FONT, externalStyle: FONT };

export const MARGIN = 36; // badges stick out of their task
export const WATERMARK = 28; // the BPMN.iO mark at the lower edge stays clear of the drawing

export class LoadFault extends Error {}

export async function loadXml(url) {
  let answer;
  try {
    answer = await fetch(url, { headers: { Accept: 'application/xml' }, credentials: 'same-origin' });
  } catch {
    throw new LoadFault(say('Der Server ist nicht erreichbar. Bitte prüfen Sie die Verbindung und laden Sie die Seite neu.'));
  }
  if (answer.redirected && new URL(answer.url).pathname !== new URL(url, location.href).pathname) {
    throw new LoadFault(say('Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an und laden Sie die Seite neu.'));
  }
  if (answer.status === 401 || answer.status === 403) {
    throw new LoadFault(say('Sie dürfen dieses Diagramm nicht ansehen, oder Ihre Sitzung ist abgelaufen.'));
  }
  if (answer.status === 404) throw new LoadFault(say('Zu diesem Stand gibt es kein Diagramm.'));
  if (!answer.ok) throw new LoadFault(say('Der Server hat mit dem Fehler {status} geantwortet.', answer));
  return answer.text();
}

/** `unreadable` is what to say of a file that is something else; those who look on cannot mend it. */
export function explain(fault, unreadable = say('Die Datei ist kein lesbares Diagramm. Bitte wenden Sie sich an die Prozessverantwortlichen.')) {
  if (fault instanceof LoadFault) return fault.message;
  if (/no (diagram|process or collaboration) to display/.test(fault?.message)) {
    return say('Die Datei beschreibt einen Ablauf, enthält aber keine Zeichnung.');
  }
  return unreadable;
}

export async function fontReady() {
  await Promise.all([
    document.fonts?.load(`${FONT.fontSize}px "Fira Sans"`),
    document.fonts?.load(`600 ${FONT.fontSize}px "Fira Sans"`),
  ]).catch(() => undefined);
}

// Resolves when the box has a width: in a closed <details> or a hidden tab it has none yet.
export function visible(box) {
  if (box.clientWidth > 0) return Promise.resolve();
  return new Promise((resolve) => {
    const observer = new ResizeObserver(() => {
      if (box.clientWidth === 0) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(box);
  });
}

// Whole drawing in view, never larger than life, nothing under the palette (`left` pixels of it).
export function fit(canvas, left = 0) {
  const { inner, outer } = canvas.viewbox();
  if (!inner.width || !outer.width) return;
  const room = { width: outer.width - left - 2 * MARGIN, height: outer.height - 2 * MARGIN - WATERMARK };
  const scale = Math.min(1, room.width / inner.width, room.height / inner.height);
  const width = outer.width / scale;
  const height = outer.height / scale;
  const spare = (room.width / scale - inner.width) / 2;
  canvas.viewbox({
    x: inner.x - (left + MARGIN) / scale - Math.max(0, spare),
    y: inner.y + inner.height / 2 - (height - WATERMARK / scale) / 2,
    width,
    height,
  });
}

// The height at which the drawing fills the width of the box, within reason.
export function naturalHeight(canvas) {
  const { inner, outer } = canvas.viewbox();
  const scale = Math.min(1, (outer.width - 2 * MARGIN) / Math.max(inner.width, 1));
  const wanted = inner.height * scale + 2 * MARGIN + WATERMARK;
  return Math.round(Math.min(Math.max(wanted, 240), Math.max(320, window.innerHeight * 0.62)));
}

export function nameDrawing(box, label) {
  const svg = box.querySelector('.djs-container > svg');
  svg?.setAttribute('aria-label', label);
  svg?.setAttribute('role', 'group');
}

export function toolButton(label, text, action) {
  return node('button', { type: 'button', class: 'lw-tool', 'aria-label': label, title: label, onclick: action }, text);
}
