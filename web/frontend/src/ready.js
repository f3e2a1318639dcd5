// Says when the scripts of a page are done: <html data-ready="1">. Module scripts run before
// DOMContentLoaded, so every entry has registered its work by then; tests wait for the attribute.
const held = [];

export function hold(work) {
  held.push(Promise.resolve(work).catch((fault) => console.error(fault)));
}

async function announce() {
  await Promise.all(held);
  document.documentElement.dataset.ready = '1';
}

if (document.readyState === 'complete') announce();
else document.addEventListener('DOMContentLoaded', announce, { once: true });
