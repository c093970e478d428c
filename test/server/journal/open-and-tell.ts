import { Journal } from "../../../server/journal/index.js";

const [file = ""] = process.argv.slice(2);
const told: Record<string, string> = {};
for (const [name, open] of Object.entries({
  open: () => Journal.open(file, { now: () => 0, waitMilliseconds: 0 }),
  read: () => Journal.read(file, { waitMilliseconds: 0 }),
})) {
  try {
    open().close();
    told[name] = "opened";
  } catch (error) {
    told[name] = String(error);
  }
}
console.log(JSON.stringify(told));
