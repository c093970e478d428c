import { KeyedRandom, RandomKind } from "../random/keyed-random.js";
import type { WorldData } from "./world-data.js";
import type { WorldSource } from "./world-source.js";

/**
 * A source whose worlds are drawn from a fixed number of worlds of another one, each made when it is first needed and
 * kept: episodes begin without the time and memory that making a world takes. Environments may share it.
 *
 * @param size number of worlds, at least 1
 * @param seed which worlds
 * @example const source = pooledSource(openWorld(scenario), 64);
 */
export function pooledSource(source: WorldSource, size: number, seed = 0): WorldSource {
  const worlds: (WorldData | undefined)[] = new Array(size).fill(undefined);
  const random = new KeyedRandom(seed);
  return {
    ...source,
    create(episode) {
      const i = episode.integer(size, 0, RandomKind.Pool);
      worlds[i] ??= source.create(random.derive(i, RandomKind.Pool));
      return worlds[i];
    },
  };
}
