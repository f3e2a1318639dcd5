// dmn-js reads DMN 1.3. A file of another version is read as one, and gets its own names back when it is saved. Parts that 1.3 does
// not have are told, so that nobody saves them away.
import { say } from '../language.js';

const MODEL = 'https://www.omg.org/spec/DMN/20191111/MODEL/';
const DRAWN = 'https://www.omg.org/spec/DMN/20191111/DMNDI/';
const VERSIONS = {
  'http://www.omg.org/spec/DMN/20151101/dmn.xsd': '1.1',
  'http://www.omg.org/spec/DMN/20151101/dmn11.xsd': '1.1',
  'http://www.omg.org/spec/DMN/20180521/MODEL/': '1.2',
  'https://www.omg.org/spec/DMN/20211108/MODEL/': '1.4',
  'https://www.omg.org/spec/DMN/20230324/MODEL/': '1.5',
  'https://www.omg.org/spec/DMN/20240513/MODEL/': '1.6',
};
const OTHERS = /(\sxmlns(?::[\w.-]+)?\s*=\s*)(["'])(https?:\/\/www\.omg\.org\/spec\/DMN\/(?:(?:20180521|20211108|20230324|20240513)\/(?:MODEL|(DMNDI))\/|20151101\/dmn(?:11)?\.xsd))\2/g;
const UNKNOWN = /unparsable content <(?:[\w.-]+:)?([\w.-]+)> detected/;

/** A file that holds what the editor has not read. */
export class Unread extends Error {}

/** {xml, version, back}: the file as DMN 1.3, which version it is, and a function that gives a text its names back. */
export function asReadable(source) {
  const own = {};
  const xml = source.replace(OTHERS, (all, name, quote, uri, drawn) => {
    own[drawn ?? 'MODEL'] = uri;
    return name + quote + (drawn ? DRAWN : MODEL) + quote;
  });
  return { xml, version: VERSIONS[own.MODEL] ?? '1.3', back: (text) => back(text, own) };
}

function back(text, own) {
  for (const [part, read] of [['MODEL', MODEL], ['DMNDI', DRAWN]]) {
    if (own[part]) text = text.replace(new RegExp(`(\\sxmlns(?::[\\w.-]+)?\\s*=\\s*["'])${read}(["'])`, 'g'), (all, before, after) => before + own[part] + after);
  }
  return text;
}

/** What to say of parts the editor has not read, or nothing. */
export function unread(warnings, version) {
  const names = [...new Set(warnings.map(({ message }) => UNKNOWN.exec(message)?.[1]).filter(Boolean))];
  if (!names.length) return '';
  return say('Die Datei ist DMN {version} und enthält, was dieser Editor nicht kennt: {names}.', { version, names: names.join(', ') });
}
