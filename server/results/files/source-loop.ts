import { pause, type Timekeeper } from "../../drivers/library/timekeeper.js";
import type { FilePoll, Look } from "./file-poll.js";

export interface SourceLoopOptions {
  /** Session and source: `monday/relion`. */
  readonly id: string;
  readonly config: { readonly poll_seconds: number; readonly settle_seconds: number };
  readonly time: Timekeeper;
  readonly tell: (line: string) => void;
}

/** A half-written file is given so long before it is spoken of. */
const TOLD_AFTER_SECONDS = 10;
/** Looks in a single pass; a file that never rests is read before. */
const MOST_LOOKS_ONCE = 40;
/** Printed of one look. */
const MOST_TOLD = 20;
const LEAST_WAIT_SECONDS = 0.05;

/** Looks at one source's files again and again, and says once what is wrong with them, and when it is over. */
export class SourceLoop {
  #look: Look | undefined;
  #running: Promise<void> | undefined;
  #callOff = () => {};
  #isClosed = false;
  /** Since when a problem holds, and whether it was told. */
  readonly #problems = new Map<string, { readonly sinceSeconds: number; text: string; isTold: boolean }>();

  constructor(
    readonly poll: FilePoll,
    readonly options: SourceLoopOptions,
  ) {}

  /** Files that are there. */
  get files(): number {
    return this.#look?.files ?? 0;
  }

  /** What is wrong now. */
  get troubles(): readonly string[] {
    return [...(this.#look?.problems.values() ?? [])];
  }

  /** Looks until every file was read, or can't be. */
  async settle(): Promise<void> {
    const { time, config } = this.options;
    for (let looks = 0; looks < MOST_LOOKS_ONCE; looks++) {
      await this.#once(0);
      if (this.#look?.unsettled === 0) break;
      await pause(time, Math.max(LEAST_WAIT_SECONDS, config.settle_seconds));
    }
  }

  start(): void {
    this.#running = this.#once(TOLD_AFTER_SECONDS).finally(() => {
      if (this.#isClosed) return;
      const { poll_seconds: poll, settle_seconds: settle } = this.options.config;
      const wait = (this.#look?.unsettled ?? 0) > 0 ? Math.min(poll, Math.max(LEAST_WAIT_SECONDS, settle)) : poll;
      this.#callOff = this.options.time.after(wait, () => this.start());
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#callOff();
    await this.#running;
  }

  async #once(toldAfterSeconds: number): Promise<void> {
    this.#look = await this.poll.look();
    const now = this.options.time.nowSeconds();
    const lines: string[] = [];
    for (const [what, text] of this.#look.problems) {
      const known = this.#problems.get(what) ?? { sinceSeconds: now, text, isTold: false };
      if (known.text !== text) known.isTold = false;
      known.text = text;
      this.#problems.set(what, known);
      if (known.isTold || now - known.sinceSeconds < toldAfterSeconds) continue;
      known.isTold = true;
      lines.push(text);
    }
    for (const [what, { isTold, text }] of this.#problems) {
      if (this.#look.problems.has(what)) continue;
      this.#problems.delete(what);
      if (isTold) lines.push(`over: ${text}`);
    }
    this.#tell(lines);
  }

  #tell(lines: readonly string[]): void {
    const { id, tell } = this.options;
    for (const line of lines.slice(0, MOST_TOLD)) tell(`${id}: ${line}`);
    if (lines.length > MOST_TOLD) tell(`${id}: … and ${lines.length - MOST_TOLD} more`);
  }
}
