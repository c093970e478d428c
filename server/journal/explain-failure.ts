import Database from "better-sqlite3";

const remedies: readonly (readonly [code: RegExp, problem: string, remedy: string])[] = [
  [/^(SQLITE_FULL|ENOSPC|EDQUOT)/, "the disk is full", "free space where it lies"],
  [
    /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/,
    "it may not be read and written here",
    "let this user read and write the file and its folder",
  ],
  [/^(SQLITE_NOTADB|SQLITE_CORRUPT)/, "it is damaged", "put it aside and restore a backup (docs/journal.md)"],
  [
    /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    "another process holds it, probably a running server",
    "ask that server, or stop it first",
  ],
  [/^(SQLITE_IOERR|EIO)/, "reading or writing failed", "look at the disk and at the system's log"],
  [/^SQLITE_NOMEM/, "there is no memory left", "free memory"],
];

/** What went wrong with a file, in words, and what to do about it. */
export interface FailureInWords {
  readonly problem: string;
  readonly remedy: string;
}

/** Puts an error of SQLite or of the file system into words. */
export function explainFailure(error: unknown): FailureInWords {
  const code = failureCode(error);
  const [, problem, remedy] = remedies.find(([pattern]) => pattern.test(code)) ?? [
    "",
    "an operation on the file failed",
    "look at the disk and at the system's log",
  ];
  return { problem: `${problem} (${code === "" ? String(error) : `${code}: ${(error as Error).message}`})`, remedy };
}

/** The code of an error of SQLite or of the file system, such as `SQLITE_FULL` or `ENOSPC`; empty for other errors. */
export function failureCode(error: unknown): string {
  if (!(error instanceof Error)) return "";
  return error instanceof Database.SqliteError || "syscall" in error ? (error as NodeJS.ErrnoException).code! : "";
}
