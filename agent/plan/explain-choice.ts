import type { Session } from "../../env/session/session.js";
import type { Belief } from "../belief/belief.js";
import type { Reason } from "../policy.js";
import { type Choice, comparedTargets, type Evaluated } from "./marginal-value.js";
import { leastSecondsThrough } from "./unexplored.js";

/** So many of what a decision compared are shown with it. */
const MOST_CANDIDATES = 5;

const ways = {
  nothing: "Stays in the group",
  group: "Goes to another group of the square",
  square: "Goes to another square",
};

/**
 * Why a choice was made, from the numbers that made it: what is expected of it and how surely, what is hoped for, which
 * rates are worked out from, what the best of the others come to, what of it is due to which feature and level, and what
 * would have to be different for another choice.
 */
export function explainChoice(session: Session, evaluated: Evaluated, choice: Choice, belief: Belief): Reason {
  const scored = comparedTargets(session, evaluated, choice, MOST_CANDIDATES);
  const reason = session.tree.isLeaf(choice.target)
    ? explainHole(session, evaluated, choice, belief)
    : explainSurvey(session, evaluated, choice);
  const other = scored.find(({ target }) => !session.tree.contains(target, choice.target));
  const behind = other === undefined ? undefined : scored[0]!.score - other.score;
  return {
    ...reason,
    numbers: { ...reason.numbers, ...(behind === undefined ? {} : { marginOverNextGood: behind }) },
    sentence: `${reason.sentence} ${otherwise(session, evaluated, choice, other?.target, behind)}`,
    candidates: { score: "gainGood", scored },
  };
}

function explainHole(session: Session, evaluated: Evaluated, choice: Choice, belief: Belief): Reason {
  const { plan, values, price } = evaluated;
  const { target } = choice;
  const probability = belief.probability[target]!;
  const hoped = values[target]!;
  const seconds = session.expectedSeconds(target);
  const [low, high] = [belief.chanceAt(target, -1), belief.chanceAt(target, 1)];
  const elsewhere = plan.bestRateOutside(target, price);
  const contributions = belief.explain?.(target);
  return {
    numbers: {
      probabilityGood: probability,
      probabilityGoodLow: low,
      probabilityGoodHigh: high,
      ...(hoped === probability ? {} : { probabilityHoped: hoped }),
      expectedSeconds: seconds,
      goodPerMinuteHere: (hoped / seconds) * 60,
      goodPerHourHere: (hoped / seconds) * 3600,
      ...(elsewhere === undefined ? {} : { goodPerHourElsewhere: elsewhere * 3600 }),
      priceGoodPerMinute: price * 60,
      breakEvenProbability: price * seconds,
    },
    ...(contributions === undefined ? {} : { contributions }),
    sentence: `${ways[choice.leaves]}${unlessItPays(choice)}: ${percent(probability)} to be good (${percent(low)} to ${percent(high)}${hoped === probability ? "" : `; it hopes for ${percent(hoped)}`}) in ${Math.round(seconds)} s; ${worthOfMinute(price)}`,
  };
}

function explainSurvey(session: Session, { plan, price }: Evaluated, choice: Choice): Reason {
  const { tree } = session;
  const { target } = choice;
  const seconds = session.expectedSeconds(target);
  const probability = plan.expectedChance(target);
  return {
    numbers: {
      probabilityGood: probability,
      probabilityGoodLow: plan.expectedChance(target, -1),
      probabilityGoodHigh: plan.expectedChance(target, 1),
      expectedSeconds: seconds,
      expectedSecondsToExposure: leastSecondsThrough(session, target),
      gainGood: plan.gain[target]!,
      priceGoodPerMinute: price * 60,
    },
    sentence: `Surveys a ${tree.shape.levels[tree.level[target]!]}${unlessItPays(choice)}: ${percent(probability)} of its holes are expected to be good, ${Math.round(seconds)} s away; ${worthOfMinute(price)}`,
  };
}

/** What would have to be different for another choice. */
function otherwise(
  session: Session,
  { price }: Evaluated,
  choice: Choice,
  other: number | undefined,
  behind: number | undefined,
): string {
  const { tree } = session;
  if (choice.leaves === "nothing" && choice.pays && tree.isLeaf(choice.target)) {
    return `It would leave if what it hopes for here fell below ${percent(price * session.expectedSeconds(choice.target))}.`;
  }
  if (other === undefined || behind === undefined) return "Nothing else could be chosen.";
  return `Next best is ${tree.path(other)}, ${behind.toFixed(1)} good micrographs behind.`;
}

function unlessItPays({ pays }: Choice): string {
  return pays ? "" : ", as nothing beats that price any more";
}

function worthOfMinute(price: number): string {
  return `a minute is worth ${(price * 60).toFixed(2)} good micrographs.`;
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}
