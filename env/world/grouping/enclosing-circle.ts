export interface Circle {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/** Relative tolerance of the squared radius within which a point counts as inside. */
const TOLERANCE = 1 + 1e-12;

/**
 * The smallest circle around points: where the stage stands for a group, so that image shift reaches as little as it
 * can. Welzl's algorithm, written out as three nested loops (E. Welzl, *Smallest enclosing disks*, 1991); without a
 * shuffle it is quick for the few points of a group, cubic at worst.
 *
 * @throws RangeError if there is no point
 * @example enclosingCircle([0, 10], [0, 0]) // { x: 5, y: 0, radius: 5 }
 */
export function enclosingCircle(x: ArrayLike<number>, y: ArrayLike<number>): Circle {
  if (x.length === 0) throw new RangeError("no point to draw a circle around");
  let circle: Circle = { x: x[0]!, y: y[0]!, radius: 0 };
  const outside = (i: number) =>
    (x[i]! - circle.x) ** 2 + (y[i]! - circle.y) ** 2 > circle.radius * circle.radius * TOLERANCE;
  for (let i = 1; i < x.length; i++) {
    if (!outside(i)) continue;
    circle = { x: x[i]!, y: y[i]!, radius: 0 };
    for (let j = 0; j < i; j++) {
      if (!outside(j)) continue;
      circle = around(x[i]!, y[i]!, x[j]!, y[j]!);
      for (let k = 0; k < j; k++) {
        if (outside(k)) circle = through(x[i]!, y[i]!, x[j]!, y[j]!, x[k]!, y[k]!) ?? circle;
      }
    }
  }
  return circle;
}

function around(ax: number, ay: number, bx: number, by: number): Circle {
  return { x: (ax + bx) / 2, y: (ay + by) / 2, radius: Math.sqrt((ax - bx) ** 2 + (ay - by) ** 2) / 2 };
}

/** The circle through three points; undefined if they lie on a line. */
function through(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): Circle | undefined {
  const [ux, uy, vx, vy] = [bx - ax, by - ay, cx - ax, cy - ay];
  const twiceArea = 2 * (ux * vy - uy * vx);
  if (twiceArea === 0) return undefined;
  const [u, v] = [ux * ux + uy * uy, vx * vx + vy * vy];
  const x = (vy * u - uy * v) / twiceArea;
  const y = (ux * v - vx * u) / twiceArea;
  return { x: ax + x, y: ay + y, radius: Math.sqrt(x * x + y * y) };
}
