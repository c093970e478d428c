import { Capabilities } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Instrument } from "../../server/drivers/instrument.js";
import { InstrumentClock } from "../../server/instrument-clock.js";
import { surveyedTargets } from "./server-scripted-driver.js";
import { type Deferred, deferred, until } from "./server-wait.js";

/** One thing that the instrument was asked for. */
export interface InstrumentCall {
  readonly name: "loadGrid" | "goToSquare" | "goToGroup" | "expose" | "safeState";
  readonly targetId: string;
  readonly shotId: string;
}

/** An instrument in this process that writes down what it is asked for and can be held in the middle of it. */
export class RecordingInstrument implements Instrument {
  readonly capabilities = Capabilities.fromPartial({ load: true, acquire: true, halt: true });
  readonly clock = new InstrumentClock();
  readonly calls: InstrumentCall[] = [];
  /** The call that is held, if one is. */
  #held: Deferred<void> | undefined;

  /** @param hold which calls do not end until {@link release} lets them */
  constructor(readonly hold: (call: InstrumentCall) => boolean = () => false) {}

  async describe() {
    return { targets: surveyedTargets(), placeTargetId: "" };
  }

  loadGrid(targetId: string): Promise<number> {
    return this.#call({ name: "loadGrid", targetId, shotId: "" }, 120);
  }

  goToSquare(targetId: string): Promise<number> {
    return this.#call({ name: "goToSquare", targetId, shotId: "" }, 240);
  }

  goToGroup(targetId: string): Promise<number> {
    return this.#call({ name: "goToGroup", targetId, shotId: "" }, 60);
  }

  expose(targetId: string, shotId: string): Promise<number> {
    return this.#call({ name: "expose", targetId, shotId }, 60);
  }

  async safeState(): Promise<void> {
    await this.#call({ name: "safeState", targetId: "", shotId: "" }, 0);
  }

  close(): void {}

  /** Names of the calls so far. */
  names(): string[] {
    return this.calls.map(({ name }) => name);
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

  async #call(call: InstrumentCall, durationSeconds: number): Promise<number> {
    this.calls.push(call);
    if (this.hold(call)) {
      this.#held = deferred<void>();
      await this.#held.promise;
    }
    this.clock.observe(this.clock.nowSeconds() + durationSeconds);
    return durationSeconds;
  }
}
