// Turns KERN's style sheet into the one we serve: inside a cascade layer, so that plain rules of ours win;
// without the utility and grid classes (two thirds of it, unused here), without the dark scheme (bpmn-js
// draws dark on white only) and without the global rules that break diagrams and foreign widgets.
const KEEP = new Set(['kern-sr-only', 'kern-hidden']);

// Rules KERN applies to every page; each must exist, else the update needs a look.
const GLOBAL_FIXES = [
  // cuts every diagram to 150 px
  { selector: 'img,picture,video,canvas,svg', replacement: 'img, picture, video' },
  // reaches the tspans of a diagram; body passes the font on anyway
  { selector: '*:not(i)', replacement: 'body, button, input, select, textarea' },
  // !important inside a layer beats everything outside; laufweg.css sets the padding of text areas
  { selector: 'textarea', replacement: null },
  // puts an outline round the whole canvas; laufweg.css has one focus style for all
  {
    selector:
      'area[href]:not([tabindex="-1"]):focus,iframe:not([tabindex="-1"]):focus,' +
      '[tabindex]:not([tabindex="-1"]):focus,[contentEditable=true]:not([tabindex="-1"]):focus',
    replacement: null,
  },
  {
    selector:
      'area[href]:not([tabindex="-1"]):focus:focus-visible,iframe:not([tabindex="-1"]):focus:focus-visible,' +
      '[tabindex]:not([tabindex="-1"]):focus:focus-visible,' +
      '[contentEditable=true]:not([tabindex="-1"]):focus:focus-visible',
    replacement: null,
  },
];

export function wrapKern(kern, utilities, grid) {
  const surplus = classesOf(utilities + grid);
  const fixed = new Set();
  const body = rules(stripComments(kern))
    .map((rule) => filtered(rule, surplus, fixed))
    .filter(Boolean)
    .join('\n');
  for (const { selector } of GLOBAL_FIXES) {
    if (!fixed.has(selector)) throw new Error(`kern.css: expected the global rule ${selector}`);
  }
  return `@layer kern {\n${body}\n}\n`;
}

function filtered({ head, block }, surplus, fixed) {
  if (head.startsWith('@charset') || head.startsWith('@media (prefers-color-scheme: dark)')) return '';
  if (head.startsWith('@media') || head.startsWith('@supports')) {
    const inner = rules(block).map((rule) => filtered(rule, surplus, fixed)).filter(Boolean);
    return inner.length ? `${head} {\n${inner.join('\n')}\n}` : '';
  }
  if (head.startsWith('@')) return block === null ? `${head};` : `${head} {${block}}`;
  const classes = head.match(/\.kern-[\w-]+/g) ?? [];
  if (classes.length && classes.every((name) => surplus.has(name.slice(1)))) return '';
  const selector = head.split(',').map((part) => part.trim()).join(',');
  const fix = GLOBAL_FIXES.find((candidate) => candidate.selector === selector);
  if (!fix) return `${head} {${block}}`;
  fixed.add(selector);
  return fix.replacement ? `${fix.replacement} {${block}}` : '';
}

function classesOf(css) {
  const names = (stripComments(css).match(/\.kern-[\w-]+/g) ?? []).map((name) => name.slice(1));
  return new Set(names.filter((name) => !KEEP.has(name)));
}

function stripComments(css) {
  return css.replace(/\/\*[\s\S]*?\*\//g, '');
}

// Splits a style sheet into its top-level rules. Braces inside quoted strings (data: icons) do not count.
function rules(css) {
  const found = [];
  let start = 0;
  let open = -1;
  let depth = 0;
  let quote = '';
  for (let i = 0; i < css.length; i += 1) {
    const char = css[i];
    if (quote) {
      if (char === '\\') i += 1;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") {
      quote = char;
    } else if (char === '{') {
      if (depth === 0) open = i;
      depth += 1;
    } else if (char === '}') {
      depth -= 1;
      if (depth === 0) {
        found.push({ head: css.slice(start, open).trim(), block: css.slice(open + 1, i) });
        start = i + 1;
      }
    } else if (char === ';' && depth === 0) {
      found.push({ head: css.slice(start, i).trim(), block: null });
      start = i + 1;
    }
  }
  return found;
}
