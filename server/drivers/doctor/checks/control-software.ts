import { type DoctorCheck, fine, skipped, warning } from "../doctor-check.js";

const check: DoctorCheck = {
  name: "control software",
  summary: "whether the microscope's software answers",
  place: 7,
  async look({ instrument, config: { kind } }) {
    const connecting = instrument();
    if (connecting === undefined) return [skipped(`the driver '${kind.name}' speaks to no control software`)];
    const scope = await connecting;
    if (!(await scope.isIdle())) {
      return [warning("it is busy with a command", "Wait until it is done, and stop whoever else commands it.")];
    }
    const { magnification, spotSize, columnValvesOpen, beamBlanked } = await scope.opticalState();
    const found = [fine(`it answers: magnification ${magnification}, spot size ${spotSize}`)];
    if (!columnValvesOpen) {
      found.push(warning("the column valves are closed", "Check the vacuum and open them before a session."));
    }
    if (beamBlanked) found.push(warning("the beam is blanked", "Unblank it before a session."));
    const lacks = (["load", "acquire", "survey", "autofocus"] as const).filter((what) => !scope.capabilities[what]);
    if (lacks.includes("acquire")) {
      const advice = "Use it in the modes observe, shadow or advise; autonomous needs a driver that can expose.";
      found.push(warning(`it can't ${lacks.join(", ")}`, advice));
    }
    return found;
  },
};

export default check;
