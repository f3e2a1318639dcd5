// Progressive enhancement for every page. Each page works without it.
import { announceFaults } from './app/announce.js';
import { countChosen } from './app/choice.js';
import { showCurrent } from './app/current.js';
import { saveDrafts } from './app/draft.js';
import { checkFiles } from './app/files.js';
import { fitList } from './app/fit.js';
import { keepFocus } from './app/focus.js';
import { listKeys } from './app/keys.js';
import { menus, navigation } from './app/menus.js';
import { tellNews } from './app/news.js';
import { askServer } from './app/reach.js';
import { warnOfEnd } from './app/session.js';
import { guardSubmit } from './app/submit.js';
import { keepTyped } from './app/typed.js';
import { guardUnsaved } from './app/unsaved.js';
import { english, learn } from './language.js';
import { hold } from './ready.js';

async function start() {
  if (english) learn((await import('./app/english.js')).default);
  guardUnsaved(document);
  // these two before the guard against a second click, which would stop the press that waits
  saveDrafts(document);
  askServer(document);
  guardSubmit(document);
  keepFocus(document);
  keepTyped(document);
  checkFiles(document);
  announceFaults(document);
  warnOfEnd(document);
  listKeys(document);
  fitList();
  tellNews(document);
  countChosen(document);
  menus(document);
  navigation(document);
  showCurrent(document);
  document.querySelector('[data-fehlerliste]')?.focus();
}

// A module script runs after the document was parsed, so everything is there.
hold(start());
