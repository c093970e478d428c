import type { SafetyLimits } from "../../proto/gen/cryogym/v1alpha1/safety_limits.js";
import { type Limits, limitsMessage } from "./limits.js";
import { figure } from "./rules/figure.js";

/** On which side of the own value a server's is wider. */
type Wider = "below" | "above";

interface Field {
  readonly key: Exclude<keyof SafetyLimits, "allowedSlots">;
  readonly name: string;
  readonly unit: string;
  readonly wider: Wider;
}

const fields: readonly Field[] = [
  { key: "leastStageXMicrometers", name: "stage x at least", unit: " µm", wider: "below" },
  { key: "greatestStageXMicrometers", name: "stage x at most", unit: " µm", wider: "above" },
  { key: "leastStageYMicrometers", name: "stage y at least", unit: " µm", wider: "below" },
  { key: "greatestStageYMicrometers", name: "stage y at most", unit: " µm", wider: "above" },
  { key: "leastStageZMicrometers", name: "stage z at least", unit: " µm", wider: "below" },
  { key: "greatestStageZMicrometers", name: "stage z at most", unit: " µm", wider: "above" },
  { key: "leastTiltDegrees", name: "tilt at least", unit: "°", wider: "below" },
  { key: "greatestTiltDegrees", name: "tilt at most", unit: "°", wider: "above" },
  { key: "imageShiftRadiusMicrometers", name: "image shift", unit: " µm", wider: "above" },
  { key: "gridLoadsPerHour", name: "grid loads in an hour", unit: "", wider: "above" },
  { key: "shotsPerTarget", name: "shots of a target", unit: "", wider: "above" },
  { key: "shotsWithinBeam", name: "shots within the beam", unit: "", wider: "above" },
  // More shots are near each other in a wider circle: a narrower one lets more through.
  { key: "beamDiameterMicrometers", name: "diameter of the beam", unit: " µm", wider: "below" },
  { key: "totalSeconds", name: "the session", unit: " s", wider: "above" },
];

/**
 * In what a server's limits are wider than the instrument's own, a sentence each; none: the server keeps within them by
 * itself. A limit that the server lacks and the instrument has is wider. Forbidden squares and quiet hours are not told
 * and so not compared.
 *
 * @example
 * widerThan(welcome.limits, own); // ["Image shift: the server allows 20 µm, the instrument allows 12 µm."]
 */
export function widerThan(server: SafetyLimits | undefined, own: Limits): string[] {
  const mine = limitsMessage(own);
  const sentences: string[] = [];
  for (const { key, name, unit, wider } of fields) {
    const here = mine[key];
    const there = server?.[key];
    if (here === undefined) continue;
    const value = (amount: number) => `${figure(amount)}${unit}`;
    if (there === undefined) sentences.push(sentence(name, "has no limit", value(here)));
    // Written so that a NaN of the server's counts as wider.
    else if (!(wider === "above" ? there <= here : there >= here))
      sentences.push(sentence(name, `allows ${value(there)}`, value(here)));
  }
  if (own.allowed_slots !== undefined) {
    const here = own.allowed_slots.join(", ");
    const slots = server?.allowedSlots ?? [];
    const more = slots.filter((slot) => !own.allowed_slots!.includes(slot));
    if (slots.length === 0) sentences.push(sentence("slots", "has no limit", here));
    else if (more.length > 0) sentences.push(sentence("slots", `allows ${slots.join(", ")}`, here));
  }
  return sentences;
}

function sentence(name: string, server: string, own: string): string {
  return `${name[0]!.toUpperCase()}${name.slice(1)}: the server ${server}, the instrument allows ${own}.`;
}
