import type { RandomStream } from "../../env/random/random-stream.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { defaultTreeShape, positionTreeShape } from "../../env/tree/tree-shape.js";
import type { WorldData } from "../../env/world/world-data.js";

/**
 * A small world drawn at random: up to 3 grids × 3 squares × 3 groups × `mostHoles` holes, predictions of any quality.
 *
 * @param mostPositions of a hole; 0 for holes that are exposed themselves
 */
export function randomWorld(random: RandomStream, mostHoles = 4, mostPositions = 0): WorldData {
  const targets: TargetDescription[] = [];
  const truth = new Map<string, number>();
  const goodShare = random.uniform();
  const add = (parentId: string | undefined, level: number, features: Record<string, number> = {}): string => {
    const id = `t${targets.length}`;
    targets.push({ id, ...(parentId === undefined ? {} : { parentId }), level, name: id, features });
    return id;
  };
  const count = (most: number) => 1 + random.integer(most);
  for (let g = count(3); g > 0; g--) {
    const grid = add(undefined, 1);
    for (let s = count(3); s > 0; s--) {
      const square = add(grid, 2);
      const share = random.uniform() < 0.5 ? goodShare : random.uniform();
      for (let p = count(3); p > 0; p--) {
        const group = add(square, 3);
        for (let h = count(mostHoles); h > 0; h--) {
          const ctf = random.uniform() < share ? 3 + 3 * random.uniform() : 6.1 + 10 * random.uniform();
          const guess = random.uniform() < 0.7 ? ctf : 3 + 10 * random.uniform();
          const features = random.uniform() < 0.1 ? {} : { [PREDICTED_CTF_RESOLUTION.name]: guess };
          const hole = add(group, 4, features);
          const failed = random.uniform() < 0.05;
          if (mostPositions === 0) truth.set(hole, failed ? Number.NaN : ctf);
          for (let i = mostPositions === 0 ? 0 : count(mostPositions); i > 0; i--) {
            truth.set(add(hole, 5), failed ? Number.NaN : ctf + random.uniform());
          }
        }
      }
    }
  }
  const tree = TargetTree.from(targets, mostPositions === 0 ? defaultTreeShape : positionTreeShape);
  return { tree, ctfResolutionAngstrom: Float64Array.from(tree.ids, (id) => truth.get(id) ?? Number.NaN), spent: [] };
}
