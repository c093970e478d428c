import { outcomeFields } from "../../env/objective/outcome-fields.js";
import { keptOutcome, type Outcome } from "../../env/session/outcome.js";
import type { PlainOutcome } from "../../env/session/session-change.js";

/** The fields that messages about an outcome have in common; absent is not measured. */
export interface OutcomeMessage {
  ctfResolutionAngstrom?: number | undefined;
  iceThicknessNanometers?: number | undefined;
  particleCount?: number | undefined;
  completedTilts?: number | undefined;
  failed?: boolean | undefined;
}

/** An outcome's fields of a message. `failed` is left out where the missing CTF resolution says it. */
export function encodeOutcome(outcome: Outcome): OutcomeMessage {
  const message: OutcomeMessage = {};
  for (const field of outcomeFields) {
    const value = outcome[field];
    if (value !== undefined && !Number.isNaN(value)) message[field] = value;
  }
  if (outcome.failed && message.ctfResolutionAngstrom !== undefined) message.failed = true;
  return message;
}

/** A message's outcome: without a CTF resolution it failed. */
export function decodeOutcome(message: OutcomeMessage): Outcome {
  const { iceThicknessNanometers = Number.NaN, particleCount = Number.NaN, completedTilts = Number.NaN } = message;
  const { ctfResolutionAngstrom = Number.NaN, failed = Number.isNaN(ctfResolutionAngstrom) } = message;
  return keptOutcome({ ctfResolutionAngstrom, failed, iceThicknessNanometers, particleCount, completedTilts });
}

/** A message's outcome as plain JSON. */
export function plainOutcomeOf(message: OutcomeMessage): PlainOutcome {
  const { ctfResolutionAngstrom, ...outcome } = keptOutcome(decodeOutcome(message));
  return { ...outcome, ctfResolutionAngstrom: Number.isNaN(ctfResolutionAngstrom) ? null : ctfResolutionAngstrom };
}

/** What is wrong with a message's numbers, by the name of the field; undefined if nothing. */
export function outcomeProblem(message: OutcomeMessage): string | undefined {
  const { ctfResolutionAngstrom: ctf, iceThicknessNanometers, particleCount, completedTilts } = message;
  if (ctf !== undefined && !(ctf > 0 && Number.isFinite(ctf))) {
    return `ctf_resolution_angstrom is ${ctf}; expected a finite number above 0, or none`;
  }
  const others = {
    ice_thickness_nanometers: iceThicknessNanometers,
    particle_count: particleCount,
    completed_tilts: completedTilts,
  };
  for (const [name, value] of Object.entries(others)) {
    if (value !== undefined && !(value >= 0 && Number.isFinite(value))) {
      return `${name} is ${value}; expected a finite number of at least 0, or none`;
    }
  }
  return undefined;
}
