import { type Directive, FailureCategory } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import { settleShot } from "./acquire.js";
import type { DriverContext } from "./driver-context.js";
import type { Ending } from "./ending.js";
import { untilIdle } from "./evidence.js";
import type { News } from "./message-store.js";
import { load, survey } from "./moves.js";
import { place, positionNews } from "./stage-news.js";

/** After how many repetitions a survey is not begun anew: its dose is spent. */
const MOST_REPEATS = 1;

/**
 * Finds out what has become of a directive whose command was cut off, by a restart or by a lost reply, and ends it by
 * what the microscope and the movies show.
 *
 * @param why for a person
 * @throws InstrumentError if the microscope can't be asked
 */
export async function settle(context: DriverContext, why: string): Promise<Ending> {
  const { directive, begunAtSeconds, repeats } = context.state.directives.underWay!;
  const durationSeconds = Math.max(0, context.instrumentSeconds() - begunAtSeconds);
  const failed = (category: FailureCategory, detail: string, news: readonly News[] = []): Ending => ({
    kind: "failed",
    category,
    detail: `${why}: ${detail}`,
    durationSeconds,
    news,
  });
  const { kind } = directive;
  if (kind?.$case === "acquire") {
    await settleShots(context, kind.acquire.tiltSeries !== undefined);
    const shots = context.state.directives.shots();
    if (shots.every(({ state }) => state === "done")) return { kind: "completed", durationSeconds, phases: [] };
    const made = shots.filter(({ state }) => state === "done").length;
    return failed(FailureCategory.TRANSIENT, `${made} of ${shots.length} shots are known to have been made`);
  }
  if (!(await untilIdle(context))) return failed(FailureCategory.HARDWARE, "the microscope does not become idle");
  switch (kind?.$case) {
    case "loadGrid": {
      const wrong = await load.check(context, kind.loadGrid.targetId);
      if (wrong === undefined) return { kind: "completed", durationSeconds, phases: [] };
      return failed(FailureCategory.HARDWARE, wrong);
    }
    case "goToSquare":
    case "goToGroup": {
      const reading = await context.gate.ask((instrument) => instrument.readPosition());
      const detail = `the stage stands at ${place(reading)}`;
      return failed(FailureCategory.TRANSIENT, detail, positionNews(reading));
    }
    case "surveyGrid":
    case "surveySquare": {
      if (repeats >= MOST_REPEATS)
        return failed(FailureCategory.TARGET_UNUSABLE, "it was surveyed twice, and its dose allows no third time");
      context.commit(() => context.state.directives.repeat());
      return survey(context, directive);
    }
    case "finish":
      await context.gate.ask((instrument) => instrument.safeState());
      return { kind: "completed", durationSeconds, phases: [] };
    case undefined:
      return failed(FailureCategory.HARDWARE, "this driver does not know this kind of directive");
  }
}

/** Reports what has become of the started shots of the directive under way, from files alone while a halt holds. */
export async function settleShots(context: DriverContext, isSeries: boolean): Promise<void> {
  for (const { id, state } of context.state.directives.shots()) {
    if (state === "started") await settleShot(context, id, false, isSeries);
  }
}

/** Whether each shot of a directive is a tilt series. */
export function isTiltSeries({ kind }: Directive): boolean {
  return kind?.$case === "acquire" && kind.acquire.tiltSeries !== undefined;
}
