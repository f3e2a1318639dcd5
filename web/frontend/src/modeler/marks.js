// The findings of the check on the drawing: a border on each element that has one.
const SYMBOLS = { error: 'danger', warning: 'warning' };

export class Marks {
  constructor(modeler) {
    this.modeler = modeler;
    this.marked = [];
  }

  show(findings, path) {
    const known = this.modeler.get('elementRegistry');
    const canvas = this.modeler.get('canvas');
    for (const [element, marker] of this.marked) if (known.get(element)) canvas.removeMarker(element, marker);
    this.marked = [];
    for (const { element, severity, file, exempted } of findings) {
      const symbol = SYMBOLS[severity];
      if (!symbol || exempted || !element || (file && file !== path) || !known.get(element)) continue;
      canvas.addMarker(element, `lw-m-befund-${symbol}`);
      this.marked.push([element, `lw-m-befund-${symbol}`]);
    }
  }
}
