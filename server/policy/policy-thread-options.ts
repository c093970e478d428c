import type { Logger } from "pino";
import type { PolicyWorkerData } from "./thread-question.js";

export interface PolicyThreadOptions {
  /** For messages, such as `policy thread 1`. */
  readonly name: string;
  readonly workerData: PolicyWorkerData;
  /** An answer may take so long once the thread knows what has happened. */
  readonly answerMilliseconds: number;
  /** Until then it may take so long, and so long for each decision that is made again. */
  readonly rebuildMilliseconds: number;
  /** Where the thread was lost, a question that may not wait is given up after so long unless it was asked by then. */
  readonly patienceMilliseconds: number;
  readonly log: Logger;
  /** Hears what networks compute on, once they do. */
  readonly onBackend: (sentence: string) => void;
  /** The thread has ended by itself or was ended; another one is starting, which has no session. */
  readonly onLost: () => void;
}
