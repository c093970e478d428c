import type { Goal } from "../../../env/goal/goal.js";
import type { Session } from "../../../env/session/session.js";
import type { Belief } from "../../belief/belief.js";
import type { IndexOptions } from "../../plan/index-options.js";
import { IndexPlanner, type Judgement } from "../../plan/index-planner.js";
import { type MoveScores, moveScores } from "../../plan/move-scores.js";
import { writeCandidate } from "./candidate-features.js";
import { type Choices, FIRST_CANDIDATE, Phase, STOP, UP, WAIT } from "./choices.js";
import { writeContext } from "./context-features.js";
import { CANDIDATE_FEATURES, CONTEXT_FEATURES, type DecisionInput } from "./decision-input.js";
import { type DecisionState, levelNames, levelOfChildren, plannedGood } from "./decision-state.js";
import { Descent } from "./descent.js";
import { FlatChoices } from "./flat-choices.js";
import { SubtreeChances } from "./subtree-chances.js";
import { targetScores } from "./target-scores.js";

/** Good results by which scores of moves have to differ to count as different, by level: see `levelNames`. */
export const scoreUnits = [1, 1, 0.5, 0.05, 0.05] as const;

/** Scores are cut so far below the best one. */
const LEAST_SCORE = -30;

/**
 * Turns a session, and what `index` believes and plans in it, into the network's input: for training and for serving
 * alike. A decision takes as many steps as there are levels on its way.
 *
 * @example
 * const adapter = new DecisionAdapter(session, indexDefaults);
 * adapter.begin();
 * let goal: Goal | undefined;
 * while (goal === undefined) goal = adapter.take(choose(adapter.input));
 */
export class DecisionAdapter {
  readonly #planner: IndexPlanner;
  readonly #choices: Choices;
  readonly #chances = new SubtreeChances();
  readonly #session: Session;
  readonly #input: Mutable<DecisionInput> = {
    level: 0,
    count: 0,
    candidates: new Float32Array(32 * CANDIDATE_FEATURES),
    context: new Float32Array(CONTEXT_FEATURES),
    legal: new Uint8Array(0),
    scores: new Float32Array(64),
  };
  #judgement: Judgement | undefined;
  #scale = 0;
  #rulesMove = STOP;

  /**
   * @param session which has begun and not ended; the adapter follows it from now on
   * @param hierarchy whether a decision goes level by level, or chooses among everything at once
   */
  constructor(
    session: Session,
    options: IndexOptions,
    readonly hierarchy = true,
  ) {
    this.#session = session;
    this.#choices = hierarchy ? new Descent() : new FlatChoices();
    this.#planner = new IndexPlanner(session, options);
  }

  get belief(): Belief {
    return this.#planner.known.belief;
  }

  /** What the rule decides in this place; of the decision begun last. */
  get judgement(): Judgement {
    return this.#judgement!;
  }

  /** Good results that the plan expected when the first decision began, at least 1. */
  get scale(): number {
    return this.#scale;
  }

  /** As of `Policy`. */
  get memory(): readonly number[] {
    return [this.#scale, ...this.#planner.memory];
  }

  recall([scale = 0, ...memory]: readonly number[]): void {
    this.#scale = scale;
    this.#planner.recall(memory);
  }

  /** Of the step that the decision has come to. */
  get input(): DecisionInput {
    return this.#input;
  }

  /** The node whose children are the candidates. */
  get cursor(): number {
    return this.#choices.cursor;
  }

  /** The row of a candidate. */
  rowOf(candidate: number): number {
    return this.#choices.rowOf(candidate);
  }

  /** The move that the rule would take here, if the decision has not left its way; else the best by its scores. */
  get rulesMove(): number {
    return this.#rulesMove;
  }

  /** A decision begins on what is known now. */
  begin(): void {
    const session = this.#session;
    this.#judgement = this.#planner.judge();
    this.#chances.update(session, this.belief);
    if (this.#scale === 0) this.#scale = Math.max(1, plannedGood({ session, judgement: this.#judgement }));
    this.#choices.begin(session);
    this.#write();
  }

  /**
   * Takes a legal move: 0 STOP, 1 UP, 2 WAIT, then the candidates.
   *
   * @returns what was decided, or undefined if the decision goes on and {@link input} is of its next step
   */
  take(move: number): Goal | undefined {
    const goal = this.#choices.take(move);
    if (goal === undefined) this.#write();
    return goal;
  }

  #write(): void {
    const choices = this.#choices;
    const session = this.#session;
    const judgement = this.#judgement!;
    const input = this.#input;
    const { count, cursor } = choices;
    const scores = this.hierarchy
      ? moveScores(session, judgement, cursor, choices.phase === Phase.Descended)
      : targetScores(session, judgement, choices);
    const level = this.hierarchy ? levelOfChildren(session, cursor) : levelNames.indexOf("hole");
    const state: DecisionState = {
      session,
      known: this.#planner.known,
      judgement,
      chances: this.#chances,
      choices,
      level,
      scores,
      scale: this.#scale,
    };
    input.level = level;
    input.count = count;
    input.legal = choices.legal;
    if (input.scores.length < count + FIRST_CANDIDATE) input.scores = new Float32Array(2 * count + FIRST_CANDIDATE);
    if (input.candidates.length < count * CANDIDATE_FEATURES) {
      input.candidates = new Float32Array(2 * count * CANDIDATE_FEATURES);
    }
    this.#writeScores(scores, input.level);
    const chosen = this.#rulesMove - FIRST_CANDIDATE;
    let best = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < count; i++) best = Math.max(best, scores.candidates[i]!);
    for (let i = 0; i < count; i++) {
      writeCandidate(state, i, best, chosen, input.candidates, i * CANDIDATE_FEATURES);
    }
    writeContext(state, best, input.context, 0);
  }

  /** Scores in units of the level, the greatest legal one 0; and the rule's move, the first that is. */
  #writeScores({ stop, up, wait, candidates }: MoveScores, level: number): void {
    const { scores, legal, count } = this.#input;
    scores[STOP] = stop;
    scores[UP] = up;
    scores[WAIT] = wait;
    for (let i = 0; i < count; i++) scores[FIRST_CANDIDATE + i] = candidates[i]!;
    let best = -1;
    for (let move = 0; move < count + FIRST_CANDIDATE; move++) {
      if (legal[move] === 1 && (best === -1 || scores[move]! > scores[best]!)) best = move;
    }
    const most = scores[best]!;
    const unit = scoreUnits[level]!;
    for (let move = 0; move < count + FIRST_CANDIDATE; move++) {
      const behind = Number.isFinite(most) ? (scores[move]! - most) / unit : 0;
      scores[move] = Math.min(0, Math.max(LEAST_SCORE, behind));
    }
    this.#rulesMove = best;
  }
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
