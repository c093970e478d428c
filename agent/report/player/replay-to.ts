import type { PlayerData } from "./player-data.js";

/** A session at one step of its page. */
export interface PlayerState {
  /** Of each leaf, parallel to `leaves`: its mark, −1 while it is not known. */
  readonly markOf: number[];
  /** Row where the stage stands; 0 when nothing is loaded. */
  readonly place: number;
  readonly seconds: number;
  readonly good: number;
  readonly exposed: number;
  readonly results: number;
  /** By row of a square in which something was exposed. */
  readonly squares: Record<number, { good: number; results: number; exposed: number }>;
  /** The step's own events are those from here … */
  readonly from: number;
  /** … up to here, exclusive. */
  readonly to: number;
  /** Number of the decision that led to it, −1 before the first. */
  readonly decision: number;
}

/**
 * The session after a step, from its page's data alone. This function is written into the page as it stands: it may use
 * nothing from outside.
 *
 * @param step 0 is the state before any event; the last is `steps.length - 2`
 * @param isTrue whether leaves that are not exposed show what an exposure would find
 */
export function replayTo(data: PlayerData, step: number, isTrue: boolean): PlayerState {
  const mark = (name: string) => (data.marks as readonly string[]).indexOf(name);
  const to = data.steps[step + 1]!;
  const from = data.steps[step]!;
  const indexOf = new Map(data.leaves.map((row, i) => [row, i]));
  const squareOf = (row: number) => {
    let at = row;
    while (data.levelOf[at]! > data.squareLevel) at = data.parents[at]!;
    return at;
  };
  const truths = [mark("trueBad"), mark("trueGood")];
  const markOf = data.leaves.map((_, i) => {
    if (data.knownOf[i]! > to) return -1;
    if (data.startOf[i]! >= 0) return data.startOf[i]!;
    return isTrue ? truths[data.truthOf[i]!]! : data.openOf[i]!;
  });
  const state = { place: data.startRow, seconds: 0, good: 0, exposed: 0, results: 0 };
  const squares: PlayerState["squares"] = {};
  for (const [kindNumber, seconds, row] of data.events.slice(0, to)) {
    const kind = data.kinds[kindNumber]!;
    const leaf = indexOf.get(row);
    state.seconds = seconds;
    if (kind === "moved" || kind === "exposed") state.place = row;
    if (leaf === undefined) continue;
    squares[squareOf(row)] ??= { good: 0, results: 0, exposed: 0 };
    const square = squares[squareOf(row)]!;
    if (kind === "exposed") {
      markOf[leaf] = mark("pending");
      state.exposed++;
      square.exposed++;
    } else if (kind === "good" || kind === "bad" || kind === "failed fit") {
      markOf[leaf] = mark(kind === "failed fit" ? "failed" : kind);
      state.results++;
      square.results++;
      if (kind === "good") {
        state.good++;
        square.good++;
      }
    } else if (kind === "spent" || kind === "withdrawn") {
      markOf[leaf] = mark("gone");
    }
  }
  let decision = -1;
  while (decision + 1 < data.decisions.length && data.decisions[decision + 1]![0] <= from && to > 0) decision++;
  return { ...state, markOf, squares, from, to, decision };
}
