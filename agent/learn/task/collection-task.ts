import { performGoal } from "../../../env/goal/perform-goal.js";
import type { KeyedRandom } from "../../../env/random/keyed-random.js";
import type { Session } from "../../../env/session/session.js";
import type { World } from "../../../env/world/world.js";
import type { Belief } from "../../belief/belief.js";
import { indexDefaults } from "../../plan/index-options.js";
import { expectedAmount } from "../../plan/worth-of-time.js";
import { DecisionAdapter } from "../input/decision-adapter.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES, type DecisionInput } from "../input/decision-input.js";
import { plannedGood } from "../input/decision-state.js";
import type { DecisionTask, EpisodeSummary, TaskStep } from "./decision-task.js";
import { drawEpisode, type TrainingScenario } from "./draw-episode.js";
import type { RuleCurve, RuleCurves } from "./rule-curves.js";

export interface CollectionTaskOptions {
  /** Whether decisions go level by level. Default: yes. */
  readonly hierarchy?: boolean | undefined;
  /** So many episodes in a row have the same world: what the rule comes to in it is then found out once. */
  readonly worldRepeats: number;
  /** Each episode's budget is the scenario's times a factor between these. */
  readonly budgetFactors: readonly [number, number];
  /** Decisions after which an episode is truncated. */
  readonly maxDecisions: number;
}

/**
 * Sessions of scenarios, drawn by their weights, with budgets drawn anew each time. Rewards are what the objective pays,
 * less the cost of time, in units of what the rule's plan expects of the session when it begins: so sessions with little
 * to be had count as much as others.
 *
 * @example
 * const task = new CollectionTask(scenarios, options, new KeyedRandom(1));
 * task.begin(0);
 * const { reward, terminated } = task.step(task.input.legal.indexOf(1));
 */
export class CollectionTask implements DecisionTask {
  readonly candidateFeatures = CANDIDATE_FEATURES;
  readonly contextFeatures = CONTEXT_FEATURES;
  static readonly PRIVILEGED_FEATURES = 4;
  readonly privilegedFeatures = CollectionTask.PRIVILEGED_FEATURES;
  readonly privileged = new Float32Array(CollectionTask.PRIVILEGED_FEATURES);
  #world: World | undefined;
  #session: Session | undefined;
  #adapter: DecisionAdapter | undefined;
  #scenario = "";
  #curve: RuleCurve | undefined;
  #decisions = 0;
  #steps = 0;
  /** Return so far. */
  #worth = 0;
  /** What counts as 1. */
  #scale = 1;
  readonly #result: { -readonly [Key in keyof TaskStep]: TaskStep[Key] } = {
    reward: 0,
    seconds: 0,
    terminated: false,
    truncated: false,
  };

  /** @param random of all episodes @param curves of tasks with the same scenarios, options and randomness; without it nothing is known that only training may know */
  constructor(
    readonly scenarios: readonly TrainingScenario[],
    readonly options: CollectionTaskOptions,
    readonly random: KeyedRandom,
    readonly curves?: RuleCurves,
  ) {}

  get input(): DecisionInput {
    return this.#adapter!.input;
  }

  get belief(): Belief {
    return this.#adapter!.belief;
  }

  /** What is known of the episode. */
  get session(): Session {
    return this.#session!;
  }

  /** Greatest score of the rule. */
  get rulesMove(): number {
    return this.#adapter!.rulesMove;
  }

  /** What the rule comes to from this time on, in the same world; else what its plan expects. */
  get baseline(): number {
    return this.privileged[0]!;
  }

  begin(episode: number): void {
    const nth = Math.floor(episode / this.options.worldRepeats);
    const { scenario, world, start } = drawEpisode(this.scenarios, this.options.budgetFactors, this.random, nth);
    this.#curve = this.curves?.of(nth, world, start);
    this.#world = world;
    this.#session = world.begin(start);
    this.#adapter = new DecisionAdapter(this.#session, indexDefaults, this.options.hierarchy);
    this.#scenario = scenario.name;
    this.#decisions = 0;
    this.#steps = 0;
    this.#worth = 0;
    this.#adapter.begin();
    const hasPlan = scenario.plan.objective.endWorth === undefined;
    this.#scale = hasPlan ? worthOfMore(this.#session, this.#adapter.scale) : 1;
    this.#writePrivileged();
  }

  #writePrivileged(): void {
    const session = this.#session!;
    const planned = session.plan.objective.endWorth === undefined ? this.#planned() : 0;
    const then = this.#curve?.at(session.clockSeconds) ?? 0;
    const rest = this.#curve === undefined ? planned : (this.#curve.total - then) / this.#scale;
    this.privileged[0] = rest;
    this.privileged[1] = this.#curve === undefined ? 0 : (this.#worth - then) / this.#scale;
    this.privileged[2] = planned;
    this.privileged[3] = planned - rest;
  }

  /** What the plan expects of the time left. */
  #planned(): number {
    const session = this.#session!;
    const { costPerHour } = session.plan.objective;
    const judgement = this.#adapter!.judgement;
    const hours = Math.min(Math.max(0, session.remainingSeconds), judgement.evaluated?.plan.seconds[0] ?? 0) / 3600;
    return (worthOfMore(session, plannedGood({ session, judgement })) - costPerHour * hours) / this.#scale;
  }

  step(move: number): TaskStep {
    const session = this.#session!;
    const world = this.#world!;
    const result = this.#result;
    const before = session.clockSeconds;
    this.#steps++;
    result.reward = result.seconds = 0;
    result.terminated = result.truncated = false;
    const goal = this.#adapter!.take(move);
    if (goal === undefined) return result;
    performGoal(world, session, goal);
    this.#decisions++;
    result.terminated = session.ended;
    result.truncated = !session.ended && this.#decisions >= this.options.maxDecisions;
    if (!session.ended) this.#adapter!.begin();
    const { costPerHour } = session.plan.objective;
    const worth = session.ended ? world.returnOf(session) : session.worth - (costPerHour * session.clockSeconds) / 3600;
    result.reward = (worth - this.#worth) / this.#scale;
    result.seconds = session.clockSeconds - before;
    this.#worth = worth;
    this.#writePrivileged();
    return result;
  }

  summary(): EpisodeSummary {
    return {
      scenario: this.#scenario,
      return: this.#worth,
      scaledReturn: this.#worth / this.#scale,
      shareOfBound: this.#curve === undefined || this.#curve.bound <= 0 ? Number.NaN : this.#worth / this.#curve.bound,
      beyondRule: this.#curve === undefined ? Number.NaN : (this.#worth - this.#curve.total) / this.#scale,
      steps: this.#steps,
    };
  }
}

/** What so many more good results are expected to add to a session's worth. */
function worthOfMore(session: Session, good: number): number {
  const { plan, tally } = session;
  return plan.objective.worth(tally + good * expectedAmount(session)) - plan.objective.worth(tally);
}
