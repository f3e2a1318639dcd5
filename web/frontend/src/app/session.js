// Says five minutes before the session ends that it will, and lets it go on at a click (WCAG 2.2.1). How long it lasts
// the server says: other tabs and drafts prolong it too.
import { node } from '../dom.js';
import { say } from '../language.js';
import { announce, expired } from './announce.js';

const NOTICE = 300;
let told = null;

export function warnOfEnd(document) {
  const left = document.querySelector('meta[name="laufweg-sitzung"]')?.content;
  if (left) lookIn(left - NOTICE);
}

function lookIn(seconds) {
  setTimeout(look, Math.max(seconds, 1) * 1000);
}

async function look() {
  const answer = await fetch('/sitzung?still=1').catch(() => null);
  if (answer?.status === 401) {
    told?.remove();
    expired(document);
    return;
  }
  if (!answer?.ok) return lookIn(60);
  const { sekunden, verlaengerbar } = await answer.json();
  if (sekunden > NOTICE) {
    told?.remove();
    told = null;
    return lookIn(sekunden - NOTICE);
  }
  told ??= warn(Math.ceil(sekunden / 60), verlaengerbar);
  lookIn(Math.min(sekunden, 30));
}

// At the end of its eight hours nothing prolongs a session; what is typed comes back after logging in.
function warn(minutes, renewable) {
  const before = document.activeElement;
  const stay = async () => {
    const answer = await fetch('/sitzung').catch(() => null);
    before?.focus();
    if (!answer?.ok) return;
    told.remove();
    told = null;
    announce(say('Sie bleiben angemeldet.'), 'success');
  };
  const button = node('button', { type: 'button', class: 'kern-btn kern-btn--secondary lw-btn--small', onclick: stay }, say('Angemeldet bleiben'));
  return announce(say('Ihre Sitzung endet in {minutes} Minuten.', { minutes }), 'warning', renewable ? button : ' ');
}
