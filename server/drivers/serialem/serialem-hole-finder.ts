import { InstrumentError } from "../instrument.js";
import { localPath } from "./local-path.js";
import { changesAnything } from "./operations/attempt.js";
import { one } from "./operations/operating.js";
import type { SerialEmInstrument } from "./serialem-instrument.js";

/** Buffer that a map is loaded into: none that images roll through. */
const MAP_BUFFER = "P";
/** Navigator file that is written for the finder to read. */
const NAVIGATOR = "cryogym-holes.nav";

/** SerialEM's own hole finder, as the target finder of that name asks for it. */
export class SerialEmHoleFinder {
  /** @param folder Windows folder that navigators are saved into, which `paths` leads to */
  constructor(
    /** Asked when there is something to find. */
    readonly instrument: () => SerialEmInstrument,
    readonly folder = "X:\\nav",
  ) {}

  /** Looks for holes in the map of that label, or in the last image if there is no such item. */
  async findHoles(mapLabel: string): Promise<void> {
    await this.instrument().operate(changesAnything, async ({ scripting }) => {
      const item = await one(scripting, "NavIndexWithLabel", mapLabel);
      if (item > 0) await scripting.run("LoadOtherMap", item, MAP_BUFFER);
      await scripting.run("FindHoles", item > 0 ? MAP_BUFFER : "A");
    });
  }

  /** Makes points of the holes that were found. */
  async makeNavPointsAtHoles(): Promise<void> {
    await this.instrument().operate(changesAnything, ({ scripting }) => scripting.run("MakeNavPointsAtHoles", 0));
  }

  /** @returns the navigator's file, as this machine sees it */
  async saveNavigator(): Promise<string> {
    const file = `${this.folder}\\${NAVIGATOR}`;
    const local = localPath(file, this.instrument().options.paths);
    if (local === undefined) {
      throw new InstrumentError(`no folder of 'paths' leads to ${file}: name where this machine has it`, true);
    }
    await this.instrument().operate(changesAnything, ({ scripting }) => scripting.run("SaveNavigator", file));
    return local;
  }
}
