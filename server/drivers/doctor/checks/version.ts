import { packageVersion } from "../../../../env/package-root.js";
import { type DoctorCheck, fine, skipped, warning } from "../doctor-check.js";

const check: DoctorCheck = {
  name: "versions",
  summary: "whether server and driver are of the same version",
  place: 2,
  async look({ server }) {
    const asked = server();
    if (asked === undefined) return [skipped(`this driver is ${packageVersion}; no --server was given`)];
    const { serverVersion } = (await asked).said;
    if (serverVersion === packageVersion) return [fine(`both sides are ${packageVersion}`)];
    return [
      warning(
        `the server is ${serverVersion || "of an unknown version"}, this driver ${packageVersion}`,
        "Update the older side; CHANGELOG.md says what is different.",
      ),
    ];
  },
};

export default check;
