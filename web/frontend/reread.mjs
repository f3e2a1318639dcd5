// Reads BPMN files with the library and schemas of the modeller, writes them as it saves them, and prints both as JSON for a
// test: {path: written}.
//   node reread.mjs FILE …
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json');
const found = {};
for (const path of process.argv.slice(2)) {
  const moddle = new BpmnModdle({ zeebe });
  const { rootElement, warnings } = await moddle.fromXML(await readFile(path, 'utf8'));
  const { xml } = await moddle.toXML(rootElement, { format: true });
  found[path] = { xml, warnings: warnings.map(({ message }) => message) };
}
process.stdout.write(JSON.stringify(found));
