import type { Session } from "../../env/session/session.js";
import type { Reason } from "../policy.js";
import type { Choice, Evaluated } from "./marginal-value.js";
import { leastSecondsThrough } from "./unexplored.js";

const ways = {
  nothing: "Stays in the group",
  group: "Goes to another group of the square",
  square: "Goes to another square",
};

/** The numbers behind a choice by the price of time, and a sentence. */
export function explainChoice(session: Session, evaluated: Evaluated, choice: Choice): Reason {
  return session.tree.isLeaf(choice.target)
    ? explainHole(session, evaluated, choice)
    : explainSurvey(session, evaluated, choice);
}

function explainHole(session: Session, { values, price }: Evaluated, choice: Choice): Reason {
  const probability = values[choice.target]!;
  const seconds = session.expectedSeconds(choice.target);
  const perMinute = (probability / seconds) * 60;
  return {
    numbers: {
      probabilityGood: probability,
      expectedSeconds: seconds,
      goodPerMinuteHere: perMinute,
      priceGoodPerMinute: price * 60,
    },
    sentence: `${ways[choice.leaves]}${unlessItPays(choice)}: ${Math.round(probability * 100)} % to be good in ${Math.round(seconds)} s; ${worthOfMinute(price)}`,
  };
}

function explainSurvey(session: Session, { plan, price }: Evaluated, choice: Choice): Reason {
  const { tree } = session;
  const seconds = session.expectedSeconds(choice.target);
  const probability = plan.expectedChance(choice.target);
  return {
    numbers: {
      probabilityGood: probability,
      expectedSeconds: seconds,
      expectedSecondsToExposure: leastSecondsThrough(session, choice.target),
      gainGood: plan.gain[choice.target]!,
      priceGoodPerMinute: price * 60,
    },
    sentence: `Surveys a ${tree.shape.levels[tree.level[choice.target]!]}${unlessItPays(choice)}: ${Math.round(probability * 100)} % of its holes are expected to be good, ${Math.round(seconds)} s away; ${worthOfMinute(price)}`,
  };
}

function unlessItPays({ pays }: Choice): string {
  return pays ? "" : ", as nothing beats that price any more";
}

function worthOfMinute(price: number): string {
  return `a minute is worth ${(price * 60).toFixed(2)} good micrographs.`;
}
