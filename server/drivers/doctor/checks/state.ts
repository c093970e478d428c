import { existsSync } from "node:fs";
import { UserError } from "../../../../env/errors.js";
import { networkFileSystemOf } from "../../../journal/network-file-systems.js";
import { FactStore } from "../../library/facts.js";
import { openStateDatabase } from "../../library/state-database.js";
import { type DoctorCheck, type Finding, fine, problem, warning } from "../doctor-check.js";
import { folderFindings } from "../folder-findings.js";

/** A driver's state takes some hundred bytes a message. */
const LEAST_GIBIBYTES = 0.5;

const check: DoctorCheck = {
  name: "state",
  summary: "whether the driver can keep what it must not forget, and whom it obeys",
  place: 5,
  async look({ config: { state, stateFile }, server }) {
    const found = folderFindings({ path: state, what: "state", needsWriting: true }, LEAST_GIBIBYTES, { isMade: true });
    const network = networkFileSystemOf(stateFile);
    if (network !== undefined) {
      const advice =
        "Name a folder on a disk of this machine under 'state': locks and flushes can't be relied on there.";
      found.push(problem(`it lies on ${network}`, advice));
    }
    if (!existsSync(stateFile)) return [...found, fine("no driver has run with it yet")];
    const facts = readFacts(stateFile);
    if (!(facts instanceof FactStore)) return [...found, facts];
    if (facts.get("haltId") !== undefined) {
      const advice = "Make sure that all is well at the instrument, then resume the halt at the server.";
      found.push(warning(`the halt '${facts.get("haltId")}' holds: nothing is sent to the microscope`, advice));
    }
    const obeyed = facts.get("serverId") ?? "";
    const asked = await server()?.catch(() => undefined);
    if (asked === undefined || obeyed === "") return found;
    if (obeyed === asked.said.serverId) return [...found, fine("it obeys this server")];
    const advice = "If this server is to be obeyed from now on, start the driver once with --adopt-server.";
    return [...found, problem(`the instrument obeys server '${obeyed}'; this one is '${asked.said.serverId}'`, advice)];
  },
};

export default check;

function readFacts(file: string): FactStore | Finding {
  try {
    const database = openStateDatabase(file);
    try {
      return new FactStore(database);
    } finally {
      database.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return warning(error.message, "If a driver runs, that is as it should be; else look at the file.");
  }
}
