import type { LocatedEntry, LocatedMap } from "./located.js";

/**
 * A mapping over another one: mappings are merged key by key, lists and single values are replaced. A mapping whose
 * `kind` changes replaces the whole of the other one, as its keys mean something else. A key with nothing behind it
 * (or `null`) takes the other one's key away.
 *
 * @example mergeMaps(base, { latency: { hole: 30 s } }) // base's latency with another time for a hole
 */
export function mergeMaps(base: LocatedMap, over: LocatedMap): LocatedMap {
  const [from, to] = [kindOf(base), kindOf(over)];
  if (to !== undefined && from !== undefined && from !== to) return over;
  const entries = new Map<string, LocatedEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const below = base.entries.get(key)?.value;
    if (below !== undefined && entry.value.kind === "scalar" && entry.value.value === null) {
      entries.delete(key);
      continue;
    }
    const both = below?.kind === "map" && entry.value.kind === "map";
    entries.set(key, both ? { ...entry, value: mergeMaps(below, entry.value as LocatedMap) } : entry);
  }
  return { kind: "map", at: over.at, entries };
}

function kindOf(map: LocatedMap): unknown {
  const kind = map.entries.get("kind")?.value;
  return kind?.kind === "scalar" ? kind.value : undefined;
}
