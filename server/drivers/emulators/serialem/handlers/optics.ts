import { type Handlers, NOTHING } from "../handler.js";
import { lowDoseAreas } from "../optics.js";
import { ScriptError } from "../script-error.js";

export const opticsHandlers: Handlers = {
  ReportMag: (_, { optics }) => [optics.magnification, optics.isLowMagnification ? 1 : 0, 0],
  SetMag(args, { optics }) {
    if (!(args.number(1) > 0)) throw new ScriptError(`There is no magnification ${args.number(1)}`);
    optics.magnification = args.number(1);
    return NOTHING;
  },
  ReportSpotSize: (_, { optics }) => [optics.spotSize],
  SetSpotSize(args, { optics }) {
    if (args.integer(1) < 1 || args.integer(1) > 11) throw new ScriptError(`There is no spot size ${args.integer(1)}`);
    optics.spotSize = args.integer(1);
    return NOTHING;
  },
  SetPercentC2(args, { optics }) {
    optics.percentC2 = args.number(1);
    return NOTHING;
  },
  SetLowDoseMode(args, { optics }) {
    const before = optics.isLowDose ? 1 : 0;
    optics.isLowDose = args.integer(1) !== 0;
    if (!optics.isLowDose) optics.area = "";
    else if (before === 0) optics.goTo("R");
    return [before];
  },
  ReportLowDose: (_, { optics }) => [
    optics.isLowDose ? 1 : 0,
    (lowDoseAreas as readonly string[]).indexOf(optics.area),
  ],
  GoToLowDoseArea(args, { optics }) {
    const area = args.text(1).toUpperCase();
    if (!optics.isLowDose) throw new ScriptError("You cannot go to a low dose area: low dose mode is not on");
    if (!(lowDoseAreas as readonly string[]).includes(area)) throw new ScriptError(`'${area}' is no low dose area`);
    optics.goTo(area);
    return NOTHING;
  },
  GoToImagingState: (args) => [args.text(1) === "" ? 1 : 0],
  ReportScreen: (_, { optics }) => [optics.isScreenDown ? 1 : 0],
  SetBeamBlank(args, { optics }) {
    optics.isBlanked = args.integer(1) !== 0;
    return NOTHING;
  },
  /** What is too far is not done and not answered as an error: only reading back shows it. */
  ImageShiftByMicrons(args, { optics }) {
    const { x, y } = optics.imageShift;
    optics.shiftTo(x + args.number(1), y + args.number(2));
    return NOTHING;
  },
  SetImageShift: (args, { optics }) => [optics.shiftTo(args.number(1), args.number(2)) ? 0 : 1],
  ReportImageShift(_, { optics: { imageShift } }) {
    const { x, y } = imageShift;
    return [x, y, x * 1000, y * 1000, x, y];
  },
  ReportBeamTilt: (_, { optics }) => [optics.beamTilt.x, optics.beamTilt.y],
  SetBeamTilt(args, { optics }) {
    optics.beamTilt = { x: args.number(1), y: args.number(2) };
    return NOTHING;
  },
  SaveBeamTilt(_, { optics }) {
    if (optics.savedBeamTilt !== undefined) {
      throw new ScriptError("There is a second SaveBeamTilt without a RestoreBeamTilt");
    }
    optics.savedBeamTilt = optics.beamTilt;
    return NOTHING;
  },
  RestoreBeamTilt(_, { optics }) {
    if (optics.savedBeamTilt === undefined) {
      throw new ScriptError("There is a RestoreBeamTilt, but beam tilt was not saved or has been restored already");
    }
    optics.beamTilt = optics.savedBeamTilt;
    optics.savedBeamTilt = undefined;
    return NOTHING;
  },
  ReportDefocus: (_, { optics }) => [optics.defocus],
  SetDefocus(args, { optics }) {
    optics.defocus = args.number(1);
    return NOTHING;
  },
  SetTargetDefocus(args, { optics }) {
    const target = args.number(1);
    if (target < -200 || target > 50) throw new ScriptError("Target defocus too large");
    optics.targetDefocus = target;
    return NOTHING;
  },
  ReportEnergyFilter: (_, { optics }) => [20, 0, optics.isSlitIn ? 1 : 0],
  SetSlitIn(args, { optics }) {
    optics.isSlitIn = !args.has(1) || args.integer(1) !== 0;
    return NOTHING;
  },
  RefineZLP: () => NOTHING,
  RemoveAperture(args, { optics }) {
    optics.removedApertures.add(args.integer(1));
    return NOTHING;
  },
  ReInsertAperture(args, { optics }) {
    if (!optics.removedApertures.delete(args.integer(1))) throw new ScriptError("The aperture was not removed");
    return NOTHING;
  },
  GetFastScopeStatus(_, { optics, stage, variables }) {
    const fast = {
      FASTISX: optics.imageShift.x,
      FASTISY: optics.imageShift.y,
      FASTSTAGEX: stage.x,
      FASTSTAGEY: stage.y,
      FASTSTAGEZ: stage.z,
      FASTBLANKED: optics.isBlanked ? 1 : 0,
      FASTMAGNIFICATION: optics.magnification,
      FASTDEFOCUS: optics.defocus,
      FASTSPOTSIZE: optics.spotSize,
    };
    for (const [name, value] of Object.entries(fast)) variables.set(name, value);
    return NOTHING;
  },
};
