// A list that fits its width scrolls with the page, so that its head can stay in sight; one that does not, in itself.
export function fitList() {
  fit();
  window.addEventListener('resize', fit);
}

// The frame of the list, as it stands now.
export function fit() {
  const frame = document.querySelector('#zeilen .lw-table-wrap');
  if (frame) frame.dataset.passt = frame.scrollWidth > frame.offsetWidth ? 'nein' : 'ja';
  return frame;
}
