/** Low-dose areas by the number that `ReportLowDose` gives them. */
export const lowDoseAreas = ["V", "F", "T", "R", "S"] as const;

/** How the operator has set an area up. */
export interface Preset {
  readonly magnification: number;
  readonly spotSize: number;
  readonly percentC2: number;
}

const PRESETS: Readonly<Record<string, Preset>> = {
  V: { magnification: 6_500, spotSize: 7, percentC2: 48 },
  F: { magnification: 130_000, spotSize: 6, percentC2: 44.2 },
  T: { magnification: 130_000, spotSize: 6, percentC2: 44.2 },
  R: { magnification: 130_000, spotSize: 6, percentC2: 44.2 },
  S: { magnification: 470, spotSize: 8, percentC2: 60 },
};

/** Highest magnification that counts as low. */
const LOW_MAGNIFICATION = 1_000;

/** Lenses, deflectors, valves and filter, as they are set now. */
export class Optics {
  isLowDose = true;
  /** Empty outside low dose. */
  area = "R";
  magnification = PRESETS.R!.magnification;
  spotSize = PRESETS.R!.spotSize;
  percentC2 = PRESETS.R!.percentC2;
  defocus = 0;
  targetDefocus = -1.5;
  /** µm; the units of image shift are micrometres here. */
  imageShift = { x: 0, y: 0 };
  /** Largest image shift on an axis, µm. */
  imageShiftLimit = 20;
  beamTilt = { x: 0, y: 0 };
  savedBeamTilt: { readonly x: number; readonly y: number } | undefined;
  isBlanked = false;
  areValvesOpen = true;
  isScreenDown = false;
  isSlitIn = true;
  readonly removedApertures = new Set<number>();

  get hasBeam(): boolean {
    return this.areValvesOpen && !this.isBlanked && !this.isScreenDown;
  }

  get isLowMagnification(): boolean {
    return this.magnification <= LOW_MAGNIFICATION;
  }

  goTo(area: string): void {
    this.area = area;
    Object.assign(this, PRESETS[area]);
  }

  /** @returns false if that is more than the deflectors can do, and nothing is changed */
  shiftTo(x: number, y: number): boolean {
    if (!(Math.max(Math.abs(x), Math.abs(y)) <= this.imageShiftLimit)) return false;
    this.imageShift = { x, y };
    return true;
  }
}
