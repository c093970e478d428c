import {
  Capabilities,
  type Directive,
  ImageKind,
  OpticalState,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import {
  type Described,
  type Evidence,
  type Instrument,
  InstrumentError,
  type InstrumentEvent,
  type StageReading,
  type TargetSource,
  type Took,
} from "../instrument.js";
import { RealClock } from "../library/real-clock.js";
import { meanCounts } from "./survey-image.js";
import { TemscriptClient } from "./temscript-client.js";
import type { TemscriptOptions } from "./temscript-driver.js";
import type { Wire } from "./wire.js";

const MICROMETRES = 1e6;
const DEGREES = 180 / Math.PI;

/** What a {@link TemscriptInstrument} has beside temscript. */
export interface TemscriptParts {
  readonly findTargets?: TargetSource;
  /** An operator who loads grids and exposes. Left out: nobody does. */
  readonly hands?: Instrument;
}

/**
 * A microscope behind temscript's server. What it lacks (loader, movies, autofocus) it does not declare, unless an operator
 * lends a hand for it.
 */
export class TemscriptInstrument implements Instrument {
  readonly capabilities: Capabilities;
  readonly clock = new RealClock();
  readonly client: TemscriptClient;
  readonly #listeners: ((event: InstrumentEvent) => void)[] = [];
  #targets: ReadonlyMap<string, Target> | undefined;

  constructor(
    readonly wire: Wire,
    readonly options: TemscriptOptions,
    readonly parts: TemscriptParts = {},
  ) {
    const hasHands = parts.hands !== undefined;
    this.capabilities = Capabilities.fromPartial({ halt: true, load: hasHands, acquire: hasHands });
    const { tolerance_micrometers: toleranceMicrometers, tolerance_degrees: toleranceDegrees } = options;
    this.client = new TemscriptClient(wire, { toleranceMicrometers, toleranceDegrees });
  }

  async describe(): Promise<Described> {
    const targets = await this.#known();
    const grids = [...targets.values()].filter(({ level }) => level === 1);
    // There is no loader to ask: a single grid is the one on the stage.
    return { targets: [...targets.values()], placeTargetId: grids.length === 1 ? grids[0]!.id : "" };
  }

  directed(directive: Directive): void {
    this.parts.hands?.directed?.(directive);
  }

  async loadGrid(targetId: string): Promise<Took> {
    if (this.parts.hands === undefined) throw new InstrumentError("temscript has no loader", true);
    return this.parts.hands.loadGrid(targetId);
  }

  async expose(targetId: string, shotId: string): Promise<Took> {
    if (this.parts.hands === undefined) throw new InstrumentError("temscript takes no movies", true);
    return this.parts.hands.expose(targetId, shotId);
  }

  async goToSquare(targetId: string): Promise<Took> {
    const took = await this.#go(targetId);
    const { camera } = this.options;
    if (camera === undefined) return took;
    const phase = await this.#timed("square_image", () => this.#survey(camera, targetId));
    return {
      durationSeconds: took.durationSeconds + phase.durationSeconds,
      phases: [...(took.phases ?? []), phase],
    };
  }

  goToGroup(targetId: string): Promise<Took> {
    return this.#go(targetId);
  }

  async readPosition(): Promise<StageReading> {
    const { x, y, z, a } = await this.client.read("stage_position");
    return {
      stageXMicrometers: x * MICROMETRES,
      stageYMicrometers: y * MICROMETRES,
      stageZMicrometers: z * MICROMETRES,
      tiltDegrees: a * DEGREES,
    };
  }

  async loadedSlot() {
    if (this.parts.hands !== undefined) return this.parts.hands.loadedSlot();
    return { targetId: (await this.describe()).placeTargetId };
  }

  async opticalState(): Promise<OpticalState> {
    const { client } = this;
    const [shiftX, shiftY] = await client.read("image_shift");
    return OpticalState.fromPartial({
      magnification: await client.read("indicated_magnification"),
      spotSize: await client.read("spot_size_index"),
      defocusMicrometers: (await client.read("defocus")) * MICROMETRES,
      columnValvesOpen: (await client.read("vacuum")).column_valves_open,
      beamBlanked: await client.read("beam_blanked"),
      imageShiftXMicrometers: shiftX * MICROMETRES,
      imageShiftYMicrometers: shiftY * MICROMETRES,
    });
  }

  async isIdle(): Promise<boolean> {
    return (await this.client.read("stage_status")) === "READY";
  }

  async evidence(shotId: string): Promise<Evidence> {
    return this.parts.hands?.evidence(shotId) ?? "unreachable";
  }

  blank(): Promise<void> {
    return this.client.setBlanked(true);
  }

  async safeState(): Promise<void> {
    await this.client.setBlanked(true);
    await this.client.setValves(false);
    await this.client.moveStage({ a: 0 });
  }

  async makeReady(): Promise<void> {
    await this.client.setValves(true);
    await this.client.setBlanked(false);
  }

  listen(listener: (event: InstrumentEvent) => void): void {
    this.#listeners.push(listener);
    this.parts.hands?.listen?.(listener);
  }

  close(): void {
    this.wire.close();
    this.parts.hands?.close();
  }

  async #go(targetId: string): Promise<Took> {
    const { stageXMicrometers: x, stageYMicrometers: y } = (await this.#known()).get(targetId) ?? {};
    if (x === undefined || y === undefined)
      throw new InstrumentError(`where '${targetId}' is on the stage is not known`, true);
    const phase = await this.#timed("stage_move", () =>
      this.client.moveStage({ x: x / MICROMETRES, y: y / MICROMETRES }),
    );
    return { durationSeconds: phase.durationSeconds, phases: [phase] };
  }

  /** Takes an image of where the stage stands and tells how bright it is. */
  async #survey(camera: string, targetId: string): Promise<void> {
    const { exposure_seconds: seconds, binning } = this.options;
    await this.client.setCamera(camera, seconds, binning);
    const image = await this.client.acquire(camera, seconds);
    const imageTaken = {
      kind: ImageKind.SQUARE,
      targetId,
      // Noise around none gives means below it.
      meanCounts: Math.max(0, meanCounts(image)),
      tile: Buffer.alloc(0),
      correlationWithAtlas: undefined,
    };
    for (const listener of this.#listeners) listener({ $case: "imageTaken", imageTaken });
  }

  async #timed(name: string, task: () => Promise<void>) {
    const begin = this.clock.nowSeconds();
    await task();
    return { name, durationSeconds: this.clock.nowSeconds() - begin };
  }

  async #known(): Promise<ReadonlyMap<string, Target>> {
    if (this.parts.findTargets === undefined)
      throw new InstrumentError("temscript knows no targets: name a 'finder' in the configuration", true);
    this.#targets ??= new Map((await this.parts.findTargets()).map((target) => [target.id, target]));
    return this.#targets;
  }
}
