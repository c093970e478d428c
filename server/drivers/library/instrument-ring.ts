import type { Directive, Shot } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Limits } from "../../safety/limits.js";
import type { StageReading } from "../instrument.js";
import type { DriverState } from "./driver-state.js";
import { GridLoads } from "./rates.js";
import { isWithin, withinDay } from "./ring-geometry.js";

export interface RingOptions {
  readonly limits: Limits;
  readonly state: DriverState;
  /** How far from where it was sent the stage may come to stand, micrometres. */
  readonly toleranceMicrometers: number;
  readonly instrumentSeconds: () => number;
  readonly unixMilliseconds: () => number;
  /** Monotonic, from any origin. */
  readonly nowSeconds: () => number;
  /** Number of the slot that a grid is in, if it is known. */
  readonly slotOf: (gridId: string) => number | undefined;
}

const SECONDS_PER_HOUR = 3600;

/**
 * The inner ring of safety: checks every command against the file on the instrument's side, which the server can't
 * change. What a limit is about and is not known, such as a target without a stage position, is not allowed. Each check
 * gives what is wrong in a sentence, or undefined.
 */
export class InstrumentRing {
  readonly loads: GridLoads;

  constructor(readonly options: RingOptions) {
    this.loads = new GridLoads(options.state, options);
  }

  /** Checks a directive before it is taken on. `finish` always passes. */
  check({ kind }: Directive): string | undefined {
    switch (kind?.$case) {
      case undefined:
      case "finish":
        return undefined;
      case "loadGrid":
        return this.#session() ?? this.load(kind.loadGrid.targetId);
      case "surveyGrid":
        return this.#session();
      case "goToSquare":
        return this.#session() ?? this.move(kind.goToSquare.targetId);
      case "surveySquare":
        return this.#session() ?? this.move(kind.surveySquare.targetId);
      case "goToGroup":
        return this.#session() ?? this.move(kind.goToGroup.targetId);
      case "acquire": {
        const { shots, groupId, tiltSeries } = kind.acquire;
        return this.#session() ?? this.#tilts(tiltSeries?.tiltsDegrees ?? []) ?? this.shots(shots, groupId);
      }
    }
  }

  /** Checks a grid's load. */
  load(gridId: string): string | undefined {
    const { allowed_slots: allowed, grid_loads_per_hour: most } = this.options.limits;
    if (allowed !== undefined) {
      const slot = this.options.slotOf(gridId);
      if (slot === undefined)
        return `the slot of '${gridId}' is not known, and only ${allowed.join(", ")} may be loaded`;
      if (!allowed.includes(slot)) return `'${gridId}' is in slot ${slot}; only ${allowed.join(", ")} may be loaded`;
    }
    const loads = this.loads.withinHour();
    if (most !== undefined && loads >= most)
      return `${loads} grids were loaded within the last hour, at most ${most} may be`;
    return undefined;
  }

  /** Checks a stage move to a square or group. */
  move(targetId: string): string | undefined {
    const { limits, state } = this.options;
    for (let at = state.targets.get(targetId); at !== undefined; at = state.targets.get(at.parentId)) {
      const { id, name } = at;
      if (limits.forbidden_squares.some((square) => square === id || square === name))
        return `square '${name}' is forbidden`;
    }
    return this.#stage(state.targets.get(targetId));
  }

  /** Checks shots against each other and against all that were made before. */
  shots(shots: readonly Shot[], groupId: string): string | undefined {
    const exposed = this.options.state.directives.exposedTargets();
    for (const { targetId } of shots) {
      const wrong = this.#shot(targetId, groupId, exposed);
      if (wrong !== undefined) return wrong;
      exposed.push(targetId);
    }
    return undefined;
  }

  /** What is wrong with where the stage came to stand. @param targetId where it was sent */
  landing(targetId: string, reading: StageReading): string | undefined {
    const target = this.options.state.targets.get(targetId);
    const { toleranceMicrometers: tolerance, limits } = this.options;
    const { stageXMicrometers: x, stageYMicrometers: y, stageZMicrometers: z, tiltDegrees: tilt } = reading;
    if (reading.targetId === "") return "nothing is loaded";
    if (reading.targetId !== undefined && !this.#isAt(reading.targetId, targetId))
      return `the stage stands at '${reading.targetId}' instead of '${targetId}'`;
    const isPlaced = target?.stageXMicrometers !== undefined && target.stageYMicrometers !== undefined;
    if (isPlaced ? x === undefined || y === undefined : reading.targetId === undefined)
      return "where the stage stands can't be read back";
    if (isPlaced && x !== undefined && y !== undefined) {
      const off = Math.hypot(x - target.stageXMicrometers!, y - target.stageYMicrometers!);
      if (!(off <= tolerance)) {
        return `the stage was sent to ${target.stageXMicrometers}, ${target.stageYMicrometers} µm and stands at ${x}, ${y} µm, ${off.toFixed(1)} µm off; ${tolerance} µm are allowed`;
      }
    }
    return (
      isWithin("stage x", x, limits.stage_x_micrometers) ??
      isWithin("stage y", y, limits.stage_y_micrometers) ??
      isWithin("stage z", z, limits.stage_z_micrometers) ??
      isWithin("tilt", tilt, limits.tilt_degrees)
    );
  }

  #session(): string | undefined {
    const { limits, instrumentSeconds, unixMilliseconds } = this.options;
    const { total_hours: hours, quiet_hours: quiet } = limits;
    if (hours !== undefined && instrumentSeconds() > hours * SECONDS_PER_HOUR)
      return `the session has taken its ${hours} h`;
    const now = new Date(unixMilliseconds());
    const within = quiet.find(({ from, to }) => withinDay(now, from, to));
    return within === undefined ? undefined : `nothing is begun from ${within.from} to ${within.to}`;
  }

  #stage(target: Target | undefined): string | undefined {
    const { stage_x_micrometers: x, stage_y_micrometers: y } = this.options.limits;
    return isWithin("stage x", target?.stageXMicrometers, x) ?? isWithin("stage y", target?.stageYMicrometers, y);
  }

  #tilts(tiltsDegrees: readonly number[]): string | undefined {
    for (const tilt of tiltsDegrees) {
      const wrong = isWithin("tilt", tilt, this.options.limits.tilt_degrees);
      if (wrong !== undefined) return wrong;
    }
    return undefined;
  }

  #shot(targetId: string, groupId: string, exposed: readonly string[]): string | undefined {
    const { limits, state } = this.options;
    const before = exposed.filter((id) => id === targetId).length;
    if (before >= limits.shots_per_target)
      return `'${targetId}' was exposed ${before} times, at most ${limits.shots_per_target} are allowed`;
    const { image_shift_radius_micrometers: radius, beam_diameter_micrometers: beam, shots_within_beam: most } = limits;
    if (radius !== undefined) {
      const off = this.#distance(targetId, groupId);
      if (!(off <= radius)) return `'${targetId}' is ${told(off)} from '${groupId}', ${radius} µm are allowed`;
    }
    if (beam === undefined || most === undefined) return undefined;
    if (state.targets.get(targetId)?.stageXMicrometers === undefined)
      return `where '${targetId}' is on the stage is not known, and shots close to each other are limited`;
    const near = exposed.filter((id) => this.#distance(id, targetId) <= beam).length;
    return near < most
      ? undefined
      : `${near} shots lie within ${beam} µm of '${targetId}', at most ${most} are allowed`;
  }

  /** Micrometres; NaN if it is not known. */
  #distance(one: string, other: string): number {
    const [a, b] = [this.options.state.targets.get(one), this.options.state.targets.get(other)];
    const x = (a?.stageXMicrometers ?? Number.NaN) - (b?.stageXMicrometers ?? Number.NaN);
    return Math.hypot(x, (a?.stageYMicrometers ?? Number.NaN) - (b?.stageYMicrometers ?? Number.NaN));
  }

  /** Whether a reading says that the stage is at a target or at something in it. */
  #isAt(readId: string, targetId: string): boolean {
    for (let id = readId; id !== ""; id = this.options.state.targets.get(id)?.parentId ?? "") {
      if (id === targetId) return true;
    }
    return false;
  }
}

function told(micrometers: number): string {
  return Number.isNaN(micrometers) ? "an unknown distance" : `${micrometers.toFixed(2)} µm`;
}
