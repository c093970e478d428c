import { basename } from "node:path";
import { type MdocImage, readMdoc } from "../files/mdoc.js";
import type { Frame, FrameSource } from "./frame.js";
import type { SettledReader } from "./read-settled.js";
import { type SettledFile, WatchedFolder } from "./watched-folder.js";

interface Options {
  readonly grid: string;
  readonly folder: string;
  readonly movies?: string | undefined;
}

/**
 * Movies that SerialEM saves, by the `.mdoc` file beside each, and stacks whose `.mdoc` grows image by image. An image is an
 * exposure where it has frames.
 */
export class SerialemFrames implements FrameSource {
  readonly root: string;
  readonly #folder: WatchedFolder;
  readonly #pattern: RegExp | undefined;

  /** @param isDone whether a file needn't be read again */
  constructor(
    readonly options: Options,
    readonly reader: SettledReader,
    isDone: (file: string) => boolean,
  ) {
    this.root = options.folder;
    this.#pattern = options.movies === undefined ? undefined : new RegExp(options.movies);
    this.#folder = new WatchedFolder(
      options.folder,
      (name) => /\.mdoc$/i.test(name),
      (name) => isDone(`${options.folder}:${name}`),
    );
  }

  async poll(): Promise<readonly Frame[]> {
    const settled = await this.#folder.poll();
    const read = await this.reader.read(this.#folder, settled, ({ path }) => readMdoc(path));
    return read.flatMap(({ file, content: { images } }) =>
      images.flatMap((image, i) => this.#frame(file, image, i, images.length)),
    );
  }

  #frame(file: SettledFile, image: MdocImage, index: number, count: number): Frame[] {
    const isFrameSet = image.section.type === "FrameSet";
    if (!isFrameSet && image.frames === undefined) return [];
    const beside = file.name.replace(/\.mdoc$/i, "");
    // The same movie may stand in its own .mdoc and in that of a stack.
    const movie = image.frames ?? (count === 1 ? beside : `${beside}-${index}`);
    const name = baseName(movie);
    if (this.#pattern?.test(name) === false) return [];
    const { stage, tiltDegrees, imageShift, exposureSeconds, navigatorLabel } = image;
    const { grid, folder } = this.options;
    // Where SerialEM does not say it, the folder's name is what stays if it is mounted elsewhere.
    const path = image.frames?.replaceAll("\\", "/").toLowerCase() ?? `${basename(folder)}/${movie}`;
    return [
      {
        key: `${grid}:${path}`,
        name,
        grid,
        atMilliseconds: image.atMilliseconds ?? file.modifiedMilliseconds,
        ...(exposureSeconds !== undefined && { exposureSeconds }),
        ...(stage !== undefined && { stage }),
        ...(tiltDegrees !== undefined && { tiltDegrees }),
        ...(imageShift !== undefined && { imageShift }),
        ...(navigatorLabel !== undefined && { label: navigatorLabel }),
        ...(isFrameSet && count === 1 && { lastOfFile: `${folder}:${file.name}` }),
      },
    ];
  }
}

/** Of a path of Windows or not, without its ending. */
export function baseName(path: string): string {
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  return name.replace(/\.(tiff?|mrcs?|eer|st|raw|xml|mdoc)$/i, "");
}
