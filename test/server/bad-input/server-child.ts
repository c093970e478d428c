import { startServer } from "../../../server/server.js";
import { silentLog } from "../../support/server-in-process.js";
import { serverOptions } from "../../support/server-options.js";

/** What a server in a process of its own says of itself, garbage collected before. */
export interface ServerFigures {
  readonly heapBytes: number;
  /** Keys of all sessions that there are. */
  readonly sessions: readonly string[];
}

/** A server to be maltreated: says its address, and what it is asked for. Started with `--expose-gc`. */
const server = await startServer({
  ...serverOptions({ policy: "index" }),
  // What Node leaves open of a broken connection ends with the next ping.
  keepalive: { time_seconds: 1, timeout_seconds: 1.5 },
  log: silentLog,
});
process.on("message", () => {
  // Timers and closed connections first let go of what they hold.
  setTimeout(() => {
    for (let i = 0; i < 3; i++) globalThis.gc?.();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    const sessions = server.store.list().map(({ key }) => key);
    process.send?.({ heapBytes: heapUsed + arrayBuffers, sessions } satisfies ServerFigures);
  }, 200);
});
process.once("disconnect", () => process.exit(0));
process.send?.({ address: server.address });
