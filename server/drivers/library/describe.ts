import { InstrumentError } from "../instrument.js";
import type { DriverContext } from "./driver-context.js";
import type { News } from "./message-store.js";
import { surveyNews } from "./moves.js";

/**
 * Tells the server what there is when a session begins: cassette, targets, place and optics, all together or nothing.
 * With surveys on demand more targets come later.
 */
export async function describeInstrument(context: DriverContext): Promise<void> {
  const { gate, state } = context;
  const found = await gate.ask((instrument) => instrument.describe());
  const slots = (found.slots ?? []).map(({ targetId, number }): [string, number] => [targetId, number]);
  const optics = await gate
    .ask((instrument) => instrument.opticalState())
    .catch((error: unknown) => {
      if (error instanceof InstrumentError) return undefined;
      throw error;
    });
  const news: News[] = [];
  if (found.slots !== undefined) news.push({ $case: "inventory", inventory: { slots: [...found.slots] } });
  const { capabilities, observe } = gate.instrument;
  const survey = surveyNews(found.targets, "", !capabilities.survey && observe === undefined);
  const last = survey.pop()!;
  news.push(...survey, { $case: "position", position: { targetId: found.placeTargetId } });
  if (optics !== undefined) news.push({ $case: "opticalState", opticalState: optics });
  news.push(last);
  context.commit((say) => {
    state.targets.add(found.targets);
    for (const one of news) say(one);
    if (optics !== undefined) {
      const { magnification, spotSize } = optics;
      state.facts.set("optics", { magnification, spotSize });
    }
    state.facts.set("slots", Object.fromEntries(slots));
    state.facts.set("surveyed", true);
  });
}

/** {@link describeInstrument} if the server was not told; later, once the session is resumed, where a fault forbids it. */
export async function describeOnce(context: DriverContext): Promise<void> {
  const { state, log } = context;
  if (state.facts.get("surveyed") === true || state.isHalted) return;
  try {
    await describeInstrument(context);
  } catch (error) {
    const hasFault = Object.keys(state.facts.get("faults") ?? {}).length > 0;
    if (!(error instanceof InstrumentError) || !hasFault) throw error;
    log.error({ details: error.message }, "what there is can't be told; asked again once the session is resumed");
  }
}
