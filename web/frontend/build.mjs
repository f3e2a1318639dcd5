// Builds web/static/dist and web/static/fonts from the sources here.
//   node build.mjs               writes into ../static
//   node build.mjs --out DIR     writes DIR/dist and DIR/fonts (the bundle test compares the two)
// The output depends on the lock file only: no dates, no absolute paths, entry names without hash.
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { wrapKern } from './kern.mjs';
import { notices } from './licenses.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, 'node_modules');
const out = outDirectory(process.argv.slice(2));
const dist = join(out, 'dist');
const fonts = join(out, 'fonts');

await rm(dist, { recursive: true, force: true });
await rm(fonts, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await mkdir(fonts, { recursive: true });

const bundle = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ['src/app.js', 'src/viewer.js', 'src/modeler.js', 'src/dmn.js', 'src/compare.js', 'src/tables.js', 'src/forms.js', 'src/text.js', 'src/handed.js'],
  outdir: dist,
  entryNames: '[name]',
  chunkNames: 'chunks/[hash]',
  assetNames: 'assets/[name]',
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
  target: ['chrome115', 'firefox115', 'safari16.4'],
  charset: 'utf8',
  legalComments: 'none', // the notices file carries every licence in full
  metafile: true,
  logLevel: 'warning',
  loader: { '.woff2': 'file' },
  plugins: [onlyWoff2(), adoptedStyles()],
});

await writeFile(join(dist, 'kern.css'), await kernCss());
await cp(join(modules, 'htmx.org/dist/htmx.min.js'), join(dist, 'htmx.min.js'));
await copyFonts();
if (out === join(here, '../static')) await copyAxe();
await writeFile(join(dist, 'NOTICES.txt'), await notices(modules, bundle.metafile));

function outDirectory(args) {
  const at = args.indexOf('--out');
  return at < 0 ? resolve(here, '../static') : resolve(args[at + 1]);
}

// The icon fonts come as eot, woff2, woff, ttf and svg; every browser we support reads woff2.
function onlyWoff2() {
  return {
    name: 'only-woff2',
    setup(build) {
      build.onLoad({ filter: /-font[/\\]css[/\\][\w-]+\.css$/ }, async ({ path }) => {
        const css = await readFile(path, 'utf8');
        const woff2 = css.match(/url\('[^']+\.woff2[^']*'\) format\('woff2'\)/);
        if (!woff2) throw new Error(`${path}: expected a woff2 source`);
        let first = true;
        const contents = css.replace(/src:[^;]+;/g, () => {
          const keep = first ? `src: ${woff2[0].replace(/\?[^']*/, '')};` : '';
          first = false;
          return keep;
        });
        return { contents, loader: 'css' };
      });
    },
  };
}

// CodeMirror inserts a <style>, which the Content Security Policy blocks: it is to adopt a style sheet instead.
function adoptedStyles() {
  return {
    name: 'adopted-styles',
    setup(build) {
      build.onLoad({ filter: /style-mod[/\\]src[/\\]style-mod\.js$/ }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        const contents = source.replace('if (!root.head && root.adoptedStyleSheets', 'if (root.adoptedStyleSheets');
        if (contents === source) throw new Error(`${path}: expected the place that chooses between <style> and adopting`);
        return { contents, loader: 'js' };
      });
    },
  };
}

async function kernCss() {
  const source = join(modules, '@kern-ux/native/dist');
  const read = (name) => readFile(join(source, name), 'utf8');
  const css = wrapKern(await read('kern.css'), await read('kern-utilities.css'), await read('kern-grid.css'));
  const { code } = await esbuild.transform(css, { loader: 'css', minify: true, target: 'esnext' });
  return `/* KERN UX native 2.7.2, EUPL-1.2, changed by web/frontend/kern.mjs. See NOTICES.txt */\n${code}`;
}

// For the browser tests only; never served.
async function copyAxe() {
  const tests = join(here, '../../tests/browser');
  await mkdir(tests, { recursive: true });
  await cp(join(modules, 'axe-core/axe.min.js'), join(tests, 'axe.min.js'));
  await cp(join(modules, 'axe-core/LICENSE'), join(tests, 'axe.LICENSE.txt'));
}

async function copyFonts() {
  const source = join(modules, '@fontsource/fira-sans');
  for (const weight of [400, 500, 600, 700]) {
    for (const subset of ['latin', 'latin-ext']) {
      const name = `fira-sans-${subset}-${weight}-normal.woff2`;
      await cp(join(source, 'files', name), join(fonts, name));
    }
  }
  await cp(join(source, 'LICENSE'), join(fonts, 'OFL.txt'));
}
