import { writeSync } from "node:fs";
import { Journal } from "../../../server/journal/index.js";
import { payloadOf } from "./temporary-journals.js";

const [file = ""] = process.argv.slice(2);
const journal = Journal.open(file, { now: Date.now });
if (journal.session("a") === undefined) journal.createSession({ key: "a", instrument: "scope", settings: "" });
let next = journal.length("a");

function turn(): void {
  const entries = 1 + (next % 5);
  for (let i = 0; i < entries; i++, next++) {
    const index = journal.append("a", "event", payloadOf(next, (next * 37) % 3_000));
    journal.whenCommitted((error) => {
      if (error === undefined) writeSync(1, `${index}\n`);
    });
  }
  if (next % 10 === 0) journal.putSnapshot("a", next, 1, payloadOf(next, 5_000));
  setImmediate(turn);
}
turn();
