import type { Database } from "better-sqlite3";
import { Journal } from "../../../server/journal/index.js";
import { payloadOf } from "./temporary-journals.js";

const [file = ""] = process.argv.slice(2);
let database: Database | undefined;
const journal = Journal.open(file, {
  now: Date.now,
  connected: (connection) => {
    database = connection;
  },
});
const appended = () =>
  new Promise<Error | undefined>((told) => {
    journal.append("a", "event", payloadOf(journal.length("a"), 10_000));
    journal.whenCommitted(told);
  });

journal.createSession({ key: "a", instrument: "scope", settings: "" });
let error = await appended();
while (error === undefined) error = await appended();
const failed = { error: error.name, isAvailable: journal.isAvailable, length: journal.length("a") };
const early = journal.recover();
database?.pragma("wal_checkpoint(TRUNCATE)");
const recovered = journal.recover();
console.log(JSON.stringify({ ...failed, early, recovered, again: (await appended())?.name, end: journal.length("a") }));
process.kill(process.pid, "SIGKILL");
