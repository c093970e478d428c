import type { Env, ResetResult, StepResult } from "../core/env.js";
import { RandomStream } from "../random/random-stream.js";
import { Discrete } from "../spaces/discrete.js";
import type { CheckName, Finding } from "./finding.js";
import { fingerprint } from "./fingerprint.js";

export type AnyEnv = Env<unknown, unknown, object>;
export type AnyReset = ResetResult<unknown, object>;
export type AnyStep = StepResult<unknown, object>;

/** What a check may be told; all optional. */
export interface CheckEnvOptions {
  /** Seeds of the episodes that are played. Default: 1, 2, 3. */
  readonly seeds?: readonly number[];
  /** Steps after which an episode is left, at least 1. Default: 500. */
  readonly maxSteps?: number;
  /** Simulated seconds that an episode may take. Default: what `env.budgetSeconds` says; without both none. */
  readonly budgetSeconds?: number;
  /** Which actions are legal. Default: `env.actionMask`; without it an observation's `mask` as long as a Discrete. */
  readonly actionMask?: (env: AnyEnv, observation: unknown) => unknown;
  /**
   * Keys of `info` that may differ between like episodes, such as a wall-clock time, or that count illegal actions, such
   * as the `episode` of {@link RecordEpisodeStatistics}. Default: none.
   */
  readonly ignoreInfo?: readonly string[];
  /** As {@link Env.withPermutedTruth}. Default: the environment's; without both non-interference is not checked. */
  readonly withPermutedTruth?: (env: AnyEnv, random: RandomStream) => AnyEnv;
}

/** Fingerprints of a result's parts, and of what was legal after it. */
export type Print = Readonly<Record<string, string>>;

/** An episode that was played: what was done and, the reset's first, what came of it. */
export interface Recording {
  readonly seed: number;
  readonly actions: readonly unknown[];
  readonly prints: readonly Print[];
  /** It came to its end. */
  readonly ended: boolean;
}

/** What all checks share: how to get environments, choose legal actions, record episodes and report. */
export class CheckContext {
  readonly findings: Finding[] = [];
  readonly seeds: readonly number[];
  readonly maxSteps: number;
  /** How often each action was taken, and how often it ended the episode: to play longer episodes. */
  readonly #taken = new Map<unknown, { count: number; ended: number }>();

  /**
   * @param create an environment not used before, unless `single`
   * @param single there is one environment, which `create` gives each time
   */
  constructor(
    readonly create: () => AnyEnv,
    readonly single: boolean,
    readonly options: CheckEnvOptions,
  ) {
    this.seeds = options.seeds ?? [1, 2, 3];
    this.maxSteps = options.maxSteps ?? 500;
  }

  /** Notes a finding, once for each check and what it expects. */
  report(check: CheckName, where: string, what: string, expected: string, fix: string): void {
    if (this.findings.some((finding) => finding.check === check && finding.expected === expected)) return;
    this.findings.push({ check, where, what, expected, fix });
  }

  /** Which actions are legal, as the action space's `sample` takes it; undefined if nothing tells. */
  mask(env: AnyEnv, observation: unknown): unknown {
    if (this.options.actionMask !== undefined) return this.options.actionMask(env, observation);
    if (env.actionMask !== undefined) return env.actionMask;
    if (!(env.actionSpace instanceof Discrete) || typeof observation !== "object" || observation === null) return;
    const mask: unknown = Reflect.get(observation, "mask");
    return mask instanceof Uint8Array && mask.length === env.actionSpace.n ? mask : undefined;
  }

  /** The legal actions of a Discrete space; undefined for other spaces or without a fitting mask. */
  legalActions(env: AnyEnv, observation: unknown): number[] | undefined {
    const { actionSpace } = env;
    const mask = this.mask(env, observation);
    if (!(actionSpace instanceof Discrete) || !ArrayBuffer.isView(mask)) return;
    const entries = mask as Uint8Array;
    if (entries.length !== actionSpace.n) return;
    return [...entries.keys()].filter((i) => entries[i] !== 0).map((i) => actionSpace.start + i);
  }

  /** A random legal action, seldom one that has always ended the episode; undefined if there is none. */
  choose(env: AnyEnv, observation: unknown, random: RandomStream): unknown {
    const legal = this.legalActions(env, observation);
    if (legal?.length === 0) return undefined;
    if (legal === undefined) return env.actionSpace.sample(random, this.mask(env, observation));
    const going = legal.filter((action) => {
      const taken = this.#taken.get(action);
      return taken === undefined || taken.ended < taken.count;
    });
    const from = going.length > 0 && random.uniform() < 0.98 ? going : legal;
    return from[random.integer(from.length)];
  }

  /** Steps, and learns which actions end episodes. */
  step(env: AnyEnv, action: unknown): AnyStep {
    const step = env.step(action);
    const taken = this.#taken.get(action) ?? { count: 0, ended: 0 };
    taken.count++;
    if (step.terminated) taken.ended++;
    this.#taken.set(action, taken);
    return step;
  }

  /**
   * Plays an episode with random legal actions.
   *
   * @param visit hears of each result, the reset's first with no action
   */
  play(env: AnyEnv, seed: number, visit: (result: AnyReset | AnyStep, step: number, action?: unknown) => void): void {
    const random = new RandomStream(seed);
    const first = env.reset({ seed });
    visit(first, 0);
    let { observation } = first;
    for (let i = 1; i <= this.maxSteps; i++) {
      const action = this.choose(env, observation, random);
      if (action === undefined) return;
      const step = this.step(env, action);
      visit(step, i, action);
      if (step.terminated || step.truncated) return;
      ({ observation } = step);
    }
  }

  /** Plays as {@link play} does and keeps it. */
  record(env: AnyEnv, seed: number): Recording {
    const actions: unknown[] = [];
    const prints: Print[] = [];
    let ended = false;
    this.play(env, seed, (result, step, action) => {
      if (step > 0) actions.push(action);
      prints.push(this.print(env, result));
      ended = isOver(result);
    });
    return { seed, actions, prints, ended };
  }

  /** Carries recorded actions out again, to the end of them or of the episode. */
  repeat(
    env: AnyEnv,
    { seed, actions }: Recording,
    visit: (result: AnyReset | AnyStep, step: number) => void = () => {},
  ): Print[] {
    const first = env.reset({ seed });
    const prints = [this.print(env, first)];
    visit(first, 0);
    for (const [i, action] of actions.entries()) {
      const step = this.step(env, action);
      prints.push(this.print(env, step));
      visit(step, i + 1);
      if (isOver(step)) break;
    }
    return prints;
  }

  /** Fingerprints of a result. */
  print(env: AnyEnv, result: AnyReset | AnyStep): Print {
    const { observation, info, ...rest } = result;
    return {
      observation: fingerprint(observation),
      mask: fingerprint(this.mask(env, observation)),
      info: fingerprint(info, this.options.ignoreInfo),
      ...Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, fingerprint(value)])),
    };
  }
}

/** Whether a result is an episode's last. */
export function isOver(result: AnyReset | AnyStep): boolean {
  return "terminated" in result && (result.terminated || result.truncated);
}

/** The first step at which two episodes differ, and in what; undefined if they don't. */
export function firstDifference(
  one: readonly Print[],
  other: readonly Print[],
  steps = Math.max(one.length, other.length),
): { readonly step: number; readonly parts: string } | undefined {
  for (let step = 0; step < steps; step++) {
    const [a, b] = [one[step], other[step]];
    if (a === undefined || b === undefined) return { step, parts: "length of the episode" };
    const parts = Object.keys({ ...a, ...b }).filter((key) => a[key] !== b[key]);
    if (parts.length > 0) return { step, parts: parts.join(", ") };
  }
  return undefined;
}

/** A number in an info, or undefined. */
export function numberIn(info: object, key: string): number | undefined {
  const value: unknown = Reflect.get(info, key);
  return typeof value === "number" ? value : undefined;
}
