import { defaultFeatureSchema, defaultLevels, type FeatureSchema } from "./feature-schema.js";

/** One target as a survey reports it. What is unknown is absent; positions are where the level's images show it. */
export interface TargetDescription {
  /** Never changes and never is used again. */
  readonly id: string;
  /** Absent for targets right below the root. */
  readonly parentId?: string;
  /** 1 is the level below the root. */
  readonly level: number;
  readonly name: string;
  /** In the parent's image, pixels. */
  readonly imageXPixels?: number;
  readonly imageYPixels?: number;
  readonly stageXMicrometers?: number;
  readonly stageYMicrometers?: number;
  /** By feature name; a missing one is absent or NaN. */
  readonly features?: Readonly<Record<string, number>>;
}

/** Which levels there are and what is known of each: the same for all trees of a session. */
export interface TreeShape {
  readonly levels: readonly string[];
  readonly features: FeatureSchema;
}

export const defaultTreeShape: TreeShape = { levels: defaultLevels, features: defaultFeatureSchema };

/**
 * Targets as a structure of arrays. Row 0 is the root (the cassette); rows of one level lie together, and so
 * do the children of one parent, in the order in which they were found. Immutable: a survey lays out a new one.
 *
 * @example
 * const tree = TargetTree.from(descriptions);
 * for (let child = tree.firstChild[0]!; child < tree.firstChild[0]! + tree.childCount[0]!; child++) …
 */
export class TargetTree {
  readonly shape: TreeShape;
  /** Number of rows, root included. */
  readonly size: number;
  readonly ids: readonly string[];
  readonly names: readonly string[];
  readonly level: Uint8Array;
  /** −1 for the root. */
  readonly parent: Int32Array;
  readonly firstChild: Int32Array;
  readonly childCount: Int32Array;
  /** Place in the order of finding (the table's order), 0-based; the root's is −1. */
  readonly ordinal: Int32Array;
  /** First row of each level, and after the last level the number of rows. [levels + 1] */
  readonly levelStart: Int32Array;
  /** NaN where unknown. */
  readonly imageXPixels: Float64Array;
  readonly imageYPixels: Float64Array;
  readonly stageXMicrometers: Float64Array;
  readonly stageYMicrometers: Float64Array;
  /** Per level, rows × features of that level, NaN where missing. */
  readonly features: readonly Float64Array[];
  readonly #rowOf: Map<string, number>;
  readonly #descriptions: readonly TargetDescription[];

  private constructor(
    shape: TreeShape,
    descriptions: readonly TargetDescription[],
    ordered: readonly (TargetDescription & { readonly found: number })[],
  ) {
    this.#descriptions = descriptions;
    const size = ordered.length + 1;
    this.shape = shape;
    this.size = size;
    this.ids = ["", ...ordered.map((target) => target.id)];
    this.names = [shape.levels[0]!, ...ordered.map((target) => target.name)];
    this.level = new Uint8Array(size);
    this.parent = new Int32Array(size).fill(-1);
    this.firstChild = new Int32Array(size);
    this.childCount = new Int32Array(size);
    this.ordinal = new Int32Array(size).fill(-1);
    this.levelStart = new Int32Array(shape.levels.length + 1).fill(size);
    this.levelStart[0] = 0;
    this.imageXPixels = new Float64Array(size).fill(Number.NaN);
    this.imageYPixels = new Float64Array(size).fill(Number.NaN);
    this.stageXMicrometers = new Float64Array(size).fill(Number.NaN);
    this.stageYMicrometers = new Float64Array(size).fill(Number.NaN);
    this.#rowOf = new Map([["", 0]]);
    ordered.forEach((target, i) => {
      this.#place(i + 1, target);
    });
    for (let level = shape.levels.length - 1; level > 0; level--) {
      this.levelStart[level] = Math.min(this.levelStart[level]!, this.levelStart[level + 1]!);
    }
    this.features = shape.features.levels.map((features, level) => {
      const start = this.levelStart[level]!;
      const rows = this.levelStart[level + 1]! - start;
      const values = new Float64Array(rows * features.length).fill(Number.NaN);
      for (let row = 0; row < rows && level > 0; row++) {
        const known = ordered[start + row - 1]!.features;
        features.forEach((feature, f) => {
          values[row * features.length + f] = known?.[feature.name] ?? Number.NaN;
        });
      }
      return values;
    });
  }

  #place(row: number, target: TargetDescription & { readonly found: number }): void {
    const parent = this.#rowOf.get(target.parentId ?? "")!;
    this.#rowOf.set(target.id, row);
    this.level[row] = target.level;
    this.parent[row] = parent;
    if (this.childCount[parent] === 0) this.firstChild[parent] = row;
    this.childCount[parent]!++;
    this.ordinal[row] = target.found;
    this.levelStart[target.level] = Math.min(this.levelStart[target.level]!, row);
    if (target.imageXPixels !== undefined) this.imageXPixels[row] = target.imageXPixels;
    if (target.imageYPixels !== undefined) this.imageYPixels[row] = target.imageYPixels;
    if (target.stageXMicrometers !== undefined) this.stageXMicrometers[row] = target.stageXMicrometers;
    if (target.stageYMicrometers !== undefined) this.stageYMicrometers[row] = target.stageYMicrometers;
  }

  /**
   * Lays targets out, whatever order they come in; children keep the order in which they were found.
   *
   * @throws RangeError if an id comes twice, a parent is missing, or a level is not its parent's plus one
   */
  static from(targets: readonly TargetDescription[], shape: TreeShape = defaultTreeShape): TargetTree {
    const byId = new Map<string, TargetDescription>();
    for (const target of targets) {
      if (target.id === "" || byId.has(target.id))
        throw new RangeError(`target id '${target.id}' is empty or comes twice`);
      byId.set(target.id, target);
    }
    const children = new Map<string, (TargetDescription & { found: number })[]>();
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
    const ordered: (TargetDescription & { found: number })[] = [...(children.get("") ?? [])];
    for (let i = 0; i < ordered.length; i++) ordered.push(...(children.get(ordered[i]!.id) ?? []));
    return new TargetTree(shape, targets, ordered);
  }

  /** The targets that this tree was made from, in the order of finding. */
  descriptions(): readonly TargetDescription[] {
    return this.#descriptions;
  }

  /** Level of what is exposed: the last one. */
  get leafLevel(): number {
    return this.shape.levels.length - 1;
  }

  /** First row of the leaf level; leaves are the rows from here to {@link size}. */
  get firstLeaf(): number {
    return this.levelStart[this.leafLevel]!;
  }

  /** Row of an id, or undefined. */
  row(id: string): number | undefined {
    return this.#rowOf.get(id);
  }

  isLeaf(row: number): boolean {
    return row >= this.firstLeaf;
  }

  /** Whether `ancestor` is `row` or lies above it. */
  contains(ancestor: number, row: number): boolean {
    let at = row;
    while (at > ancestor) at = this.parent[at]!;
    return at === ancestor;
  }

  /** The ancestor of a row on a level, or the row itself. */
  ancestor(row: number, level: number): number {
    let at = row;
    while (this.level[at]! > level) at = this.parent[at]!;
    return at;
  }

  /** Number of a feature among those of a level, for {@link feature}; −1 if the level lacks it. */
  featureIndex(level: number, name: string): number {
    return this.shape.features.levels[level]!.findIndex((feature) => feature.name === name);
  }

  /** A feature's value, NaN where missing. */
  feature(row: number, index: number): number {
    const level = this.level[row]!;
    const width = this.shape.features.levels[level]!.length;
    return this.features[level]![(row - this.levelStart[level]!) * width + index]!;
  }

  /** Names from the grid down, joined by " / ". */
  path(row: number): string {
    const names: string[] = [];
    for (let at = row; at > 0; at = this.parent[at]!) names.unshift(this.names[at]!);
    return names.join(" / ");
  }
}
