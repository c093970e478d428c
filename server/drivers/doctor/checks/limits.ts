import { widerLimits } from "../../library/compare-limits.js";
import { type DoctorCheck, fine, problem, skipped, warning } from "../doctor-check.js";

const check: DoctorCheck = {
  name: "limits",
  summary: "whether the instrument has limits of its own, and the server none that are wider",
  place: 3,
  async look({ server, config: { limits } }) {
    if (limits === undefined) {
      const advice = "Write a file of limits beside the instrument and name it under 'limits': docs/driver-library.md.";
      return [warning("the instrument has no limits of its own: one exposure a target, and nothing else", advice)];
    }
    const asked = server();
    const own = `the instrument's own file sets ${Object.keys(limits).length} limits`;
    if (asked === undefined) return [fine(own), skipped("the server's limits: no --server was given")];
    const wider = widerLimits((await asked).said.limits, limits);
    if (wider.length === 0) return [fine(`${own}, and the server's are not wider`)];
    const advice =
      "Narrow it in the server's configuration ('limits' of the instrument): else the driver does not start.";
    return wider.map((what) => problem(what, advice));
  },
};

export default check;
