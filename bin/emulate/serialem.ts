import { KeyedRandom } from "../../env/random/keyed-random.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { openWorld } from "../../env/scenario/open-world.js";
import { episodeOf, episodeRandom } from "../../env/world/start.js";
import { MisbehaviourSchedule } from "../../server/drivers/emulators/serialem/misbehaviour-schedule.js";
import { misbehaviours } from "../../server/drivers/emulators/serialem/misbehaviours/index.js";
import { startEmulator } from "../../server/drivers/emulators/serialem/start-emulator.js";
import { PacedClock } from "../../server/microscope/paced-clock.js";
import { ResultsReporter } from "../../server/microscope/results-reporter.js";
import { requireServable } from "../../server/servable.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";

interface Flags {
  scenario: string;
  folder: string;
  seed: number;
  port: number;
  controlPort: number;
  speed?: number;
  misbehave?: ReadonlyMap<string, number>;
  misbehaveSeed: number;
  imagePixels: number;
  chunkBytes?: number;
  server?: string;
  session: string;
  data?: string;
}

/** Runs until it is ended. */
export async function emulateSerialEm(flags: Flags): Promise<void> {
  const log = processLog("emulator");
  const scenario = loadScenario(flags.scenario);
  const source = openWorld(scenario, flags.data);
  requireServable(scenario, source);
  const plan = { ...scenario.plan, budgetSeconds: Number.POSITIVE_INFINITY };
  const { world, start } = episodeOf({ ...scenario, source, plan }, episodeRandom(new KeyedRandom(flags.seed), 0));
  const chances = new Map([...(flags.misbehave ?? [])].map(([name, chance]) => [misbehaviours.get(name), chance]));
  const reporter = flags.server === undefined ? undefined : new ResultsReporter(flags.server, flags.session, log);
  const emulator = await startEmulator({
    world,
    start,
    clock: new PacedClock(flags.speed ?? Number.POSITIVE_INFINITY),
    folder: flags.folder,
    port: flags.port,
    controlPort: flags.controlPort,
    schedule: new MisbehaviourSchedule(chances, flags.misbehaveSeed),
    imagePixels: flags.imagePixels,
    ...(flags.chunkBytes !== undefined && { mostChunkBytes: flags.chunkBytes }),
    ...(reporter !== undefined && { exposed: (_shotId: string, entry: string) => reporter.process(entry) }),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      emulator.close();
      process.exit(0);
    });
  }
  announceReady({ port: emulator.port, controlPort: emulator.controlPort });
}
