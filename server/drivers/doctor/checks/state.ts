import { networkFileSystemOf } from "../../../journal/network-file-systems.js";
import { type DoctorCheck, fine, problem, warning } from "../doctor-check.js";
import { folderFindings } from "../folder-findings.js";

/** A driver's state takes some hundred bytes a message. */
const LEAST_GIBIBYTES = 0.5;

const check: DoctorCheck = {
  name: "state",
  summary: "whether the driver can keep what it must not forget, and whom it obeys",
  place: 5,
  async look({ config, server, state }) {
    const { state: path, stateFile } = config;
    const found = folderFindings({ path, what: "state", needsWriting: true }, LEAST_GIBIBYTES, { isMade: true });
    const network = networkFileSystemOf(stateFile);
    if (network !== undefined) {
      const advice =
        "Name a folder on a disk of this machine under 'state': locks and flushes can't be relied on there.";
      found.push(problem(`it lies on ${network}`, advice));
    }
    const { facts, unreadable } = state();
    if (unreadable !== undefined) {
      const advice =
        "If a driver runs, that is as it should be: stop it to have the instrument looked at. Else look at the file.";
      return [...found, warning(unreadable, advice)];
    }
    if (facts === undefined) return [...found, fine("no driver has run with it yet")];
    const haltId = facts.get("haltId");
    if (haltId !== undefined) {
      const advice = "Make sure that all is well at the instrument, then resume the halt at the server.";
      found.push(warning(`the halt '${haltId}' holds: nothing is sent to the microscope`, advice));
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
