import { keptOutcome } from "../../../../env/session/outcome.js";
import type { EmulatedScope } from "./emulated-scope.js";
import type { MdocEntry } from "./movies.js";

const HEADER_BYTES = 1024;

/**
 * Exposes the hole in the beam: time passes, the ledger gets a line if electrons came, and a movie is written if movies
 * are saved, with beam or without. What is exposed a second time is written down a second time.
 */
export async function exposeAt(scope: EmulatedScope): Promise<void> {
  const { specimen, clock, ledger, optics, movies, debt } = scope;
  await scope.spend();
  const hole = specimen.holeAt(scope.beam);
  const hasBeam = optics.hasBeam;
  const startedAtSeconds = clock.nowSeconds();
  if (hole !== undefined && hasBeam && specimen.isAvailable(hole)) {
    debt.add(specimen.expose(hole));
    scope.lastExposureSeconds = debt.take();
  }
  await clock.advance(scope.lastExposureSeconds);
  const shotId = movies.areSaved ? movies.baseName : `unsaved-${scope.nextShot()}`;
  if (hasBeam) {
    ledger.add({
      shotId,
      target: hole === undefined ? "" : specimen.tree.ids[hole]!,
      startedAtSeconds,
      endedAtSeconds: clock.nowSeconds(),
      ...outcomeOf(scope, hole),
    });
  }
  if (movies.areSaved) movies.save(Buffer.alloc(HEADER_BYTES), entriesOf(scope, startedAtSeconds));
  if (hasBeam) await scope.exposed?.(shotId, ledger.movieFile(shotId));
}

/** What the pipeline will measure; a shot beside all holes shows nothing. */
function outcomeOf({ specimen }: EmulatedScope, hole: number | undefined) {
  if (hole === undefined) return { ctfResolutionAngstrom: null };
  const { failed, ctfResolutionAngstrom, ...measured } = keptOutcome(specimen.world.outcome(hole));
  const fits = !Number.isNaN(ctfResolutionAngstrom);
  return {
    ctfResolutionAngstrom: fits ? ctfResolutionAngstrom : null,
    ...measured,
    ...(failed && fits ? { failed } : {}),
  };
}

/** What SerialEM writes into the mdoc file of a movie. */
function entriesOf({ stage, optics }: EmulatedScope, atSeconds: number): MdocEntry[] {
  return [
    ["TiltAngle", stage.tilt.toFixed(4)],
    ["StagePosition", `${stage.x.toFixed(4)} ${stage.y.toFixed(4)}`],
    ["StageZ", stage.z.toFixed(4)],
    ["Magnification", `${optics.magnification}`],
    ["SpotSize", `${optics.spotSize}`],
    ["Defocus", optics.defocus.toFixed(4)],
    ["ImageShift", `${optics.imageShift.x.toFixed(4)} ${optics.imageShift.y.toFixed(4)}`],
    ["TargetDefocus", optics.targetDefocus.toFixed(4)],
    ["DateTime", mdocTime(atSeconds)],
  ];
}

/** The microscope's clock as a date: it began on 1 January 2024. */
function mdocTime(seconds: number): string {
  const iso = new Date(Date.UTC(2024, 0, 1) + seconds * 1000).toISOString();
  const month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][
    +iso.slice(5, 7) - 1
  ];
  return `${iso.slice(8, 10)}-${month}-${iso.slice(0, 4)}  ${iso.slice(11, 19)}`;
}
