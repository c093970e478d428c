import type { z } from "zod";
import type { RegistryEntry } from "../../env/registry.js";
import type { Capabilities } from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import type { Clock } from "../instrument-clock.js";

/** Something could not be done at the instrument. */
export class InstrumentError extends Error {
  override readonly name = "InstrumentError";
  constructor(
    message: string,
    /** It was refused before anything moved; if not, whether it happened can't be told. */
    readonly refused: boolean,
  ) {
    super(message);
  }
}

/** What one control software can be asked for. Each call returns the seconds that it took on {@link clock}. */
export interface Instrument {
  readonly capabilities: Capabilities;
  readonly clock: Clock;
  /** What is in the cassette, parents before children, and where the stage stands ("" if nothing is loaded). */
  describe(): Promise<{ readonly targets: readonly Target[]; readonly placeTargetId: string }>;
  loadGrid(targetId: string): Promise<number>;
  goToSquare(targetId: string): Promise<number>;
  goToGroup(targetId: string): Promise<number>;
  /** @param shotId is carried by the movie */
  expose(targetId: string, shotId: string): Promise<number>;
  /** Leaves the microscope so that it can be left alone. */
  safeState(): Promise<void>;
  close(): void;
}

/** A kind of control software by name: one file of `drivers/kinds` each. */
export interface DriverKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  readonly options: Options;
  /** @throws InstrumentError if the control software does not answer */
  connect(options: z.output<Options>): Promise<Instrument>;
}
