import { isMainThread } from "node:worker_threads";
import { bytesInUse } from "../heap.js";

/** Loaded into a server that is measured (`node --import`): it says what it needs when it is asked over IPC. */
export interface MemoryFigures {
  /** Heap and array buffers of the main thread, garbage collected before. */
  readonly heapBytes: number;
  /** All that the process has, its threads included. */
  readonly residentBytes: number;
  readonly cpuSeconds: number;
}

if (isMainThread) {
  process.on("message", (message) => {
    if (message !== "memory") return;
    const heapBytes = bytesInUse();
    const { user, system } = process.cpuUsage();
    const memory: MemoryFigures = {
      heapBytes,
      residentBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1e6,
    };
    process.send?.({ memory });
  });
}
