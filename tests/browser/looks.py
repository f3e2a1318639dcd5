"""What can be measured of how a page looks: what wider spacing cuts off (WCAG 1.4.12), edges and marks that are too
faint (1.4.11).
"""

from __future__ import annotations

from playwright.sync_api import Page

#: 1.4.11 for what is needed to see a control, its state and the focus
EDGE = 3.0


def cut_by_spacing(page: Page) -> list[str]:
    """Texts that are whole as the page is, and not with the spacing a reader may set.

    Drawings are left out: their letters stand in boxes of a given size. So are the values of fields, which scroll.
    """
    found: list[str] = page.evaluate(_CUT)
    return found


def faint_edges(page: Page) -> list[str]:
    """Controls whose edge, symbol or mark of focus stands out less than 3 : 1 from what is beside it.

    A button with words is known by its words; a box to tick is drawn by the browser.
    """
    page.keyboard.press("Tab")  # from now on the browser marks what gets the focus
    found: list[str] = page.evaluate(_MEASURES + _FAINT, EDGE)
    return found


_CUT = """() => {
  const name = text => text.textContent.trim().replace(/\\s+/g, ' ').slice(0, 50);
  // there for screen readers alone
  const unseen = one => one !== null && (getComputedStyle(one).clipPath !== 'none' || unseen(one.parentElement));
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim()) continue;
    if (parent.closest('svg, script, style, select, textarea, .djs-container')) continue;
    if (parent.checkVisibility({visibilityProperty: true}) && !unseen(parent)) texts.push(walker.currentNode);
  }
  const opaque = style => style.backgroundColor !== 'rgba(0, 0, 0, 0)' || style.borderTopWidth !== '0px';
  // a text lies in its box – what clips it, or has an edge or a ground of its own – unless it scrolls in between
  const faults = () => {
    const found = new Map();
    for (const text of texts) {
      const range = document.createRange();
      range.selectNodeContents(text);
      const box = range.getBoundingClientRect();
      if (!box.width) continue;
      let inline = true;
      for (let one = text.parentElement; one && one !== document.body; one = one.parentElement) {
        const style = getComputedStyle(one);
        if (inline && style.display === 'inline') continue;
        inline = false;
        const across = style.overflowX, down = style.overflowY, own = one.getBoundingClientRect();
        if ([across, down].some(way => way === 'auto' || way === 'scroll')) break;
        const clips = across !== 'visible' || down !== 'visible';
        if (!clips && !opaque(style)) continue;
        const beside = Math.max(own.left - box.left, box.right - own.right);
        const out = Math.max(beside, own.top - box.top - 3, box.bottom - own.bottom - 3);
        if (out > 1.5) found.set(text, `${name(text)} | ${one.tagName.toLowerCase()}.${one.className}`);
        if (style.position === 'absolute' || style.position === 'fixed' || out > 1.5) break;
      }
    }
    return found;
  };
  const before = faults();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`p { margin-bottom: 2em !important; } :not(svg, svg *) { line-height: 1.5 !important;
    letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  const after = faults(), root = document.documentElement;
  const wide = root.scrollWidth > root.clientWidth;
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter(one => one !== sheet);
  const news = [...after].filter(([text]) => !before.has(text)).map(([, words]) => `cut by spacing: ${words}`);
  const cut = [...new Set(news)];
  return wide ? [...cut, 'with spacing the page scrolls sideways'] : cut;
}"""

#: colours as numbers, and how far two stand apart (WCAG 2.1, relative luminance)
COLOURS = """
  const rgba = text => {
    const found = (text.match(/[\\d.]+/g) || []).map(Number);
    return found.length < 3 ? null : [...found.slice(0, 3), found.length > 3 ? found[3] : 1];
  };
  const light = ([r, g, b]) => [r, g, b].map(one => one / 255)
    .map(one => one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return Math.round((high + 0.05) / (low + 0.05) * 100) / 100;
  };
"""

_MEASURES = (
    f"edge => {{{COLOURS}"
    + """
  const solid = colour => colour && colour[3] > 0.99;
  const ground = element => {
    for (let one = element; one; one = one.parentElement) {
      const found = rgba(getComputedStyle(one).backgroundColor);
      if (solid(found)) return found;
    }
    return [255, 255, 255, 1];
  };
  const words = one => (one.ariaLabel || one.labels?.[0]?.textContent || one.textContent || one.name || one.id || '')
    .trim().replace(/\\s+/g, ' ').slice(0, 40);
  const name = one => `${one.tagName.toLowerCase()}.${one.className} ${words(one)}`;
  const shown = one => one.getClientRects().length > 0
    && one.checkVisibility({visibilityProperty: true, opacityProperty: true});
"""
)

_FAINT = """
  const found = new Set();
  // the edge of what is typed into or chosen from: its own or that of the box that is drawn around it
  for (const one of document.querySelectorAll('input, select, textarea')) {
    if (['hidden', 'checkbox', 'radio', 'range'].includes(one.type)) continue;
    if (one.disabled || one.readOnly || !shown(one)) continue;
    const drawn = box => ['Top', 'Bottom'].filter(side => getComputedStyle(box)[`border${side}Width`] !== '0px');
    const box = drawn(one).length ? one : one.parentElement;
    const style = getComputedStyle(box), under = ground(box.parentElement);
    const own = drawn(box).map(side => rgba(style[`border${side}Color`]));
    const filling = rgba(style.backgroundColor);
    const best = Math.max(0, ...[...own, filling].filter(solid).map(colour => ratio(colour, under)));
    if (best < edge) found.add(`edge ${best}: ${name(one)}`);
  }
  // a control of a symbol alone
  for (const one of document.querySelectorAll('a[href], button:enabled, summary')) {
    if (one.textContent.trim() || !shown(one)) continue;
    const symbols = [one, ...one.querySelectorAll('*')].map(part => [part, getComputedStyle(part)])
      .filter(([, style]) => style.maskImage !== 'none').map(([part, style]) => [part, rgba(style.backgroundColor)]);
    for (const [part, colour] of symbols) {
      const value = solid(colour) ? ratio(colour, ground(part.parentElement)) : 0;
      if (value < edge) found.add(`symbol ${value}: ${name(one)}`);
    }
  }
  // the mark of focus, beside the control and on it
  const focused = 'a[href], summary, [tabindex="0"], :is(button, input, select, textarea):enabled';
  const editors = '.djs-container, .dmn-js-parent, .fjs-editor-container';
  for (const one of document.querySelectorAll(focused)) {
    if (one.type === 'hidden' || !shown(one) || one.closest(`[aria-hidden="true"], ${editors}`)) continue;
    one.focus({preventScroll: true});
    if (document.activeElement !== one) continue;
    const own = getComputedStyle(one);
    const around = own.outlineStyle === 'none' && one.parentElement.matches(':focus-within') ? one.parentElement : one;
    const style = getComputedStyle(around), colour = rgba(style.outlineColor);
    if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) {
      found.add(`no mark of focus: ${name(one)}`);
      continue;
    }
    const beside = parseFloat(style.outlineOffset) < 0 ? ground(around) : ground(around.parentElement);
    const value = solid(colour) ? ratio(colour, beside) : 0;
    if (value < edge) found.add(`mark of focus ${value}: ${name(one)}`);
  }
  document.activeElement?.blur?.();
  return [...found];
}"""
