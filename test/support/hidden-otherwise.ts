import type { RandomStream } from "../../env/random/random-stream.js";
import type { Session } from "../../env/session/session.js";
import { PREDICTED_CTF_RESOLUTION } from "../../env/tree/feature-schema.js";
import type { TargetDescription } from "../../env/tree/target-description.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import type { WorldData } from "../../env/world/world-data.js";

/** What a session knows, by ids. */
export interface Known {
  /** Nodes whose children were found. */
  readonly explored: ReadonlySet<string>;
  /** Holes of which an exposure was made. */
  readonly exposed: ReadonlySet<string>;
}

export function knownTo({ tree, explored, exposedCount }: Session): Known {
  const ids = (has: (row: number) => boolean) => new Set(tree.ids.filter((_, row) => has(row)));
  return {
    explored: ids((row) => explored[row] === 1),
    exposed: ids((row) => tree.isLeaf(row) && exposedCount[row] === 1),
  };
}

const guess = (random: RandomStream) => ({ [PREDICTED_CTF_RESOLUTION.name]: 3 + 12 * random.uniform() });

/**
 * The same world with everything else that a session does not know drawn anew: what unexposed holes would show, and what
 * unexplored nodes hold: the features below them and, unless the structure is kept, how many targets there are.
 */
export function hiddenOtherwise(
  { tree, ctfResolutionAngstrom, ...data }: WorldData,
  known: Known,
  random: RandomStream,
  keepStructure: boolean,
): WorldData {
  const isFound = (row: number) => row === 0 || known.explored.has(tree.ids[tree.parent[row]!]!);
  const targets: TargetDescription[] = [];
  for (const target of tree.descriptions()) {
    const row = tree.row(target.id)!;
    if (isFound(row)) {
      targets.push(target);
      if (!keepStructure && !tree.isLeaf(row) && !known.explored.has(target.id)) addBelow(target, tree.leafLevel);
    } else if (keepStructure) {
      const { features, ...rest } = target;
      targets.push(features === undefined ? rest : { ...rest, features: guess(random) });
    }
  }
  function addBelow(above: TargetDescription, leafLevel: number): void {
    if (above.level === leafLevel) return;
    for (let i = random.integer(4); i > 0; i--) {
      const id = `${above.id}/other-${i}`;
      const target = { id, parentId: above.id, level: above.level + 1, name: id, features: guess(random) };
      targets.push(target);
      addBelow(target, leafLevel);
    }
  }
  const other = TargetTree.from(targets, tree.shape);
  return {
    ...data,
    spent: data.spent.map((hole) => other.row(tree.ids[hole]!)!).filter((hole) => hole !== undefined),
    tree: other,
    ctfResolutionAngstrom: Float64Array.from(other.ids, (id, row) => {
      if (!other.isLeaf(row)) return Number.NaN;
      return known.exposed.has(id) ? ctfResolutionAngstrom[tree.row(id)!]! : 3 + 9 * random.uniform();
    }),
  };
}
