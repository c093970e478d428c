/** Holes nearer to the edge of a square than this share of the pitch are covered by the bar. */
const EDGE_SHARE = 0.5;

/** Largest number of holes in a row of the lattice that fit into a square, wherever the lattice begins. */
export function holesAcross(sideMicrometers: number, pitchMicrometers: number): number {
  const usable = sideMicrometers - 2 * EDGE_SHARE * pitchMicrometers;
  return usable < 0 ? 0 : Math.floor(usable / pitchMicrometers + 1e-9) + 1;
}

/**
 * Places of a square's rows (or columns) of holes along one direction.
 *
 * @param phase where the lattice begins, 0 to 1 of a pitch
 * @returns [first place from the square's middle in µm, number of rows]
 */
export function rowsAcross(sideMicrometers: number, pitchMicrometers: number, phase: number): [number, number] {
  const usable = sideMicrometers - 2 * EDGE_SHARE * pitchMicrometers;
  const offset = phase * pitchMicrometers;
  const count = usable < offset ? 0 : Math.floor((usable - offset) / pitchMicrometers + 1e-9) + 1;
  return [-usable / 2 + offset, count];
}
