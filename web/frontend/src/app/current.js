// A list that scrolls by itself (<div class="lw-scroll">) opens at its current entry, tabs that do at the current tab.
export function showCurrent(document) {
  // the Tab key comes to a tab that is cut off: a browser scrolls only to what is out of sight altogether
  document.addEventListener('focusin', ({ target }) => {
    if (target.matches?.('.lw-tabs a, .lw-sammel button')) target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  for (const box of document.querySelectorAll('.lw-scroll')) {
    const current = box.querySelector('[aria-current]');
    if (current) box.scrollTop = current.offsetTop - box.clientHeight / 3;
  }
  for (const row of document.querySelectorAll('.lw-tabs > ul')) {
    const current = row.querySelector('[aria-current]')?.getBoundingClientRect();
    if (current) row.scrollLeft += current.left + current.width / 2 - row.getBoundingClientRect().left - row.clientWidth / 2;
  }
}
