// Progressive enhancement for every page. Each page works without it.
import { announceFaults } from './app/announce.js';
import { showCurrent } from './app/current.js';
import { keepFocus } from './app/focus.js';
import { listKeys } from './app/keys.js';
import { menus, navigation } from './app/menus.js';
import { guardSubmit } from './app/submit.js';
import { guardUnsaved } from './app/unsaved.js';
import { hold } from './ready.js';

function start() {
  guardUnsaved(document);
  guardSubmit(document);
  keepFocus(document);
  announceFaults(document);
  listKeys(document);
  menus(document);
  navigation(document);
  showCurrent(document);
  document.querySelector('[data-fehlerliste]')?.focus();
}

// A module script runs after the document was parsed, so everything is there.
hold(Promise.resolve().then(start));
