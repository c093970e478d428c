import pino from "pino";
import { driveSession } from "../../../../server/drivers/drive-session.js";
import observer from "../../../../server/drivers/kinds/observer.js";

/** An observer as a process of its own, to be killed: what is to be observed comes as JSON. */
const { server, sessionKey, stateFile, options } = JSON.parse(process.argv[2]!);
const instrument = await observer.connect(observer.options.parse(options));
await driveSession({
  server,
  sessionKey,
  stateFile,
  driverName: "observer",
  instrument,
  log: pino({ level: "silent" }),
});
