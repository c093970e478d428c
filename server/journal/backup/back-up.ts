import { copyFileSync, existsSync, renameSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { dirname, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { UserError } from "../../../env/errors.js";
import { explained } from "../file/check-file.js";
import { copyDatabase } from "../file/copy-database.js";
import { openForReading } from "../file/open-database.js";
import { sync } from "../file/sync.js";
import { type BackupAnswer, backupSocketIn } from "./backup-socket.js";
import { type CheckedJournal, checkJournal } from "./check-journal.js";

/** What a backup holds, all of it read again. */
export interface Backup extends CheckedJournal {
  /** Whether a server runs, which has copied it. */
  readonly isLive: boolean;
}

/**
 * Writes a whole copy of the journal in a server's folder to a new file, whether the server runs or not, and checks the
 * copy. It is there when it is whole and on the disk.
 *
 * @param folder the server's `data`
 * @param out a file that is not there; on any file system
 * @throws UserError saying what to do; then `out` is not there
 * @example const { sessions, entries } = await backUp("/srv/cryogym/data", "/backup/monday.sqlite");
 */
export async function backUp(folder: string, out: string): Promise<Backup> {
  const to = resolve(out);
  if (existsSync(to)) throw new UserError(`there is a file '${out}' already; give a new one for the backup`);
  const partial = `${to}.part`;
  rmSync(partial, { force: true });
  try {
    const isLive = await liveCopy(folder, partial);
    if (!isLive) copyAtRest(join(folder, "journal.sqlite"), partial);
    const checked = checkJournal(partial);
    explained(out, () => {
      renameSync(partial, to);
      sync(dirname(to));
    });
    return { ...checked, isLive };
  } finally {
    for (const end of ["", "-wal", "-shm"]) rmSync(`${partial}${end}`, { force: true });
  }
}

/** Has a running server copy its journal. @returns false if no server runs */
async function liveCopy(folder: string, to: string): Promise<boolean> {
  const socket = createConnection(backupSocketIn(resolve(folder)));
  try {
    const connected = await new Promise<boolean>((ready) => {
      socket.once("connect", () => ready(true)).once("error", () => ready(false));
    });
    if (!connected) return false;
    const lines = createInterface({ input: socket });
    const line = await new Promise<string | undefined>((said) => {
      lines.once("line", said).once("close", () => said(undefined));
    });
    if (line === undefined) throw new UserError(`the server of ${folder} ended while it copied the journal; try again`);
    const answer = JSON.parse(line) as BackupAnswer;
    if ("problem" in answer) throw new UserError(`the server could not copy its journal: ${answer.problem}`);
    explained(to, () => {
      copyFileSync(answer.file, to);
      sync(to);
    });
    return true;
  } finally {
    socket.destroy();
  }
}

function copyAtRest(file: string, to: string): void {
  const opened = openForReading(file);
  try {
    explained(to, () => copyDatabase(opened.database, to));
  } finally {
    opened.close();
  }
}
