import { collectingOrder } from "../collecting-order.js";
import { checkHoles, type GroupingKind } from "../grouping.js";

/**
 * Cuts the rectangle that the holes take up into equal cells, as few as have a diagonal of at most twice the radius.
 * Linear in the holes, quadratic in the groups. Quick and predictable; on lattices that lie askew it makes small
 * groups at the rim.
 */
const kind: GroupingKind = {
  name: "tiles",
  summary: "a grid of cells, each within reach of its middle",
  form(x, y, radiusMicrometers) {
    checkHoles(x, y, radiusMicrometers);
    const across = cells(x, radiusMicrometers);
    const down = cells(y, radiusMicrometers);
    const numberOf = new Map<number, number>();
    const groups = new Int32Array(x.length);
    const centreX = new Float64Array(x.length);
    const centreY = new Float64Array(x.length);
    for (let hole = 0; hole < x.length; hole++) {
      const column = across.cellOf(x[hole]!);
      const row = down.cellOf(y[hole]!);
      const cell = row * across.count + column;
      let group = numberOf.get(cell);
      if (group === undefined) {
        group = numberOf.size;
        numberOf.set(cell, group);
        centreX[group] = column * across.width;
        centreY[group] = row * down.width;
      }
      groups[hole] = group;
    }
    const order = collectingOrder(centreX, centreY, numberOf.size);
    return groups.map((group) => order[group]!);
  },
  mostGroups(sideMicrometers, radiusMicrometers) {
    // Lying askew, the square takes up a rectangle of √2 times its side; a cell's side is √2 times the radius.
    return Math.max(1, Math.ceil(sideMicrometers / radiusMicrometers)) ** 2;
  },
};

export default kind;

function cells(values: Float64Array, radiusMicrometers: number) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const extent = values.length === 0 ? 0 : high - low;
  const count = Math.max(1, Math.ceil(extent / (radiusMicrometers * Math.SQRT2)));
  const width = extent / count;
  return {
    count,
    width,
    cellOf: (value: number) => (width === 0 ? 0 : Math.min(count - 1, Math.floor((value - low) / width))),
  };
}
