import cliProgress from "cli-progress";

/** Something that long work reports to. */
export interface Progress {
  step(): void;
  stop(): void;
}

/**
 * A bar on standard error with the time left; nothing where that is no terminal.
 *
 * @param done what was done before; the time left is told from what is done from now on
 */
export function progressBar(total: number, unit: string, done = 0): Progress {
  if (process.stderr.isTTY !== true) return { step() {}, stop() {} };
  const format = `{bar} {percentage}% | {value}/{total} ${unit} | {eta_formatted} left`;
  const bar = new cliProgress.SingleBar({ format, stream: process.stderr, hideCursor: true, etaBuffer: 50 });
  bar.start(total, done);
  return { step: () => bar.increment(), stop: () => bar.stop() };
}
