// The rows of a comparison that name an element of its diagram: chosen by click, by the element, or one after the other.
export class Steps {
  constructor(comparison) {
    this.comparison = comparison;
    this.at = -1;
    const file = comparison.box.dataset.datei;
    this.rows = [...document.querySelectorAll('[data-vergleich]')].filter((row) => {
      const { datei, alt, neu } = row.dataset;
      return (datei === file || datei.endsWith('.toml')) && comparison.versions.some((one, side) => one.registry.get(side ? neu : alt));
    });
    for (const [index, row] of this.rows.entries()) {
      const button = row.querySelector('[data-zeigen]');
      button.hidden = false;
      button.addEventListener('click', () => {
        this.show(index, false);
        comparison.box.scrollIntoView({ block: 'nearest' });
      });
    }
  }

  go(step) {
    if (this.rows.length) this.show((this.at + step + this.rows.length) % this.rows.length, true);
  }

  /** The row of an element that was clicked on the drawing. */
  find(side, id) {
    const index = this.rows.findIndex((row) => row.dataset[side] === id);
    if (index >= 0) this.show(index, true);
    else this.comparison.told.textContent = '';
  }

  show(index, scroll) {
    this.rows[this.at]?.removeAttribute('aria-current');
    this.at = index;
    const row = this.rows[index];
    row.setAttribute('aria-current', 'true');
    if (scroll) row.scrollIntoView({ block: 'nearest' });
    this.comparison.reveal(row.dataset.alt, row.dataset.neu, `${index + 1}/${this.rows.length}: ${row.querySelector('[data-satz]').textContent}`);
  }
}
