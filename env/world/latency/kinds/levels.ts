import { z } from "zod";
import { quantity } from "../../../scenario/quantity.js";
import type { LatencyKind, LatencyModel } from "../latency-model.js";

const options = z.strictObject({
  grid: quantity("s"),
  square: quantity("s"),
  group: quantity("s"),
  hole: quantity("s"),
});

/**
 * What entering one of each level costs, added up along the way; going up is free. This is the cost model of
 * CryoRL (Fan et al. 2022; `cryoEM_config.py` of IBM/CryoRL-pytorch): with 2, 4, 1 and 1 minutes the next
 * hole costs 1 minute in the same group, 2 in another group, 6 in another square and 8 in another grid.
 */
const kind: LatencyKind<typeof options> = {
  name: "levels",
  summary: "a fixed time for entering a target of each level; going up is free",
  options,
  create({ grid, square, group, hole }): LatencyModel {
    const secondsByLevel = Float64Array.of(0, grid, square, group, hole);
    const model: LatencyModel = {
      kind: "levels",
      expectedSeconds(tree, from, target) {
        const { parent, level } = tree;
        let seconds = 0;
        let a = target;
        let b = from;
        while (a !== b) {
          if (a > b) {
            seconds += secondsByLevel[level[a]!]!;
            a = parent[a]!;
          } else {
            b = parent[b]!;
          }
        }
        return seconds;
      },
      drawnSeconds: (tree, from, target) => model.expectedSeconds(tree, from, target),
      leastEntrySeconds: (tree, target) => secondsByLevel[tree.level[target]!]!,
    };
    return model;
  },
};

export default kind;
