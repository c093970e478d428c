import type { Session } from "../../session/session.js";
import type { PlainOutcome } from "../../session/session-change.js";
import { TargetStatus } from "../../session/target-status.js";
import { type Column, tableOf } from "./export-session-table.js";

/**
 * A session that was held as a session table that a replay reads: every hole that was found, its status (unexposed, pending,
 * failed, measured, spent), and what was measured. A hole that was taken back counts as unexposed.
 *
 * @param outcomeOf what came of a hole's exposure, by its id; undefined where nothing is known
 * @returns CSV with a header
 * @throws UserError if the tree's levels are not grid, square, group, hole and perhaps position
 */
export function exportRecordedSession(
  { tree, status }: Session,
  outcomeOf: (id: string) => PlainOutcome | undefined,
): string {
  const number = (hole: number, of: (outcome: PlainOutcome) => number | null | undefined): number => {
    // What came of a hole that is spent belongs to nothing that a replay could show.
    const outcome = status[hole] === TargetStatus.Measured ? outcomeOf(tree.ids[hole]!) : undefined;
    return outcome === undefined ? Number.NaN : (of(outcome) ?? Number.NaN);
  };
  const ctf = (hole: number) => number(hole, (one) => (one.failed === true ? null : one.ctfResolutionAngstrom));
  const columns: Column[] = [
    { name: "ctf_resolution_angstrom", of: ctf, needed: true },
    { name: "status", of: (hole) => statusWord(status[hole]!, ctf(hole)) },
    { name: "ice_thickness_nanometers", of: (hole) => number(hole, (one) => one.iceThicknessNanometers) },
    { name: "particle_count", of: (hole) => number(hole, (one) => one.particleCount) },
    { name: "completed_tilts", of: (hole) => number(hole, (one) => one.completedTilts) },
  ];
  return tableOf(tree, columns);
}

function statusWord(status: number, ctfResolutionAngstrom: number): string {
  switch (status) {
    case TargetStatus.Pending:
      return "pending";
    case TargetStatus.Measured:
      return Number.isNaN(ctfResolutionAngstrom) ? "failed" : "measured";
    case TargetStatus.Spent:
      return "spent";
    default:
      return "unexposed";
  }
}
