import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { stringify } from "yaml";
import { KeyedRandom } from "../../../env/random/keyed-random.js";
import { openWorld } from "../../../env/scenario/open-world.js";
import { episodeRandom } from "../../../env/world/start.js";
import type { WorldData } from "../../../env/world/world-data.js";
import { CollectionServiceClient } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { ResultsServiceClient } from "../../../proto/gen/cryogym/v1alpha1/results_service.js";
import { type RunningCommand, startCommand } from "../../terminal/child-process.js";
import { benchScenario } from "../bench-task.js";

/** Targets of a square with its groups and holes. */
const GROUPS_A_SQUARE = 5;
const HOLES_A_GROUP = 21;
const TARGETS_A_SQUARE = 1 + GROUPS_A_SQUARE * (1 + HOLES_A_GROUP);

export interface BenchServerOptions {
  readonly instruments: number;
  readonly policy: string;
  /** Threads that decide. */
  readonly threads: number;
}

/** A policy server in a process of its own, with a gateway and a journal on the disk. */
export interface BenchServer {
  readonly server: RunningCommand;
  /** Of its instruments. */
  readonly names: readonly string[];
  readonly clients: { readonly collection: CollectionServiceClient; readonly results: ResultsServiceClient };
  /** Ends it, and removes what it has written. */
  stop(): Promise<void>;
}

/** @param nodeFlags of Node, for the server's process */
export async function startBenchServer(
  options: BenchServerOptions,
  nodeFlags: readonly string[] = [],
): Promise<BenchServer> {
  const folder = mkdtempSync(join(tmpdir(), "cryogym-bench-serve-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    const names = Array.from({ length: options.instruments }, (_, i) => `instrument-${i + 1}`);
    const file = join(folder, "server.yaml");
    writeFileSync(file, stringify(configOf(options, names)));
    const server = await startCommand(["serve", "--config", file], nodeFlags);
    const address = String(server.ready.address);
    const insecure = credentials.createInsecure();
    const clients = {
      collection: new CollectionServiceClient(address, insecure),
      results: new ResultsServiceClient(address, insecure),
    };
    return {
      server,
      names,
      clients,
      async stop() {
        for (const client of Object.values(clients)) client.close();
        await server.stop();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

function configOf({ policy, threads, instruments }: BenchServerOptions, names: readonly string[]): object {
  const usual = { scenario: "y1-like", policy, mode: "autonomous" };
  return {
    listen: "127.0.0.1:0",
    gateway: { listen: "127.0.0.1:0" },
    data: "data",
    instruments: names.map((name) => ({ name, ...usual })),
    policy: { threads },
    limits: { streams_per_client: instruments + 10, requests_per_minute: 1_000_000 },
    log_level: "error",
  };
}

/** A world of the scenario `y1-like` with about so many targets, another one for each number. */
export function worldOf(targets: number, number: number): WorldData {
  const squares = Math.max(1, Math.round((targets - 1) / TARGETS_A_SQUARE));
  const scenario = benchScenario([1, squares, GROUPS_A_SQUARE, HOLES_A_GROUP]);
  return openWorld(scenario).create(episodeRandom(new KeyedRandom(1), number));
}
