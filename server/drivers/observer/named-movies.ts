import { basename } from "node:path";
import type { Frame, FrameSource } from "./frame.js";
import { baseName } from "./serialem-frames.js";
import { WatchedFolder } from "./watched-folder.js";

interface Options {
  readonly grid: string;
  readonly folder: string;
  readonly pattern: string;
}

/**
 * Movies whose names alone say of which hole they are, as Leginon's do: `..._00004sq_00003hl_00002ex`. Where they are and how
 * long they took is not known; they ended when they were written.
 */
export class NamedMovies implements FrameSource {
  readonly root: string;
  readonly #folder: WatchedFolder;
  readonly #pattern: RegExp;

  /** @param isDone whether a file needn't be looked at again */
  constructor(
    readonly options: Options,
    isDone: (file: string) => boolean,
  ) {
    this.root = options.folder;
    this.#pattern = new RegExp(options.pattern);
    this.#folder = new WatchedFolder(
      options.folder,
      (name) => this.#pattern.test(basename(name)),
      (name) => isDone(`${options.folder}:${name}`),
    );
  }

  async poll(): Promise<readonly Frame[]> {
    const { grid, folder } = this.options;
    const settled = await this.#folder.poll();
    return settled.flatMap(({ name, modifiedMilliseconds }): Frame[] => {
      this.#folder.handled(name);
      const { square, group, hole } = this.#pattern.exec(basename(name))?.groups ?? {};
      if (hole === undefined) return [];
      return [
        {
          key: `${grid}:${basename(folder)}/${name}`,
          name: baseName(name),
          grid,
          atMilliseconds: modifiedMilliseconds,
          ...(square !== undefined && { square }),
          ...(group !== undefined && { group }),
          // Numbers of holes are those within their group.
          hole: group === undefined ? hole : `${group}-${hole}`,
          lastOfFile: `${folder}:${name}`,
        },
      ];
    });
  }
}
