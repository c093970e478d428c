import { isWithin } from "../../library/ring-geometry.js";
import { type DoctorCheck, type Finding, fine, problem, skipped } from "../doctor-check.js";

const check: DoctorCheck = {
  name: "stage read-back",
  summary: "whether the stage's position is read back, stands still and is within the limits; moves nothing",
  place: 8,
  async look({ instrument, config: { limits, tolerance_micrometers: tolerance } }) {
    const connecting = instrument();
    if (connecting === undefined) return [skipped("there is no control software to ask")];
    const scope = await connecting;
    const [first, second] = [await scope.readPosition(), await scope.readPosition()];
    const { stageXMicrometers: x, stageYMicrometers: y, stageZMicrometers: z, tiltDegrees: tilt } = second;
    if (second.targetId !== undefined && x === undefined) {
      const where = second.targetId === "" ? "nothing is loaded" : `it stands at '${second.targetId}'`;
      return [fine(`${where}; the control software tells no coordinates`)];
    }
    if (x === undefined || y === undefined) {
      const advice = "Without it no move can be checked: the first directive fails. Look into the control software.";
      return [problem("where the stage stands can't be read back", advice)];
    }
    const drift = Math.hypot(x - (first.stageXMicrometers ?? x), y - (first.stageYMicrometers ?? y));
    const found: Finding[] = [
      drift <= tolerance
        ? fine(`it stands at ${x.toFixed(2)}, ${y.toFixed(2)} µm and was not moved`)
        : problem(
            `it moved by ${drift.toFixed(1)} µm between two readings`,
            "Somebody else moves it, or it does not hold still: end that first.",
          ),
    ];
    const wrong = [
      isWithin("stage x", x, limits?.stage_x_micrometers),
      isWithin("stage y", y, limits?.stage_y_micrometers),
      isWithin("stage z", z, limits?.stage_z_micrometers),
      isWithin("tilt", tilt, limits?.tilt_degrees),
    ].filter((what) => what !== undefined);
    for (const what of wrong) found.push(problem(what, "Move the stage by hand, or mend the limits."));
    return found;
  },
};

export default check;
