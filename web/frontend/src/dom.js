// Builds DOM nodes. No html strings anywhere: names from a diagram are text, never markup.
export function node(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

export function icon(name) {
  return node('span', { class: `kern-icon kern-icon--${name}`, 'aria-hidden': 'true' });
}

export function alert(kind, title, ...body) {
  const symbol = { danger: 'danger', warning: 'warning', success: 'success', info: 'info' }[kind];
  return node(
    'div',
    { class: `lw-alert lw-alert--${kind}`, role: kind === 'danger' || kind === 'warning' ? 'alert' : 'status' },
    icon(symbol),
    node('div', { class: 'lw-alert__body' }, node('p', { class: 'lw-alert__title' }, title), ...body),
  );
}
