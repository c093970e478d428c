import { performGoal } from "../../../env/goal/perform-goal.js";
import { type KeyedRandom, RandomKind } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import { TargetStatus } from "../../../env/session/target-status.js";
import { fits } from "../../../env/world/fits.js";
import { episodeOf, episodeRandom } from "../../../env/world/start.js";
import type { World } from "../../../env/world/world.js";
import type { TrainingScenario } from "../task/draw-episode.js";
import { EpisodeLog } from "./episode-log.js";

/** CryoRL's rewards of a good micrograph by what had to be changed for it; of any other 0. */
export const REWARDS = { sameGroup: 1, otherGroup: 0.9, otherSquare: 0.61, otherGrid: 0.5 } as const;

export interface FlatTaskOptions {
  /** So many episodes in a row have the same world, each with its own start and budget. */
  readonly worldRepeats: number;
  /** Each episode's budget is the scenario's times a factor between these. */
  readonly budgetFactors: readonly [number, number];
  /** Steps after which an episode is truncated. */
  readonly maxSteps: number;
}

/** How an episode ended. */
export interface FlatEpisode {
  /** Good micrographs. */
  readonly good: number;
  /** What the objective makes of the session. */
  readonly return: number;
  /** Sum of the rewards. */
  readonly reward: number;
  readonly steps: number;
}

/**
 * Sessions in which everything is surveyed and each action exposes a hole, whatever the way to it: CryoRL's problem. An
 * episode is over when no hole fits into the time left.
 *
 * @example
 * const task = new FlatTask(scenarios, options, new KeyedRandom(1));
 * task.begin(0);
 * task.step(hole);
 */
export class FlatTask {
  /** Number of the present episode. */
  episode = -1;
  /** Of the present episode. */
  log!: EpisodeLog;
  /** Number of the present state. */
  state = 0;
  isOver = true;
  #world!: World;
  #session!: Session;

  /** @param random of all episodes */
  constructor(
    readonly scenarios: readonly TrainingScenario[],
    readonly options: FlatTaskOptions,
    readonly random: KeyedRandom,
  ) {}

  /** Begins an episode. @param episode any number: the same one begins the same way */
  begin(episode: number): void {
    const random = episodeRandom(this.random, Math.floor(episode / this.options.worldRepeats));
    const own = this.random.derive(episode, RandomKind.Start);
    const { scenario, source } = this.#draw(random.uniform(0, RandomKind.Episode));
    const [low, high] = this.options.budgetFactors;
    const factor = low + (high - low) * own.uniform(0, RandomKind.Episode);
    const plan = { ...scenario.plan, budgetSeconds: scenario.plan.budgetSeconds * factor };
    const { world, start } = episodeOf({ ...scenario, source, plan }, random);
    const { firstLeaf, size } = world.data.tree;
    const hole = start.hole === undefined ? undefined : firstLeaf + own.integer(size - firstLeaf, 0, RandomKind.Start);
    this.episode = episode;
    this.#world = world;
    this.#session = world.begin({ ...start, hole });
    this.log = new EpisodeLog(this.#session);
    this.#observe();
  }

  /** Takes a hole. @throws RangeError if it is not available */
  step(hole: number): void {
    const session = this.#session;
    const { layout } = this.log;
    const row = layout.rowOf(hole);
    const worth = rewardIfGood(this.log, hole, session.place);
    performGoal(this.#world, session, { kind: "acquire", holes: [row] });
    const status = session.status[row]!;
    const isExposed = status === TargetStatus.Pending || status === TargetStatus.Measured;
    const isGood = isExposed && session.plan.objective.isGood(this.#world.arriving(row));
    this.log.acted(hole, isGood ? worth : 0);
    this.#observe();
    if (this.isOver) this.log.isTerminated = true;
    else if (this.log.taken.length >= this.options.maxSteps) this.isOver = true;
    if (this.isOver) this.#world.finish(session);
  }

  /** Of the episode that is over. */
  summary(): FlatEpisode {
    return {
      good: this.#session.goodCount[0]!,
      return: this.#world.returnOf(this.#session),
      reward: this.log.rewards.reduce((sum, reward) => sum + reward, 0),
      steps: this.log.taken.length,
    };
  }

  #observe(): void {
    this.state = this.log.observe(this.#session);
    this.isOver = this.#session.ended || !someFits(this.#session, this.log);
  }

  #draw(level: number): TrainingScenario {
    let left = level * this.scenarios.reduce((sum, { weight }) => sum + weight, 0);
    for (const scenario of this.scenarios) {
      left -= scenario.weight;
      if (left < 0) return scenario;
    }
    return this.scenarios.at(-1)!;
  }
}

function rewardIfGood({ layout }: EpisodeLog, hole: number, place: number): number {
  const [grid, square, group] = layout.placesOf(place);
  const ofHole = layout.groupOf[hole]!;
  const squareOfHole = layout.squareOf[ofHole]!;
  if (group === ofHole) return REWARDS.sameGroup;
  if (square === squareOfHole) return REWARDS.otherGroup;
  return grid === layout.gridOf[squareOfHole] ? REWARDS.otherSquare : REWARDS.otherGrid;
}

function someFits(session: Session, { layout }: EpisodeLog): boolean {
  if (session.availableCount[0] === 0) return false;
  if (layout.mostSeconds <= session.remainingSeconds) return true;
  for (let hole = 0; hole < layout.holes; hole++) {
    const row = layout.rowOf(hole);
    if (session.isAvailable(row) && fits(session.expectedSeconds(row), session.remainingSeconds)) return true;
  }
  return false;
}
