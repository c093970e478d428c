import { InstrumentError } from "../../instrument.js";
import { openFinder } from "../../target-finders/open-finder.js";
import type { SerialemHoleFinder } from "../../target-finders/target-finder.js";
import { toTargets } from "../../target-finders/to-targets.js";
import { type DoctorCheck, fine, problem, skipped } from "../doctor-check.js";

const LEVELS = ["grids", "squares", "groups", "holes"];

/** The doctor moves nothing. */
const refuse = async () => {
  throw new InstrumentError("the doctor has no holes looked for", true);
};
const serialem: SerialemHoleFinder = { findHoles: refuse, makeNavPointsAtHoles: refuse, saveNavigator: refuse };

const check: DoctorCheck = {
  name: "targets",
  summary: "whether the finder finds something",
  place: 10,
  async look({ config: { finder: given, kind } }) {
    if (given === undefined) return [skipped("this configuration names no finder")];
    const finder = openFinder(given, kind.lends === true ? { serialem } : {});
    const found = toTargets(await finder.find({}));
    const counts = LEVELS.map((what, i) => `${found.filter(({ level }) => level === i + 1).length} ${what}`);
    const what = `the finder '${given.kind}' finds ${counts.join(", ")}`;
    if (finder.findsBelow === true && found.length > 0) return [fine(`${what}; more is found by surveys`)];
    if (found.some(({ level }) => level === LEVELS.length)) return [fine(what)];
    return [
      problem(what, "Without a hole nothing can be exposed: look at the file, and at 'finder' in the configuration."),
    ];
  },
};

export default check;
