import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { RandomStream } from "../../env/random/random-stream.js";
import { runCrashSession } from "./crash-session.js";

/** `npm run test:crash -- --kills N`: kills servers and drivers of running sessions, and counts what went wrong. */

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed);
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  process.stderr.write("usage: npm run test:crash -- [--kills N] [--seed N], both whole numbers\n");
  process.exit(2);
}
const random = new RandomStream(seed);
let [done, sessions, exposures, unknown] = [0, 0, 0, 0];
const faults: string[] = [];
while (done < kills) {
  const folder = mkdtempSync(join(tmpdir(), "cryogym-crash-"));
  const report = await runCrashSession({
    folder,
    kills: kills - done,
    seed: seed + sessions,
    random,
    onKill: () => process.stderr.write("."),
  });
  sessions++;
  done += report.kills;
  exposures += report.exposures;
  unknown += report.unknown;
  faults.push(...report.faults.map((fault) => `session ${sessions} (${folder}): ${fault}`));
  if (report.faults.length === 0) rmSync(folder, { recursive: true, force: true });
}
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(
  `\n${done} kills in ${sessions} sessions: ${exposures} exposures, ${unknown} of them unknown and spent; ${faults.length} faults\n`,
);
process.exit(faults.length === 0 ? 0 : 1);
