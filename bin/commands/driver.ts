import { UserError } from "../../env/errors.js";
import type { Directive } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import { InstrumentError } from "../../server/drivers/instrument.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { address, integer, MOST_PORT } from "../terminal/parse-options.js";
import { hoursMinutes } from "../terminal/session-bar.js";

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
      .requiredOption("--port <n>", "local port of the instrument's control software", integer(1, MOST_PORT))
      .requiredOption("--server <host:port>", "the policy server", address)
      .option("--session <key>", "names the session", "session")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  const kind = driverKinds.get(flags.kind);
  const { server, session: sessionKey } = flags;
  const instrument = await kind.connect(kind.options.parse({ port: flags.port })).catch(explain);
  process.once("SIGINT", () => process.exit(130));
  process.once("SIGTERM", () => process.exit(0));
  const leave = announceReady({ driver: kind.name });
  let shots = 0;
  try {
    const end = await driveSession({
      server,
      sessionKey,
      driverName: kind.name,
      instrument,
      log: processLog("driver"),
      directed: ({ kind: what, reason }) => {
        if (what?.$case === "acquire") shots += what.acquire.shots.length;
        process.stdout.write(
          `${hoursMinutes(instrument.clock.nowSeconds())}  ${describe(what)}  ${reason?.sentence ?? ""}\n`,
        );
      },
    });
    process.stdout.write(`The session is ${end}: ${shots} shots were asked for.\n`);
  } finally {
    instrument.close();
    leave();
  }
}

function explain(error: unknown): never {
  if (error instanceof InstrumentError) throw new UserError(error.message);
  throw error;
}

function describe(kind: Directive["kind"]): string {
  switch (kind?.$case) {
    case "loadGrid":
      return `load ${kind.loadGrid.targetId}`;
    case "goToSquare":
      return `go to square ${kind.goToSquare.targetId}`;
    case "surveyGrid":
      return `survey grid ${kind.surveyGrid.targetId}`;
    case "surveySquare":
      return `survey square ${kind.surveySquare.targetId}`;
    case "goToGroup":
      return `go to group ${kind.goToGroup.targetId}`;
    case "acquire":
      return `expose ${kind.acquire.shots.map(({ targetId }) => targetId).join(", ")}`;
    case "finish":
      return "finish";
    case undefined:
      return "unknown directive";
  }
}
