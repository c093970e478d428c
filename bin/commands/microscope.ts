import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import { CommandLog } from "../../server/microscope/command-log.js";
import { FaultQueue } from "../../server/microscope/fault-queue.js";
import { Ledger } from "../../server/microscope/ledger.js";
import { serveMicroscope } from "../../server/microscope/microscope-server.js";
import { PacedClock } from "../../server/microscope/paced-clock.js";
import { ResultsReporter } from "../../server/microscope/results-reporter.js";
import { SimulatedMicroscope } from "../../server/microscope/simulated-microscope.js";
import { requireServable } from "../../server/servable.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { address, integer, MOST_PORT, positive } from "../terminal/parse-options.js";

interface Flags {
  scenario: string;
  seed: number;
  folder: string;
  port: number;
  speed?: number;
  server?: string;
  session: string;
  careless: boolean;
  data?: string;
}

const entry: CommandEntry = {
  name: "microscope",
  summary: "run a simulated microscope with its control software and results pipeline",
  examples: [
    "cryogym microscope --scenario y1-like --folder runs/scope --port 48000 --server 127.0.0.1:50051 --session monday",
  ],
  configure: (command) =>
    command
      .requiredOption("--scenario <name|file>", "the world in it")
      .requiredOption("--folder <dir>", "where it keeps its ledger and movies; must be new or empty")
      .option("--seed <n>", "seed of world and start: the first episode of 'evaluate --seed n'", integer(0), 1)
      .option("--port <n>", "local port of the control software; 0 takes a free one", integer(0, MOST_PORT), 0)
      .option("--speed <n>", "simulated seconds a real second (default: no waiting)", positive)
      .option("--server <host:port>", "policy server that the pipeline reports results to (default: nobody)", address)
      .option("--session <key>", "session that the results belong to", "session")
      .option("--careless", "expose whatever is asked for, a second time too, so that a test sees it", false)
      .option("--data <dir>", "folder of session tables (else CRYOGYM_DATA, else data/)")
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  const log = processLog("microscope");
  const scenario = loadScenario(flags.scenario);
  const random = episodeRandom(new KeyedRandom(flags.seed), 0);
  const plan = { ...scenario.plan, budgetSeconds: Number.POSITIVE_INFINITY };
  const source = openWorld(scenario, flags.data);
  requireServable(scenario, source);
  const { world, start } = episodeOf({ ...scenario, source, plan }, random);
  const clock = new PacedClock(flags.speed ?? Number.POSITIVE_INFINITY);
  const reporter = flags.server === undefined ? undefined : new ResultsReporter(flags.server, flags.session, log);
  const faults = new FaultQueue();
  const ledger = new Ledger(flags.folder);
  const microscope = new SimulatedMicroscope({
    world,
    start,
    clock,
    ledger,
    faults,
    careless: flags.careless,
    ...(reporter === undefined ? {} : { exposed: (_shotId: string, movie: string) => reporter.process(movie) }),
  });
  const server = await serveMicroscope(microscope, clock, {
    port: flags.port,
    faults,
    log: new CommandLog(flags.folder),
    exposures: () => ledger.length,
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      server.close();
      process.exit(0);
    });
  }
  announceReady({ port: server.port });
}
