import { RandomStream } from "../random/random-stream.js";
import type { Session } from "../session/session.js";
import { TargetStatus } from "../session/target-status.js";
import type { WorldData } from "./world-data.js";
import type { WorldSource } from "./world-source.js";

/**
 * The same world with what its holes would show in another order, save for those kept. For tests of non-interference:
 * nothing that an agent sees may change before it exposes one of them.
 *
 * @param keeps whether a hole's row keeps its truth
 * @example const other = permuteTruth(data, (hole) => session.good[hole] !== -1, new RandomStream(1));
 */
export function permuteTruth(data: WorldData, keeps: (hole: number) => boolean, random: RandomStream): WorldData {
  const from = Int32Array.from({ length: data.tree.size }, (_, row) => row);
  const holes: number[] = [];
  for (let row = data.tree.firstLeaf; row < data.tree.size; row++) if (!keeps(row)) holes.push(row);
  for (let i = holes.length - 1; i > 0; i--) {
    const [a, b] = [holes[i]!, holes[random.integer(i + 1)]!];
    const row = from[a]!;
    from[a] = from[b]!;
    from[b] = row;
  }
  const moved = <T extends Float64Array | Float32Array | Uint8Array>(column: T): T =>
    column.map((_, row) => column[from[row]!]!) as T;
  const { ctfResolutionAngstrom, iceThicknessNanometers, particleCount, completedTilts } = data;
  return {
    ...data,
    ctfResolutionAngstrom: moved(ctfResolutionAngstrom),
    ...(iceThicknessNanometers && { iceThicknessNanometers: moved(iceThicknessNanometers) }),
    ...(particleCount && { particleCount: moved(particleCount) }),
    ...(completedTilts && { completedTilts: moved(completedTilts) }),
  };
}

/** A source of the same worlds with the truth permuted of all holes that have not been exposed in a session now. */
export function permutedSource(source: WorldSource, session: Session | undefined, random: RandomStream): WorldSource {
  const known = new Set<number>();
  session?.status.forEach((status, row) => {
    if (status === TargetStatus.Measured || status === TargetStatus.Pending) known.add(row);
  });
  const seed = random.integer(2 ** 31);
  return {
    ...source,
    create: (worldRandom) =>
      permuteTruth(source.create(worldRandom), (hole) => known.has(hole), new RandomStream(seed)),
  };
}
