import { type AblationLine, ablationLines, ablationTable } from "../../agent/learn/ablate/ablation-table.js";
import type { BackendChoice } from "../../agent/learn/backend/backend-names.js";
import type { CommandEntry } from "../command.js";
import { Interrupts } from "../evaluate/interrupts.js";
import { backendOption } from "../terminal/backend-option.js";
import { requireWritable, writeOutput } from "../terminal/output-file.js";
import { integer } from "../terminal/parse-options.js";

interface Flags {
  config: string;
  out: string;
  table?: string;
  json?: string;
  backend: BackendChoice;
  workers?: number;
}

const entry: CommandEntry = {
  name: "ablate",
  summary: "train variants of a policy with several seeds, and compare them in the same worlds",
  examples: ["cryogym ablate --config training/ablations.yaml --out runs/ablations --table ablations.md"],
  configure: (command) =>
    command
      .requiredOption("--config <file>", "what is varied, and where it is compared; see docs/ablations.md")
      .requiredOption("--out <dir>", "folder of the runs; what is finished in it is not run again")
      .option("--table <file>", "write the table as Markdown; - for standard output, which is the default")
      .option("--json <file>", "write its lines as JSON; - for standard output")
      .option("--workers <n>", "threads of the evaluation", integer(1))
      .addOption(backendOption("what TensorFlow.js computes on"))
      .action(run),
};

export default entry;

async function run(flags: Flags): Promise<void> {
  // TensorFlow.js takes a while to load, and most commands do not need it.
  const { loadAblation } = await import("../../agent/learn/ablate/ablation-config.js");
  const ablation = loadAblation(flags.config);
  for (const file of [flags.table, flags.json]) requireWritable(file);
  const { ablate } = await import("../../agent/learn/ablate/ablate.js");
  const interrupts = new Interrupts();
  let lines: AblationLine[];
  try {
    const result = await ablate(ablation, {
      folder: flags.out,
      backend: flags.backend,
      command: `cryogym ablate --config ${flags.config} --out ${flags.out}`,
      workers: flags.workers,
      signal: interrupts.signal,
      clock: () => Date.now() / 1000,
      onStage: (text) => process.stderr.write(`${text}\n`),
    });
    lines = ablationLines(result);
  } catch (error) {
    if (!interrupts.signal.aborted) throw error;
    process.stderr.write("Interrupted; the same command goes on where it was.\n");
    process.exitCode = Interrupts.EXIT_CODE;
    return;
  } finally {
    interrupts.ignore();
  }
  if (flags.json !== undefined) writeOutput(flags.json, `${JSON.stringify(lines, null, 2)}\n`);
  if (flags.table !== undefined || flags.json === undefined)
    writeOutput(flags.table ?? "-", `${ablationTable(lines)}\n`);
}
