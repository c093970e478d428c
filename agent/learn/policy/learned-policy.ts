import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";
import type { Belief } from "../../belief/belief.js";
import { indexDefaults } from "../../plan/index-options.js";
import type { Decision, Policy, Reason } from "../../policy.js";
import * as tf from "../backend/tensorflow.js";
import type { LoadedCheckpoint } from "../checkpoint/load-checkpoint.js";
import { FIRST_CANDIDATE, UP } from "../input/choices.js";
import { DecisionAdapter } from "../input/decision-adapter.js";
import { levelNames } from "../input/decision-state.js";
import { Experience } from "../train/experience.js";

/** One step of a decision, for explanations. */
interface StepTaken {
  /** Rows of the candidates. */
  readonly rows: readonly number[];
  readonly level: number;
  readonly move: number;
  readonly rulesMove: number;
  readonly probabilities: Float64Array;
}

/** So many of what a decision compared are shown with it. */
const MOST_CANDIDATES = 5;

/**
 * Decides by a network: level by level, the move that it holds for most probable. It sees what `index` believes and plans,
 * and differs from it where its residuals say so. Where worth is about the session's end alone it does as `index` does.
 *
 * @example const policy = new LearnedPolicy(await loadCheckpoint("checkpoints/default"));
 */
export class LearnedPolicy implements Policy {
  #adapter!: DecisionAdapter;
  readonly #experience: Experience;
  /** Whether worth is about the session's end alone: no network is trained for that. */
  #isRulesBusiness = false;

  constructor(readonly checkpoint: Pick<LoadedCheckpoint, "network" | "normaliser">) {
    this.#experience = new Experience(checkpoint.network.shape, checkpoint.normaliser);
  }

  get belief(): Belief {
    return this.#adapter.belief;
  }

  get memory(): readonly number[] {
    return this.#adapter.memory;
  }

  recall(memory: readonly number[]): void {
    this.#adapter.recall(memory);
  }

  reset(session: Session): void {
    this.#isRulesBusiness = session.plan.objective.endWorth !== undefined;
    this.#adapter = new DecisionAdapter(session, indexDefaults, this.checkpoint.network.options.hierarchy);
  }

  decide(): Decision {
    const adapter = this.#adapter;
    adapter.begin();
    const rule = adapter.judgement.decision;
    if (this.#isRulesBusiness) return rule;
    const steps: StepTaken[] = [];
    for (;;) {
      const probabilities = this.#probabilities();
      const move = greatest(probabilities, adapter.input.legal);
      const { input, rulesMove } = adapter;
      const rows = Array.from({ length: input.count }, (_, i) => adapter.rowOf(i));
      steps.push({ rows, level: input.level, move, rulesMove, probabilities });
      const goal = adapter.take(move);
      if (goal === undefined) continue;
      // The rule has a reason of its own where both agree.
      const agrees = sameGoal(goal, rule.goal);
      return { goal, reason: () => explain(steps, goal, agrees ? rule.reason() : undefined) };
    }
  }

  /** Of all moves in the step that the decision has come to. */
  #probabilities(): Float64Array {
    const { input } = this.#adapter;
    const experience = this.#experience;
    experience.clear();
    const batch = experience.batch(Int32Array.of(experience.add(input)));
    const { logProbabilities, values } = tf.tidy(() => this.checkpoint.network.forward(batch));
    const logs = logProbabilities.dataSync<"float32">();
    tf.dispose([logProbabilities, values]);
    return Float64Array.from(logs, Math.exp);
  }
}

function greatest(probabilities: Float64Array, legal: Uint8Array): number {
  let best = -1;
  for (let move = 0; move < probabilities.length; move++) {
    if (legal[move] === 1 && (best === -1 || probabilities[move]! > probabilities[best]!)) best = move;
  }
  return best;
}

function sameGoal(a: Goal, b: Goal): boolean {
  if (a.kind === "acquire" && b.kind === "acquire") return a.holes[0] === b.holes[0];
  if (a.kind === "survey" && b.kind === "survey") return a.target === b.target;
  return a.kind === b.kind;
}

function explain(steps: readonly StepTaken[], goal: Goal, rule: Reason | undefined): Reason {
  const probability = steps.reduce((product, { probabilities, move }) => product * probabilities[move]!, 1);
  const last = steps.at(-1)!;
  const scored = [...last.probabilities.subarray(FIRST_CANDIDATE)]
    .map((score, i) => ({ target: last.rows[i]!, score }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || a.target - b.target)
    .slice(0, MOST_CANDIDATES);
  const numbers = { ...rule?.numbers, probabilityOfChoice: probability };
  const percent = `${Math.round(100 * probability)} %`;
  const sentence =
    rule === undefined
      ? `${whereDiffers(steps)} ${describe(goal)}, at ${percent}.`
      : `${rule.sentence} The network agrees, at ${percent}.`;
  return { ...rule, numbers, sentence, candidates: { score: "probability", scored } };
}

function describe(goal: Goal): string {
  switch (goal.kind) {
    case "acquire":
      return "it exposes a hole";
    case "survey":
      return "it surveys";
    case "wait":
      return "it waits for a result";
    case "stop":
      return "it stops";
  }
}

/** The first step at which the network does something else than the rule. */
function whereDiffers(steps: readonly StepTaken[]): string {
  const step = steps.find(({ move, rulesMove }) => move !== rulesMove);
  if (step === undefined) return "As the rule would, the network decides:";
  const what = (move: number) =>
    move === UP
      ? "go up"
      : move < FIRST_CANDIDATE
        ? move === 0
          ? "stop"
          : "wait"
        : `take another ${levelNames[step.level]}`;
  const rule =
    step.rulesMove >= FIRST_CANDIDATE && step.move >= FIRST_CANDIDATE ? "take another one" : what(step.rulesMove);
  return `Where the rule would ${rule} (${levelNames[step.level]}s), the network has learned otherwise:`;
}
