// Texts of the scripts in the language of the page. The German text in the source is the key, as in the templates;
// every entry point brings the English texts of what it shows.
export const english = document.documentElement.lang === 'en';
const texts = new Map();

/** The attribute for what is German in every language: what the law, the check and the processes say. */
export const inGerman = english ? { lang: 'de' } : {};

export function learn(dictionary) {
  for (const [german, other] of Object.entries(dictionary)) texts.set(german, other);
}

/** The text, with {name} replaced from the values; what nobody has translated stays as it is. */
export function say(text, values = {}) {
  const chosen = (english && texts.get(text)) || text;
  return chosen.replace(/{(\w+)}/g, (whole, name) => values[name] ?? whole);
}
