import cliProgress from "cli-progress";
import type { SourceNumbers } from "../../server/results/run-results.js";

/** Where no terminal shows a line that changes, one is written at most so often, and only if it changed. */
const LINE_EVERY_MILLISECONDS = 10_000;

/** What a results process shows of itself on standard error: a line that changes, and between, what it has to say. */
export class ResultsLine {
  readonly #bar: cliProgress.SingleBar | undefined;
  #line = "";
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor() {
    if (process.stderr.isTTY !== true) return;
    this.#bar = new cliProgress.SingleBar({
      format: "{line}",
      stream: process.stderr,
      hideCursor: true,
      linewrap: false,
      fps: 4,
    });
    this.#bar.start(1, 0, { line: "" });
  }

  show(numbers: readonly SourceNumbers[]): void {
    const line = resultsText(numbers);
    this.#bar?.update(0, { line });
    const now = performance.now();
    if (this.#bar !== undefined || line === this.#line || now - this.#writtenAt < LINE_EVERY_MILLISECONDS) return;
    this.#line = line;
    this.#writtenAt = now;
    process.stderr.write(`${line}\n`);
  }

  /** Writes something that stays. */
  tell(text: string): void {
    if (this.#bar === undefined) process.stderr.write(`${text}\n`);
    else process.stderr.write(`\r\u001b[K${text}\n`);
  }

  /** The last line stays. */
  stop(numbers: readonly SourceNumbers[]): void {
    const line = resultsText(numbers);
    this.#bar?.update(0, { line });
    this.#bar?.stop();
    if (this.#bar === undefined && line !== this.#line) process.stderr.write(`${line}\n`);
  }
}

/** `monday/relion: 120 read, 118 reported, 2 waiting, 1 unmatched`; sources one behind the other. */
export function resultsText(numbers: readonly SourceNumbers[]): string {
  return numbers.map(sourceText).join(" | ");
}

function sourceText(source: SourceNumbers): string {
  const { id, files, read, reported, waiting, unknown, refused, unmatched, pending, problems, troubles } = source;
  const more = Object.entries({ waiting, unknown, refused, pending, problems }).filter(([, count]) => count > 0);
  return [
    `${id}: ${files === undefined ? "" : `${files} files, `}${read} read`,
    `${reported} reported`,
    `${unmatched} unmatched`,
    ...more.map(([what, count]) => `${count} ${what}`),
    ...(troubles.length === 0 ? [] : [`${troubles.length} in trouble`]),
  ].join(", ");
}
