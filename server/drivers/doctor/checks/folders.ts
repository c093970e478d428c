import { type DoctorCheck, skipped } from "../doctor-check.js";
import { folderFindings } from "../folder-findings.js";

/** As the server's guard of the movies' disk has them by default. */
const CRITICAL_GIBIBYTES = 50;
const WARNING_GIBIBYTES = 500;

const check: DoctorCheck = {
  name: "folders",
  summary: "whether the folders that movies go to are there and have space",
  place: 6,
  async look({ config: { kind, options } }) {
    const folders = kind.folders?.(options) ?? [];
    if (folders.length === 0) return [skipped("this configuration names no folder of movies")];
    return folders.flatMap((folder) =>
      folderFindings(folder, CRITICAL_GIBIBYTES, { warnBelowGibibytes: WARNING_GIBIBYTES }),
    );
  },
};

export default check;
