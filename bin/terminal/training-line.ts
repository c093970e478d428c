import cliProgress from "cli-progress";

/** Where no terminal shows a line that changes, one is written after so many iterations. */
const LINES_EVERY = 10;

type Metrics = Readonly<Record<string, number>>;

/** What a training shows of itself on standard error: one line that changes, or some lines where that is no terminal. */
export interface TrainingLine {
  show(report: { readonly metrics: Metrics }, done: number): void;
  stop(): void;
}

/** @param total iterations @param describe what is shown of one */
export function trainingLine(total: number, describe: (metrics: Metrics) => string): TrainingLine {
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

/** What is shown of an iteration of PPO. */
export function describePpo(metrics: Metrics): string {
  const text = textOf(metrics);
  return [
    `${text("speed/steps_per_second", 0)} steps/s`,
    `return ${text("episode/scaled_return", 3)}`,
    `of bound ${text("episode/share_of_bound", 3)}`,
    `KL ${text("policy/kl", 4)}`,
    `entropy ${text("policy/entropy", 2)}`,
    `explained ${text("value/explained_variance", 2)}`,
  ].join(" | ");
}

/** What is shown of an iteration of a flat DQN. */
export function describeDqn(metrics: Metrics): string {
  const text = textOf(metrics);
  return [
    `${text("speed/steps_per_second", 0)} steps/s`,
    `good ${text("episode/good", 1)}`,
    `value ${text("q/value", 2)}`,
    `loss ${text("q/loss", 4)}`,
    `epsilon ${text("explore/epsilon", 3)}`,
  ].join(" | ");
}

function textOf(metrics: Metrics): (name: string, digits: number) => string {
  return (name, digits) => (metrics[name] ?? Number.NaN).toFixed(digits);
}
