import { Phase } from "../../../../env/world/latency/phase.js";
import type { World, WorldStart } from "../../../../env/world/world.js";
import type { Ledger } from "../../../microscope/ledger.js";
import type { MicroscopeClock } from "../../../microscope/paced-clock.js";
import { exposeAt } from "./expose-at.js";
import { type BufferImage, ImageBuffers } from "./image-buffers.js";
import { Movies } from "./movies.js";
import type { NavigatorItem } from "./navigator-items.js";
import { Optics } from "./optics.js";
import { PhaseDebt } from "./phase-debt.js";
import { renderImage } from "./render-image.js";
import { Specimen } from "./specimen.js";
import type { Point } from "./target-positions.js";
import { WindowsDisk } from "./windows-disk.js";

export interface EmulatedScopeOptions {
  /** Without a budget: a microscope does not know of one. */
  readonly world: World;
  readonly start?: WorldStart;
  readonly clock: MicroscopeClock;
  readonly ledger: Ledger;
  /** Where the drives of its computer are. */
  readonly diskFolder: string;
  /** Called with each exposure's entry file; the answer to the command waits for it. */
  readonly exposed?: (shotId: string, entryFile: string) => Promise<void>;
  /** Pixels a side of its images. Default: 256. */
  readonly imagePixels?: number;
}

/** The camera set that movies are taken with. */
export const RECORD_SET = "R";

/** A microscope as SerialEM sees it, above a world: stage, optics, loader, camera, files. Time passes by its clock alone. */
export class EmulatedScope {
  readonly specimen: Specimen;
  readonly clock: MicroscopeClock;
  readonly ledger: Ledger;
  readonly disk: WindowsDisk;
  readonly movies: Movies;
  readonly optics = new Optics();
  readonly buffers = new ImageBuffers();
  readonly debt = new PhaseDebt();
  readonly variables = new Map<string, number | string>();
  readonly exposed: EmulatedScopeOptions["exposed"];
  stage = { x: 0, y: 0, z: 0, tilt: 0 };
  navigator: NavigatorItem[] = [];
  /** Rows of the holes that were found and are no navigator points yet. */
  foundHoles: readonly number[] = [];
  /** File of the montage that is open. */
  montageFile: string | undefined;
  imageFile: string | undefined;
  mayOverwrite = false;
  /** Errors are answers, not dialogs. */
  hasNoDialogs = false;
  /** Until when dewars are filled, by the clock. */
  fillingUntilSeconds = 0;
  /** How far beside its goal the next stage move ends, µm. */
  nextMissMicrometers = 0;
  lastExposureSeconds = 0;
  readonly #imagePixels: number;
  #shots = 0;

  constructor({ world, start, clock, ledger, diskFolder, exposed, imagePixels = 256 }: EmulatedScopeOptions) {
    this.specimen = new Specimen(world, start);
    this.clock = clock;
    this.ledger = ledger;
    this.disk = new WindowsDisk(diskFolder);
    this.movies = new Movies(this.disk);
    this.exposed = exposed;
    this.#imagePixels = imagePixels;
    this.stage = { ...this.specimen.startPoint, z: 0, tilt: 0 };
  }

  /** Where the beam is on the grid, µm. */
  get beam(): Point {
    return { x: this.stage.x + this.optics.imageShift.x, y: this.stage.y + this.optics.imageShift.y };
  }

  get isFilling(): boolean {
    return this.clock.nowSeconds() < this.fillingUntilSeconds;
  }

  /** How many images were taken, which numbers them. */
  nextShot(): number {
    return ++this.#shots;
  }

  /** Lets time pass that a way in the world takes for this. */
  async spend(...phases: readonly Phase[]): Promise<void> {
    await this.clock.advance(this.debt.take(...phases));
  }

  /** Moves the stage; where it comes to a square or group, the way there takes as long as in the world. */
  async moveStage(to: Point & { readonly z?: number }): Promise<void> {
    await this.spend();
    const node = this.specimen.nodeAt(to);
    if (node !== undefined) this.debt.add(this.specimen.enter(node));
    await this.spend(Phase.Moving, Phase.Waiting);
    this.stage = { ...this.stage, x: to.x + this.nextMissMicrometers, y: to.y, z: to.z ?? this.stage.z };
    this.nextMissMicrometers = 0;
  }

  /** What an area's camera set shows of a place. */
  imageOf(area: string, centre: Point): BufferImage {
    const shot = { area, centre, hasBeam: this.optics.hasBeam && this.specimen.loaded !== 0 };
    return renderImage(this.specimen, { ...shot, pixels: this.#imagePixels, number: this.nextShot() });
  }

  /** Takes an image that is not saved as a movie into buffer A. */
  snapshot(area: string): void {
    this.buffers.add(this.imageOf(area, this.beam));
  }

  /** Exposes what the beam hits, and saves the movie. */
  async record(): Promise<void> {
    await exposeAt(this);
    this.snapshot(RECORD_SET);
  }
}
