import { Option } from "commander";
import { UserError } from "../../env/errors.js";
import type { Directive } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import { InstrumentError } from "../../server/drivers/instrument.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import { loadLimits } from "../../server/drivers/library/load-limits.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { connectionSecrets, defaultStateFile, type SecretFlags } from "../terminal/driver-flags.js";
import { processLog } from "../terminal/log.js";
import { address, integer, MOST_PORT, positive } from "../terminal/parse-options.js";
import { hoursMinutes } from "../terminal/session-bar.js";

interface Flags extends SecretFlags {
  kind: string;
  port: number;
  server: string;
  session: string;
  instrument: string;
  movies?: string;
  surveys: "complete" | "on-demand";
  state?: string;
  limits?: string;
  adoptServer: boolean;
  transport: "stream" | "exchange";
  reconnectMinutes?: number;
  blankAfterMinutes: number;
  safeAfterMinutes: number;
  toleranceMicrometers: number;
  graceSeconds: number;
}

const entry: CommandEntry = {
  name: "driver",
  summary: "let a policy server run a session at an instrument",
  examples: [
    "cryogym driver --kind simulated --port 48000 --server 127.0.0.1:50051 --session monday",
    "cryogym driver --port 48000 --server policy:50051 --ca ca.pem --token-file token --limits scope-limits.yaml --state scope.sqlite",
  ],
  configure: (command) =>
    command
      .option("--kind <name>", `one of ${driverKinds.names().join(", ")}`, "simulated")
      .requiredOption("--port <n>", "local port of the instrument's control software", integer(1, MOST_PORT))
      .requiredOption("--server <host:port>", "the policy server", address)
      .option("--session <key>", "names the session", "session")
      .option("--instrument <name>", "names the instrument, where the server has several", "")
      .option("--movies <dir>", "where movies appear, named by their shots: the evidence after a restart")
      .addOption(
        new Option("--surveys <when>", "whether grids and squares are surveyed all before the first decision")
          .choices(["complete", "on-demand"])
          .default("complete"),
      )
      .option("--state <file>", "what the driver must not forget (default: runs/drivers/KIND-PORT.sqlite)")
      .option("--limits <file>", "limits on the instrument's side, which the server can't change (YAML)")
      .option("--adopt-server", "obey another server than so far from now on", false)
      .addOption(
        new Option("--transport <name>", "how messages travel; exchange needs no stream")
          .choices(["stream", "exchange"])
          .default("stream"),
      )
      .option("--reconnect-minutes <n>", "give a server up that is gone for longer (default: never)", positive)
      .option("--blank-after-minutes <n>", "blank the beam after so long paused or cut off", positive, 10)
      .option("--safe-after-minutes <n>", "go to the safe state after so long paused or cut off", positive, 60)
      .option("--tolerance-micrometers <n>", "how far off the stage may come to stand", positive, 5)
      .option("--grace-seconds <n>", "a shot without a movie counts as not made only after this long", positive, 10)
      .option("--token-file <file>", "token that the server asks for")
      .option("--ca <file>", "certificate that the server's is checked by (PEM): turns TLS on")
      .option("--cert <file>", "the driver's own certificate (PEM)")
      .option("--key <file>", "its key (PEM)")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  const kind = driverKinds.get(flags.kind);
  const { server, session: sessionKey } = flags;
  const limits = flags.limits === undefined ? undefined : loadLimits(flags.limits);
  const secrets = connectionSecrets(flags);
  const { port, movies, surveys } = flags;
  const instrument = await kind
    .connect(kind.options.parse({ port, surveys, ...(movies !== undefined && { movies }) }))
    .catch(explain);
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
      instrumentName: flags.instrument,
      stateFile: flags.state ?? defaultStateFile(kind.name, port),
      adoptServer: flags.adoptServer,
      transport: flags.transport,
      ...(limits !== undefined && { limits }),
      ...(flags.reconnectMinutes !== undefined && { reconnectForSeconds: flags.reconnectMinutes * 60 }),
      blankAfterSeconds: flags.blankAfterMinutes * 60,
      safeAfterSeconds: flags.safeAfterMinutes * 60,
      toleranceMicrometers: flags.toleranceMicrometers,
      evidenceGraceSeconds: flags.graceSeconds,
      ...secrets,
      directed: ({ kind: what, reason }) => {
        if (what?.$case === "acquire") shots += what.acquire.shots.length;
        process.stdout.write(
          `${hoursMinutes(instrument.clock.nowSeconds())}  ${describe(what)}  ${reason?.sentence ?? ""}\n`,
        );
      },
    }).catch(explain);
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
