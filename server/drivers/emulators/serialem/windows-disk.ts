import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { ScriptError } from "./script-error.js";

/** A Windows computer's drives as folders: `X:\a\b` is `FOLDER/X/a/b`. */
export class WindowsDisk {
  #current = "X:\\";

  constructor(readonly folder: string) {}

  /** Absolute Windows path of a folder that relative names belong to. */
  get current(): string {
    return this.#current;
  }

  setCurrent(path: string): void {
    const local = this.local(path);
    mkdirSync(local, { recursive: true });
    this.#current = this.absolute(path);
  }

  /** @throws ScriptError if it is no path, or leaves its drive */
  absolute(path: string): string {
    const whole = /^[A-Za-z]:/.test(path) ? path : `${this.#current}\\${path}`;
    const [drive, ...rest] = whole.replaceAll("/", "\\").split("\\");
    const parts = rest.filter((part) => part !== "" && part !== ".");
    if (parts.some((part) => part === ".." || !/^[^<>:"|?*\0]+$/.test(part))) {
      throw new ScriptError(`'${path}' is no path of this computer`);
    }
    return `${drive!.toUpperCase()}\\${parts.join("\\")}`;
  }

  /** Where a Windows path really is. */
  local(path: string): string {
    const [drive, ...parts] = this.absolute(path).split("\\");
    return join(this.folder, drive!.slice(0, 1), ...parts);
  }

  exists(path: string): boolean {
    return existsSync(this.local(path));
  }

  /** Where a file really is, whose folder is made. */
  fileToWrite(path: string): string {
    const local = this.local(path);
    mkdirSync(dirname(local), { recursive: true });
    return local;
  }
}
