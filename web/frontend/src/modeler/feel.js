// The editor of one FEEL expression: CodeMirror with the grammar of FEEL, completion of what the process knows and the
// faults the server finds while typing. Loaded on demand.
import { feelLight } from '@bpmn-io/cm-theme';
import { feel, keywordCompletions, snippetCompletion as snippetSource, snippets } from '@bpmn-io/lang-feel';
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap, snippetCompletion } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { bracketMatching, syntaxTree } from '@codemirror/language';
import { linter } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, tooltips } from '@codemirror/view';
import { say } from '../language.js';

const CHECK_AFTER = 350; // ms without a key

/** {dom, get, set, focus, destroy} */
export function create({ id, labelledby, describedby, label, text, names, functions, check, typed, faults }) {
  const named = Object.fromEntries(Object.entries({ id, 'aria-labelledby': labelledby, 'aria-describedby': describedby, 'aria-label': label }).filter(([, value]) => value));
  const source = completion(names, functions);
  const view = new EditorView({
    state: EditorState.create({
      doc: text,
      extensions: [
        feel({ dialect: 'expression', parserDialect: 'camunda', completions: [source, snippetSource(snippets), ...keywordCompletions], context: context(functions) }),
        feelLight,
        EditorState.phrases.of({ Completions: say('Vorschläge'), Diagnostics: say('Fehler') }),
        autocompletion({ icons: false }),
        history(),
        bracketMatching(),
        closeBrackets(),
        EditorView.lineWrapping,
        tooltips({ parent: document.body, position: 'fixed' }),
        linter((shown) => lint(shown, check, faults), { delay: CHECK_AFTER }),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of(named),
        EditorView.inputHandler.of(withoutSign),
        EditorView.updateListener.of((update) => update.docChanged && update.view.hasFocus && typed()),
      ],
    }),
  });
  view.dom.classList.add('lw-feel');
  return {
    dom: view.dom,
    get: () => view.state.doc.toString(),
    set: (words) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: words } }),
    focus: (from = 0, to = from) => {
      view.dispatch({ selection: { anchor: from, head: to } });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** The equals sign stands before the field; one that is typed or pasted at its beginning is left out. */
function withoutSign(view, from, to, text) {
  if (from > 0 || !text.trimStart().startsWith('=')) return false;
  const insert = text.replace(/^\s*=\s*/, '');
  view.dispatch({ changes: { from, to, insert }, selection: { anchor: insert.length }, userEvent: 'input.type' });
  return true;
}

/** Names with spaces are one name to the grammar only when it knows them. */
function context(functions) {
  return Object.fromEntries(functions.map(({ name }) => [name, true]));
}

function completion(names, functions) {
  return (asked) => {
    const word = asked.matchBefore(/[\p{L}_][\p{L}\d_]*/u);
    if (!word && !asked.explicit) return null;
    if (/String/.test(syntaxTree(asked.state).resolve(asked.pos, -1).name)) return null;
    const variables = names().map(({ name, meaning }) => ({ label: name, detail: meaning, type: 'variable', boost: 1 }));
    return { from: word?.from ?? asked.pos, options: [...variables, ...functions.map(called)], validFor: /^[\p{L}\d_]*$/u };
  };
}

function called({ name, parameters, text, own }) {
  const needed = parameters.filter((one) => !one.endsWith('?'));
  const template = `${name}(${needed.map((one) => `\${${one}}`).join(', ')})`;
  return snippetCompletion(template, { label: `${name}(${parameters.join(', ')})`, info: text || undefined, type: 'function', boost: own ? 0 : -1 });
}

async function lint(view, check, faults) {
  const { doc } = view.state;
  const found = doc.length ? await check(doc.toString()) : [];
  if (view.state.doc !== doc) return [];
  faults(found);
  return found.map(({ severity, text, line, column }) => {
    const at = doc.line(Math.min(line, doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return { from: Math.min(from, Math.max(0, doc.length - 1)), to: Math.min(from + 1, doc.length), severity, message: text };
  });
}
