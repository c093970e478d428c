import { type DoctorCheck, type Finding, fine, problem, skipped, warning } from "../doctor/doctor-check.js";
import { TemscriptInstrument } from "./temscript-instrument.js";

/** The version that the tests run against. */
const TESTED_VERSION = "2.1.0";

/** What is to be looked at at temscript's server beside what all control software has. */
export const temscriptCheck: DoctorCheck = {
  name: "temscript",
  summary: "version, vacuum, stage limits and camera",
  async look({ instrument, config: { limits } }) {
    const scope = await instrument();
    if (!(scope instanceof TemscriptInstrument)) return [skipped("it is not connected")];
    const { client, options } = scope;
    const [version, family] = [await client.read("version"), await client.read("family")];
    const said = `temscript ${version} at a microscope of the family '${family}'`;
    const found: Finding[] = [
      version === TESTED_VERSION
        ? fine(said)
        : warning(said, `This driver is tested with ${TESTED_VERSION}; try a dry run and moves by hand first.`),
    ];
    const { status } = await client.read("vacuum");
    if (status !== "READY") found.push(warning(`the vacuum is ${status}`, "Wait until it is ready before a session."));
    const stage = await client.read("stage_limits");
    for (const axis of ["x", "y"] as const) {
      const own = limits?.[`stage_${axis}_micrometers`];
      const [least, greatest] = stage[axis].map((metres) => metres * 1e6) as [number, number];
      if (own === undefined || (own[0] >= least && own[1] <= greatest)) continue;
      const advice = "The server clamps silently what lies beyond; the driver refuses it. Narrow the file of limits.";
      const range = `${least.toFixed(0)} to ${greatest.toFixed(0)} µm`;
      found.push(warning(`the limits let stage ${axis} go farther than the stage does, ${range}`, advice));
    }
    const cameras = Object.keys(await client.read("cameras"));
    if (options.camera === undefined)
      found.push(skipped(`no camera is named; there is ${cameras.join(", ") || "none"}`));
    else if (cameras.includes(options.camera)) found.push(fine(`the camera '${options.camera}' is there`));
    else {
      const advice = `Name one of ${cameras.join(", ") || "none that there is"} under 'camera'.`;
      found.push(problem(`there is no camera '${options.camera}'`, advice));
    }
    return found;
  },
};
