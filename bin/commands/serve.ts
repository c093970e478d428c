import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { policies } from "../../agent/policies/index.js";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { loadScenario } from "../../env/scenario/load-scenario.js";
import { startServer } from "../../server/server.js";
import type { CommandEntry } from "../command.js";
import { backendOption, preparedFor } from "../terminal/backend-option.js";
import { announceReady } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { integer, positive } from "../terminal/parse-options.js";

interface Flags {
  policy: string;
  backend: BackendChoice;
  scenario: string;
  listen: string;
  budgetMinutes?: number;
  seed: number;
}

const entry: CommandEntry = {
  name: "serve",
  summary: "run the policy server: it decides what a driver does next",
  examples: ["cryogym serve --policy index --scenario y1-like --listen 127.0.0.1:50051"],
  configure: (command) =>
    command
      .option("--policy <name>", `one of ${policies.names().join(", ")}`, "index")
      .addOption(backendOption())
      .requiredOption(
        "--scenario <name|file>",
        "gives the latency model, the objective and the budget; its world is not opened",
      )
      .option("--listen <host:port>", "loopback address; port 0 takes a free one", "127.0.0.1:50051")
      .option("--budget-minutes <n>", "instead of the scenario's budget", positive)
      .option("--seed <n>", "seed of the policy's own randomness", integer(0), 1)
      .action(async (flags: Flags) => {
        parsePolicySpec(flags.policy);
        const { plan } = loadScenario(flags.scenario);
        const budgetSeconds = flags.budgetMinutes === undefined ? plan.budgetSeconds : flags.budgetMinutes * 60;
        let computesOn: string | undefined;
        const { onBackend } = preparedFor(flags.backend);
        const tell = (sentence: string) => {
          computesOn = sentence;
          onBackend?.(sentence);
        };
        const server = await startServer({
          listen: flags.listen,
          policy: flags.policy,
          seed: flags.seed,
          plan: { ...plan, budgetSeconds },
          log: processLog("server"),
          prepare: { backend: flags.backend, onBackend: tell },
        });
        for (const signal of ["SIGINT", "SIGTERM"] as const) {
          process.once(signal, () => {
            server.close();
            process.exit(0);
          });
        }
        announceReady({ address: server.address, ...(computesOn !== undefined && { computesOn }) });
      }),
};

export default entry;
