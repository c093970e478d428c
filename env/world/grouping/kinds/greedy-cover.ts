import { collectingOrder } from "../collecting-order.js";
import { checkHoles, type GroupingKind } from "../grouping.js";

/**
 * Densest reach first: of the holes not yet in a group, the one with most such holes within the radius becomes a
 * group's middle and takes them; in the end each hole goes to the nearest middle. Ties go to the first hole. Quadratic
 * in the holes of a square (some hundreds), for the distances of all pairs, and so is its memory at worst.
 */
const kind: GroupingKind = {
  name: "greedy-cover",
  summary: "densest reach first, then each hole to the nearest middle",
  form(x, y, radiusMicrometers) {
    checkHoles(x, y, radiusMicrometers);
    const holes = x.length;
    const neighbours = neighboursOf(x, y, radiusMicrometers);
    const free = new Uint8Array(holes).fill(1);
    /** Of each hole's neighbours, itself among them, how many are free. */
    const reached = Int32Array.from(neighbours, (near) => near.length);
    const centreX = new Float64Array(holes);
    const centreY = new Float64Array(holes);
    let groups = 0;
    for (let left = holes; left > 0; groups++) {
      let centre = -1;
      for (let hole = 0; hole < holes; hole++) {
        if (free[hole] === 1 && (centre === -1 || reached[hole]! > reached[centre]!)) centre = hole;
      }
      centreX[groups] = x[centre]!;
      centreY[groups] = y[centre]!;
      for (const hole of neighbours[centre]!) {
        if (free[hole] === 0) continue;
        free[hole] = 0;
        left--;
        for (const other of neighbours[hole]!) reached[other]!--;
      }
    }
    const order = collectingOrder(centreX, centreY, groups);
    return Int32Array.from(x, (_, hole) => order[nearest(centreX, centreY, groups, x[hole]!, y[hole]!)]!);
  },
  mostGroups(sideMicrometers, radiusMicrometers) {
    // Middles lie more than a radius apart, so circles of half of it do not overlap and lie in the square grown by it.
    const packed = (sideMicrometers + radiusMicrometers) ** 2 / (Math.PI * (radiusMicrometers / 2) ** 2);
    return Math.max(1, Math.floor(packed));
  },
};

export default kind;

/** Holes within the radius of each hole, itself among them. */
function neighboursOf(x: Float64Array, y: Float64Array, radius: number): number[][] {
  const neighbours = Array.from(x, (_, hole) => [hole]);
  for (let a = 0; a < x.length; a++) {
    for (let b = a + 1; b < x.length; b++) {
      if ((x[a]! - x[b]!) ** 2 + (y[a]! - y[b]!) ** 2 > radius ** 2) continue;
      neighbours[a]!.push(b);
      neighbours[b]!.push(a);
    }
  }
  return neighbours;
}

function nearest(centreX: Float64Array, centreY: Float64Array, count: number, x: number, y: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let group = 0; group < count; group++) {
    const distance = (centreX[group]! - x) ** 2 + (centreY[group]! - y) ** 2;
    if (distance >= least) continue;
    least = distance;
    best = group;
  }
  return best;
}
