import { expandGoal } from "../../env/goal/expand-goal.js";
import { keptOutcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { World, WorldStart } from "../../env/world/world.js";
import type { ListedTarget, MicroscopeCommand, MicroscopeReply } from "./commands.js";
import type { Ledger } from "./ledger.js";
import type { PacedClock } from "./paced-clock.js";

/** Without `id` and clock, which the socket adds. */
type Answer = MicroscopeReply extends infer R
  ? R extends MicroscopeReply
    ? Omit<R, "id" | "instrumentSeconds">
    : never
  : never;

export interface SimulatedMicroscopeOptions {
  /** Without a budget: a microscope does not know of one. */
  readonly world: World;
  readonly start?: WorldStart;
  readonly clock: PacedClock;
  readonly ledger: Ledger;
  /** Called with each exposure's movie file; the answer to `expose` waits for it. */
  readonly exposed?: (shotId: string, movieFile: string) => Promise<void>;
}

/**
 * A microscope with its control software: holds the hidden world, moves and exposes in simulated time, and keeps
 * a ledger of what it physically did. It knows nothing of policies, and its answers tell nothing of outcomes.
 */
export class SimulatedMicroscope {
  readonly #options: SimulatedMicroscopeOptions;
  readonly #session: Session;
  #safe = false;

  constructor(options: SimulatedMicroscopeOptions) {
    this.#options = options;
    this.#session = options.world.begin(options.start);
  }

  /** Carries one command out; one at a time. */
  async perform(command: MicroscopeCommand): Promise<Answer> {
    switch (command.command) {
      case "describe":
        // A session begins: whoever starts it has made the microscope ready.
        this.#safe = false;
        return {
          ok: true,
          durationSeconds: 0,
          targets: this.#targets(),
          place: this.#session.tree.ids[this.#session.place]!,
        };
      case "move":
        return this.#move(command.target);
      case "expose":
        return this.#expose(command.target, command.shotId);
      case "safe-state":
        this.#safe = true;
        return { ok: true, durationSeconds: 0 };
    }
  }

  #targets(): ListedTarget[] {
    const { tree, status } = this.#session;
    return tree.descriptions().map((target): ListedTarget => {
      const features = Object.entries(target.features ?? {}).filter(([, value]) => Number.isFinite(value));
      // What was exposed for an earlier session is spent for the next one.
      const spent = status[tree.row(target.id)!] !== TargetStatus.Available;
      return { ...target, features: Object.fromEntries(features), spent };
    });
  }

  async #move(id: string): Promise<Answer> {
    const target = this.#session.tree.row(id);
    if (target === undefined || target === 0 || this.#session.tree.isLeaf(target)) {
      return { ok: false, error: `'${id}' is no grid, square or group` };
    }
    const { world, clock } = this.#options;
    let durationSeconds = 0;
    for (const move of expandGoal(this.#session, { kind: "survey", target }))
      durationSeconds += world.perform(move, this.#session);
    this.#safe = false;
    await clock.advance(durationSeconds);
    return { ok: true, durationSeconds };
  }

  async #expose(id: string, shotId: string): Promise<Answer> {
    const { world, clock, ledger, exposed } = this.#options;
    const { tree } = this.#session;
    const hole = tree.row(id);
    if (this.#safe) return { ok: false, error: "the microscope is in its safe state; move first" };
    if (hole === undefined || !tree.isLeaf(hole)) return { ok: false, error: `'${id}' is no hole` };
    if (!this.#session.isAvailable(hole)) return { ok: false, error: `'${id}' was exposed before` };
    if (tree.parent[hole] !== this.#session.cursor)
      return { ok: false, error: `'${id}' is out of the image shift's reach` };
    if (ledger.has(shotId)) return { ok: false, error: `the shot id '${shotId}' was used before` };
    const startedAtSeconds = clock.nowSeconds();
    const durationSeconds = world.perform({ kind: "down", target: hole }, this.#session);
    await clock.advance(durationSeconds);
    const { failed, ctfResolutionAngstrom, ...measured } = keptOutcome(world.outcome(hole));
    const fits = !Number.isNaN(ctfResolutionAngstrom);
    ledger.add({
      shotId,
      target: id,
      startedAtSeconds,
      endedAtSeconds: clock.nowSeconds(),
      ctfResolutionAngstrom: fits ? ctfResolutionAngstrom : null,
      ...measured,
      ...(failed && fits ? { failed } : {}),
    });
    await exposed?.(shotId, ledger.movieFile(shotId));
    return { ok: true, durationSeconds };
  }
}
