import { z } from "zod";
import type { TargetDescription } from "../../env/tree/target-description.js";

const target = z.string().min(1);
const shotId = z.string().regex(/^[A-Za-z0-9._-]{1,128}$/);
const plain = <Name extends string>(name: Name) => z.strictObject({ id: z.int(), command: z.literal(name) });

/** What can be made to go wrong at the simulated microscope. */
export const faultSchema = z.discriminatedUnion("kind", [
  /** The next move or exposure does nothing and never ends, unless it is aborted. */
  z.strictObject({ kind: z.literal("hang") }),
  /** The next move or exposure is carried out, and the connection breaks instead of an answer. */
  z.strictObject({ kind: z.literal("lose-reply") }),
  /** The next move ends so far off, micrometres. */
  z.strictObject({ kind: z.literal("land-wrong"), micrometers: z.number() }),
  /** The next load ends with nothing on the stage. */
  z.strictObject({ kind: z.literal("load-nothing") }),
  /** The next exposure is not made, which is said as a failure of the hardware. */
  z.strictObject({ kind: z.literal("fail-shot") }),
  /** A dewar is filled now: commands wait. */
  z.strictObject({ kind: z.literal("refill"), seconds: z.number().min(0) }),
  /** The instrument needs help, which changes nothing by itself. */
  z.strictObject({ kind: z.literal("help"), name: z.string().min(1).max(64), detail: z.string() }),
  /** It does not any more. */
  z.strictObject({ kind: z.literal("helped"), name: z.string().min(1).max(64) }),
]);

export type MicroscopeFault = z.output<typeof faultSchema>;

/** What the simulated microscope's control software understands: one JSON object a line. */
export const commandSchema = z.discriminatedUnion("command", [
  /** What is in the cassette, as the facility's survey found it, and where the stage stands. */
  plain("describe"),
  z.strictObject({ id: z.int(), command: z.literal("move"), target }),
  /** Goes to a grid or square, takes its image and lists what lies below it. */
  z.strictObject({ id: z.int(), command: z.literal("survey"), target }),
  z.strictObject({ id: z.int(), command: z.literal("expose"), target, shotId }),
  /** Where the stage stands. */
  plain("position"),
  /** What is on the stage. */
  plain("loaded"),
  plain("optics"),
  plain("blank"),
  plain("safe-state"),
  /** Opens the valves and unblanks the beam. */
  plain("make-ready"),
  /** Whether nothing is being carried out. Answered at once. */
  plain("idle"),
  /** Breaks a command off that hangs. Answered at once. */
  plain("abort"),
  /** For tests: something goes wrong. Answered at once, and not logged as a command. */
  z.strictObject({ id: z.int(), command: z.literal("inject"), fault: faultSchema }),
]);

export type MicroscopeCommand = z.output<typeof commandSchema>;

/** A target as the control software lists it. */
export interface ListedTarget extends TargetDescription {
  readonly spent: boolean;
}

/** Where the stage stands, micrometres and degrees; no coordinates where the world has none. */
export interface PositionReading {
  /** Empty if nothing is loaded; absent where the stage stands beside what it was sent to. */
  readonly target?: string;
  readonly xMicrometers?: number;
  readonly yMicrometers?: number;
  readonly zMicrometers: number;
  readonly tiltDegrees: number;
}

/** How the optics are set. */
export interface OpticsReading {
  readonly magnification: number;
  readonly spotSize: number;
  readonly valvesOpen: boolean;
  readonly blanked: boolean;
}

/** What an answer tells beside that the command was carried out. */
export interface Answered {
  readonly durationSeconds: number;
  readonly phases?: readonly { readonly name: string; readonly durationSeconds: number }[];
  readonly targets?: readonly ListedTarget[];
  readonly place?: string;
  readonly position?: PositionReading;
  /** What is loaded; slot 0 and no target for nothing. */
  readonly loaded?: { readonly slot: number; readonly target: string };
  readonly optics?: OpticsReading;
  readonly idle?: boolean;
}

/** The answer to a command. Every answer carries the instrument's clock. */
export type MicroscopeReply = { readonly id: number; readonly instrumentSeconds: number } & (
  | ({ readonly ok: true } & Answered)
  | {
      readonly ok: false;
      readonly error: string;
      /** Something may have been done; absent: the command was refused. */
      readonly done?: true;
    }
);

/** What the control software says by itself, to all its clients. */
export type MicroscopeEvent =
  | { readonly event: "busy" | "ready"; readonly what: "refill"; readonly expectedSeconds: number }
  | { readonly event: "fault" | "fault-cleared"; readonly name: string; readonly detail: string };
