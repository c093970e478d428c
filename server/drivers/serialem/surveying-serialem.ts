import type { Target } from "../../../proto/gen/cryogym/v1alpha1/target.js";
import type { Found } from "../instrument.js";
import { loadCartridge } from "./operations/load-cartridge.js";
import { takeAtlas } from "./operations/take-atlas.js";
import { SerialEmInstrument, type SerialEmParts } from "./serialem-instrument.js";
import type { SerialEmOptions } from "./serialem-options.js";

/** Looks for what lies below a grid or square, once its image was taken. */
export type FindBelow = (parent: Target) => Promise<readonly Target[]>;

/** The same that surveys on demand: what lies below grids and squares is found when their images were taken. */
export class SurveyingSerialEm extends SerialEmInstrument {
  constructor(
    options: SerialEmOptions,
    parts: SerialEmParts,
    readonly findBelow: FindBelow,
  ) {
    super(options, parts);
    this.capabilities = { ...this.capabilities, survey: true };
  }

  /** Loads the grid if it is not on the stage, and takes its atlas. */
  async surveyGrid(targetId: string): Promise<Found> {
    const slot = await this.targets.slotOf(targetId);
    const loaded = await this.move((operating) => loadCartridge(operating, slot));
    const { file: _, ...taken } = await this.move((operating) => takeAtlas(operating, targetId));
    const durationSeconds = loaded.durationSeconds + taken.durationSeconds;
    const phases = [...(loaded.phases ?? []), ...(taken.phases ?? [])];
    return { durationSeconds, phases, targets: await this.#found(targetId) };
  }

  async surveySquare(targetId: string): Promise<Found> {
    const took = await this.goToSquare(targetId);
    return { ...took, targets: await this.#found(targetId) };
  }

  async #found(parentId: string): Promise<readonly Target[]> {
    const parent = await this.targets.get(parentId);
    const found = await this.findBelow(parent);
    await this.targets.add(found);
    return found;
  }
}
