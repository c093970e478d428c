import { expandGoal } from "../../env/goal/expand-goal.js";
import { keptOutcome } from "../../env/session/outcome.js";
import type { Session } from "../../env/session/session.js";
import { TargetStatus } from "../../env/session/target-status.js";
import type { World, WorldStart } from "../../env/world/world.js";
import { CommandError } from "./command-error.js";
import type { Answered, ListedTarget, MicroscopeCommand, PositionReading } from "./commands.js";
import type { FaultQueue } from "./fault-queue.js";
import { gridSlot } from "./grid-slot.js";
import type { Ledger } from "./ledger.js";
import { movePhases } from "./move-phases.js";
import type { MicroscopeClock } from "./paced-clock.js";

const MAGNIFICATION = 130_000;
const SPOT_SIZE = 6;

export interface SimulatedMicroscopeOptions {
  /** Without a budget: a microscope does not know of one. */
  readonly world: World;
  readonly start?: WorldStart;
  readonly clock: MicroscopeClock;
  readonly ledger: Ledger;
  readonly faults?: FaultQueue;
  /** Called with each exposure's movie file; the answer to `expose` waits for it. */
  readonly exposed?: (shotId: string, movieFile: string) => Promise<void>;
  /** Exposes whatever it is asked for, holes and shot ids a second time too, so that tests see it. Default: no. */
  readonly careless?: boolean;
}

/**
 * A microscope with its control software: holds the hidden world, moves and exposes in simulated time, and keeps
 * a ledger of what it physically did. It knows nothing of policies, and its answers tell nothing of outcomes.
 */
export class SimulatedMicroscope {
  readonly #options: SimulatedMicroscopeOptions;
  readonly #session: Session;
  readonly #tries = new Map<number, number>();
  #valvesOpen = true;
  #blanked = false;
  #offMicrometers = 0;
  #isEmpty = false;
  #lastExposureSeconds = 0;

  constructor(options: SimulatedMicroscopeOptions) {
    this.#options = options;
    this.#session = options.world.begin(options.start);
  }

  /** Carries one command out; one at a time. @throws CommandError */
  async perform(command: MicroscopeCommand): Promise<Answered> {
    switch (command.command) {
      case "describe":
        // A session begins: whoever starts it has made the microscope ready.
        this.#setReady(true);
        return { durationSeconds: 0, targets: this.#targets(0), place: this.#place() };
      case "move":
        return this.#move(command.target);
      case "survey": {
        const took = await this.#move(command.target);
        return { ...took, targets: this.#targets(this.#session.tree.row(command.target)!) };
      }
      case "expose":
        return this.#expose(command.target, command.shotId);
      case "position":
        return { durationSeconds: 0, position: this.#position() };
      case "loaded":
        return { durationSeconds: 0, loaded: this.#loaded() };
      case "optics": {
        const optics = { magnification: MAGNIFICATION, spotSize: SPOT_SIZE };
        return { durationSeconds: 0, optics: { ...optics, valvesOpen: this.#valvesOpen, blanked: this.#blanked } };
      }
      case "blank":
        this.#blanked = true;
        return { durationSeconds: 0 };
      case "safe-state":
        this.#setReady(false);
        return { durationSeconds: 0 };
      case "make-ready":
        this.#setReady(true);
        return { durationSeconds: 0 };
      case "idle":
      case "abort":
      case "inject":
        throw new CommandError(`'${command.command}' is answered at once`);
    }
  }

  #setReady(isReady: boolean): void {
    this.#valvesOpen = isReady;
    this.#blanked = !isReady;
  }

  #place(): string {
    return this.#isEmpty ? "" : this.#session.tree.ids[this.#session.place]!;
  }

  /** What is known below a node; 0 for all. */
  #targets(below: number): ListedTarget[] {
    const { tree, status } = this.#session;
    return tree.descriptions().flatMap((target): ListedTarget[] => {
      const row = tree.row(target.id)!;
      if (below !== 0 && (row === below || !tree.contains(below, row))) return [];
      const features = Object.entries(target.features ?? {}).filter(([, value]) => Number.isFinite(value));
      // What was exposed for an earlier session is spent for the next one.
      const spent = status[row] !== TargetStatus.Available;
      return [{ ...target, features: Object.fromEntries(features), spent }];
    });
  }

  #position(): PositionReading {
    const { tree, place } = this.#session;
    const off = this.#offMicrometers;
    const [x, y] = [tree.stageXMicrometers[place]!, tree.stageYMicrometers[place]!];
    const at = Number.isNaN(x) || Number.isNaN(y) ? {} : { xMicrometers: x + off, yMicrometers: y };
    return { ...(off === 0 ? { target: this.#place() } : {}), ...at, zMicrometers: 0, tiltDegrees: 0 };
  }

  #loaded() {
    const { tree, place } = this.#session;
    if (place === 0 || this.#isEmpty) return { slot: 0, target: "" };
    const grid = tree.ancestor(place, 1);
    return { slot: gridSlot(tree, grid), target: tree.ids[grid]! };
  }

  async #move(id: string): Promise<Answered> {
    const target = this.#session.tree.row(id);
    if (target === undefined || target === 0 || this.#session.tree.isLeaf(target))
      throw new CommandError(`'${id}' is no grid, square or group`);
    const { world, clock, faults } = this.#options;
    const phases: { name: string; durationSeconds: number }[] = [];
    let durationSeconds = 0;
    for (const move of expandGoal(this.#session, { kind: "survey", target })) {
      if (move.kind === "down") phases.push(...this.#phases(move.target));
      durationSeconds += world.perform(move, this.#session);
    }
    // Whoever moves has made the microscope ready.
    this.#setReady(true);
    this.#offMicrometers = faults?.take("land-wrong")?.micrometers ?? 0;
    const isGrid = this.#session.tree.level[target] === 1;
    this.#isEmpty = isGrid && faults?.take("load-nothing") !== undefined;
    await clock.advance(durationSeconds);
    return { durationSeconds, phases };
  }

  #phases(target: number) {
    const { tree, place } = this.#session;
    if (!tree.isLeaf(target) && tree.contains(target, place)) return [];
    const nth = this.#tries.get(target) ?? 0;
    this.#tries.set(target, nth + 1);
    return movePhases(this.#options.world, this.#session, target, nth);
  }

  async #expose(id: string, shotId: string): Promise<Answered> {
    const { world, clock, ledger, exposed, faults, careless } = this.#options;
    const { tree } = this.#session;
    const hole = tree.row(id);
    if (!this.#valvesOpen) throw new CommandError("the microscope is in its safe state; move first");
    if (this.#blanked) throw new CommandError("the beam is blanked");
    if (hole === undefined || !tree.isLeaf(hole)) throw new CommandError(`'${id}' is no hole`);
    const isAvailable = this.#session.isAvailable(hole);
    if (careless !== true) {
      if (!isAvailable) throw new CommandError(`'${id}' was exposed before`);
      if (tree.parent[hole] !== this.#session.cursor)
        throw new CommandError(`'${id}' is out of the image shift's reach`);
      if (ledger.has(shotId)) throw new CommandError(`the shot id '${shotId}' was used before`);
    }
    if (faults?.take("fail-shot") !== undefined) throw new CommandError("the camera did not answer", true);
    const startedAtSeconds = clock.nowSeconds();
    const isNew = isAvailable && tree.parent[hole] === this.#session.cursor;
    const phases = isNew ? this.#phases(hole) : [];
    const durationSeconds = isNew
      ? world.perform({ kind: "down", target: hole }, this.#session)
      : this.#lastExposureSeconds;
    this.#lastExposureSeconds = durationSeconds;
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
    return { durationSeconds, phases };
  }
}
