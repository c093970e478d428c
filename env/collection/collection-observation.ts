import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { Discrete } from "../spaces/discrete.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import type { TreeShape } from "../tree/tree-shape.js";
import { FIRST_CANDIDATE } from "./actions.js";
import { CandidateColumns } from "./candidate-columns.js";
import { ContextColumns } from "./context-columns.js";

/** What an agent sees of a session at one decision. The arrays are views: they hold until the next step. */
export interface CollectionObservation {
  /** [K, F] by row: child i of the cursor, in the columns of {@link CollectionObservationLayout.candidateColumns}. */
  readonly candidates: Float32Array;
  /** [K + 3] 1 for each action that is legal. */
  readonly mask: Uint8Array;
  /** [C] in the columns of {@link CollectionObservationLayout.contextColumns}. */
  readonly context: Float32Array;
  /** Level of the cursor: 0 cassette, 1 grid, … */
  readonly level: number;
}

/**
 * Which number of an observation stands where. Rates are good results per result, 0 without any; counts are of holes.
 * Rows beyond the cursor's children are 0.
 *
 * @example
 * const { contextColumns } = env.layout;
 * observation.context[contextColumns.indexOf("remaining_hours")];
 */
export class CollectionObservationLayout {
  readonly candidates: CandidateColumns;
  readonly context: ContextColumns;
  readonly space: Dict<CollectionObservation>;

  /**
   * @param mostCandidates K, the greatest number of children that a node may have
   * @param moreContext names of what an environment adds to the context
   */
  constructor(
    readonly shape: TreeShape,
    mostCandidates: number,
    readonly moreContext: readonly string[] = [],
  ) {
    this.candidates = new CandidateColumns(shape);
    this.context = new ContextColumns(shape, moreContext);
    this.space = new Dict<CollectionObservation>({
      candidates: new Box(-Infinity, Infinity, [mostCandidates, this.candidateColumns.length]),
      mask: new MultiBinary(FIRST_CANDIDATE + mostCandidates),
      context: new Box(-Infinity, Infinity, [this.contextColumns.length]),
      level: new Discrete(shape.levels.length - 1),
    });
  }

  /** The same for another K. */
  withCandidates(mostCandidates: number): CollectionObservationLayout {
    return new CollectionObservationLayout(this.shape, mostCandidates, this.moreContext);
  }

  get candidateColumns(): readonly string[] {
    return this.candidates.names;
  }

  get contextColumns(): readonly string[] {
    return this.context.names;
  }
}
