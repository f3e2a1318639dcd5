// A list that scrolls by itself (<div class="lw-scroll">) opens at its current entry.
export function showCurrent(document) {
  for (const box of document.querySelectorAll('.lw-scroll')) {
    const current = box.querySelector('[aria-current]');
    if (current) box.scrollTop = current.offsetTop - box.clientHeight / 3;
  }
}
