import { loadDriverConfig } from "../../server/drivers/config/load-driver-config.js";
import { type Examined, examine } from "../../server/drivers/doctor/examine.js";
import { driverKinds } from "../../server/drivers/kinds/index.js";
import type { CommandEntry } from "../command.js";
import { formatTable } from "../terminal/format-table.js";
import { address } from "../terminal/parse-options.js";

interface Flags {
  config: string;
  server?: string;
}

/** Exit code where something is wrong. */
const PROBLEMS = 1;

const entry: CommandEntry = {
  name: "doctor",
  summary: "look whether a driver could run: connection, limits, clocks, firewall, folders, stage; moves nothing",
  examples: ["cryogym doctor --config scope.yaml --server policy:50051", "cryogym doctor --config scope.yaml"],
  configure: (command) =>
    command
      .requiredOption("--config <file.yaml>", "what 'cryogym drive' is given: docs/drivers/README.md")
      .option("--server <host:port>", "the policy server; left out, only this machine and the instrument", address)
      .action(run),
};

export default entry;

async function run({ config, server }: Flags): Promise<void> {
  const found = await examine(loadDriverConfig(config, driverKinds.entries()), server, Date.now);
  const rows = found.map(({ check, result, what }) => [check, result, what]);
  process.stdout.write(`${formatTable(["check", "result", "found"], rows, 3)}\n${adviceOf(found)}`);
  if (found.some(({ result }) => result === "problem")) process.exitCode = PROBLEMS;
}

/** What to do, and the verdict. */
function adviceOf(found: readonly Examined[]): string {
  const open = found.filter(({ advice }) => advice !== "");
  const count = (of: Examined["result"]) => found.filter(({ result }) => result === of).length;
  const lines = open.map(
    ({ check, result, what, advice }) =>
      `\n${check} (${result}): ${what}${/[.?!]$/.test(what) ? "" : "."}\n  ${advice}\n`,
  );
  const verdict = count("problem") === 0 ? "A driver could run" : "A driver could not run, or must not";
  return `${lines.join("")}\n${verdict}: ${count("problem")} problems, ${count("warning")} warnings, ${count("skipped")} not looked at.\n`;
}
