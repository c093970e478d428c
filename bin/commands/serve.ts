import { join, resolve } from "node:path";
import type { Logger } from "pino";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import { policies } from "../../agent/policies/index.js";
import { parsePolicySpec } from "../../agent/policy-spec.js";
import { UserError } from "../../env/errors.js";
import { planDocument, readPlan } from "../../env/scenario/plan-document.js";
import { defaultSafety } from "../../server/collection/core/session-safety.js";
import { configJsonSchema } from "../../server/config/config-json-schema.js";
import { loadConfig } from "../../server/config/load-config.js";
import { notificationsSchema } from "../../server/notifications/settings.js";
import { gracefulStop, listenToSignals } from "../../server/operations/graceful-stop.js";
import { guardsSchema } from "../../server/safety/guards/index.js";
import { type ServerOptions, startServer } from "../../server/server.js";
import type { CommandEntry } from "../command.js";
import { backendOption } from "../terminal/backend-option.js";
import { announceReady, tellStarter } from "../terminal/child-process.js";
import { processLog } from "../terminal/log.js";
import { integer, positive } from "../terminal/parse-options.js";

interface Flags {
  config?: string;
  configSchema?: boolean;
  policy: string;
  backend: BackendChoice;
  scenario?: string;
  listen: string;
  journal?: string;
  budgetMinutes?: number;
  seed: number;
}

type Options = Omit<ServerOptions, "log">;

const entry: CommandEntry = {
  name: "serve",
  summary: "run the policy server: it decides what a driver does next",
  examples: [
    "cryogym serve --config /etc/cryogym/serve.yaml",
    "cryogym serve --policy index --scenario y1-like --listen 127.0.0.1:50051",
    "cryogym serve --config-schema > cryogym.schema.json",
  ],
  configure: (command) =>
    command
      .option(
        "--config <file.yaml>",
        "everything that a facility sets: docs/operating.md; other flags are left out then",
      )
      .option("--config-schema", "print the JSON Schema of such a file, for editors, and end")
      .option("--policy <name>", `one of ${policies.names().join(", ")}`, "index")
      .addOption(backendOption())
      .option(
        "--scenario <name|file>",
        "without --config: gives the latency model, the objective and the budget; its world is not opened",
      )
      .option("--listen <host:port>", "loopback address; port 0 takes a free one", "127.0.0.1:50051")
      .option("--journal <dir>", "folder of the journal; sessions in it go on (default: a new one in runs/)")
      .option("--budget-minutes <n>", "instead of the scenario's budget", positive)
      .option("--seed <n>", "seed of the policy's own randomness", integer(0), 1)
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  if (flags.configSchema === true) {
    process.stdout.write(`${JSON.stringify(configJsonSchema(guardsSchema.prefault({})), null, 2)}\n`);
    return;
  }
  const log = processLog("server");
  const { config } = flags;
  const options = config === undefined ? optionsOfFlags(flags) : optionsOfConfig(config, log);
  const onBackend = (sentence: string) => tellStarter({ computesOn: sentence });
  const server = await startServer({ ...options, log, onBackend });
  const stop = () => gracefulStop({ flush: () => server.flush(), close: () => server.close(), log });
  const reload = () => {
    if (config !== undefined) server.reload(optionsOfConfig(config, log));
  };
  listenToSignals({ stop, reload, log });
  announceReady({
    address: server.address,
    ...(server.gatewayAddress !== undefined && { gateway: server.gatewayAddress }),
  });
}

function optionsOfFlags({ policy, scenario, listen, journal, budgetMinutes, seed, backend }: Flags): Options {
  parsePolicySpec(policy);
  if (scenario === undefined) throw new UserError("give --config FILE.yaml, or --scenario with --policy");
  const text = planDocument(scenario);
  const budgetSeconds = budgetMinutes === undefined ? readPlan(text).plan.budgetSeconds : budgetMinutes * 60;
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  return {
    listen,
    data: resolve(journal ?? join("runs", `${stamp}-server-${process.pid}`)),
    instruments: [
      {
        name: "default",
        session: { scenario: text, budgetSeconds, policy, seed, mode: "autonomous" },
        safety: defaultSafety,
      },
    ],
    policy: { decideMilliseconds: 10_000, threads: 1, backend },
    limits: { message_mebibytes: 4, streams_per_client: 256, requests_per_minute: 1e9, sessions: 1000, watchers: 256 },
    keepalive: { time_seconds: 30, timeout_seconds: 10 },
    notifications: notificationsSchema.parse({}),
    tls: undefined,
    tokens: undefined,
  };
}

function optionsOfConfig(file: string, log: Logger): Options {
  const config = loadConfig(file, guardsSchema.prefault({}));
  const { listen, data, instruments, policy, limits, keepalive, notifications, gateway, tls, tokens, guards } = config;
  log.level = config.log_level;
  return {
    listen,
    data,
    gateway,
    tls,
    tokens,
    limits,
    keepalive,
    notifications,
    policy: { decideMilliseconds: policy.decide_milliseconds, threads: policy.threads, backend: policy.backend },
    instruments: instruments.map(({ name, mode, scenario, policy: spec, seed, limits: own }) => {
      parsePolicySpec(spec);
      const text = planDocument(scenario);
      const { budgetSeconds } = readPlan(text).plan;
      return {
        name,
        session: { scenario: text, budgetSeconds, policy: spec, seed, mode },
        safety: { limits: own, thresholds: guards },
      };
    }),
  };
}
