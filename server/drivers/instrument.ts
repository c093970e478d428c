import type { Readable, Writable } from "node:stream";
import type { z } from "zod";
import type { RegistryEntry } from "../../env/registry.js";
import type {
  Capabilities,
  Directive,
  DriveRequest,
  OpticalState,
  Slot,
} from "../../proto/gen/cryogym/v1alpha1/collection_service.js";
import type { Target } from "../../proto/gen/cryogym/v1alpha1/target.js";
import type { Clock } from "../instrument-clock.js";
import type { DoctorCheck } from "./doctor/doctor-check.js";
import type { ObserverMemory } from "./observation.js";
import type { FinderServices, TargetFinder } from "./target-finders/target-finder.js";

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

/** A part of what a command took; the names are those of `Phase` in the protocol. */
export interface TimedPhase {
  readonly name: string;
  readonly durationSeconds: number;
}

/** What a command took on the instrument's clock. */
export interface Took {
  readonly durationSeconds: number;
  readonly phases?: readonly TimedPhase[];
}

/** What is in the cassette and where the stage stands. */
export interface Described {
  /** Parents before children. */
  readonly targets: readonly Target[];
  /** Empty if nothing is loaded. */
  readonly placeTargetId: string;
  /** Absent if the loader can't tell. */
  readonly slots?: readonly Slot[];
}

/** What a survey on demand found. */
export interface Found extends Took {
  /** What lies below the surveyed target, parents before children. */
  readonly targets: readonly Target[];
}

/** Where the stage stands, read back; what the instrument can't tell is absent. */
export interface StageReading {
  /** Empty if nothing is loaded. */
  readonly targetId?: string;
  readonly stageXMicrometers?: number;
  readonly stageYMicrometers?: number;
  readonly stageZMicrometers?: number;
  readonly tiltDegrees?: number;
}

/** What is on the stage, read from the loader. */
export interface LoadedSlot {
  /** Absent if it has no number. */
  readonly slot?: number;
  /** Empty if nothing is loaded. */
  readonly targetId: string;
}

/** What the movies' folder tells of a shot: its movie is there, is not, or nothing can be told. */
export type Evidence = "done" | "absent" | "unreachable";

/** What an instrument says by itself; it is passed on as it is. */
export type InstrumentEvent = Extract<
  NonNullable<DriveRequest["message"]>,
  {
    $case:
      | "busy"
      | "ready"
      | "fault"
      | "faultCleared"
      | "targetChanged"
      | "targetWithdrawn"
      | "imageTaken"
      | "undirectedExposure";
  }
>;

/**
 * What one control software can be asked for. All calls but {@link evidence}, {@link listen} and {@link close} may send
 * something to the microscope; the driver library makes none of those while a halt holds.
 *
 * Each call throws an {@link InstrumentError} if it can't be done.
 */
export interface Instrument {
  readonly capabilities: Capabilities;
  readonly clock: Clock;
  describe(): Promise<Described>;
  /** Hears at the start of what was found before in this session, by processes before this one; parents before children. */
  recall?(targets: readonly Target[]): void;
  /** Hears of each directive that is taken on, before it is asked for anything of it. */
  directed?(directive: Directive): void;
  loadGrid(targetId: string): Promise<Took>;
  goToSquare(targetId: string): Promise<Took>;
  goToGroup(targetId: string): Promise<Took>;
  /** @param shotId is carried by the movie */
  expose(targetId: string, shotId: string): Promise<Took>;
  /** With `capabilities.tiltSeries`. @param tiltsDegrees in the order in which they are taken */
  exposeTilts?(targetId: string, shotId: string, tiltsDegrees: readonly number[]): Promise<Took>;
  /** With `capabilities.survey`: takes the atlas of a loaded grid and finds its squares. */
  surveyGrid?(targetId: string): Promise<Found>;
  /** With `capabilities.survey`: goes to a square, takes its image and finds its holes. */
  surveySquare?(targetId: string): Promise<Found>;
  readPosition(): Promise<StageReading>;
  loadedSlot(): Promise<LoadedSlot>;
  opticalState(): Promise<OpticalState>;
  /** Whether no command is being carried out, of this client or of one before it. */
  isIdle(): Promise<boolean>;
  /** What files alone tell of a shot; sends nothing to the microscope. */
  evidence(shotId: string): Promise<Evidence>;
  /** Blanks the beam. */
  blank(): Promise<void>;
  /** Leaves the microscope so that it can be left alone: tilt 0, valves closed, low dose restored. */
  safeState(): Promise<void>;
  /** Undoes what {@link blank} or {@link safeState} did. Never called after a fault. */
  makeReady(): Promise<void>;
  /**
   * An operator has resumed the session, knowing of all faults that were told: an operator's STOP is over. Sends nothing.
   */
  resumed?(): void;
  /** With `capabilities.abort`: breaks the running command off, which then throws. */
  abort?(): Promise<void>;
  /** Tells of each {@link InstrumentEvent} from now on. */
  listen?(listener: (event: InstrumentEvent) => void): void;
  /**
   * Looks on from now on, until {@link close}; called once, after {@link describe} was told. An instrument that has this
   * commands nothing: it is never left in a safe state, and more may be found at any time.
   */
  observe?(memory: ObserverMemory): void;
  close(): void;
}

/** Where a kind's targets come from: the finder that the configuration names. */
export type TargetSource = () => Promise<readonly Target[]>;

/** What a kind is given beside its options. */
export interface DriverParts {
  /** Absent if the configuration names no finder. */
  readonly findTargets?: TargetSource;
  /** The same finder, opened with what the driver lends it. @throws UserError */
  readonly openFinder?: (services: FinderServices) => TargetFinder;
  /** Where an operator reads and answers. Default: this process's terminal. */
  readonly terminal?: { readonly input: Readable; readonly output: Writable };
  /** A dry run: nothing that changes the instrument is sent; each command is told here instead. */
  readonly tellCommand?: (command: string) => void;
}

/** Where control software listens. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Such as "SerialEM's external control". */
  readonly what: string;
  /** Whether whoever reaches it may command it. */
  readonly isOpen: boolean;
}

/** A folder that a driver of a kind goes by. */
export interface UsedFolder {
  readonly path: string;
  /** Such as "frames". */
  readonly what: string;
  readonly needsWriting: boolean;
  /** Free space without which no session can run, gibibytes. Default: what movies of real cameras need. */
  readonly leastGibibytes?: number;
}

/** A kind of control software by name: one file of `drivers/kinds` each. */
export interface DriverKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** Keys of `driver` in a configuration file, beside `kind`: a `z.strictObject`. */
  readonly options: Options;
  /** Keys of {@link options} that hold paths, at any depth; they are made absolute when a configuration is loaded. */
  readonly paths?: readonly string[];
  /** Whether it lends its connection to finders, and so opens its finder itself: {@link DriverParts.openFinder}. */
  readonly lends?: boolean;
  /** Whether {@link connect} knows {@link DriverParts.tellCommand}. */
  readonly canDryRun?: boolean;
  /** Sends nothing to the control software yet. */
  connect(options: z.output<Options>, parts?: DriverParts): Promise<Instrument>;
  /** Absent if there is no control software to ask. */
  endpoint?(options: z.output<Options>): Endpoint;
  folders?(options: z.output<Options>): readonly UsedFolder[];
  /** What `cryogym doctor` looks at for this kind alone. */
  readonly checks?: readonly DoctorCheck[];
}
