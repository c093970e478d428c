import type { TargetTree } from "./target-tree.js";

/**
 * What is worked out of a tree once and kept as long as the tree is: worlds of a pool come back again and again.
 *
 * @example
 * const rows = new TreeCache<Float32Array>();
 * rows.get(tree, columns.key, () => columns.rowsOf(tree));
 */
export class TreeCache<T> {
  readonly #known = new WeakMap<TargetTree, Map<string, T>>();

  /** @param key tells apart what several users keep of one tree */
  get(tree: TargetTree, key: string, make: () => T): T {
    let byKey = this.#known.get(tree);
    if (byKey === undefined) {
      byKey = new Map();
      this.#known.set(tree, byKey);
    }
    let value = byKey.get(key);
    if (value === undefined) {
      value = make();
      byKey.set(key, value);
    }
    return value;
  }
}
