import { z } from "zod";
import type { TargetDescription } from "../../env/tree/target-description.js";

const target = z.string().min(1);

/** What the simulated microscope's control software understands: one JSON object a line. */
export const commandSchema = z.discriminatedUnion("command", [
  /** What is in the cassette, as the facility's survey found it, and where the stage stands. */
  z.strictObject({ id: z.int(), command: z.literal("describe") }),
  z.strictObject({ id: z.int(), command: z.literal("move"), target }),
  z.strictObject({
    id: z.int(),
    command: z.literal("expose"),
    target,
    shotId: z.string().regex(/^[A-Za-z0-9._-]{1,128}$/),
  }),
  z.strictObject({ id: z.int(), command: z.literal("safe-state") }),
]);

export type MicroscopeCommand = z.output<typeof commandSchema>;

/** A target as the control software lists it. */
export interface ListedTarget extends TargetDescription {
  readonly spent: boolean;
}

/** The answer to a command. Every answer carries the instrument's clock. */
export type MicroscopeReply = { readonly id: number; readonly instrumentSeconds: number } & (
  | {
      readonly ok: true;
      readonly durationSeconds: number;
      readonly targets?: readonly ListedTarget[];
      readonly place?: string;
    }
  | { readonly ok: false; readonly error: string }
);
