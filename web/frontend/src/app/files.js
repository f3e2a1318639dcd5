// Says at once that a file is larger than is taken, before it has been sent for minutes: <input type=file data-hoechstens="bytes">.
import { say } from '../language.js';
import { announce } from './announce.js';

const MEGABYTE = 1024 * 1024;

export function checkFiles(document) {
  document.addEventListener('change', ({ target }) => {
    const most = Number(target.dataset?.hoechstens);
    if (!most) return;
    const larger = [...target.files].filter((file) => file.size > most);
    if (larger.length === 0) return;
    target.value = '';
    for (const { name } of larger)
      announce(say('„{name}“ ist größer als {size} MB und wird nicht angenommen.', { name, size: Math.floor(most / MEGABYTE) }), 'danger');
  });
}
