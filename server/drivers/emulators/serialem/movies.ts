import { writeFileSync } from "node:fs";
import type { WindowsDisk } from "./windows-disk.js";

/** What a movie's mdoc file says. */
export type MdocEntry = readonly [key: string, value: string];

/** How movies are saved: SerialEM's frame-saving options, as far as they matter here. */
export class Movies {
  folder = "X:\\frames";
  baseName = "movie";
  /** Whether the Record set saves movies. */
  areSaved = true;
  /** Windows path of the last one. */
  last: string | undefined;
  #count = 0;
  #extra: MdocEntry[] = [];

  constructor(readonly disk: WindowsDisk) {}

  /** For the next movie alone. */
  addToNext(entry: MdocEntry): void {
    this.#extra.push(entry);
  }

  /**
   * Writes a movie and, beside it, its mdoc file. Names are the base name and a number that counts movies, so that the
   * same base name used twice leaves two files.
   *
   * @param entries what is known of the shot
   */
  save(content: Buffer, entries: readonly MdocEntry[]): string {
    const path = `${this.folder}\\${this.baseName}_${String(this.#count++).padStart(4, "0")}.mrc`;
    writeFileSync(this.disk.fileToWrite(path), content);
    const lines = [...entries, ["SubFramePath", path] as const, ...this.#extra].map(
      ([key, value]) => `${key} = ${value}`,
    );
    const mdoc = this.disk.fileToWrite(`${path}.mdoc`);
    writeFileSync(mdoc, `T = SerialEM: emulated\r\n\r\n[FrameSet = 0]\r\n${lines.join("\r\n")}\r\n`);
    this.#extra = [];
    this.last = path;
    return path;
  }
}
