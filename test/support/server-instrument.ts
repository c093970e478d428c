import { Capabilities, OpticalState } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Described, Evidence, Found, Instrument, InstrumentEvent, Took } from "../../server/drivers/instrument.js";
import { InstrumentClock } from "../../server/instrument-clock.js";
import { surveyedTargets } from "./server-scripted-driver.js";
import { type Deferred, deferred, until } from "./server-wait.js";

/** One thing that the instrument was asked for. */
export interface InstrumentCall {
  readonly name: "loadGrid" | "goToSquare" | "goToGroup" | "expose" | "safeState" | "blank" | "makeReady" | "abort";
  readonly targetId: string;
  readonly shotId: string;
}

/** An instrument in this process that writes down what it is asked for and can be held in the middle of it. */
export class RecordingInstrument implements Instrument {
  capabilities = Capabilities.fromPartial({ load: true, acquire: true, halt: true });
  readonly clock = new InstrumentClock();
  readonly calls: InstrumentCall[] = [];
  /** How often something was read from it. */
  reads = 0;
  optics = OpticalState.fromPartial({ magnification: 130_000, spotSize: 6, columnValvesOpen: true });
  /** Where it says that the stage stands. */
  place = "";
  /** What its folder tells of a shot. */
  evident: (shotId: string) => Evidence = () => "unreachable";
  #listener: (event: InstrumentEvent) => void = () => {};
  /** The call that is held, if one is. */
  #held: Deferred<void> | undefined;

  /** @param hold which calls do not end until {@link release} lets them */
  constructor(readonly hold: (call: InstrumentCall) => boolean = () => false) {}

  async describe(): Promise<Described> {
    this.reads++;
    return { targets: surveyedTargets(), placeTargetId: "" };
  }

  loadGrid(targetId: string): Promise<Took> {
    return this.#call({ name: "loadGrid", targetId, shotId: "" }, 120);
  }

  goToSquare(targetId: string): Promise<Took> {
    return this.#call({ name: "goToSquare", targetId, shotId: "" }, 240);
  }

  goToGroup(targetId: string): Promise<Took> {
    return this.#call({ name: "goToGroup", targetId, shotId: "" }, 60);
  }

  surveyGrid?(targetId: string): Promise<Found>;

  expose(targetId: string, shotId: string): Promise<Took> {
    return this.#call({ name: "expose", targetId, shotId }, 60);
  }

  async readPosition() {
    this.reads++;
    return { targetId: this.place };
  }

  async loadedSlot() {
    this.reads++;
    return { targetId: this.place.split(".")[0]! };
  }

  async opticalState() {
    this.reads++;
    return this.optics;
  }

  async isIdle() {
    this.reads++;
    return true;
  }

  async evidence(shotId: string) {
    return this.evident(shotId);
  }

  async blank(): Promise<void> {
    await this.#call({ name: "blank", targetId: "", shotId: "" }, 0);
  }

  async safeState(): Promise<void> {
    await this.#call({ name: "safeState", targetId: "", shotId: "" }, 0);
  }

  async makeReady(): Promise<void> {
    await this.#call({ name: "makeReady", targetId: "", shotId: "" }, 0);
  }

  async abort(): Promise<void> {
    this.calls.push({ name: "abort", targetId: "", shotId: "" });
  }

  listen(listener: (event: InstrumentEvent) => void): void {
    this.#listener = listener;
  }

  close(): void {}

  /** Says something by itself. */
  say(event: InstrumentEvent): void {
    this.#listener(event);
  }

  /** Names of the calls so far. */
  names(): string[] {
    return this.calls.map(({ name }) => name);
  }

  /** Shots of the exposures so far. */
  shots(): string[] {
    return this.calls.flatMap(({ name, shotId }) => (name === "expose" ? [shotId] : []));
  }

  /** Waits until a call is held. */
  async holding(): Promise<void> {
    await until("the instrument to hold a call", () => this.#held !== undefined);
  }

  /** Lets the held call end, well or with an error. */
  release(error?: Error): void {
    const held = this.#held!;
    this.#held = undefined;
    if (error === undefined) held.resolve();
    else held.reject(error);
  }

  async #call(call: InstrumentCall, durationSeconds: number): Promise<Took> {
    this.calls.push(call);
    if (this.hold(call)) {
      this.#held = deferred<void>();
      await this.#held.promise;
    }
    if (call.targetId !== "") this.place = call.targetId;
    this.clock.observe(this.clock.nowSeconds() + durationSeconds);
    return { durationSeconds };
  }
}
