import type { HoleState } from "../hole-state.js";
import type { Role } from "./style.js";

/** A leaf in a terminal: one character, told apart without colour too. */
export interface LeafSymbol {
  readonly character: string;
  readonly role: Role;
}

const symbols: Readonly<Record<Exclude<HoleState, "not exposed">, LeafSymbol>> = {
  good: { character: "●", role: "good" },
  bad: { character: "■", role: "bad" },
  "failed fit": { character: "✕", role: "failed" },
  pending: { character: "?", role: "pending" },
  "not available": { character: "-", role: "open" },
  "start (spent)": { character: "★", role: "strong" },
};

/** By what is predicted, the worst quarter first. */
const open = ["·", "·", "∘", "○"] as const;

/** @param quarter what is predicted, 3 for the best, if anything */
export function symbolOf(state: HoleState, quarter: number | undefined): LeafSymbol {
  if (state !== "not exposed") return symbols[state];
  return { character: quarter === undefined ? "·" : open[quarter]!, role: "open" };
}

/** What the symbols mean, of those that occur. @param ranked whether something is predicted */
export function symbolWords(state: HoleState, ranked: boolean): string {
  if (state === "not exposed") return ranked ? "○∘· not exposed, best prediction first" : "· not exposed";
  return `${symbols[state].character} ${state}`;
}
