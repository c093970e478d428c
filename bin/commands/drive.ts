import { join } from "node:path";
import { UserError } from "../../env/errors.js";
import type { Directive } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { driverConfigJsonSchema } from "../../server/drivers/config/driver-config-json-schema.js";
import { type LoadedDriverConfig, loadDriverConfig } from "../../server/drivers/config/load-driver-config.js";
import { serverConnection } from "../../server/drivers/config/server-connection.js";
import { driveSession } from "../../server/drivers/drive-session.js";
import { type Instrument, InstrumentError } from "../../server/drivers/instrument.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import { readState } from "../../server/drivers/library/read-state.js";
import { openFinder, targetSource } from "../../server/drivers/target-finders/open-finder.js";
import type { FinderServices } from "../../server/drivers/target-finders/target-finder.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { address } from "../terminal/parse-options.js";
import { hoursMinutes } from "../terminal/session-bar.js";

interface Flags {
  server?: string;
  driver?: string;
  config?: string;
  session?: string;
  dryRun: boolean;
  adoptServer: boolean;
  configSchema?: boolean;
}

/** What a dry run has instead of the session's name and state: nothing of it gets into a real session. */
const DRY_RUN = "dry-run";

const entry: CommandEntry = {
  name: "drive",
  summary: "let a policy server run a session at an instrument",
  examples: [
    "cryogym drive --server policy:50051 --driver serialem --config scope.yaml --session monday",
    "cryogym drive --server policy:50051 --driver serialem --config scope.yaml --dry-run",
    "cryogym drive --config-schema > driver.schema.json",
  ],
  configure: (command) =>
    command
      .option("--server <host:port>", "the policy server", address)
      .option("--driver <kind>", `one of ${driverKinds.names().join(", ")}; has to be the configuration's`)
      .option("--config <file.yaml>", "everything that a facility sets: docs/drivers/README.md")
      .option("--session <key>", "names the session (default: as the configuration says)")
      .option("--dry-run", "change nothing at the instrument; print each command that would be sent", false)
      .option("--adopt-server", "obey another server than so far from now on", false)
      .option("--config-schema", "print the JSON Schema of such a file, for editors, and end")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  if (flags.configSchema === true) {
    process.stdout.write(`${JSON.stringify(driverConfigJsonSchema(driverKinds.entries()), null, 2)}\n`);
    return;
  }
  const { server, driver, config: file, dryRun } = flags;
  if (server === undefined || driver === undefined || file === undefined)
    throw new UserError("give --server HOST:PORT, --driver KIND and --config FILE.yaml");
  const asked = driverKinds.get(driver);
  const config = loadDriverConfig(file, driverKinds.entries());
  const { kind } = config;
  if (kind !== asked) throw new UserError(`${config.file} is for the driver '${kind.name}'; --driver is '${driver}'`);
  if (dryRun && kind.canDryRun !== true) throw new UserError(`the driver '${kind.name}' has no dry run`);
  if (dryRun) requireUnsilenced(config);
  const log = processLog("driver");
  log.level = config.log_level;
  const connection = serverConnection(server, config.server);
  const instrument = await connected(config, dryRun).catch(explain);
  const session = flags.session ?? config.session;
  process.once("SIGINT", () => {
    if (dryRun) process.stdout.write(`${goOn(session)}\n`);
    process.exit(130);
  });
  process.once("SIGTERM", () => process.exit(0));
  const leave = announceReady({ driver: kind.name });
  let shots = 0;
  try {
    const end = await driveSession({
      ...connection,
      sessionKey: dryRun ? `${session}.${DRY_RUN}` : session,
      driverName: kind.name,
      instrument,
      log,
      instrumentName: config.instrument ?? "",
      stateFile: dryRun ? join(config.state, `${DRY_RUN}.sqlite`) : config.stateFile,
      adoptServer: flags.adoptServer,
      ...(config.limits !== undefined && { limits: config.limits }),
      blankAfterSeconds: config.unattended.blank_after_minutes * 60,
      safeAfterSeconds: config.unattended.safe_after_minutes * 60,
      toleranceMicrometers: config.tolerance_micrometers,
      evidenceGraceSeconds: config.evidence_grace_seconds,
      directed: ({ kind: what, reason }) => {
        if (what?.$case === "acquire") shots += what.acquire.shots.length;
        // It shows directives itself.
        if (instrument.directed !== undefined) return;
        process.stdout.write(
          `${hoursMinutes(instrument.clock.nowSeconds())}  ${describe(what)}  ${reason?.sentence ?? ""}\n`,
        );
      },
    }).catch(explain);
    process.stdout.write(`The session is ${end}: ${shots} shots were asked for${dryRun ? ", and none made" : ""}.\n`);
  } finally {
    instrument.close();
    leave();
  }
}

/** A dry run reads from the instrument, which a halt and another driver forbid. */
function requireUnsilenced({ stateFile }: LoadedDriverConfig): void {
  const { silence, unreadable } = readState(stateFile);
  if (silence !== undefined) throw new UserError(`no dry run now: ${unreadable ?? silence}`);
}

/** What of a dry run is left at the server. */
function goOn(session: string): string {
  return `The session '${session}.${DRY_RUN}' has the instrument until it is over: go on with --dry-run, or end it at the server (EndSession).`;
}

async function connected({ kind, options, finder }: LoadedDriverConfig, dryRun: boolean): Promise<Instrument> {
  return kind.connect(options, {
    ...(finder !== undefined && kind.lends !== true && { findTargets: targetSource(finder) }),
    ...(finder !== undefined && { openFinder: (services: FinderServices) => openFinder(finder, services) }),
    ...(dryRun && { tellCommand: (command: string) => process.stdout.write(`      would send  ${command}\n`) }),
  });
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
