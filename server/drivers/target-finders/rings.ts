/** Corners of a polygon, closed or not. */
export interface Ring {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Whether a point lies within, by the even-odd rule. */
export function inside({ x, y }: Ring, px: number, py: number): boolean {
  let isInside = false;
  for (let i = 0, j = x.length - 1; i < x.length; j = i++) {
    const [xi, yi, xj, yj] = [x[i]!, y[i]!, x[j]!, y[j]!];
    if (yi > py !== yj > py && px < ((xj - xi) * (py - yi)) / (yj - yi) + xi) isInside = !isInside;
  }
  return isInside;
}

/** Its area, in the square of its unit. */
export function ringArea({ x, y }: Ring): number {
  let twice = 0;
  for (let i = 0, j = x.length - 1; i < x.length; j = i++) twice += (x[j]! - x[i]!) * (y[j]! + y[i]!);
  return Math.abs(twice) / 2;
}
