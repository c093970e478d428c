import type { CheckedDirective } from "../../../server/safety/asked.js";
import { type Limits, limitsSchema } from "../../../server/safety/limits.js";
import {
  noSafetyFacts,
  reduceSafetyFacts,
  type SafetyEvent,
  type SafetyFacts,
  type SafetyTarget,
} from "../../../server/safety/safety-facts.js";

/** Two grids of two squares of one group of four holes on a line, 2 µm apart from the group's position on. */
export function twoGrids(): Record<string, SafetyTarget> {
  const targets: Record<string, SafetyTarget> = {};
  for (const grid of ["A", "B"]) {
    targets[grid] = { level: 1, name: grid };
    for (const square of [1, 2]) {
      const squareId = `${grid}/${square}`;
      const x = square * 100;
      targets[squareId] = { parent: grid, level: 2, name: `${square}`, stageXMicrometers: x, stageYMicrometers: 0 };
      const group = `${squareId}/g`;
      targets[group] = { parent: squareId, level: 3, name: "g", stageXMicrometers: x, stageYMicrometers: 10 };
      for (const hole of [0, 1, 2, 3])
        targets[`${group}/${hole}`] = {
          parent: group,
          level: 4,
          name: `${hole}`,
          stageXMicrometers: x + 2 * hole,
          stageYMicrometers: 10,
        };
    }
  }
  return targets;
}

export function limitsOf(given: object): Limits {
  return limitsSchema.parse(given);
}

/** At noon, at the session's beginning, grid A in slot 1 and B in slot 2, and what happened since. */
export function factsAfter(...events: SafetyEvent[]): SafetyFacts {
  const before: SafetyEvent[] = [
    { kind: "time", clockSeconds: 0, localMinutes: 720 },
    { kind: "targets", targets: twoGrids() },
    { kind: "inventory", slots: { A: 1, B: 2 } },
  ];
  return [...before, ...events].reduce(reduceSafetyFacts, noSafetyFacts);
}

export function load(targetId: string, expectedSeconds = 240): CheckedDirective {
  return { expectedSeconds, kind: { $case: "loadGrid", loadGrid: { targetId } } };
}

export function goToSquare(targetId: string): CheckedDirective {
  return { expectedSeconds: 10, kind: { $case: "goToSquare", goToSquare: { targetId } } };
}

export function surveySquare(targetId: string): CheckedDirective {
  return { expectedSeconds: 200, kind: { $case: "surveySquare", surveySquare: { targetId } } };
}

export function goToGroup(targetId: string): CheckedDirective {
  return { expectedSeconds: 95, kind: { $case: "goToGroup", goToGroup: { targetId } } };
}

export function acquire(groupId: string, holes: readonly string[], tiltsDegrees?: readonly number[]): CheckedDirective {
  const shots = holes.map((targetId, i) => ({ id: `d-${i}`, targetId }));
  const tiltSeries = tiltsDegrees === undefined ? undefined : { tiltsDegrees: [...tiltsDegrees] };
  return { expectedSeconds: 5 * holes.length, kind: { $case: "acquire", acquire: { groupId, shots, tiltSeries } } };
}

export const finish: CheckedDirective = { expectedSeconds: 0, kind: { $case: "finish", finish: {} } };
