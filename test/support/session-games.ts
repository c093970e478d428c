import fc from "fast-check";
import { CollectionEnv } from "../../env/collection/collection-env.js";
import type { CollectionTask } from "../../env/collection/episode-starter.js";
import { HolesEnv } from "../../env/holes/holes-env.js";
import { KeyedRandom } from "../../env/random/keyed-random.js";
import type { Start } from "../../env/scenario/scenario.js";
import type { ResultTiming } from "../../env/session/result-timing.js";
import { type SessionEvent, SessionRecorder } from "../../env/session/session-recorder.js";
import { TomographyEnv } from "../../env/tomography/tomography-env.js";
import { TargetTree } from "../../env/tree/target-tree.js";
import { positionTreeShape } from "../../env/tree/tree-shape.js";
import { levelFaults } from "../../env/world/faults.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import type { World } from "../../env/world/world.js";
import type { WorldData } from "../../env/world/world-data.js";
import type { SurveyMode } from "../../env/world/world-source.js";
import { objectivesOfEachKind } from "./objectives.js";
import { levelsLatency, noisyLatency } from "./plans.js";
import { describeTargets, type Layout, layouts, smallWorld, sourceOf, tiltedWorld } from "./small-worlds.js";

export type AnyEpisodeEnv = CollectionEnv | HolesEnv;

/** Everything that a session may be played under; small, and drawn by fast-check. */
export interface Game {
  readonly environment: "collection" | "holes" | "tomography";
  readonly layout: Layout;
  /** Positions in each hole; none where it is a hole that is exposed. */
  readonly positions: number | undefined;
  readonly survey: SurveyMode;
  readonly results: ResultTiming | undefined;
  readonly faults: boolean;
  readonly unreachable: boolean;
  readonly objective: string;
  readonly minutes: number;
  readonly noisy: boolean;
  readonly start: Start;
  readonly seed: number;
}

const timings: fc.Arbitrary<ResultTiming> = fc.record({
  medianSeconds: fc.constantFrom(0, 40, 200),
  logSpread: fc.constantFrom(0, 0.7),
  timeOutSeconds: fc.constant(300),
  lostShare: fc.constantFrom(0, 0.3),
});

export const sessionGames: fc.Arbitrary<Game> = fc.record({
  environment: fc.constantFrom("collection", "holes", "tomography"),
  layout: layouts,
  positions: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  survey: fc.constantFrom("complete", "on-entry"),
  results: fc.option(timings, { nil: undefined }),
  faults: fc.boolean(),
  unreachable: fc.boolean(),
  objective: fc.constantFrom(...Object.keys(objectivesOfEachKind)),
  minutes: fc.integer({ min: 0, max: 120 }),
  noisy: fc.boolean(),
  start: fc.constantFrom("outside", "random-hole"),
  seed: fc.integer(),
});

/** The world of a game: what it measures beside the CTF follows from the row. */
export function worldOf({ environment, layout, positions, unreachable }: Game): WorldData {
  const flat = environment === "tomography" ? tiltedWorld(layout) : smallWorld(layout);
  const tree = positions === undefined ? flat.tree : withPositions(layout, positions);
  const below = <T extends Float64Array | Uint8Array>(column: T, into: T): T => {
    for (let row = tree.firstLeaf; row < tree.size; row++) {
      into[row] = column[positions === undefined ? row : tree.parent[row]!]!;
    }
    return into;
  };
  const { completedTilts, plannedTilts } = flat;
  return {
    tree,
    spent: tree.size > tree.firstLeaf + 2 ? [tree.firstLeaf + 1] : [],
    ctfResolutionAngstrom: below(flat.ctfResolutionAngstrom, new Float64Array(tree.size).fill(Number.NaN)),
    iceThicknessNanometers: Float32Array.from({ length: tree.size }, (_, row) =>
      row % 5 === 0 ? Number.NaN : 30 + (row % 50),
    ),
    particleCount: Float32Array.from({ length: tree.size }, (_, row) => (row * 37) % 300),
    ...(completedTilts && {
      completedTilts: below(completedTilts, new Uint8Array(tree.size)),
      plannedTilts: plannedTilts!,
    }),
    ...(unreachable && { unreachable: Uint8Array.from({ length: tree.size }, (_, row) => (row % 6 === 2 ? 1 : 0)) }),
  };
}

function withPositions(layout: Layout, positions: number): TargetTree {
  const targets = describeTargets(layout);
  for (const { id, level, name } of [...targets]) {
    if (level !== 4) continue;
    for (let p = 1; p <= positions; p++)
      targets.push({ id: `${id}.${p}`, parentId: id, level: 5, name: `${name}.${p}` });
  }
  return TargetTree.from(targets, positionTreeShape);
}

/** What a game is played on, with another world in its place if one is given. */
export function taskOf(game: Game, data = worldOf(game)): CollectionTask {
  const { survey, results, faults, objective, minutes, noisy, start } = game;
  const latency = noisy ? noisyLatency : levelsLatency;
  const shares = { grid: 0.2, square: 0.2, group: 0.2, hole: 0.2, position: 0.2 };
  return {
    source: sourceOf(data, survey),
    plan: { budgetSeconds: minutes * 60, latency, objective: objectivesOfEachKind[objective]!, results },
    start,
    faults: faults ? levelFaults(shares, 2) : undefined,
  };
}

export function environmentOf(game: Game, data = worldOf(game)): AnyEpisodeEnv {
  const task = taskOf(game, data);
  switch (game.environment) {
    case "collection":
      return new CollectionEnv(task);
    case "holes":
      return new HolesEnv(task);
    case "tomography":
      return new TomographyEnv(task);
  }
}

/** The hidden world of a game's first episode. */
export function hiddenWorld(game: Game): World {
  const survey = game.environment === "holes" ? "complete" : game.survey;
  return episodeOf(taskOf({ ...game, survey }), episodeRandom(new KeyedRandom(game.seed), 0)).world;
}

/** Begins a game's first episode and records what happens in it. */
export function begin(game: Game, env = environmentOf(game)): { env: AnyEpisodeEnv; events: readonly SessionEvent[] } {
  env.reset({ seed: game.seed });
  const recorder = new SessionRecorder();
  env.session!.listen(recorder);
  return { env, events: recorder.events };
}

/** Anything that may be given to `step`: numbers of all kinds, or a legal action chosen by a share of the legal ones. */
export type Choice = { readonly any: number } | { readonly legal: number };

export const choices: fc.Arbitrary<Choice> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ legal: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }) }) },
  {
    weight: 1,
    arbitrary: fc.record({ any: fc.oneof(fc.integer({ min: -3, max: 20 }), fc.integer(), fc.maxSafeInteger()) }),
  },
);

/** The action that a choice means now; STOP only where nothing else is legal, or by its number. */
export function actionOf(choice: Choice, mask: Uint8Array): number {
  if ("any" in choice) return choice.any;
  const legal = [...mask.keys()].filter((action) => mask[action] === 1);
  const going = legal.length > 1 ? legal.slice(1) : legal;
  return going[Math.floor(choice.legal * going.length)]!;
}
