import { ContextColumns } from "../collection/context-columns.js";
import { Box } from "../spaces/box.js";
import { Dict } from "../spaces/dict.js";
import { MultiBinary } from "../spaces/multi-binary.js";
import type { TreeShape } from "../tree/tree-shape.js";
import { HolesColumns } from "./holes-columns.js";

/** What an agent sees of all holes at one decision. The arrays are views: they hold until the next step. */
export interface HolesObservation {
  /** [n, F] by row: hole i of the table, in the columns of {@link HolesObservationLayout.holeColumns}. */
  readonly holes: Float32Array;
  /** [m, G] by row: cassette, grids, squares, groups, in the columns of {@link HolesObservationLayout.nodeColumns}. */
  readonly nodes: Float32Array;
  /** [n + 1] 1 for each action that is legal. */
  readonly mask: Uint8Array;
  /** [C] in the columns of {@link HolesObservationLayout.contextColumns}. */
  readonly context: Float32Array;
}

/**
 * Which number of an observation stands where. Rows beyond the world's holes and nodes are 0. A hole's row changes only
 * with the hole, a node's with the holes in it; what is about the stage and the clock is in the context, whose last
 * number, `stage_node_index`, is the row of the node in which the stage stands.
 *
 * @example observation.holes[row * env.layout.holeColumns.length + env.layout.holeColumns.indexOf("available")];
 */
export class HolesObservationLayout {
  readonly columns: HolesColumns;
  readonly context: ContextColumns;
  /** The clock and what is known around the stage, as in `CryoEM/Collection-v0`, and `stage_node_index`. */
  readonly contextColumns: readonly string[];
  readonly space: Dict<HolesObservation>;

  /**
   * @param mostHoles n, the greatest number of holes that a world may have
   * @param mostNodes m, the greatest number of nodes above them
   */
  constructor(shape: TreeShape, mostHoles: number, mostNodes: number) {
    this.columns = new HolesColumns(shape);
    this.context = new ContextColumns(shape);
    this.contextColumns = [...this.context.names, "stage_node_index"];
    this.space = new Dict<HolesObservation>({
      holes: new Box(-Infinity, Infinity, [mostHoles, this.holeColumns.length]),
      nodes: new Box(0, Infinity, [mostNodes, this.nodeColumns.length]),
      mask: new MultiBinary(mostHoles + 1),
      context: new Box(-Infinity, Infinity, [this.contextColumns.length]),
    });
  }

  get holeColumns(): readonly string[] {
    return this.columns.holeNames;
  }

  get nodeColumns(): readonly string[] {
    return this.columns.nodeNames;
  }
}
