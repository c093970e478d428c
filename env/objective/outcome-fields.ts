/** The numbers of an {@link Outcome}. */
export const outcomeFields = [
  "ctfResolutionAngstrom",
  "iceThicknessNanometers",
  "particleCount",
  "completedTilts",
] as const;
export type OutcomeField = (typeof outcomeFields)[number];

/** A name as files and expressions write it. @example variableOf("particleCount") // "particle_count" */
export function variableOf(field: OutcomeField): string {
  return field.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
}

/** What expressions over an outcome may name: its numbers, written as in files. */
export const outcomeVariables: readonly string[] = outcomeFields.map(variableOf);
