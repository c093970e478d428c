import type { z } from "zod";
import type { RegistryEntry } from "../registry.js";
import type { WorldSource } from "./world-source.js";

/** What a world kind may ask of the place where the scenario was loaded. */
export interface WorldContext {
  readonly scenarioName: string;
  /**
   * The file that a table's name means: relative to the scenario, else in a data folder, or absolute.
   *
   * @throws UserError saying where it was looked for
   */
  resolveTable(name: string): string;
}

/** A source of worlds by name: how its part of a scenario is checked and what is made of it. */
export interface WorldKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** Schema of the `world` mapping without its `kind`. */
  readonly options: Options;
  /** Session tables that must be at hand, for a friendly word before a run; names as in the scenario. */
  tables(options: z.output<Options>): readonly string[];
  open(options: z.output<Options>, context: WorldContext): WorldSource;
}
