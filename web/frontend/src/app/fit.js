// A list that fits its width scrolls with the page, so that its head can stay in sight; one that does not, in itself.
export function fitLists(document) {
  const look = () => {
    for (const list of document.querySelectorAll('.lw-table-wrap:has([data-liste])'))
      list.dataset.passt = list.scrollWidth > list.offsetWidth ? 'nein' : 'ja';
  };
  window.addEventListener('resize', look);
  document.addEventListener('htmx:afterSettle', look);
  look();
}
