// Writes the third-party notices: every package with a file in the bundle (from esbuild's metafile) and
// every package of which we copy a file, with name, version, licence and full licence text.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const COPIED = {
  '@kern-ux/native': 'dist/kern.css, changed: see web/frontend/kern.mjs',
  '@fontsource/fira-sans': 'fonts/*.woff2; Fira Sans, copyright The Mozilla Foundation, Telefonica S.A. and Carrois Corporate GbR',
  'htmx.org': 'dist/htmx.min.js, unchanged',
};
const PREAMBLE = `THIRD-PARTY NOTICES
The files under web/static contain parts of the packages below.
bpmn-js, dmn-js and form-js carry the bpmn.io licence: the BPMN.iO mark on every diagram must stay visible and
uncovered, and the source that draws it must not be removed or changed.
Written by web/frontend/licenses.mjs. Do not edit.
`;

export async function notices(modules, metafile) {
  const used = new Set(Object.keys(COPIED));
  for (const path of Object.keys(metafile.inputs)) {
    const match = path.match(/^node_modules\/(?:.*\/node_modules\/)?((?:@[^/]+\/)?[^/]+)/);
    if (match) used.add(path.slice('node_modules/'.length, match.index + match[0].length));
  }
  const sections = [];
  for (const name of [...used].sort()) sections.push(await section(modules, name));
  return `${PREAMBLE}\n${sections.join('\n')}`;
}

async function section(modules, name) {
  const folder = join(modules, name);
  const about = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const lines = ['='.repeat(78), `${about.name} ${about.version}`];
  lines.push(`Licence: ${licenceName(about)}`);
  if (COPIED[name]) lines.push(`Files: ${COPIED[name]}`);
  lines.push('', await licenceText(folder, about), '');
  return lines.join('\n');
}

function licenceName(about) {
  if (/^(bpmn-js|dmn-js.*|@bpmn-io\/form-js.*)$/.test(about.name) && /see license/i.test(String(about.license))) return 'bpmn.io';
  if (about.license === '(MPL-2.0 OR Apache-2.0)') return 'Apache-2.0'; // of the two we take this one
  return typeof about.license === 'string' ? about.license : (about.license?.type ?? 'not stated');
}

async function licenceText(folder, about) {
  const names = (await readdir(folder)).filter((name) => /^(licen[cs]e|copying)/i.test(name)).sort();
  if (!names.length) return `(The package carries no licence file; ${licenceName(about)} as stated in package.json.)`;
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.map((text) => text.replace(/\r\n/g, '\n').trimEnd()).join('\n\n');
}
