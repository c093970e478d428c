import { targetSource } from "../../target-finders/open-finder.js";
import { type DoctorCheck, fine, problem, skipped } from "../doctor-check.js";

const LEVELS = ["grids", "squares", "groups", "holes"];

const check: DoctorCheck = {
  name: "targets",
  summary: "whether the finder finds something",
  place: 10,
  async look({ config: { finder } }) {
    if (finder === undefined) return [skipped("this configuration names no finder")];
    const found = await targetSource(finder)();
    const counts = LEVELS.map((what, i) => `${found.filter(({ level }) => level === i + 1).length} ${what}`);
    const what = `the finder '${finder.kind}' finds ${counts.join(", ")}`;
    if (found.some(({ level }) => level === LEVELS.length)) return [fine(what)];
    return [
      problem(what, "Without a hole nothing can be exposed: look at the file, and at 'finder' in the configuration."),
    ];
  },
};

export default check;
