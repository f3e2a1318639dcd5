// Reads BPMN and DMN files with the libraries and schemas of the desktop modeller, writes them as it saves them, and prints for a
// test {path: {xml, stable, warnings}}: stable is whether what was written is written again byte for byte.
//   node reread.mjs FILE …
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { BpmnModdle } from 'bpmn-moddle';
import { DmnModdle } from 'dmn-moddle';

const zeebe = createRequire(import.meta.url)('zeebe-bpmn-moddle/resources/zeebe.json');

async function saved(path, source) {
  const moddle = path.endsWith('.dmn') ? new DmnModdle() : new BpmnModdle({ zeebe });
  const { rootElement, warnings } = await moddle.fromXML(source, path.endsWith('.dmn') ? 'dmn:Definitions' : 'bpmn:Definitions');
  const { xml } = await moddle.toXML(rootElement, { format: true });
  return { xml, warnings: warnings.map(({ message }) => message) };
}

const found = {};
for (const path of process.argv.slice(2)) {
  const once = await saved(path, await readFile(path, 'utf8'));
  found[path] = { ...once, stable: (await saved(path, once.xml)).xml === once.xml };
}
process.stdout.write(JSON.stringify(found));
