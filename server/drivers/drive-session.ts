import { type DriveEnd, type DriveSessionOptions, withDefaults } from "./library/driver-options.js";
import { SessionDriver } from "./library/session-driver.js";

export type { DriveEnd, DriveSessionOptions } from "./library/driver-options.js";

/**
 * Lets a policy server run a session at an instrument: dials out, reports what there is, carries directives out one at a
 * time, and goes on where it was after any break or restart if it has a file for its state.
 *
 * - At most one physical exposure a shot id, and evidence of what became of each.
 * - While a halt holds, over restarts too, nothing is sent to the microscope.
 * - Whatever the server asks for, the instrument's own limits hold.
 *
 * @throws UserError if the server refuses the session, is another one than was obeyed, has wider limits than the
 *   instrument, or is gone for too long
 * @example
 * await driveSession({ server: "127.0.0.1:50051", sessionKey: "monday", driverName: "simulated", instrument, log,
 *   stateFile: "runs/drivers/scope.sqlite", limits: loadLimits("scope-limits.yaml") }); // "finished"
 */
export async function driveSession(options: DriveSessionOptions): Promise<DriveEnd> {
  return new SessionDriver(withDefaults(options)).run();
}
