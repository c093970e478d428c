import {
  Capabilities,
  ImageKind,
  type OpticalState,
  type Slot,
  SlotOccupancy,
} from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type {
  Described,
  Evidence,
  Instrument,
  InstrumentEvent,
  LoadedSlot,
  StageReading,
  Took,
} from "../instrument.js";
import { KnownTargets } from "./known-targets.js";
import { movieEvidence } from "./movie-evidence.js";
import { noteShot } from "./note-shot.js";
import { attempt, changesAnything, exposes } from "./operations/attempt.js";
import { BeamTiltKeeper } from "./operations/beam-tilt-keeper.js";
import { DryScripting } from "./operations/dry-scripting.js";
import { goToGroup } from "./operations/go-to-group.js";
import { goToSquare } from "./operations/go-to-square.js";
import { loadCartridge } from "./operations/load-cartridge.js";
import { type Operating, one, readClock } from "./operations/operating.js";
import { readOptics } from "./operations/read-optics.js";
import { readPosition } from "./operations/read-position.js";
import { goToSafeState, makeReady } from "./operations/safe-state.js";
import { mostShift } from "./operations/shift-to.js";
import { takeShot } from "./operations/take-shot.js";
import { TickClock } from "./operations/tick-clock.js";
import { tiltSeries } from "./operations/tilt-series.js";
import { SerialEmLink } from "./serialem-link.js";
import type { SerialEmOptions } from "./serialem-options.js";
import type { CommandName } from "./wire/commands.js";

export interface SerialEmParts {
  /** All targets, parents before children. */
  readonly findTargets?: () => Promise<readonly Target[]>;
  /** A dry run: nothing that changes the microscope is sent; each command is told here instead. */
  readonly tellCommand?: (command: string) => void;
}

/** A microscope behind SerialEM's external control. */
export class SerialEmInstrument implements Instrument {
  capabilities: Capabilities;
  readonly clock = new TickClock();
  readonly link: SerialEmLink;
  readonly #listeners: ((event: InstrumentEvent) => void)[] = [];
  readonly #operating: Operating;
  readonly #beamTilt = new BeamTiltKeeper();
  /** What is known of the cassette. */
  readonly targets: KnownTargets;
  #groups = 0;

  constructor(
    readonly options: SerialEmOptions,
    { findTargets, tellCommand }: SerialEmParts = {},
  ) {
    const tell = (event: InstrumentEvent) => {
      for (const listener of this.#listeners) listener(event);
    };
    this.link = new SerialEmLink(options, tell, tellCommand !== undefined);
    this.targets = new KnownTargets(findTargets, options.slots);
    const { client } = this.link;
    const scripting = tellCommand === undefined ? client : new DryScripting(client, tellCommand);
    this.#operating = { scripting, parameters: options, clock: this.clock, tell };
    this.capabilities = Capabilities.fromPartial({
      ...{ load: true, acquire: true, halt: true, tiltSeries: true },
      autofocus: options.group.autofocus,
      comaCalibration: options.shot.coma_calibration,
      imageShiftRadiusMicrometers: mostShift(this.#operating),
    });
  }

  async describe(): Promise<Described> {
    const slots: Slot[] = [];
    const { targetId } = await this.loadedSlot();
    await this.operate(changesAnything, async ({ scripting }) => {
      for (const { id, name } of await this.targets.grids()) {
        const number = await this.targets.slotOf(id);
        const status = await one(scripting, "ReportSlotStatus", number);
        const isKnown = status >= 0;
        const occupied = status > 0 || id === targetId ? SlotOccupancy.OCCUPIED : SlotOccupancy.EMPTY;
        slots.push({ number, occupancy: isKnown ? occupied : SlotOccupancy.UNKNOWN, name, targetId: id });
      }
    });
    return { targets: await this.targets.all(), placeTargetId: targetId, slots };
  }

  async loadGrid(targetId: string): Promise<Took> {
    const slot = await this.targets.slotOf(targetId);
    return this.move((operating) => loadCartridge(operating, slot));
  }

  async goToSquare(targetId: string): Promise<Took> {
    const place = await this.targets.placeOf(targetId);
    const { meanCounts, ...took } = await this.move((operating) => goToSquare(operating, place));
    const about = { kind: ImageKind.SQUARE, targetId, meanCounts };
    const imageTaken = { ...about, tile: Buffer.alloc(0), correlationWithAtlas: undefined };
    this.#operating.tell({ $case: "imageTaken", imageTaken });
    return took;
  }

  async goToGroup(targetId: string): Promise<Took> {
    const place = await this.targets.placeOf(targetId);
    return this.move(async (operating) => {
      const took = await goToGroup(operating, place, this.#groups++);
      await this.#beamTilt.enterGroup(operating);
      return took;
    });
  }

  async expose(targetId: string, shotId: string): Promise<Took> {
    const place = await this.targets.placeOf(targetId);
    const { record, ...took } = await this.operate(exposes, (operating) => takeShot(operating, { shotId, place }));
    noteShot(this.options.shots_file, targetId, record);
    return took;
  }

  async exposeTilts(targetId: string, shotId: string, tiltsDegrees: readonly number[]): Promise<Took> {
    const order = { shotId, tiltsDegrees, place: await this.targets.placeOf(targetId) };
    const { records, ...took } = await this.operate(exposes, (operating) => tiltSeries(operating, order));
    for (const record of records) noteShot(this.options.shots_file, targetId, record);
    return took;
  }

  readPosition(): Promise<StageReading> {
    return this.operate(changesAnything, readPosition);
  }

  async loadedSlot(): Promise<LoadedSlot> {
    const slot = await this.operate(changesAnything, ({ scripting }) => one(scripting, "ReportLoadedSlot"));
    return { slot, targetId: await this.targets.gridIn(slot) };
  }

  opticalState(): Promise<OpticalState> {
    return this.operate(changesAnything, readOptics);
  }

  async isIdle(): Promise<boolean> {
    if (this.link.client.running !== undefined) return false;
    return this.operate(changesAnything, async ({ scripting }) => (await one(scripting, "ReportStageBusy")) === 0);
  }

  async evidence(shotId: string): Promise<Evidence> {
    return movieEvidence(this.options.movies, shotId);
  }

  async blank(): Promise<void> {
    await this.operate(changesAnything, ({ scripting }) => scripting.run("SetBeamBlank", 1));
  }

  safeState(): Promise<void> {
    return this.move(goToSafeState);
  }

  makeReady(): Promise<void> {
    return this.operate(changesAnything, makeReady);
  }

  recall(targets: readonly Target[]): void {
    this.targets.recall(targets);
  }

  listen(listener: (event: InstrumentEvent) => void): void {
    this.#listeners.push(listener);
    this.link.tellStopped();
  }

  resumed(): void {
    this.link.giveBack();
  }

  close(): void {
    this.link.close();
  }

  /** Goes away from a group, if the stage stands in one, and does a task. @throws InstrumentError */
  move<T>(task: (operating: Operating) => Promise<T>): Promise<T> {
    return this.operate(changesAnything, async (operating) => {
      await this.#beamTilt.leaveGroup(operating);
      return task(operating);
    });
  }

  /** Does a task of several commands. @param matters see {@link attempt} @throws InstrumentError */
  async operate<T>(matters: (name: CommandName) => boolean, task: (operating: Operating) => Promise<T>): Promise<T> {
    await this.link.ready();
    return attempt(this.#operating.scripting, matters, async (scripting) => {
      const operating = { ...this.#operating, scripting };
      await readClock(operating);
      const done = await task(operating);
      await readClock(operating);
      return done;
    });
  }
}
