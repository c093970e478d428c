import { CommandFailedError } from "../client/errors.js";
import type { Operating } from "./operating.js";

/** Around a group: beam tilt is noted when it is entered, and set again when it is left. */
export class BeamTiltKeeper {
  /** Unknown after a start, as an earlier client may have noted it, and after a failure, which may have come too late. */
  #isNoted: boolean | undefined;

  /** Sets beam tilt as it was, if it was noted, and notes it anew. */
  async enterGroup(operating: Operating): Promise<void> {
    await this.leaveGroup(operating);
    this.#isNoted = undefined;
    await operating.scripting.run("SaveBeamTilt");
    this.#isNoted = true;
  }

  async leaveGroup({ scripting }: Operating): Promise<void> {
    if (this.#isNoted === false) return;
    const isSure = this.#isNoted === true;
    this.#isNoted = undefined;
    try {
      await scripting.run("RestoreBeamTilt");
    } catch (error) {
      // Nothing was noted: SerialEM says so by failing.
      if (isSure || !isFailedCommand(error)) throw error;
    }
    this.#isNoted = false;
  }
}

function isFailedCommand(error: unknown): boolean {
  return error instanceof Error && (error instanceof CommandFailedError || error.cause instanceof CommandFailedError);
}
