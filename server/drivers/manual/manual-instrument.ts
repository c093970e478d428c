import { existsSync, readdirSync } from "node:fs";
import { Capabilities, type Directive, OpticalState } from "../../../proto/gen/cryogym/v1alpha1/collection_service.js";
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
import { type Answer, readAnswer, type Word, wordsOf } from "./answers.js";
import { carriesShot } from "./carries-shot.js";
import type { ManualOptions } from "./manual-driver.js";
import type { Operator } from "./operator.js";

/** Names the fault that holds while the operator has stopped. */
const STOPPED = "operator-stop";

/** Somebody who can be told, but does not answer: everything counts as done. */
type Listener = Pick<Operator, "tell">;

/**
 * An operator as an instrument. Where the stage stands and what is loaded is what the operator has confirmed; nothing is
 * measured.
 */
export class ManualInstrument implements Instrument {
  readonly capabilities = Capabilities.fromPartial({ load: true, acquire: true, halt: true });
  readonly clock = new RealClock();
  readonly #listeners: ((event: InstrumentEvent) => void)[] = [];
  #targets: ReadonlyMap<string, Target> | undefined;
  /** The target where the stage is; undefined after a start, empty for nothing. */
  #place: string | undefined;
  #reason = "";

  constructor(
    readonly operator: Operator | Listener,
    readonly options: ManualOptions,
    readonly findTargets?: TargetSource,
  ) {}

  async describe(): Promise<Described> {
    const targets = await this.#known();
    return { targets: [...targets.values()], placeTargetId: this.#place ?? "" };
  }

  directed({ reason }: Directive): void {
    this.#reason = reason?.sentence ?? "";
  }

  loadGrid(targetId: string): Promise<Took> {
    return this.#move("Load grid", targetId, "load");
  }

  goToSquare(targetId: string): Promise<Took> {
    return this.#move("Go to square", targetId, "stage_move");
  }

  goToGroup(targetId: string): Promise<Took> {
    return this.#move("Go to group, focus and let it settle:", targetId, "stage_move");
  }

  async expose(targetId: string, shotId: string): Promise<Took> {
    const what = `Expose hole ${this.#named(targetId)}; put '${shotId}' into the movie's name`;
    return this.#carryOut(what, targetId, "exposure");
  }

  async readPosition(): Promise<StageReading> {
    const targetId = await this.#whereIs();
    const { stageXMicrometers, stageYMicrometers } = (await this.#known()).get(targetId) ?? {};
    if (stageXMicrometers === undefined || stageYMicrometers === undefined) return { targetId };
    return { targetId, stageXMicrometers, stageYMicrometers };
  }

  async loadedSlot() {
    const targets = await this.#known();
    let id = await this.#whereIs();
    for (let at = targets.get(id); at !== undefined && at.parentId !== ""; at = targets.get(id)) id = at.parentId;
    return { targetId: id };
  }

  async opticalState(): Promise<OpticalState> {
    const { magnification, spot_size: spotSize } = this.options;
    const { word } = await this.#ask(
      `Check the optics: valves open, beam on, magnification ${magnification}, spot size ${spotSize}`,
      ["done", "failed"],
    );
    const isReady = word === "done";
    return OpticalState.fromPartial({ magnification, spotSize, columnValvesOpen: isReady, beamBlanked: !isReady });
  }

  async isIdle(): Promise<boolean> {
    return true;
  }

  async evidence(shotId: string): Promise<Evidence> {
    const { movies } = this.options;
    if (movies === undefined || !existsSync(movies)) return "unreachable";
    return readdirSync(movies).some((name) => carriesShot(name, shotId)) ? "done" : "absent";
  }

  blank(): Promise<void> {
    return this.#confirmed("Blank the beam");
  }

  safeState(): Promise<void> {
    return this.#confirmed("Leave the microscope safely: beam blanked, tilt 0, column valves closed");
  }

  makeReady(): Promise<void> {
    return this.#confirmed("Make the microscope ready: column valves open, beam on");
  }

  listen(listener: (event: InstrumentEvent) => void): void {
    this.#listeners.push(listener);
  }

  close(): void {
    if ("close" in this.operator) this.operator.close();
  }

  async #move(what: string, targetId: string, phase: string): Promise<Took> {
    await this.#known();
    const took = await this.#carryOut(`${what} ${this.#named(targetId)}`, targetId, phase);
    this.#place = targetId;
    return took;
  }

  async #carryOut(what: string, targetId: string, phase: string): Promise<Took> {
    const begin = this.clock.nowSeconds();
    const { word, why } = await this.#ask(this.#reason === "" ? what : `${what}\n  Why: ${this.#reason}`);
    const durationSeconds = this.clock.nowSeconds() - begin;
    const because = why === "" ? "" : `: ${why}`;
    switch (word) {
      case "done":
        return { durationSeconds, phases: [{ name: phase, durationSeconds }] };
      case "failed":
        throw new InstrumentError(`the operator says that it failed${because}`, true);
      case "skip":
        // The hole of a shot is spent by the shot.
        if (phase !== "exposure")
          this.#say({
            $case: "targetWithdrawn",
            targetWithdrawn: { targetId, detail: `skipped by the operator${because}` },
          });
        throw new InstrumentError(`the operator skips '${targetId}'${because}`, true);
      case "stop":
        this.#stop(why);
        throw new InstrumentError(`the operator has stopped${because}`, true);
    }
  }

  /** No directive comes while the fault holds. */
  #stop(why: string): void {
    this.#say({ $case: "fault", fault: { id: STOPPED, detail: why || "the operator has stopped" } });
    if (!("ask" in this.operator)) return;
    const read = (line: string) => (/^(go on|go)$/i.test(line) ? true : undefined);
    this.operator
      .ask({ text: "Stopped: nothing more is asked for.", expected: "'go on' when the session may go on", read })
      .then(
        () => this.#say({ $case: "faultCleared", faultCleared: { id: STOPPED } }),
        // Nobody is there to go on: it stays stopped.
        () => {},
      );
  }

  async #confirmed(what: string): Promise<void> {
    const { word, why } = await this.#ask(what, ["done", "failed"]);
    if (word !== "done")
      throw new InstrumentError(`the operator says that it failed${why === "" ? "" : `: ${why}`}`, true);
  }

  async #ask(text: string, allowed?: readonly Word[]): Promise<Answer> {
    if ("ask" in this.operator) {
      return this.operator.ask({ text, expected: wordsOf(allowed), read: (line) => readAnswer(line, allowed) });
    }
    this.operator.tell(text);
    return { word: "done", why: "" };
  }

  /** After a start nobody knows but the operator. */
  async #whereIs(): Promise<string> {
    if (this.#place !== undefined || !("ask" in this.operator)) return this.#place ?? "";
    const targets = await this.#known();
    const read = (line: string) => {
      if (line === "nothing") return "";
      return targets.has(line) ? line : undefined;
    };
    const expected = "its id, or 'nothing' if nothing is loaded";
    this.#place = await this.operator.ask({ text: "Where does the stage stand?", expected, read });
    return this.#place;
  }

  #named(targetId: string): string {
    const { name = "", stageXMicrometers: x, stageYMicrometers: y } = this.#targets?.get(targetId) ?? {};
    const at = x === undefined || y === undefined ? "" : ` at ${x.toFixed(2)}, ${y.toFixed(2)} µm`;
    return `${targetId}${name === "" ? "" : ` (${name})`}${at}`;
  }

  #say(event: InstrumentEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  async #known(): Promise<ReadonlyMap<string, Target>> {
    if (this.findTargets === undefined)
      throw new InstrumentError("an operator knows no ids of targets: name a 'finder' in the configuration", true);
    this.#targets ??= new Map((await this.findTargets()).map((target) => [target.id, target]));
    return this.#targets;
  }
}
