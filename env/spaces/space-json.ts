/** A bound in JSON, which knows no infinity. */
export type BoundJson = number | "Infinity" | "-Infinity";

/** A space as plain JSON: what {@link Space.toJSON} gives and {@link spaceFromJSON} reads. */
export type SpaceJson =
  | { readonly type: "Discrete"; readonly n: number; readonly start: number }
  | { readonly type: "MultiBinary"; readonly n: number }
  | { readonly type: "MultiDiscrete"; readonly counts: readonly number[]; readonly starts: readonly number[] }
  | {
      readonly type: "Box";
      readonly shape: readonly number[];
      /** One bound for all entries, or one each. */
      readonly low: BoundJson | readonly BoundJson[];
      readonly high: BoundJson | readonly BoundJson[];
    }
  | { readonly type: "Dict"; readonly spaces: Readonly<Record<string, SpaceJson>> };
