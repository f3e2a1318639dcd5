// Sends a diagram to the server and says what became of it. Nothing here ever drops the work.
import { say } from '../language.js';

/** {kind: saved|conflict|invalid|refused|unreachable, title, text, revision, findings} */
export async function save({ url, revision, csrf, xml, note }) {
  let answer;
  try {
    answer = await fetch(url, {
      method: 'PUT',
      credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json, application/problem+json', 'X-CSRFToken': csrf, 'If-Match': `"${revision}"` },
      body: JSON.stringify({ xml, note }),
    });
  } catch {
    return {
      kind: 'unreachable',
      title: say('Nicht gespeichert: Der Server ist nicht erreichbar.'),
      text: say('Ihre Arbeit ist noch in diesem Fenster. Versuchen Sie es gleich noch einmal oder laden Sie Ihre Fassung herunter.'),
    };
  }
  return outcome(answer, await body(answer));
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
    return { kind: 'saved', title: say('Gespeichert.'), revision: String(given.revision), findings };
  }
  if (answer.status === 409 || answer.status === 412) {
    return {
      kind: 'conflict',
      title: given.title || say('Jemand anderes hat inzwischen gespeichert.'),
      text: say('Ihre Fassung ist nicht gespeichert, aber noch in diesem Fenster. Laden Sie sie herunter, öffnen Sie danach den neuen Stand und übertragen Sie Ihre Änderungen.'),
    };
  }
  if (answer.status === 422) {
    return { kind: 'invalid', title: given.title || say('Nicht gespeichert: Das Diagramm hat Fehler.'), text: given.detail || '', findings };
  }
  if (answer.status === 413) {
    return { kind: 'refused', title: say('Nicht gespeichert: Das Diagramm ist zu groß.'), text: say('Teilen Sie den Ablauf in mehrere Prozesse. Ihre Arbeit ist noch in diesem Fenster.') };
  }
  if (answer.redirected || answer.status === 401) {
    return { kind: 'refused', title: say('Nicht gespeichert: Ihre Sitzung ist abgelaufen.'), text: say('Melden Sie sich in einem neuen Tab an und speichern Sie dann hier noch einmal. Schließen Sie dieses Fenster nicht.') };
  }
  if (answer.status === 403) {
    return { kind: 'refused', title: say('Nicht gespeichert: Ihnen fehlt das Recht dazu.'), text: given.title || say('Laden Sie Ihre Fassung herunter und wenden Sie sich an die Prozessverantwortlichen.') };
  }
  return { kind: 'refused', title: given.title || say('Nicht gespeichert (Fehler {status}).', answer), text: given.detail || say('Ihre Arbeit ist noch in diesem Fenster. Versuchen Sie es gleich noch einmal.') };
}
