import cliProgress from "cli-progress";
import type { IterationReport } from "../../agent/learn/train/ppo.js";

/** Where no terminal shows a line that changes, one is written after so many iterations. */
const LINES_EVERY = 10;

/** What a training shows of itself on standard error: one line that changes, or some lines where that is no terminal. */
export interface TrainingLine {
  show(report: IterationReport, done: number): void;
  stop(): void;
}

/** @param total iterations */
export function trainingLine(total: number): TrainingLine {
  if (process.stderr.isTTY !== true) {
    return {
      show({ metrics }, done) {
        if (done % LINES_EVERY === 0 || done === total) process.stderr.write(`${done}/${total} ${describe(metrics)}\n`);
      },
      stop() {},
    };
  }
  const format = "{bar} {value}/{total} | {what} | {eta_formatted} left";
  const bar = new cliProgress.SingleBar({ format, stream: process.stderr, hideCursor: true, barsize: 12 });
  let isShown = false;
  return {
    show({ metrics }, done) {
      const what = describe(metrics);
      if (!isShown) bar.start(total, done - 1, { what });
      isShown = true;
      bar.update(done, { what });
    },
    stop: () => bar.stop(),
  };
}

function describe(metrics: Readonly<Record<string, number>>): string {
  const text = (name: string, digits: number) => (metrics[name] ?? Number.NaN).toFixed(digits);
  return [
    `${text("speed/steps_per_second", 0)} steps/s`,
    `return ${text("episode/scaled_return", 3)}`,
    `of bound ${text("episode/share_of_bound", 3)}`,
    `KL ${text("policy/kl", 4)}`,
    `entropy ${text("policy/entropy", 2)}`,
    `explained ${text("value/explained_variance", 2)}`,
  ].join(" | ");
}
