import { basename, dirname } from "node:path";
import { type Navigator, readNavigator } from "../files/navigator.js";
import type { GroupingRule } from "../target-finders/form-groups.js";
import { navigatorTargets } from "../target-finders/navigator-targets.js";
import type { FoundTarget } from "../target-finders/target-finder.js";
import type { SettledReader } from "./read-settled.js";
import type { Told } from "./told.js";
import { WatchedFolder } from "./watched-folder.js";

interface Options extends GroupingRule {
  readonly grid: string;
  readonly file: string;
}

/** A navigator that is written anew now and then. */
export class NavigatorWatch {
  readonly #folder: WatchedFolder;
  readonly #byLabel = new Map<string, string[]>();
  #isRead = false;

  constructor(
    readonly options: Options,
    readonly reader: SettledReader,
  ) {
    const name = basename(options.file);
    this.#folder = new WatchedFolder(
      dirname(options.file),
      (found) => found === name,
      () => false,
      0,
    );
  }

  /** Whether there is a file, or another version of it, that could not be read so far: labels can't be told yet. */
  get isAwaited(): boolean {
    const name = basename(this.options.file);
    return this.#folder.isPending(name) || (this.#folder.has(name) && !this.#isRead);
  }

  /** The holes of a label, of which there may be several. */
  holesOf(label: string): readonly string[] {
    return this.#byLabel.get(label) ?? [];
  }

  /** Takes a look. @returns what the navigator holds, if that is another now @throws UnreachableError */
  async poll(told: Told): Promise<readonly FoundTarget[] | undefined> {
    const settled = await this.#folder.poll();
    const [read] = await this.reader.read(this.#folder, settled, async ({ path }) => {
      const navigator = await readNavigator(path);
      return { navigator, ...this.#targets(navigator, told) };
    });
    if (read === undefined) return undefined;
    this.#isRead = true;
    this.#byLabel.clear();
    for (const [id, { label, type }] of read.content.itemOf) {
      if (type === "point") this.#byLabel.set(label, [...(this.#byLabel.get(label) ?? []), id]);
    }
    return read.content.targets;
  }

  #targets(navigator: Navigator, told: Told) {
    const { targets, itemOf } = navigatorTargets(navigator, {
      ...this.options,
      points: "all",
      byGroupId: false,
      isKnown: (id) => told.has(id),
      knownGroups: (id) => told.groupsOf(id),
    });
    // Holes that are known already: only where they stand may be another.
    const known = [...itemOf].flatMap(([id, { stage, label, type }]): FoundTarget[] =>
      type === "point" && told.has(id) ? [{ id, parentId: "", level: 4, name: label, stage, features: {} }] : [],
    );
    return { targets: [...targets.filter(({ level }) => level > 1), ...known], itemOf };
  }
}
