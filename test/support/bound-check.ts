import assert from "node:assert/strict";
import { clairvoyantBound } from "../../agent/evaluate/clairvoyant-bound.js";
import { bestPolicyReturn } from "../../bin/bench/bound/bound-bench.js";
import type { BoundCase } from "../../bin/bench/bound/bound-cases.js";
import { boundEpisode } from "../../bin/bench/bound/bound-cases.js";
import { loadHighs } from "../../bin/bench/bound/load-highs.js";
import { optimalWay, walk } from "../../bin/bench/bound/optimal-way.js";

/** Solvers are as exact as this, as a share. */
const TOLERANCE = 1e-5;

/**
 * Checks that in the first episodes of a case the best policy comes to no more than the optimum, the optimum's way to what
 * the solver says, and the bound to no less.
 *
 * @returns mean optimum and bound
 */
export async function checkBound(
  boundCase: BoundCase,
  episodes: number,
): Promise<{ readonly optimum: number; readonly bound: number }> {
  const highs = await loadHighs();
  let optima = 0;
  let bounds = 0;
  for (let k = 0; k < episodes; k++) {
    const { world, start, random } = boundEpisode(boundCase, k);
    const { value, targets } = optimalWay(highs, world, world.begin(start));
    const tolerance = TOLERANCE * Math.max(1, value);
    const about = `${boundCase.name}, episode ${k}: optimum ${value}`;
    const walked = world.returnOf(walk(world, world.begin(start), targets));
    assert.ok(Math.abs(walked - value) <= tolerance, `${about}, carried out ${walked}`);
    const bound = clairvoyantBound(world, world.begin(start));
    assert.ok(value <= bound + tolerance, `${about}, bound ${bound}`);
    const { best, value: reached } = bestPolicyReturn(world, start, random);
    assert.ok(reached <= value + tolerance, `${about}, ${best} ${reached}`);
    optima += value;
    bounds += bound;
  }
  return { optimum: optima / episodes, bound: bounds / episodes };
}
