/**
 * Moves labels apart along one axis: no two nearer than `distance`, in the order of where they want to be, as
 * near to it as a single pass in each direction gets them.
 */
export function spread(wanted: readonly number[], distance: number, least: number, most: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const at = [...wanted];
  let next = least;
  for (const i of order) {
    at[i] = Math.max(at[i]!, next);
    next = at[i]! + distance;
  }
  let last = Math.max(most, least + distance * (wanted.length - 1));
  for (const i of order.reverse()) {
    at[i] = Math.min(at[i]!, last);
    last = at[i]! - distance;
  }
  return at;
}
