import type { PlannedDirective } from "../model/planned-directive.js";

/** Who decides and who carries out, from the tightest to the loosest. */
export const modes = ["observe", "shadow", "advise", "autonomous"] as const;
export type Mode = (typeof modes)[number];

/** Where a session stands; nothing is in flight but in `directed`, `finishing`, and perhaps `halting` and `resuming`. */
export const stateNames = [
  /** The first survey is awaited. */
  "surveying",
  /** Nothing is in flight: what is next is looked for at once. No input ever meets a session here. */
  "free",
  /** The next directive, or the way to what an operator wished for, is made out. No input meets a session here either. */
  "preparing",
  /** Something holds everything back; see `holds`. */
  "held",
  /** Nothing is sent in this mode: what others do is looked at. */
  "watching",
  /** The policy was asked. */
  "deciding",
  /** A decision waits for an operator. */
  "proposed",
  /** The next result is waited for. */
  "waiting",
  /** A directive is in flight. */
  "directed",
  /** The last directive is in flight. */
  "finishing",
  /** A halt is on its way to the driver. */
  "halting",
  /** The driver obeys a halt. */
  "halted",
  /** A halt's end is on its way to the driver. */
  "resuming",
  /** The session is over. */
  "finished",
] as const;
export type StateName = (typeof stateNames)[number];

/** What keeps a session from going on. Those that an operator set or has to look at only a resume clears. */
export interface Hold {
  readonly kind: "pause" | "safety" | "guard" | "failure" | "policy" | "reconcile" | "busy" | "fault";
  /** Of faults and guards, which. */
  readonly id: string;
  /** For a person. */
  readonly text: string;
}

/** Holds that end by themselves. */
export const passingHolds: readonly Hold["kind"][] = ["busy", "fault"];

/** Whether an operator has to end a hold. */
export function needsOperator({ kind }: Hold): boolean {
  return !passingHolds.includes(kind);
}

/** The directive in flight. */
export interface DirectiveInFlight {
  readonly id: string;
  /** Absent for `finish`. */
  readonly planned?: PlannedDirective;
}

/** What waits for approval. */
export interface Proposal {
  /** From 1; a new one supersedes it. */
  readonly number: number;
  readonly plan: readonly PlannedDirective[];
  /** Whether to finish is proposed. */
  readonly stops: boolean;
  readonly sentence: string;
  readonly numbers: Readonly<Record<string, number>>;
}

/** All that the machine goes by: plain JSON. */
export interface CollectionState {
  readonly name: StateName;
  readonly mode: Mode;
  /** A looser mode that begins at the next safe point. */
  readonly wantedMode: Mode | null;
  readonly surveyed: boolean;
  readonly holds: readonly Hold[];
  readonly halt: { readonly id: string; readonly reason: string } | null;
  readonly directive: DirectiveInFlight | null;
  /** What is left of the goal under way. */
  readonly plan: readonly PlannedDirective[];
  readonly proposal: Proposal | null;
  /** Targets that an operator wants done, in order. */
  readonly wishes: readonly string[];
  readonly failuresInARow: number;
  /** How many there were: ids never come again. */
  readonly decisions: number;
  readonly directives: number;
  readonly proposals: number;
  readonly halts: number;
}

/** A session before anything has come in. */
export function initialState(mode: Mode): CollectionState {
  return {
    name: "surveying",
    mode,
    wantedMode: null,
    surveyed: false,
    holds: [],
    halt: null,
    directive: null,
    plan: [],
    proposal: null,
    wishes: [],
    failuresInARow: 0,
    decisions: 0,
    directives: 0,
    proposals: 0,
    halts: 0,
  };
}
