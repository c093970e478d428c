import type { z } from "zod";
import type { RegistryEntry } from "../../../../env/registry.js";
import type { Delivery } from "./answer-writer.js";
import type { EmulatedScope } from "./emulated-scope.js";

/** What is going on when something goes wrong. */
export interface Scene {
  readonly scope: EmulatedScope;
  /** How the answer will go out. */
  readonly delivery: Delivery;
  /** Presses STOP: now, while the command runs, or once it is answered. */
  pressStop(when: "during" | "after"): void;
  /** Puts a dialog up: the command waits for somebody to dismiss it, then fails. @throws ScriptError at the end */
  showDialog(message: string): Promise<never>;
  /** Another client connects. */
  connectSecondClient(): Promise<void>;
}

/** A request by its name: a script command, or `OKtoRun`, `GetBufferImage`, `PutImage`. */
export type RequestName = string;

/** Something that can go wrong at a microscope: a file of `misbehaviours` each. */
export interface MisbehaviourKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  readonly options: Options;
  /** Whether it can befall a request. */
  befalls(request: RequestName): boolean;
  /** Happens before the request is carried out. */
  strike(options: z.output<Options>, scene: Scene): void | Promise<void>;
}
