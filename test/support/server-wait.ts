import { setTimeout as sleep } from "node:timers/promises";

const POLL_MILLISECONDS = 10;

/**
 * Waits until a condition holds.
 *
 * @throws Error naming what was waited for if it does not hold in time
 * @example await until("the ledger's first line", () => readLedger(folder).length > 0);
 */
export async function until(what: string, condition: () => boolean, withinMilliseconds = 10_000): Promise<void> {
  const deadline = performance.now() + withinMilliseconds;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${withinMilliseconds} ms in vain for ${what}`);
    await sleep(POLL_MILLISECONDS);
  }
}

/** A promise and what settles it. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(error: Error): void;
}

export function deferred<T>(): Deferred<T> {
  let resolve!: (value: T) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  return { promise, resolve, reject };
}
