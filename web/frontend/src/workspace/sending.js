// Sends a file to the server and says what became of it. Nothing here ever drops the work.
import { say } from '../language.js';

const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json' };

/** {kind: saved|conflict|invalid|refused|unreachable, title, text, revision, findings, at, seen, again} */
export async function save({ url, revision, csrf, text, note, automatic }) {
  let answer;
  try {
    answer = await fetch(url, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: { ...HEADERS, 'X-CSRFToken': csrf, 'If-Match': `"${revision}"` },
      body: JSON.stringify({ text, note, automatic }),
    });
  } catch {
    return {
      kind: 'unreachable',
      title: say('Nicht gespeichert: Der Server ist nicht erreichbar.'),
      text: say('Ihre Arbeit ist noch in diesem Fenster; es wird von selbst wieder versucht. Schließen Sie es nicht, oder laden Sie Ihre Fassung herunter.'),
    };
  }
  return outcome(answer, await body(answer));
}

/** The findings of the bundle if it held these contents; null when the server does not say. */
export async function check(url, files) {
  try {
    const answer = await fetch(url, { method: 'POST', credentials: 'same-origin', headers: HEADERS, body: JSON.stringify({ files }) });
    const given = await body(answer);
    return answer.ok && Array.isArray(given.findings) ? given.findings : null;
  } catch {
    return null;
  }
}

/** {url, number} of a draft of one's own, or {title} of why there is none. */
export async function keepApart(url, files, opened) {
  try {
    const answer = await fetch(url, { method: 'POST', credentials: 'same-origin', headers: HEADERS, body: JSON.stringify({ files, opened }) });
    const given = await body(answer);
    return answer.ok && given.url ? given : { title: given.title || say('Nicht gespeichert (Fehler {status}).', answer) };
  } catch {
    return { title: say('Nicht gespeichert: Der Server ist nicht erreichbar.') };
  }
}

async function body(answer) {
  try {
    return (await answer.json()) ?? {};
  } catch {
    return {}; // an error page of a proxy is no JSON
  }
}

function outcome(answer, given) {
  const findings = Array.isArray(given.findings) ? given.findings : [];
  if (answer.ok && !answer.redirected && given.revision !== undefined) {
    return { kind: 'saved', title: say('Gespeichert.'), revision: String(given.revision), at: given.at, findings };
  }
  if (answer.status === 409 || answer.status === 412) {
    return {
      kind: 'conflict',
      title: given.title || say('Jemand anderes hat inzwischen gespeichert.'),
      text: say('Ihre Fassung ist nicht gespeichert, aber noch in diesem Fenster. Speichern Sie sie als eigenen Entwurf, oder speichern Sie sie hier: Die andere bleibt im Verlauf.'),
      revision: given.revision ? String(given.revision) : '',
      seen: given.seen,
    };
  }
  if (answer.status === 404) {
    return { kind: 'refused', title: say('Nicht gespeichert: Der Entwurf oder die Datei ist nicht mehr da.'), text: say('Jemand hat ihn verworfen oder die Datei umbenannt. Verworfene Entwürfe stehen am Ende der Seite „Modellierung“; holen Sie ihn dort zurück und speichern Sie dann hier noch einmal.') };
  }
  if (answer.status === 422) {
    const words = given.fields ? Object.values(given.fields).join(' ') : '';
    return { kind: 'invalid', title: words || given.title || say('Nicht gespeichert: Die Datei hat Fehler.'), text: words ? '' : given.detail || '', ...(findings.length ? { findings } : {}) };
  }
  if (answer.status === 413) {
    return { kind: 'refused', title: say('Nicht gespeichert: Die Datei ist zu groß.'), text: say('Erlaubt sind höchstens 5 MB. Teilen Sie den Ablauf in mehrere. Ihre Arbeit ist noch in diesem Fenster.') };
  }
  if (answer.redirected || answer.status === 401) {
    return { kind: 'refused', again: true, title: say('Nicht gespeichert: Ihre Sitzung ist abgelaufen.'), text: say('Melden Sie sich in einem neuen Tab an; hier wird dann von selbst gespeichert. Schließen Sie dieses Fenster nicht.') };
  }
  if (answer.status === 403) {
    return { kind: 'refused', title: say('Nicht gespeichert: Ihnen fehlt das Recht dazu.'), text: given.title || say('Laden Sie Ihre Fassung herunter und wenden Sie sich an die Prozessverantwortlichen.') };
  }
  return { kind: 'refused', again: true, title: given.title || say('Nicht gespeichert (Fehler {status}).', answer), text: given.detail || say('Ihre Arbeit ist noch in diesem Fenster. Versuchen Sie es gleich noch einmal.') };
}
