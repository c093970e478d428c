import { UserError } from "../../env/errors.js";
import { gracefulStop, listenToSignals } from "../../server/operations/graceful-stop.js";
import { sourceKinds } from "../../server/results/kinds/index.js";
import { loadResultsConfig } from "../../server/results/load-results-config.js";
import { resultsConfigJsonSchema } from "../../server/results/results-config.js";
import { openResults } from "../../server/results/run-results.js";
import type { CommandEntry } from "../command.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { ResultsLine } from "../terminal/results-line.js";

interface Flags {
  config?: string;
  configSchema?: boolean;
  once: boolean;
}

const SHOW_EVERY_MILLISECONDS = 1000;

const entry: CommandEntry = {
  name: "results",
  summary: "report what the processing pipeline found to the policy server",
  examples: [
    "cryogym results --config /etc/cryogym/results.yaml",
    "cryogym results --config results.yaml --once",
    "cryogym results --config-schema > results.schema.json",
  ],
  configure: (command) =>
    command
      .option("--config <file.yaml>", `server, sources (${sourceKinds.names().join(", ")}), matching: docs/results.md`)
      .option("--config-schema", "print the JSON Schema of such a file, for editors, and end")
      .option("--once", "read all files once, report, and end: code 0 if everything is with the server, else 1", false)
      .action(run),
};

export default entry;

async function run({ config: file, configSchema, once }: Flags): Promise<void> {
  const kinds = sourceKinds.entries();
  if (configSchema === true) {
    process.stdout.write(`${JSON.stringify(resultsConfigJsonSchema(kinds), null, 2)}\n`);
    return;
  }
  if (file === undefined) throw new UserError("give --config FILE.yaml; docs/results.md has examples");
  const config = loadResultsConfig(file, kinds);
  const log = processLog("results");
  log.level = config.log_level;
  const line = new ResultsLine();
  const results = await openResults({ config, kinds, tell: (text) => line.tell(text) }).catch((error: unknown) => {
    line.stop([]);
    throw error;
  });
  if (once) {
    const isWhole = await results.once();
    line.stop(results.numbers());
    await results.stop();
    process.exitCode = isWhole ? 0 : 1;
    return;
  }
  const timer = setInterval(() => line.show(results.numbers()), SHOW_EVERY_MILLISECONDS);
  const stop = () =>
    gracefulStop({
      flush: () => {
        clearInterval(timer);
        line.stop(results.numbers());
      },
      close: () => results.stop(),
      log,
    });
  const reload = () => log.warn("a results process reads its configuration at the start alone: start it again");
  listenToSignals({ stop, reload, log });
  results.start();
  announceReady({
    sources: config.sources.map(({ session, name }) => `${session}/${name}`),
    webhooks: results.addresses,
  });
}
