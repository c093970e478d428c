import cliProgress from "cli-progress";
import type { TargetTree } from "../../env/tree/target-tree.js";
import type { WatchedEvent } from "../../server/services/event-codec.js";

/** Without a terminal a line is written this often instead, in session time. */
const LINE_EVERY_SECONDS = 3600;

/** Shows a session as it happens: the clock, the place, exposures and good micrographs. */
export class SessionBar {
  readonly #bar: cliProgress.SingleBar | undefined;
  #place = 0;
  #exposures = 0;
  #good = 0;
  #lastLineSeconds = 0;

  constructor(
    readonly tree: TargetTree,
    readonly budgetSeconds: number,
  ) {
    if (process.stderr.isTTY !== true) return;
    const format = "{bar} {clock} of {budget} | {place} | {exposures} exposures | {good} good";
    this.#bar = new cliProgress.SingleBar({
      format,
      stream: process.stderr,
      hideCursor: true,
      barsize: 24,
      fps: 15,
      linewrap: false,
    });
    this.#bar.start(budgetSeconds, 0, this.#payload(0));
  }

  show(event: WatchedEvent): void {
    if (event.kind === "moved" || event.kind === "exposed") this.#place = this.tree.row(event.target) ?? 0;
    if (event.kind === "exposed") this.#exposures++;
    if (event.kind === "resulted" && event.good) this.#good++;
    this.#bar?.update(Math.min(event.atSeconds, this.budgetSeconds), this.#payload(event.atSeconds));
    if (this.#bar === undefined && event.atSeconds >= this.#lastLineSeconds + LINE_EVERY_SECONDS) {
      this.#lastLineSeconds = Math.floor(event.atSeconds / LINE_EVERY_SECONDS) * LINE_EVERY_SECONDS;
      const { clock, place, exposures, good } = this.#payload(event.atSeconds);
      process.stderr.write(`${clock} | ${place} | ${exposures} exposures | ${good} good\n`);
    }
  }

  stop(): void {
    this.#bar?.stop();
  }

  #payload(seconds: number) {
    return {
      clock: hoursMinutes(seconds),
      budget: hoursMinutes(this.budgetSeconds),
      place: placeText(this.tree, this.#place),
      exposures: this.#exposures,
      good: this.#good,
    };
  }
}

/** `7:05`: hours and minutes. */
export function hoursMinutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
}

/** `grid 3/6 square 1/2 group 4/13 hole 7/23`: each level's number among its siblings. */
function placeText(tree: TargetTree, place: number): string {
  const parts: string[] = [];
  for (let row = place; row > 0; row = tree.parent[row]!) {
    const parent = tree.parent[row]!;
    const number = row - tree.firstChild[parent]! + 1;
    parts.unshift(`${tree.shape.levels[tree.level[row]!]} ${number}/${tree.childCount[parent]}`);
  }
  return parts.join(" ") || "nothing loaded";
}
