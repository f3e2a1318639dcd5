// Where somebody begins to read a drawing.

/** The id of the leftmost start of the drawing that is open; undefined without one. */
export function firstStart(viewer) {
  const canvas = viewer.get('canvas');
  const starts = viewer.get('elementRegistry').filter((one) => one.type === 'bpmn:StartEvent' && canvas.findRoot(one) === canvas.getRootElement());
  return starts.sort((one, other) => one.x - other.x)[0]?.id;
}
