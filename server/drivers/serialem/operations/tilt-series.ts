import type { Took } from "../../instrument.js";
import type { StagePlace } from "./move-stage.js";
import { type Operating, PhaseTimer } from "./operating.js";
import { type ShotRecord, takeShot } from "./take-shot.js";

export interface TiltOrder {
  /** Movies are named by it and a number from 1. */
  readonly shotId: string;
  readonly place: StagePlace;
  /** In the order in which they are taken. */
  readonly tiltsDegrees: readonly number[];
}

/**
 * Takes a tilt series: each tilt a shot, tracked by aligning its view to the one before. It ends untilted, however it
 * ends, unless nothing can be sent any more.
 */
export async function tiltSeries(
  operating: Operating,
  { shotId, place, tiltsDegrees }: TiltOrder,
): Promise<Took & { readonly records: readonly ShotRecord[] }> {
  const { scripting, parameters } = operating;
  const { track, autofocus_every: every } = parameters.tilts;
  const timer = new PhaseTimer(operating);
  const records: ShotRecord[] = [];
  try {
    for (const [i, degrees] of tiltsDegrees.entries()) {
      await timer.time("stage_move", () => scripting.run("TiltTo", degrees));
      if (track) {
        await scripting.run("View");
        if (i > 0) await scripting.run("AlignTo", "B");
      }
      if (every > 0 && i % every === 0) await timer.time("focus", () => scripting.run("AutoFocus"));
      const { phases = [], record } = await takeShot(operating, { shotId: `${shotId}_${i + 1}`, place });
      timer.phases.push(...phases);
      records.push(record);
    }
  } catch (error) {
    // What went wrong first is what is told.
    await scripting.run("TiltTo", 0).catch(() => {});
    throw error;
  }
  await timer.time("stage_move", () => scripting.run("TiltTo", 0));
  return { ...timer.took(), records };
}
