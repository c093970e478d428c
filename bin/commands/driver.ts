import { UserError } from "../../env/errors.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import { InstrumentError } from "../../server/drivers/instrument.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { integer } from "../terminal/parse-options.js";

interface Flags {
  kind: string;
  port: number;
  server: string;
  session: string;
}

const entry: CommandEntry = {
  name: "driver",
  summary: "let a policy server run a session at an instrument",
  examples: ["cryogym driver --kind simulated --port 48000 --server 127.0.0.1:50051 --session monday"],
  configure: (command) =>
    command
      .option("--kind <name>", `one of ${driverKinds.names().join(", ")}`, "simulated")
      .requiredOption("--port <n>", "local port of the instrument's control software", integer(1))
      .requiredOption("--server <host:port>", "the policy server")
      .option("--session <key>", "names the session; the same key goes on where it was", "session")
      .action(async (flags: Flags) => {
        const kind = driverKinds.get(flags.kind);
        try {
          const instrument = await kind.connect(kind.options.parse({ port: flags.port }));
          for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(0));
          const leave = announceReady({ driver: kind.name });
          const { server, session: sessionKey } = flags;
          const end = await driveSession({
            server,
            sessionKey,
            driverName: kind.name,
            instrument,
            log: processLog("driver"),
          });
          instrument.close();
          process.stdout.write(`The session is ${end}.\n`);
          leave();
        } catch (error) {
          if (error instanceof InstrumentError) throw new UserError(error.message);
          throw error;
        }
      }),
};

export default entry;
