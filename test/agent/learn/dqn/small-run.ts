import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DqnTrainingConfig } from "../../../../agent/learn/dqn/dqn-training.js";
import { type TrainDqnOptions, trainFlatDqn } from "../../../../agent/learn/dqn/train-dqn.js";
import { withFolder } from "../../../support/folder-while.js";

const worlds = `name: tiny
description: Nine squares at most, few holes.
extends: y1-like
world:
  layout: { grids: 2, squares: 2, groups_per_square: [1, 3], holes_per_group: [3, 6] }
budget: 25 min
`;

const training = `name: tiny
purpose: To test training.
algorithm: dqn
scenarios: [{ name: WORLDS }]
budget_factors: [0.6, 1]
max_decisions: 12
world_repeats: 2
dqn:
  iterations: 6
  rounds: 9
  environments: 3
  hidden: [8, 8]
  replay_steps: 70
  learning_starts: 20
  batch: 16
  target_every: 7
  epsilon: 0.3
  gradient_clip: 1
  validate_every: 2
  validation_episodes: 3
`;

/** Lets `use` work with a folder in which there are small worlds. */
export function withSmallWorlds<T>(use: (folder: string) => Promise<T>): Promise<T> {
  return withFolder(async (folder) => {
    writeFileSync(join(folder, "worlds.yaml"), worlds);
    return use(folder);
  });
}

/** A training file in a folder with small worlds, and its text: a training that takes a second. */
export function smallConfig(
  folder: string,
  text: (text: string) => string = (text) => text,
): readonly [string, string] {
  return [join(folder, "training.yaml"), text(training).replace("WORLDS", join(folder, "worlds.yaml"))];
}

/** Trains in plain JavaScript. */
export function trainSmall(config: DqnTrainingConfig, folder: string, options: Partial<TrainDqnOptions> = {}) {
  let seconds = 0;
  const clock = () => seconds++;
  return trainFlatDqn(config, { folder, command: "cryogym train", backend: "cpu", clock, ...options });
}
