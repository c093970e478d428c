import { basename } from "node:path";
import { type EpuGridSquare, readEpuGridSquare } from "../files/epu/grid-square.js";
import { type EpuImage, readEpuImage } from "../files/epu/image.js";
import type { Frame, FrameSource } from "./frame.js";
import type { SettledReader } from "./read-settled.js";
import { type SettledFile, WatchedFolder } from "./watched-folder.js";

const IMAGE = /^Images-Disc\d+\/GridSquare_(\d+)\/Data\/FoilHole_(\d+)_Data_[^/]*\.xml$/;
const SQUARE = /^Metadata\/GridSquare_\d+\.dm$/;

interface Options {
  readonly grid: string;
  readonly folder: string;
}

/** A session of EPU: its squares with their holes, and its exposures. */
export class EpuSessionFolder implements FrameSource {
  readonly root: string;
  readonly #images: WatchedFolder;
  readonly #squares: WatchedFolder;

  /** @param isDone whether a file needn't be read again */
  constructor(
    readonly options: Options,
    readonly reader: SettledReader,
    isDone: (file: string) => boolean,
  ) {
    this.root = options.folder;
    this.#images = new WatchedFolder(
      options.folder,
      (name) => IMAGE.test(name),
      (name) => isDone(`${options.folder}:${name}`),
    );
    this.#squares = new WatchedFolder(options.folder, (name) => SQUARE.test(name));
  }

  /** Squares whose files have come or changed. @throws UnreachableError */
  async squares(): Promise<readonly EpuGridSquare[]> {
    const settled = await this.#squares.poll();
    const read = await this.reader.read(this.#squares, settled, ({ path }) => readEpuGridSquare(path));
    return read.map(({ content }) => content);
  }

  async poll(): Promise<readonly Frame[]> {
    const settled = await this.#images.poll();
    const read = await this.reader.read(this.#images, settled, ({ path }) => readEpuImage(path));
    return read.map(({ file, content }) => this.#frame(file, content));
  }

  #frame({ name }: SettledFile, { stage, atMilliseconds, exposureSeconds }: EpuImage): Frame {
    const [, square = "", hole = ""] = IMAGE.exec(name)!;
    const { grid, folder } = this.options;
    const { tiltDegrees, ...place } = stage;
    return {
      key: `${grid}:${basename(folder)}/${name}`,
      name: basename(name, ".xml"),
      grid,
      atMilliseconds,
      stage: place,
      tiltDegrees,
      ...(exposureSeconds !== undefined && { exposureSeconds }),
      square,
      hole,
      lastOfFile: `${folder}:${name}`,
    };
  }
}
