import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "./errors.js";
import { didYouMean } from "./nearest-word.js";

/** What every entry of a registry has: the name users write and one line that says what it is. */
export interface RegistryEntry {
  readonly name: string;
  readonly summary: string;
}

/**
 * Named things of one kind: policies, world kinds, latency models, drivers, environments.
 *
 * @example
 * const latencies = await Registry.fromFolder<LatencyKind>("latency model", import.meta.url);
 * latencies.get("levels");
 */
export class Registry<T extends RegistryEntry> {
  readonly #entries = new Map<string, T>();
  readonly #files = new Map<string, string>();

  constructor(readonly what: string) {}

  /**
   * Reads each sibling file of a folder's `index` as one entry (its default export), so a new entry is
   * one new file. Sorted by file name: the order is the same everywhere.
   *
   * @throws Error if a file has no default export with `name` and `summary`
   */
  static async fromFolder<T extends RegistryEntry>(what: string, indexUrl: string): Promise<Registry<T>> {
    const registry = new Registry<T>(what);
    const folder = new URL(".", indexUrl);
    const own = basename(fileURLToPath(indexUrl));
    const files = readdirSync(folder).filter((file) => file.endsWith(".js") && file !== own);
    for (const file of files.sort()) {
      const module = (await import(new URL(file, folder).href)) as { default?: T };
      if (typeof module.default?.name !== "string" || typeof module.default.summary !== "string") {
        throw new Error(`${file}: a ${what} file must have a default export with 'name' and 'summary'`);
      }
      registry.register(module.default);
      registry.#files.set(module.default.name, fileURLToPath(new URL(file, folder)));
    }
    return registry;
  }

  /** The absolute path of the file that an entry was read from; undefined for one that was registered by hand. */
  fileOf(name: string): string | undefined {
    return this.#files.get(name);
  }

  /** @throws Error if the name is taken */
  register(entry: T): void {
    if (this.#entries.has(entry.name)) throw new Error(`${this.what} '${entry.name}' is registered twice`);
    this.#entries.set(entry.name, entry);
  }

  /** @throws UserError naming what is known and the nearest word */
  get(name: string): T {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      const known = this.names().join(", ");
      throw new UserError(`unknown ${this.what} '${name}'.${didYouMean(name, this.names())} Known: ${known}.`);
    }
    return entry;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  entries(): T[] {
    return [...this.#entries.values()];
  }
}
