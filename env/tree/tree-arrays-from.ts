import type { TargetDescription } from "./target-description.js";
import type { TreeArrays } from "./target-tree.js";
import type { TreeShape } from "./tree-shape.js";

type Found = TargetDescription & { readonly found: number };

/**
 * The arrays of a tree of described targets, whatever order they come in; children keep the order in which they were
 * found.
 *
 * @throws RangeError if an id comes twice, a parent is missing, or a level is not its parent's plus one
 */
export function treeArraysFrom(targets: readonly TargetDescription[], shape: TreeShape): TreeArrays {
  const ordered = breadthFirst(targets, shape);
  const size = ordered.length + 1;
  const rowOf = new Map([["", 0]]);
  const parent = new Int32Array(size).fill(-1);
  const ordinal = new Int32Array(size).fill(-1);
  const levelStart = new Int32Array(shape.levels.length + 1).fill(size);
  levelStart[0] = 0;
  ordered.forEach((target, i) => {
    const row = i + 1;
    rowOf.set(target.id, row);
    parent[row] = rowOf.get(target.parentId ?? "")!;
    ordinal[row] = target.found;
    levelStart[target.level] = Math.min(levelStart[target.level]!, row);
  });
  for (let level = shape.levels.length - 1; level > 0; level--) {
    levelStart[level] = Math.min(levelStart[level]!, levelStart[level + 1]!);
  }
  const numbers = (value: (target: TargetDescription) => number | undefined) =>
    Float64Array.from({ length: size }, (_, row) => (row === 0 ? undefined : value(ordered[row - 1]!)) ?? Number.NaN);
  return {
    shape,
    parent,
    levelStart,
    ordinal,
    imageXPixels: numbers((target) => target.imageXPixels),
    imageYPixels: numbers((target) => target.imageYPixels),
    stageXMicrometers: numbers((target) => target.stageXMicrometers),
    stageYMicrometers: numbers((target) => target.stageYMicrometers),
    features: shape.features.levels.map((features, level) =>
      Float64Array.from(
        level === 0
          ? []
          : ordered
              .slice(levelStart[level]! - 1, levelStart[level + 1]! - 1)
              .flatMap((target) => features.map(({ name }) => target.features?.[name] ?? Number.NaN)),
      ),
    ),
    nameOf: (row) => ordered[row - 1]!.name,
    idOf: (row) => ordered[row - 1]!.id,
  };
}

function breadthFirst(targets: readonly TargetDescription[], shape: TreeShape): Found[] {
  const byId = new Map<string, TargetDescription>();
  for (const target of targets) {
    if (target.id === "" || byId.has(target.id))
      throw new RangeError(`target id '${target.id}' is empty or comes twice`);
    byId.set(target.id, target);
  }
  const children = new Map<string, Found[]>();
  targets.forEach((target, found) => {
    const parentId = target.parentId ?? "";
    const parent = byId.get(parentId);
    if (parentId !== "" && parent === undefined) {
      throw new RangeError(`target '${target.id}' names the parent '${parentId}', which is not there`);
    }
    const expected = (parent?.level ?? 0) + 1;
    if (expected >= shape.levels.length) {
      throw new RangeError(`target '${target.id}' lies below the last level, '${shape.levels.at(-1)}'`);
    }
    if (target.level !== expected) {
      throw new RangeError(
        `target '${target.id}' has level ${target.level}; expected ${expected}, its parent's plus one`,
      );
    }
    const siblings = children.get(parentId);
    if (siblings === undefined) children.set(parentId, [{ ...target, found }]);
    else siblings.push({ ...target, found });
  });
  const ordered: Found[] = [...(children.get("") ?? [])];
  for (let i = 0; i < ordered.length; i++) ordered.push(...(children.get(ordered[i]!.id) ?? []));
  return ordered;
}
