import { randomUUID } from "node:crypto";
import { existsSync, readdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Logger } from "pino";
import { UserError } from "../../../env/errors.js";
import type { Journal } from "../journal.js";

/** What a process that asks is told, as a line of JSON. */
export type BackupAnswer = { readonly file: string } | { readonly problem: string };

/** A path of a socket may have so many bytes. */
const LONGEST_PATH_BYTES = 103;
const COPY = /^backup-[0-9a-f-]{36}\.sqlite(\.part)?$/;

/** Where the process that holds the journal in a folder listens. */
export function backupSocketIn(folder: string): string {
  return join(folder, "backup.sock");
}

/**
 * Lets processes of the same user have copies of a journal that this process holds: one that connects to the socket in the
 * journal's folder is told the name of a fresh copy, which is there as long as it stays connected. Nothing is read from it.
 *
 * @param folder of the journal
 * @returns a function that ends it
 */
export async function serveBackups(
  folder: string,
  journal: Pick<Journal, "backup" | "bytes">,
  log: Logger,
): Promise<() => void> {
  for (const name of readdirSync(folder)) if (COPY.test(name)) rmSync(join(folder, name));
  const path = backupSocketIn(folder);
  if (Buffer.byteLength(path) > LONGEST_PATH_BYTES) {
    log.warn(
      { path },
      "the path is too long for a socket: 'cryogym journal backup' works only while the server is stopped",
    );
    return () => {};
  }
  rmSync(path, { force: true });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    const file = join(folder, `backup-${randomUUID()}.sqlite`);
    socket.on("error", () => {});
    socket.on("close", () => {
      sockets.delete(socket);
      rmSync(file, { force: true });
    });
    socket.resume();
    socket.write(`${JSON.stringify(copyTo(file, folder, journal, log))}\n`);
  });
  // Nobody else may connect, from the first moment on.
  const mask = process.umask(0o077);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject).listen(path, resolve);
    });
  } catch (error) {
    log.warn({ err: error, path }, "'cryogym journal backup' works only while the server is stopped");
  } finally {
    process.umask(mask);
  }
  server.unref();
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}

function copyTo(file: string, folder: string, journal: Pick<Journal, "backup" | "bytes">, log: Logger): BackupAnswer {
  const begun = performance.now();
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    // What the sessions need must not be taken from them.
    if (free < 2 * journal.bytes) {
      throw new UserError(
        `${folder} has ${mebibytes(free)} free; expected at least ${mebibytes(2 * journal.bytes)}, twice the journal's size: make space`,
      );
    }
    journal.backup(file);
    const milliseconds = Math.round(performance.now() - begun);
    log.info(
      { bytes: existsSync(file) ? statSync(file).size : 0, milliseconds },
      "the journal was copied for a backup",
    );
    return { file };
  } catch (error) {
    log.warn({ err: error }, "the journal could not be copied for a backup");
    return { problem: (error as Error).message };
  }
}

function mebibytes(bytes: number): string {
  return `${Math.ceil(bytes / 2 ** 20)} MiB`;
}
