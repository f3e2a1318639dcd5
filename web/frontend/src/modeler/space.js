// Where something new can stand without lying on something else.
import { is } from 'bpmn-js/lib/util/ModelUtil';

const STEP = 20;
const GAP = 15;

/** The middle of the free place nearest to the wanted one; the wanted one where all is taken. */
export function free({ width, height }, wanted, within, taken) {
  const places = [wanted];
  for (let x = within.x + width / 2; x <= within.x + within.width - width / 2; x += STEP) {
    for (let y = within.y + height / 2; y <= within.y + within.height - height / 2; y += STEP) places.push({ x, y });
  }
  const far = (one) => Math.hypot(one.x - wanted.x, one.y - wanted.y);
  const fits = (one) => taken.every((other) =>
    Math.abs(other.x + other.width / 2 - one.x) >= (other.width + width) / 2 + GAP
    || Math.abs(other.y + other.height / 2 - one.y) >= (other.height + height) / 2 + GAP);
  return places.sort((one, other) => far(one) - far(other)).find(fits) ?? wanted;
}

/** What takes place in an element: no lanes, which are the place, and no lines. */
export function standing(parent, but = null) {
  return parent.children.filter((one) => one !== but && one.host !== but && !one.waypoints && !one.labelTarget && !is(one, 'bpmn:Lane') && !is(one, 'bpmn:Group'));
}
