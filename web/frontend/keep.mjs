// What the workspace saves of files: nothing changed, and each change of {path, find, put} done to what the library holds.
//   node keep.mjs < [{"path", "find", "put"}, …]     prints [{"opened", "changed"}, …] for a test
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import { DmnModdle } from 'dmn-moddle';
import { Keeper } from './src/keeping/keep.js';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json');

async function saved(path, source) {
  const decision = path.endsWith('.dmn');
  const moddle = decision ? new DmnModdle() : new BpmnModdle({ zeebe });
  const { rootElement } = await moddle.fromXML(source, decision ? 'dmn:Definitions' : 'bpmn:Definitions');
  return (await moddle.toXML(rootElement, { format: true })).xml;
}

let asked = '';
for await (const part of process.stdin) asked += part;
const found = [];
for (const { path, find, put } of JSON.parse(asked)) {
  const source = await readFile(path, 'utf8');
  const written = await saved(path, source);
  const keeper = new Keeper(source, written, (text) => saved(path, text));
  const opened = await keeper.text(written);
  found.push({ written, opened, changed: await keeper.text(written.replace(find, put)) });
}
process.stdout.write(JSON.stringify(found));
