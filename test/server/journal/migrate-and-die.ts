import { writeSync } from "node:fs";
import { openForWriting } from "../../../server/journal/file/open-database.js";
import { migrations } from "../../../server/journal/migrations/index.js";
import type { Migration } from "../../../server/journal/migrations/migration.js";

const [file = "", stage] = process.argv.slice(2);
const [first, second] = migrations as readonly [Migration, Migration];

function die(): void {
  writeSync(1, "dying\n");
  process.kill(process.pid, "SIGKILL");
}

const dying: Migration = {
  ...second,
  up(database) {
    second.up(database);
    if (stage === "within") die();
  },
};
if (stage === "copying") {
  let reads = 0;
  const watched = new Proxy([first, dying], {
    get: (target, key, receiver) => {
      if (key === "filter" && ++reads === 2) die();
      return Reflect.get(target, key, receiver);
    },
  });
  openForWriting(file, { migrations: watched });
} else {
  openForWriting(file, { migrations: [first, dying] });
}
die();
