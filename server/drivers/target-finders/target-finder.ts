import type { z } from "zod";
import type { RegistryEntry } from "../../../env/registry.js";

/** Where the stage has to stand, micrometres. */
export interface StagePlace {
  readonly x: number;
  readonly y: number;
  /** Absent where only the eucentric height is known to be right. */
  readonly z?: number;
}

/** Where something was seen. */
export interface PixelPlace {
  readonly x: number;
  readonly y: number;
  /** The image: a file, or the id under which it was taken. */
  readonly imageId: string;
  /** By which pixels and stage go together; empty if nobody says. */
  readonly calibrationId: string;
}

/** A grid, square, group or hole as a finder tells of it. */
export interface FoundTarget {
  /** Never changes and never is used again. */
  readonly id: string;
  /** Empty for grids. */
  readonly parentId: string;
  /** 1 grid, 2 square, 3 group, 4 hole. */
  readonly level: 1 | 2 | 3 | 4;
  readonly name: string;
  readonly stage?: StagePlace;
  readonly pixel?: PixelPlace;
  /** Units in the names, such as predicted_ctf_resolution_angstrom. */
  readonly features: Readonly<Record<string, number>>;
  /** It was exposed before, or is not to be exposed. */
  readonly isSpent?: boolean;
}

/** An image that a survey took, for finders that look at images. */
export interface SurveyImage {
  readonly id: string;
  readonly calibrationId: string;
  /** `image/png`, `image/tiff`, `image/x-mrc` … */
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly widthPixels: number;
  readonly heightPixels: number;
  readonly pixelSizeMicrometers: number;
  /** Where the stage stood. */
  readonly stage: StagePlace;
}

/** What is to be looked through. */
export interface FindRequest {
  /** What was surveyed; absent: all that there is. */
  readonly parent?: Pick<FoundTarget, "id" | "level" | "name" | "stage">;
  readonly image?: SurveyImage;
  /** Ends the search. */
  readonly signal?: AbortSignal;
}

/** One stop of a plan, in its order. */
export interface PlannedTarget {
  readonly target: FoundTarget;
  /** Why, in one line. */
  readonly note?: string;
}

/**
 * Finds what there is to collect. The driver owns it: it knows where things are, the server what they are worth.
 *
 * @example
 * const kind = targetFinderKinds.get("nav");
 * const finder = kind.open(kind.options.parse({ kind: "nav", grids: [{ name: "G1", file: "g1.nav" }] }));
 * const targets = await finder.find({});
 */
export interface TargetFinder {
  /** What lies below a grid or square is found once that was surveyed, and asked for by it; else all is found at once. */
  readonly findsBelow?: boolean;
  /**
   * @returns what lies below the parent, parents before children; groups are formed already
   * @throws UserError, located where it is about a file; a finder that can't say anything throws, and never returns nothing
   *   instead
   */
  find(request: FindRequest): Promise<readonly FoundTarget[]>;
  /** Writes a plan for the control software. @returns the files written @throws UserError if it can't be written */
  writePlan?(plan: readonly PlannedTarget[]): Promise<readonly string[]>;
}

/** What finders need of the driver that they belong to. */
export interface FinderServices {
  /** SerialEM's own hole finder, where the driver has a connection to it. */
  readonly serialem?: SerialemHoleFinder;
  /** Opens the finder that another one names for what it does not find itself. @throws UserError */
  readonly open?: (config: { readonly kind: string }) => TargetFinder;
}

/** What SerialEM is asked for by the finder of that name. Each throws an `InstrumentError` if it can't be done. */
export interface SerialemHoleFinder {
  /** `FindHoles` on the map of that label, or in the current image. */
  findHoles(mapLabel: string): Promise<void>;
  /** `MakeNavPointsAtHoles`. */
  makeNavPointsAtHoles(): Promise<void>;
  /** Saves the navigator. @returns the file, as this computer sees it */
  saveNavigator(): Promise<string>;
}

/** A finder by name: one file of `kinds/` each. */
export interface TargetFinderKind<Options extends z.ZodType = z.ZodType> extends RegistryEntry {
  /** What stands below `finder` in a driver's configuration, `kind` included. */
  readonly options: Options;
  open(options: z.output<Options>, services?: FinderServices): TargetFinder;
}
