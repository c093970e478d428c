import { backUp } from "../../server/journal/backup/back-up.js";
import { requireWritable } from "../terminal/output-file.js";

/** `cryogym journal backup`: says what was written, or with `json` as JSON. */
export async function backupCommand({ journal, out, json = false }: BackupFlags): Promise<void> {
  requireWritable(out);
  const backup = await backUp(journal, out);
  const { sessions, entries, bytes, isLive } = backup;
  if (json) {
    process.stdout.write(`${JSON.stringify({ file: out, ...backup }, null, 2)}\n`);
    return;
  }
  const size = (bytes / 2 ** 20).toFixed(1);
  const from = isLive ? "the running server's journal" : "the journal; no server runs";
  process.stdout.write(
    `${out}: ${from}. ${sessions} sessions, ${entries.toLocaleString("en")} entries, ${size} MiB, read again and whole.\n`,
  );
}

interface BackupFlags {
  readonly journal: string;
  readonly out: string;
  readonly json?: boolean;
}
