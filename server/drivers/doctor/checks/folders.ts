import { type DoctorCheck, skipped } from "../doctor-check.js";
import { folderFindings } from "../folder-findings.js";

/** As the server's guard of the movies' disk has it by default; it warns below ten times as much. */
const LEAST_GIBIBYTES = 50;
const WARN_BELOW = 10;

const check: DoctorCheck = {
  name: "folders",
  summary: "whether the folders that movies go to are there and have space",
  place: 6,
  async look({ config: { kind, options } }) {
    const folders = kind.folders?.(options) ?? [];
    if (folders.length === 0) return [skipped("this configuration names no folder of movies")];
    return folders.flatMap((folder) => {
      const least = folder.leastGibibytes ?? LEAST_GIBIBYTES;
      return folderFindings(folder, least, { warnBelowGibibytes: WARN_BELOW * least });
    });
  },
};

export default check;
