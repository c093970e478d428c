import { type Directive, FailureCategory } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Instrument, Took } from "../instrument.js";
import { able } from "./capable.js";
import type { DriverContext } from "./driver-context.js";
import type { Ending } from "./ending.js";
import type { News } from "./message-store.js";
import { positionNews } from "./stage-news.js";

const SURVEY_CHUNK = 500;

/** Loads a grid and reads back which one is loaded. */
export const load = {
  async perform(context: DriverContext, targetId: string): Promise<Ending> {
    const { gate, ring } = context;
    context.commit(() => ring.loads.add());
    const took = await gate.ask((instrument) => instrument.loadGrid(targetId));
    const wrong = await load.check(context, targetId);
    return wrong === undefined ? completed(took) : hardware(took, wrong);
  },

  /** @returns what is wrong with what is loaded */
  async check({ gate, ring }: DriverContext, targetId: string): Promise<string | undefined> {
    const loaded = await gate.ask((instrument) => instrument.loadedSlot());
    const slot = ring.options.slotOf(targetId);
    const isLoaded = loaded.targetId === targetId && (slot === undefined || (loaded.slot ?? slot) === slot);
    if (isLoaded) return undefined;
    const what = loaded.targetId === "" ? "nothing is loaded" : `'${loaded.targetId}' is loaded`;
    return `${what} instead of '${targetId}'; an operator has to look`;
  },
};

/** Goes somewhere and reads back where the stage stands. */
export async function move(
  context: DriverContext,
  targetId: string,
  go: (instrument: Instrument) => Promise<Took>,
): Promise<Ending> {
  const took = await context.gate.ask(go);
  return (await landed(context, targetId, took)) ?? completed(took);
}

/** Surveys a grid or square that is named by a directive, and tells all that was found together. */
export async function survey(context: DriverContext, { kind }: Directive): Promise<Ending> {
  if (kind?.$case === "surveyGrid") {
    const { targetId } = kind.surveyGrid;
    const found = await context.gate.ask((instrument) => able(instrument, "survey").surveyGrid(targetId));
    return { ...completed(found), news: surveyNews(found.targets, targetId, false) };
  }
  if (kind?.$case !== "surveySquare") throw new RangeError("no survey");
  const { targetId } = kind.surveySquare;
  const found = await context.gate.ask((instrument) => able(instrument, "survey").surveySquare(targetId));
  const wrong = await landed(context, targetId, found);
  return wrong ?? { ...completed(found), news: surveyNews(found.targets, targetId, false) };
}

/** A whole survey. @param parentId what was surveyed; empty for the cassette */
export function surveyNews(targets: readonly Target[], parentId: string, final: boolean): News[] {
  const news: News[] = [];
  for (let i = 0; i < targets.length; i += SURVEY_CHUNK) {
    news.push({ $case: "survey", survey: { targets: targets.slice(i, i + SURVEY_CHUNK) } });
  }
  return [...news, { $case: "surveyed", surveyed: { parentId, final } }];
}

async function landed({ gate, ring }: DriverContext, targetId: string, took: Took): Promise<Ending | undefined> {
  const reading = await gate.ask((instrument) => instrument.readPosition());
  const wrong = ring.landing(targetId, reading);
  return wrong === undefined ? undefined : hardware(took, wrong, positionNews(reading));
}

function completed({ durationSeconds, phases = [] }: Took): Ending {
  return { kind: "completed", durationSeconds, phases: phases.map((phase) => ({ ...phase })) };
}

function hardware({ durationSeconds }: Took, detail: string, news: readonly News[] = []): Ending {
  return { kind: "failed", category: FailureCategory.HARDWARE, detail, durationSeconds, news };
}
