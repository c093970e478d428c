import type { z } from "zod";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import { WorldGenerator } from "../../env/world/generator/generate-world.js";
import { type GeneratedOptions, generatedOptions } from "../../env/world/generator/options.js";
import type { WorldData } from "../../env/world/world-data.js";

type Given = Partial<z.input<typeof generatedOptions>>;

/** Two grids, six squares, groups of nine holes; whatever is not given is plain. */
export function generated(given: Given = {}): GeneratedOptions {
  return generatedOptions.parse({
    layout: { grids: 2, squares: 6, groups_per_square: [3, 3], holes_per_group: [9, 9] },
    quality: {
      good_angstrom: 6,
      good_share: 0.4,
      good_variance_shares: { square: 0.3, group: 0.1 },
      value_variance_shares: { square: 0.1, group: 0.1 },
      ctf_quantiles: [
        [0, 3],
        [0.4, 6],
        [1, 20],
      ],
      failed_fit_share: 0.02,
    },
    ...given,
  });
}

/** The worlds of the first seeds. */
export function generatedWorlds(given: Given, count: number): WorldData[] {
  const generator = new WorldGenerator(generated(given));
  return Array.from({ length: count }, (_, seed) => generator.create(new KeyedRandom(seed)));
}

/** Rows of a level. */
export function rowsOf({ tree }: WorldData, level: string): number[] {
  const n = tree.shape.levels.indexOf(level);
  return Array.from({ length: tree.levelStart[n + 1]! - tree.levelStart[n]! }, (_, i) => tree.levelStart[n]! + i);
}
