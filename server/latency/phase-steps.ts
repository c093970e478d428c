/**
 * The steps of latency models by the names under which drivers report phases of a directive: the steps' own names, and
 * what else they are called. What is not here, such as `busy`, `refill` or `zero_loss`, is no part of a way and is never
 * counted.
 */
const steps: Readonly<Record<string, string>> = {
  exchange: "exchange",
  load: "exchange",
  unload: "exchange",
  atlas: "atlas",
  stage: "stage",
  stage_move: "stage",
  settle: "stage",
  eucentric_height: "eucentric_height",
  eucentricity: "eucentric_height",
  square_image: "square_image",
  group_image: "group_image",
  realign: "group_image",
  focus: "focus",
  autofocus: "focus",
  drift_wait: "drift_wait",
  drift: "drift_wait",
  image_shift: "image_shift",
  exposure: "exposure",
  acquire: "exposure",
  readout: "exposure",
};

/** Names under which drivers report phases that count, sorted. */
export const phaseNamesKnown: readonly string[] = Object.keys(steps).sort();

/** The step that a reported phase is a part of; undefined if it is none. */
export function stepOfPhase(name: string): string | undefined {
  return Object.hasOwn(steps, name) ? steps[name] : undefined;
}
